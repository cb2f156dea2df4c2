import { Download } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from './copy-button.tsx';
import styles from './second-factor.module.css';

/** Saves a text as a file; the browser chooses the place. */
function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}

/** The recovery codes, which are shown this once. */
export function RecoveryCodeList({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const t = useTranslate();
  const text = `${codes.join('\n')}\n`;
  return (
    <div className={styles['form']}>
      <div className={styles['body']}>
        {/* the dialog has no other heading on screen, as nothing but the button below closes it */}
        <p className={styles['title']} aria-hidden="true">
          {t('security.codes')}
        </p>
        <p className={styles['text']}>{t('security.codesText')}</p>
        <ol className={styles['codes']} dir="ltr" translate="no" aria-label={t('security.codes')}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <div className={styles['besides']}>
          <CopyButton text={text} label={t('security.copyCodes')} />
          <Button
            onClick={() => save('chatflow-recovery-codes.txt', `${t('security.fileTitle')}\n\n${text}`)}
          >
            <span className={styles['withIcon']}>
              <Download size="1.125rem" aria-hidden="true" />
              {t('security.download')}
            </span>
          </Button>
        </div>
      </div>
      <footer className={styles['actions']}>
        <Button kind="primary" onClick={onDone}>
          {t('security.kept')}
        </Button>
      </footer>
    </div>
  );
}
