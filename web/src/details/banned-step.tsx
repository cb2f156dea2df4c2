import { useCallback, useState } from 'react';
import type { BannedUser, Page } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { longDate } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Hint, Trouble } from '../people/search-outcome.tsx';
import { useLoaded } from '../settings/use-loaded.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './details.module.css';
import { MemberBones } from './member-bones.tsx';
import type { StepProps } from './steps.tsx';

/** Who cannot come into the group; a ban can be lifted. */
export function BannedStep({ conversation: { id } }: StepProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const ask = useCallback(() => groups.bans(id, { limit: 100 }), [groups, id]);
  const { value, setValue, error, load } = useLoaded<Page<BannedUser>>(ask);
  const [loadingMore, setLoadingMore] = useState(false);

  function more(cursor: string): void {
    setLoadingMore(true);
    groups
      .bans(id, { limit: 100, cursor })
      .then(
        (page) => setValue((last) => ({ ...page, items: [...(last?.items ?? []), ...page.items] })),
        (failure: unknown) => {
          if (!isSignedOut(failure)) showToast(explain(failure, t));
        },
      )
      .finally(() => setLoadingMore(false));
  }

  const lifted = (userId: string) =>
    setValue((last) => last && { ...last, items: last.items.filter((user) => user.id !== userId) });

  if (value === undefined) {
    return error === undefined ? <MemberBones /> : <Trouble error={error} onRetry={load} />;
  }
  const { items, nextCursor } = value;
  if (items.length === 0) return <Hint>{t('bans.none')}</Hint>;
  return (
    <>
      <p className={styles['stepHint']}>{t('bans.hint')}</p>
      <ul className={styles['members']}>
        {items.map((user) => (
          <Banned key={user.id} user={user} groupId={id} onLifted={lifted} />
        ))}
      </ul>
      {nextCursor !== null && (
        <div className={styles['stepFooter']}>
          <Button wide busy={loadingMore} onClick={() => more(nextCursor)}>
            {t('bans.more')}
          </Button>
        </div>
      )}
    </>
  );
}

interface BannedProps {
  user: BannedUser;
  groupId: string;
  onLifted: (userId: string) => void;
}

function Banned({ user, groupId, onLifted }: BannedProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { groups } = useClient();
  const [busy, setBusy] = useState(false);
  const { id, name, avatar, bannedAt } = user;

  function lift(): void {
    setBusy(true);
    groups
      .unban(groupId, id)
      .then(
        () => {
          onLifted(id);
          showToast(t('bans.lifted', { name }));
        },
        (error: unknown) => {
          if (!isSignedOut(error)) showToast(explain(error, t));
        },
      )
      .finally(() => setBusy(false));
  }

  return (
    <li className={styles['member']}>
      <Avatar id={id} name={name} avatar={avatar} size={40} />
      <span className={styles['memberNames']}>
        <span className={styles['memberName']}>
          <bdi className={styles['memberText']}>{name}</bdi>
        </span>
        <span className={styles['memberDetail']}>{t('bans.since', { day: longDate(bannedAt, locale) })}</span>
      </span>
      <Button kind="ghost" busy={busy} aria-label={t('bans.liftName', { name })} onClick={lift}>
        {t('bans.lift')}
      </Button>
    </li>
  );
}
