import { useState } from 'react';
import { UserCheck } from 'lucide-react';
import { hasCode, type RequestToJoin } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import details from '../details/details.module.css';
import { MemberBones } from '../details/member-bones.tsx';
import type { StepProps } from '../details/steps.tsx';
import { explain, isSignedOut } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { listTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Trouble } from '../people/search-outcome.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import { explainAnswer } from './explain-joining.ts';
import styles from './joining.module.css';
import { Nothing } from './nothing.tsx';
import { useRequests } from './use-requests.ts';

/** Who asks to join the group, with what they say, and the answer. */
export function RequestsStep({ conversation: { id, me } }: StepProps) {
  const t = useTranslate();
  const { items, hasMore, error, load, more, answered } = useRequests(id, me.pendingRequests ?? 0);
  const [loadingMore, setLoadingMore] = useState(false);

  function loadMore(): void {
    setLoadingMore(true);
    more()
      .catch((failure: unknown) => {
        if (!isSignedOut(failure)) showToast(explain(failure, t));
      })
      .finally(() => setLoadingMore(false));
  }

  if (items === undefined)
    return error === undefined ? <MemberBones /> : <Trouble error={error} onRetry={load} />;
  if (items.length === 0)
    return (
      <Nothing icon={<UserCheck size="2rem" />} title={t('requests.none')} text={t('requests.noneText')} />
    );
  return (
    <>
      <ul className={styles['requests']}>
        {items.map((request) => (
          <Request key={request.user.id} request={request} groupId={id} onAnswered={answered} />
        ))}
      </ul>
      {hasMore && (
        <div className={details['stepFooter']}>
          <Button wide busy={loadingMore} onClick={loadMore}>
            {t('bans.more')}
          </Button>
        </div>
      )}
    </>
  );
}

interface RequestProps {
  request: RequestToJoin;
  groupId: string;
  onAnswered: (userId: string) => void;
}

function Request({ request, groupId, onAnswered }: RequestProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { groups } = useClient();
  const [busy, setBusy] = useState<'accept' | 'decline'>();
  const { user, message, createdAt, invitedBy } = request;
  const { id, name, username, avatar } = user;

  function answer(kind: 'accept' | 'decline'): void {
    setBusy(kind);
    const call = kind === 'accept' ? groups.acceptRequest(groupId, id) : groups.declineRequest(groupId, id);
    call.then(
      () => {
        showToast(t(kind === 'accept' ? 'requests.accepted' : 'requests.declined', { name }));
        onAnswered(id);
      },
      (error: unknown) => {
        setBusy(undefined);
        if (isSignedOut(error)) return;
        showToast(explainAnswer(error, t));
        if (hasCode(error, 'request_not_found', 'member_banned', 'rules_not_accepted')) onAnswered(id);
      },
    );
  }

  return (
    <li className={styles['request']}>
      <div className={styles['requestTop']}>
        <Avatar id={id} name={name} avatar={avatar} size={40} />
        <span className={details['memberNames']}>
          <span className={details['memberName']}>
            <bdi className={details['memberText']}>{name}</bdi>
          </span>
          <span className={details['memberDetail']}>
            <bdi>@{username}</bdi>
            {invitedBy !== null && ` · ${t('requests.invitedBy', { name: invitedBy.name })}`}
          </span>
        </span>
        <time className={styles['requestTime']} dateTime={createdAt}>
          {listTime(createdAt, now, locale, t)}
        </time>
      </div>
      {message !== null && message.trim() !== '' && (
        <p className={styles['requestMessage']} dir="auto">
          {message}
        </p>
      )}
      <div className={styles['requestActions']}>
        <Button
          busy={busy === 'decline'}
          aria-label={t('requests.declineName', { name })}
          onClick={() => busy === undefined && answer('decline')}
        >
          {t('requests.decline')}
        </Button>
        <Button
          kind="primary"
          busy={busy === 'accept'}
          aria-label={t('requests.acceptName', { name })}
          onClick={() => busy === undefined && answer('accept')}
        >
          {t('requests.accept')}
        </Button>
      </div>
    </li>
  );
}
