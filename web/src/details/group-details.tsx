import type { ConversationItem, Participant } from '../../../client/index.ts';
import { longDate } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { usePresenceDot, usePresenceText } from '../people/presence.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { useDirectChats } from '../people/use-direct-chats.ts';
import { useOpenDirect } from '../people/use-open-direct.ts';
import { Avatar } from '../ui/avatar.tsx';
import styles from './details.module.css';

/** As many members as a conversation brings along. */
const mostShown = 20;

export interface GroupDetailsProps {
  conversation: ConversationItem;
  ownId: string | undefined;
}

/** A group: its name, and who is in it. */
export function GroupDetails({ conversation, ownId }: GroupDetailsProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { id, avatar, memberCount, participants, about, createdAt } = conversation;
  const name = conversation.name ?? '';
  const chats = useDirectChats();
  const { open, opening, error } = useOpenDirect((chatId) => navigate(conversationPath(chatId)));
  const shown = participants.slice(0, mostShown);
  const more = memberCount - shown.length;
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
              {about}
            </dd>
          </div>
        )}
        <div>
          <dt className={styles['label']}>{t('details.created')}</dt>
          <dd>{longDate(createdAt, locale)}</dd>
        </div>
      </dl>
      {error !== undefined && <Trouble error={error} />}
      <h3 className={styles['sectionTitle']}>{t('details.members')}</h3>
      <ul className={styles['members']}>
        {shown.map((member) => (
          <li key={member.id}>
            <Member
              member={member}
              own={member.id === ownId}
              busy={opening === member.username}
              onOpen={() => open(member.username, chats.get(member.id)?.conversationId)}
            />
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles['more']}>{t('details.moreMembers', { count: more })}</p>}
    </>
  );
}

interface MemberProps {
  member: Participant;
  own: boolean;
  busy: boolean;
  onOpen: () => void;
}

/** A member, who leads to the chat with them. */
function Member({ member, own, busy, onOpen }: MemberProps) {
  const t = useTranslate();
  const others = own ? undefined : member;
  const dot = usePresenceDot(others);
  const presence = usePresenceText(others);
  const { role } = member;
  const content = (
    <>
      <Avatar id={member.id} name={member.name} avatar={member.avatar} size={40} presence={dot} />
      <span className={styles['memberNames']}>
        <span className={styles['memberName']}>
          <span className={styles['memberText']} dir="auto">
            {member.name}
          </span>
          {own && <span className={styles['you']}> ({t('details.you')})</span>}
        </span>
        <span className={styles['memberDetail']}>
          {presence === '' ? <bdi>@{member.username}</bdi> : presence}
        </span>
      </span>
      {role !== 'member' && (
        <span className={styles['role']}>{t(role === 'owner' ? 'details.owner' : 'details.admin')}</span>
      )}
    </>
  );
  if (own) return <div className={styles['member']}>{content}</div>;
  return (
    <button type="button" className={styles['member']} aria-busy={busy} onClick={onOpen}>
      {content}
    </button>
  );
}
