import { useState } from 'react';
import {
  notificationsAt,
  type NotificationSetting,
  type UpdateOwnMembershipRequest,
} from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { RadioList } from '../ui/radio-list.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './details.module.css';
import type { StepProps } from './steps.tsx';
import { after, tomorrowMorning } from './until.ts';

const settings = ['all', 'mentions', 'none'] as const;
const ends = ['always', 'hour', 'hours8', 'tomorrow', 'week'] as const;
type End = (typeof ends)[number];

/** The moment as the server takes it; `null`: until it is changed. */
function endAt(end: End, now: number): string | null {
  if (end === 'always') return null;
  return end === 'tomorrow' ? tomorrowMorning(now) : after(end, now);
}

/** Which messages of a conversation notify the user, and until when; each choice holds at once. */
export function NotificationsStep({ conversation: { id, me } }: StepProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { conversations } = useClient();
  const now = useNow();
  const [chosen, setChosen] = useState<UpdateOwnMembershipRequest>();
  const notifications = chosen?.notifications ?? notificationsAt(me, now);
  const until = chosen === undefined ? me.notificationsUntil : (chosen.until ?? undefined);
  const isTimed = notifications !== 'all' && until !== undefined;

  function choose(choice: UpdateOwnMembershipRequest): void {
    setChosen(choice);
    conversations
      .setNotifications(id, choice)
      .catch((error: unknown) => {
        if (!isSignedOut(error)) showToast(explain(error, t));
      })
      .finally(() => setChosen(undefined));
  }

  const setting = (value: NotificationSetting) =>
    choose({ notifications: value, until: value === 'all' ? null : (until ?? null) });
  const timed = isTimed
    ? [{ value: 'until' as const, label: t('notifications.until', { time: untilTime(until, now, locale) }) }]
    : [];
  return (
    <div className={styles['form']}>
      <RadioList
        label={t('notifications.which')}
        shown
        options={settings.map((value) => ({
          value,
          label: t(`notifications.${value}`),
          ...(value !== 'all' && { hint: t(`notifications.${value}Hint`) }),
        }))}
        value={notifications}
        onChange={setting}
      />
      {notifications !== 'all' && (
        <RadioList<End | 'until'>
          label={t('notifications.howLong')}
          shown
          options={[...timed, ...ends.map((value) => ({ value, label: t(`notifications.end.${value}`) }))]}
          value={isTimed ? 'until' : 'always'}
          onChange={(end) => {
            if (end !== 'until') choose({ notifications, until: endAt(end, Date.now()) });
          }}
        />
      )}
    </div>
  );
}
