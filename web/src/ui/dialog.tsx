import { useEffect, useId, useRef, type ReactNode } from 'react';
import { ArrowLeft, X } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './dialog.module.css';

export interface DialogProps {
  title: string;
  /** It was dismissed: by Escape, the button, or a click beside it. */
  onClose: () => void;
  children: ReactNode;
  /** Below the content, always visible. */
  footer?: ReactNode;
  size?: 'small' | 'medium';
  /** The title is for screen readers alone, and the content brings a control that closes it. */
  bare?: boolean;
  /** One step of several: its control leads back to the step before, which is what dismissing it does. */
  back?: boolean;
}

/** A modal dialog for as long as it is mounted: the browser's own, which keeps the focus and the rest of the page inert. */
export function Dialog({
  title,
  onClose,
  children,
  footer,
  size = 'medium',
  bare = false,
  back = false,
}: DialogProps) {
  const t = useTranslate();
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    // React mounts it twice in development
    if (dialog?.open === false) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={classNames(styles['dialog'], styles[size])}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className={styles['content']}>
        <header className={classNames(styles['header'], back && styles['step'], bare && 'visually-hidden')}>
          {back && (
            <IconButton label={t('dialog.back')} tooltip={false} onClick={onClose}>
              <ArrowLeft size="1.25rem" />
            </IconButton>
          )}
          <h2 id={id} className={styles['title']}>
            {title}
          </h2>
          {!bare && !back && (
            <IconButton label={t('dialog.close')} tooltip={false} onClick={onClose}>
              <X size="1.25rem" />
            </IconButton>
          )}
        </header>
        {children}
        {footer !== undefined && <footer className={styles['footer']}>{footer}</footer>}
      </div>
    </dialog>
  );
}
