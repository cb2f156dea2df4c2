import { useState } from 'react';
import { Ban, LogOut, Settings2, Trash2, UserPlus, Users, Webhook } from 'lucide-react';
import { mayInGroup, type ConversationItem } from '../../../client/index.ts';
import { LinkedText } from '../format/links.tsx';
import { longDate } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { conversationPath, detailsPath, navigate } from '../navigation.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOpenDirect } from '../people/use-open-direct.ts';
import { ExportLine } from '../moving/export-line.tsx';
import { JoiningLines } from '../joining/joining-lines.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { DetailsLine } from './details-line.tsx';
import styles from './details.module.css';
import { DeleteDialog, LeaveDialog } from './leave-dialogs.tsx';
import { byRoleAndName } from './member-list.ts';
import { MemberRow, type ShownMember } from './member-row.tsx';
import { ExpiryLine } from './expiry-line.tsx';
import { MediaLine } from './media-line.tsx';
import { NotificationsLine } from './notifications-line.tsx';
import { useMembers } from './use-members.ts';

/** As many members as a conversation brings along. */
const mostShown = 20;
const everyone = { q: '', role: undefined };
const iconSize = '1.25rem';

export interface GroupDetailsProps {
  conversation: ConversationItem;
  ownId: string;
}

/** A group: its name, what it is about, who is in it, and what its settings and the role of the user let them do. */
export function GroupDetails({ conversation, ownId }: GroupDetailsProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { id, avatar, memberCount, about, createdAt } = conversation;
  const name = conversation.name ?? '';
  const go = (step: string) => () => navigate(detailsPath(id, step));
  return (
    <>
      <div className={styles['top']}>
        <Avatar id={id} name={name} avatar={avatar} size={96} />
        <h3 className={styles['name']} dir="auto">
          {name}
        </h3>
        <p className={styles['faint']}>{t('conversation.members', { count: memberCount })}</p>
      </div>
      <dl className={styles['facts']}>
        {about !== null && about.trim() !== '' && (
          <div>
            <dt className={styles['label']}>{t('details.about')}</dt>
            <dd className={styles['about']} dir="auto">
              <LinkedText text={about} />
            </dd>
          </div>
        )}
        <div>
          <dt className={styles['label']}>{t('details.created')}</dt>
          <dd>{longDate(createdAt, locale)}</dd>
        </div>
      </dl>
      <div className={styles['lines']}>
        <MediaLine conversationId={id} />
        <NotificationsLine conversation={conversation} />
        <ExpiryLine conversation={conversation} />
        <JoiningLines conversation={conversation} />
        {mayInGroup(conversation, 'changeSettings') && (
          <DetailsLine
            icon={<Settings2 size={iconSize} />}
            label={t('group.settings')}
            leads
            onClick={go('settings')}
          />
        )}
        {mayInGroup(conversation, 'manageWebhooks') && (
          <DetailsLine
            icon={<Webhook size={iconSize} />}
            label={t('integrations.title')}
            leads
            onClick={go('integrations')}
          />
        )}
        <ExportLine conversationId={id} />
        {mayInGroup(conversation, 'seeBans') && (
          <DetailsLine
            icon={<Ban size={iconSize} />}
            label={t('group.banned')}
            leads
            onClick={go('banned')}
          />
        )}
      </div>
      <Members conversation={conversation} ownId={ownId} />
      <WaysOut conversation={conversation} />
    </>
  );
}

function Members({ conversation, ownId }: GroupDetailsProps) {
  const t = useTranslate();
  const { id, memberCount, participants } = conversation;
  const chats = useDirectChats();
  const { open, opening, error } = useOpenDirect((chatId) => navigate(conversationPath(chatId)));
  // a conversation does not say who is muted, which only admins see
  const list = useMembers(id, everyone, mayInGroup(conversation, 'mute'));
  const known = new Map(list.members.map((member) => [member.id, member]));
  const shown = byRoleAndName(
    participants
      .slice(0, mostShown)
      .map((member): ShownMember => ({ ...member, mutedUntil: known.get(member.id)?.mutedUntil })),
  );
  return (
    <section aria-labelledby="details-members">
      <h3 id="details-members" className={styles['sectionTitle']}>
        {t('details.members')}
      </h3>
      {error !== undefined && <Trouble error={error} />}
      <div className={styles['lines']} data-inner="true">
        {mayInGroup(conversation, 'addMembers') && (
          <DetailsLine
            icon={<UserPlus size={iconSize} />}
            label={t('group.addMembers')}
            onClick={() => navigate(detailsPath(id, 'add'))}
          />
        )}
        <DetailsLine
          icon={<Users size={iconSize} />}
          label={t('group.allMembers')}
          value={
            memberCount > shown.length
              ? t('details.moreMembers', { count: memberCount - shown.length })
              : undefined
          }
          leads
          onClick={() => navigate(detailsPath(id, 'members'))}
        />
      </div>
      <ul className={styles['members']}>
        {shown.map((member) => (
          <li key={member.id}>
            <MemberRow
              member={member}
              conversation={conversation}
              own={member.id === ownId}
              busy={opening === member.username}
              onOpen={() => open(member.username, chats.get(member.id)?.conversationId)}
              onChanged={list.changed}
              onGone={list.gone}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Leaving the group, and for its owner deleting it. */
function WaysOut({ conversation }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const [asked, setAsked] = useState<'leave' | 'delete'>();
  const close = () => setAsked(undefined);
  return (
    <div className={styles['lines']}>
      <DetailsLine
        icon={<LogOut size={iconSize} />}
        label={t('group.leave')}
        danger
        onClick={() => setAsked('leave')}
      />
      {mayInGroup(conversation, 'delete') && (
        <DetailsLine
          icon={<Trash2 size={iconSize} />}
          label={t('group.delete')}
          danger
          onClick={() => setAsked('delete')}
        />
      )}
      {asked === 'leave' && <LeaveDialog conversation={conversation} onClose={close} />}
      {asked === 'delete' && <DeleteDialog conversation={conversation} onClose={close} />}
    </div>
  );
}
