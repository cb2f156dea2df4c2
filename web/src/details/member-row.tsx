import { VolumeX } from 'lucide-react';
import type { GroupMember, Participant } from '../../../client/index.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { usePresenceDot, usePresenceText } from '../people/presence.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import styles from './details.module.css';
import { MemberMenu, type MemberMenuProps } from './member-menu.tsx';

/** A member as far as it is known: how long they are muted may not be. */
export type ShownMember = Participant & Partial<Pick<GroupMember, 'mutedUntil' | 'joinedAt'>>;

export interface MemberRowProps extends Omit<MemberMenuProps, 'member'> {
  member: ShownMember;
  own: boolean;
  /** Whether the chat with them is being opened. */
  busy: boolean;
}

/** A member, who leads to the chat with them, and what can be done about them. */
export function MemberRow({ member, own, busy, ...menu }: MemberRowProps) {
  const t = useTranslate();
  const others = own ? undefined : member;
  const dot = usePresenceDot(others);
  const presence = usePresenceText(others);
  const { id, name, username, avatar, role } = member;
  const content = (
    <>
      <Avatar id={id} name={name} avatar={avatar} size={40} presence={dot} />
      <span className={styles['memberNames']}>
        <span className={styles['memberName']}>
          <span className={styles['memberText']} dir="auto">
            {name}
          </span>
          <BotMark of={member} />
          {own && <span className={styles['you']}> ({t('details.you')})</span>}
        </span>
        <span className={styles['memberDetail']}>{presence === '' ? <bdi>@{username}</bdi> : presence}</span>
      </span>
      <Muted until={member.mutedUntil} />
      {role !== 'member' && (
        <span className={styles['role']} data-role={role}>
          {t(role === 'owner' ? 'details.owner' : 'details.admin')}
        </span>
      )}
    </>
  );
  if (own) return <div className={styles['member']}>{content}</div>;
  return (
    <div className={styles['memberRow']}>
      <button type="button" className={styles['member']} aria-busy={busy} onClick={menu.onOpen}>
        {content}
      </button>
      <MemberMenu member={member} {...menu} />
    </div>
  );
}

/** That a member cannot write now, and until when. */
function Muted({ until }: { until: string | undefined }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  if (until === undefined || (until !== 'forever' && Date.parse(until) <= now)) return null;
  const label =
    until === 'forever' ? t('member.muted') : t('member.mutedUntil', { time: untilTime(until, now, locale) });
  return (
    <span className={styles['mutedMark']} role="img" aria-label={label} title={label}>
      <VolumeX size="1rem" aria-hidden="true" />
    </span>
  );
}
