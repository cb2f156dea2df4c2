import type { ComponentType } from 'react';
import type { ConversationItem } from '../../../client/index.ts';
import type { MessageKey } from '../i18n/i18n.ts';
import { IntegrationsStep } from '../integrations/integrations-step.tsx';
import { CommunityStep } from '../joining/community-step.tsx';
import { InvitesStep } from '../joining/invites-step.tsx';
import { RequestsStep } from '../joining/requests-step.tsx';
import { WelcomeStep } from '../joining/welcome-step.tsx';
import { ExportStep } from '../moving/export-step.tsx';
import { AddMembersStep } from './add-members-step.tsx';
import { BannedStep } from './banned-step.tsx';
import { EditGroupStep } from './edit-group-step.tsx';
import { ExpiryStep } from './expiry-step.tsx';
import { GalleryStep } from './gallery-step.tsx';
import { GroupSettingsStep } from './group-settings-step.tsx';
import { MembersStep } from './members-step.tsx';
import { NotificationsStep } from './notifications-step.tsx';

export interface StepProps {
  conversation: ConversationItem;
  ownId: string;
  /** Back to the beginning of the details. */
  onDone: () => void;
}

interface Step {
  title: MessageKey;
  Content: ComponentType<StepProps>;
}

/** The steps that the beginning of the details leads to, by the end of their path: `/c/<id>/details/<step>`. */
const steps: Readonly<Record<string, Step>> = {
  members: { title: 'details.members', Content: MembersStep },
  add: { title: 'group.addMembers', Content: AddMembersStep },
  edit: { title: 'group.edit', Content: EditGroupStep },
  settings: { title: 'group.settings', Content: GroupSettingsStep },
  invites: { title: 'invites.title', Content: InvitesStep },
  requests: { title: 'requests.title', Content: RequestsStep },
  community: { title: 'community.title', Content: CommunityStep },
  welcome: { title: 'greeting.details', Content: WelcomeStep },
  integrations: { title: 'integrations.title', Content: IntegrationsStep },
  banned: { title: 'group.banned', Content: BannedStep },
  media: { title: 'gallery.title', Content: GalleryStep },
  notifications: { title: 'notifications.title', Content: NotificationsStep },
  export: { title: 'export.title', Content: ExportStep },
  expiry: { title: 'expiry.title', Content: ExpiryStep },
};

/** What the details lead to for direct conversations too. */
const forAll: readonly string[] = ['media', 'notifications', 'export', 'expiry'];

/** The step of a path; `undefined` for the beginning, and where there is no such step in this conversation. */
export const stepOf = (step: string, isGroup: boolean): Step | undefined =>
  Object.hasOwn(steps, step) && (isGroup || forAll.includes(step)) ? steps[step] : undefined;
