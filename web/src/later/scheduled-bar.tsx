import { useState } from 'react';
import { CalendarClock, ChevronRight } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import styles from './later.module.css';
import { ScheduledDialog } from './scheduled-dialog.tsx';
import { useWaiting } from './waiting.ts';

/** Above the composer: what waits in this chat, if anything does. */
export default function ScheduledBar({ conversationId }: { conversationId: string }) {
  const t = useTranslate();
  const here = useWaiting().scheduled.filter((one) => one.conversationId === conversationId);
  const [open, setOpen] = useState(false);
  const failed = here.filter(({ failure }) => failure !== undefined).length;
  return (
    <>
      {here.length > 0 && (
        <button type="button" className={styles['bar']} onClick={() => setOpen(true)}>
          <CalendarClock size="1.125rem" aria-hidden="true" />
          <span>{t('waiting.bar', { count: here.length })}</span>
          {failed > 0 && (
            <span className={styles['failure']}>{t('waiting.barFailed', { count: failed })}</span>
          )}
          <ChevronRight size="1rem" aria-hidden="true" />
        </button>
      )}
      {open && <ScheduledDialog items={here} onClose={() => setOpen(false)} />}
    </>
  );
}
