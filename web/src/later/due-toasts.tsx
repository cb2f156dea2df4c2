import { useEffect } from 'react';
import { wantMessage } from '../chat/wanted-message.ts';
import { shownText } from '../format/text-parts.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { conversationPath, navigate } from '../navigation.ts';
import { showToast } from '../ui/toast.tsx';
import { onDue } from './waiting.ts';

/** Says when the time of a reminder has come, and leads to its message. */
export default function DueToasts() {
  const t = useTranslate();
  useEffect(
    () =>
      onDue(({ conversationId, seq, note, message }) => {
        const said = note === '' ? shownText(message.text, message.entities) : note;
        showToast(t('reminders.toast', { text: said.slice(0, 120) }), {
          label: t('reminders.show'),
          run: () => {
            navigate(conversationPath(conversationId));
            wantMessage(conversationId, seq);
          },
        });
      }),
    [t],
  );
  return null;
}
