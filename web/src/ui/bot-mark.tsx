import { useTranslate } from '../i18n/i18n.ts';
import styles from './bot-mark.module.css';

/** Beside the name of a user: that it is a program. Nothing for people. */
export function BotMark({ of }: { of: { bot?: boolean | undefined } | undefined }) {
  const t = useTranslate();
  return of?.bot === true && <span className={styles['mark']}>{t('bot.mark')}</span>;
}
