import { useEffect, useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { Button, type ButtonProps } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './second-factor.module.css';

const shownMs = 2_500;

export interface CopyButtonProps {
  text: string;
  label: string;
  kind?: ButtonProps['kind'];
}

/** Puts a text on the clipboard, and says so in its place for a moment. */
export function CopyButton({ text, label, kind }: CopyButtonProps) {
  const t = useTranslate();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);

  function copy(): void {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      (error: unknown) => {
        // the browser may refuse; the text is there to be selected
        showToast(t('security.copyFailed'));
        report(error);
      },
    );
  }

  return (
    <Button {...(kind && { kind })} onClick={copy}>
      <span className={styles['withIcon']} aria-live="polite">
        {copied ? <Check size="1.125rem" aria-hidden="true" /> : <Copy size="1.125rem" aria-hidden="true" />}
        {copied ? t('security.copied') : label}
      </span>
    </Button>
  );
}
