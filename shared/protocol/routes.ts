import { accountRoutes } from './accounts.ts';
import { botRoutes } from './bots.ts';
import { adminAuditRoutes } from './admin-audit.ts';
import { adminSettingsRoutes } from './admin-settings.ts';
import { adminUserRoutes } from './admin-users.ts';
import { credentialRoutes } from './credentials.ts';
import { secondFactorRoutes } from './second-factor.ts';
import { sessionRoutes } from './sessions.ts';
import { conversationRoutes } from './conversations.ts';
import { discoveryRoutes } from './discovery.ts';
import { draftRoutes } from './drafts.ts';
import { galleryRoutes } from './gallery.ts';
import { groupRoutes } from './groups.ts';
import { inviteRoutes } from './invites.ts';
import { inboxRoutes } from './inbox.ts';
import { laterRoutes } from './later.ts';
import { mediaRoutes } from './media.ts';
import { messageChangeRoutes } from './message-changes.ts';
import { messageRoutes } from './messages.ts';
import { metaRoutes } from './meta.ts';
import { notificationRoutes } from './notifications.ts';
import { passkeyRoutes } from './passkeys.ts';
import { pinRoutes } from './pins.ts';
import { pollRoutes } from './polls.ts';
import { presenceRoutes } from './presence.ts';
import { providerRoutes } from './providers.ts';
import { pushRoutes } from './push.ts';
import { receiptRoutes } from './receipts.ts';
import { relationRoutes } from './relations.ts';
import { searchRoutes } from './search.ts';
import { starRoutes } from './stars.ts';
import { streamRoutes } from './streams.ts';
import { threadRoutes } from './threads.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';

/** Every HTTP route, by name. Each noun describes its own; `functions/catalog.ts` says which function serves it. */
export const routes = {
  ...accountRoutes,
  ...credentialRoutes,
  ...sessionRoutes,
  ...secondFactorRoutes,
  ...passkeyRoutes,
  ...providerRoutes,
  ...userRoutes,
  ...presenceRoutes,
  ...relationRoutes,
  ...conversationRoutes,
  ...groupRoutes,
  ...discoveryRoutes,
  ...inviteRoutes,
  ...mediaRoutes,
  ...messageRoutes,
  ...messageChangeRoutes,
  ...streamRoutes,
  ...threadRoutes,
  ...pinRoutes,
  ...starRoutes,
  ...pollRoutes,
  ...draftRoutes,
  ...laterRoutes,
  ...galleryRoutes,
  ...receiptRoutes,
  ...inboxRoutes,
  ...searchRoutes,
  ...notificationRoutes,
  ...adminUserRoutes,
  ...adminSettingsRoutes,
  ...adminAuditRoutes,
  ...pushRoutes,
  ...botRoutes,
  ...webhookRoutes,
  ...metaRoutes,
};

export type RouteName = keyof typeof routes;
