import { useTranslate } from '../i18n/i18n.ts';
import { CopyButton } from '../second-factor/copy-button.tsx';
import styles from './kept-text.module.css';

export interface KeptTextProps {
  /** What the user typed, each text on its own. */
  texts: readonly string[];
}

/** What the user typed and cannot send here now: to be read and copied. */
export default function KeptText({ texts }: KeptTextProps) {
  const t = useTranslate();
  return (
    <section className={styles['kept']} aria-label={t('kept.title')}>
      <div className={styles['top']}>
        <p className={styles['title']}>{t('kept.title')}</p>
        <CopyButton text={texts.join('\n\n')} label={t('kept.copy')} />
      </div>
      <div className={styles['texts']} tabIndex={0} role="group" aria-label={t('kept.title')}>
        {texts.map((text, index) => (
          <p key={index} className={styles['text']} dir="auto">
            {text}
          </p>
        ))}
      </div>
    </section>
  );
}
