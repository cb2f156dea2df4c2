import type { Message, Reminder } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { showToast } from '../ui/toast.tsx';
import { TimeDialog } from './time-dialog.tsx';
import { putReminder } from './waiting.ts';

export interface RemindDialogProps {
  message: Message;
  /** The reminder of it, where there is one: it gets another time. */
  reminder?: Reminder;
  onClose: () => void;
}

/** When to remind the user of a message. */
export function RemindDialog({ message, reminder, onClose }: RemindDialogProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { reminders } = useClient();
  return (
    <TimeDialog
      title={t(reminder === undefined ? 'reminders.remind' : 'reminders.snooze')}
      confirm={t('reminders.confirm')}
      onClose={onClose}
      onPick={async (at) => {
        const time = at.toISOString();
        const note = reminder?.note ?? '';
        putReminder(await reminders.set(message.id, { at: time, ...(note !== '' && { note }) }));
        showToast(t('reminders.set', { time: untilTime(time, Date.now(), locale) }));
      }}
    />
  );
}
