import { useState } from 'react';
import { Settings2, UserPlus } from 'lucide-react';
import type { Participant, UserProfile } from '../../../client/index.ts';
import { useSession } from '../../../client/react/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import styles from '../details/details.module.css';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { AddToGroupDialog } from './add-to-group-dialog.tsx';
import { botPath } from './bot-paths.ts';

/** Whom a bot belongs to, among the facts of its details. */
export function BotOwner({ owner }: { owner: NonNullable<UserProfile['owner']> | null }) {
  const t = useTranslate();
  const { userId } = useSession();
  return (
    <div>
      <dt className={styles['label']}>{t('bot.owner')}</dt>
      {owner === null || owner.id === userId ? (
        <dd>{t(owner === null ? 'bot.ownerGroup' : 'bot.ownerYou')}</dd>
      ) : (
        <dd className={styles['about']}>
          <bdi>{owner.name}</bdi> <bdi className={styles['faint']}>@{owner.username}</bdi>
        </dd>
      )}
    </div>
  );
}

/** What can be done with a bot: its owner edits it, and anyone may add it to a group of theirs. */
export function BotLines({ bot, own }: { bot: Participant; own: boolean }) {
  const t = useTranslate();
  const [adding, setAdding] = useState(false);
  return (
    <>
      {own && (
        <DetailsLine
          icon={<Settings2 size="1.25rem" />}
          label={t('bot.manage')}
          leads
          onClick={() => navigate(botPath(bot.id))}
        />
      )}
      <DetailsLine
        icon={<UserPlus size="1.25rem" />}
        label={t('bot.addToGroup')}
        onClick={() => setAdding(true)}
      />
      {adding && <AddToGroupDialog bot={bot} onClose={() => setAdding(false)} />}
    </>
  );
}
