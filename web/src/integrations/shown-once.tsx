import type { ReactNode } from 'react';
import { TriangleAlert } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { CopyButton } from '../second-factor/copy-button.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './integrations.module.css';

export interface ShownOnceProps {
  title: string;
  /** What it is for. */
  text: string;
  /** What those who have it can do. */
  warning: string;
  secret: string;
  /** What the button says that copies it. */
  copy: string;
  onDone: () => void;
  /** How it is used. */
  children?: ReactNode;
}

/** A secret that the server says this once: nothing but the button below closes it. */
export function ShownOnce(props: ShownOnceProps) {
  const { title, text, warning, secret, copy, onDone, children } = props;
  const t = useTranslate();
  return (
    <Dialog
      title={title}
      bare
      onClose={() => undefined}
      footer={<Button onClick={onDone}>{t('once.kept')}</Button>}
    >
      <div className={styles['body']}>
        {/* the dialog has no other heading on screen */}
        <p className={styles['onceTitle']} aria-hidden="true">
          {title}
        </p>
        <p className={styles['text']}>{text}</p>
        <div className={styles['once']}>
          <code className={styles['secret']} dir="ltr" translate="no">
            {secret}
          </code>
          <CopyButton text={secret} label={copy} kind="primary" />
        </div>
        <p className={styles['warning']}>
          <TriangleAlert size="1.125rem" aria-hidden="true" />
          <span>{warning}</span>
        </p>
        {children}
      </div>
    </Dialog>
  );
}

/** A command to try something with, and a button that copies it. */
export function Command({ label, text }: { label: string; text: string }) {
  const t = useTranslate();
  return (
    <div className={styles['command']}>
      <p className={styles['legend']}>{label}</p>
      <pre className={styles['code']} dir="ltr" translate="no" tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label={t('once.copyCommand')} />
    </div>
  );
}
