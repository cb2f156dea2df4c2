import type { ConversationItem, Participant } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { BotLines, BotOwner } from '../bots/bot-details.tsx';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { LinkedText } from '../format/links.tsx';
import { longDate } from '../format/time.ts';
import { useBlocking } from '../people/use-blocking.ts';
import { ExportLine } from '../moving/export-line.tsx';
import { usePresenceDot, usePresenceText } from '../people/presence.ts';
import { Avatar } from '../ui/avatar.tsx';
import { BotMark } from '../ui/bot-mark.tsx';
import { Button } from '../ui/button.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import styles from './details.module.css';
import { ExpiryLine } from './expiry-line.tsx';
import { MediaLine } from './media-line.tsx';
import { NotificationsLine } from './notifications-line.tsx';
import { useUserProfile } from './use-user-profile.ts';

export interface PersonDetailsProps {
  person: Participant;
  /** The direct conversation with them. */
  conversation: ConversationItem;
}

/** A person: how they look, whether they are here, and what they say about themselves. Of a bot: whose it is. */
export function PersonDetails({ person, conversation }: PersonDetailsProps) {
  const t = useTranslate();
  const locale = useLocale();
  const dot = usePresenceDot(person);
  const presence = usePresenceText(person);
  const { profile, error, retry } = useUserProfile(person.id);
  const { blocked, busy, block, unblock } = useBlocking(person);
  const { userId } = useSession();
  const own = profile?.owner?.id === userId;
  const about = profile?.about?.trim() ?? '';
  return (
    <>
      <div className={styles['top']}>
        <Avatar id={person.id} name={person.name} avatar={person.avatar} size={96} presence={dot} />
        <h3 className={styles['name']} dir="auto">
          {person.name} <BotMark of={person} />
        </h3>
        <p className={styles['faint']}>
          <bdi>@{person.username}</bdi>
        </p>
        {person.bot !== true && (
          <p className={styles['presence']} data-online={dot === 'online'}>
            {presence}
          </p>
        )}
      </div>
      {error !== undefined && (
        <div className={styles['trouble']} role="alert">
          <p>{t('details.profileFailed')}</p>
          <Button kind="ghost" onClick={retry}>
            {t('dialog.tryAgain')}
          </Button>
        </div>
      )}
      {profile === undefined && error === undefined && (
        <div className={styles['facts']} aria-hidden="true">
          <AfterPatience>
            <Bone width={4} height={0.625} />
            <Bone width={14} />
          </AfterPatience>
        </div>
      )}
      {profile !== undefined && (
        <dl className={styles['facts']}>
          {about !== '' && (
            <div>
              <dt className={styles['label']}>{t('details.about')}</dt>
              <dd className={styles['about']} dir="auto">
                <LinkedText text={about} />
              </dd>
            </div>
          )}
          {profile.owner !== undefined && <BotOwner owner={profile.owner} />}
          <div>
            <dt className={styles['label']}>
              {t(profile.bot === true ? 'details.created' : 'details.joined')}
            </dt>
            <dd>{longDate(profile.createdAt, locale)}</dd>
          </div>
        </dl>
      )}
      <div className={styles['lines']}>
        {profile?.owner && <BotLines bot={person} own={own} />}
        <MediaLine conversationId={conversation.id} />
        <NotificationsLine conversation={conversation} />
        <ExpiryLine conversation={conversation} />
        <ExportLine conversationId={conversation.id} />
      </div>
      {!own && (
        <div className={styles['facts']}>
          <Button kind={blocked ? 'secondary' : 'danger'} busy={busy} onClick={blocked ? unblock : block}>
            {t(blocked ? 'privacy.unblockName' : 'privacy.blockName', { name: person.name })}
          </Button>
          <p className={styles['faint']}>{t(person.bot === true ? 'bot.blockHint' : 'privacy.blockHint')}</p>
        </div>
      )}
    </>
  );
}
