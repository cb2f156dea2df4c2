import { spanText } from '../format/span.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './later.module.css';

/** In seconds. */
const usual = [30, 300, 3_600, 86_400, 604_800] as const;

export interface TimerDialogProps {
  /** How long the message stays once it is read, in seconds. */
  onPick: (seconds: number) => void;
  onClose: () => void;
}

/** After how long a message disappears. */
export function TimerDialog({ onPick, onClose }: TimerDialogProps) {
  const t = useTranslate();
  const locale = useLocale();
  return (
    <Dialog title={t('sending.timer')} size="small" onClose={onClose}>
      <div className={styles['body']}>
        <p className={styles['hint']}>{t('sending.timerHint')}</p>
        <ul className={styles['presets']}>
          {usual.map((seconds) => (
            <li key={seconds}>
              <button type="button" className={styles['preset']} onClick={() => onPick(seconds)}>
                {spanText(seconds, locale)}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
