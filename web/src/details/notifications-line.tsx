import { Bell, BellOff } from 'lucide-react';
import { notificationsAt, type ConversationItem } from '../../../client/index.ts';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { detailsPath, navigate } from '../navigation.ts';
import { DetailsLine } from './details-line.tsx';

/** Which messages of the conversation notify the user, and the way to change that. */
export function NotificationsLine({ conversation: { id, me } }: { conversation: ConversationItem }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const setting = notificationsAt(me, now);
  const until = setting === 'all' ? undefined : me.notificationsUntil;
  const shown = t(`notifications.${setting}`);
  return (
    <DetailsLine
      icon={setting === 'all' ? <Bell size="1.25rem" /> : <BellOff size="1.25rem" />}
      label={t('notifications.title')}
      value={
        until === undefined
          ? shown
          : t('notifications.valueUntil', { setting: shown, time: untilTime(until, now, locale) })
      }
      leads
      onClick={() => navigate(detailsPath(id, 'notifications'))}
    />
  );
}
