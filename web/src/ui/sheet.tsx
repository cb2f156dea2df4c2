import { useEffect, useRef, type ReactNode } from 'react';
import styles from './sheet.module.css';

export interface SheetProps {
  /** What it is for, for screen readers. */
  label: string;
  /** It was dismissed: by Escape, Back, or a tap beside it. */
  onClose: () => void;
  children: ReactNode;
}

/** What comes up from the lower edge of a phone, for as long as it is mounted: modal, as the browser's own dialogs are. */
export function Sheet({ label, onClose, children }: SheetProps) {
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
      className={styles['sheet']}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className={styles['content']}>{children}</div>
    </dialog>
  );
}
