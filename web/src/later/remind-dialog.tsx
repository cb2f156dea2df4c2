import { useState } from 'react';
import type { Message, Reminder } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { TextArea } from '../ui/field.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './later.module.css';
import { TimeDialog } from './time-dialog.tsx';
import { putReminder } from './waiting.ts';

export interface RemindDialogProps {
  message: Message;
  /** The reminder of it, where there is one: it gets another time. */
  reminder?: Reminder;
  onClose: () => void;
}

/** The contract's limit of a note. */
const mostCharacters = 300;

/** When to remind the user of a message. */
export function RemindDialog({ message, reminder, onClose }: RemindDialogProps) {
  const t = useTranslate();
  const locale = useLocale();
  const { reminders } = useClient();
  const [note, setNote] = useState(reminder?.note ?? '');
  return (
    <TimeDialog
      title={t(reminder === undefined ? 'reminders.remind' : 'reminders.snooze')}
      confirm={t('reminders.confirm')}
      onClose={onClose}
      onPick={async (at) => {
        const time = at.toISOString();
        putReminder(await reminders.set(message.id, { at: time, note: note.trim() }));
        showToast(t('reminders.set', { time: untilTime(time, Date.now(), locale) }));
      }}
    >
      <TextArea
        className={styles['note']}
        label={t('reminders.note')}
        hint={t('reminders.noteHint')}
        dir="auto"
        rows={2}
        maxLength={mostCharacters}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
    </TimeDialog>
  );
}
