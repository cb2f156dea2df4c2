import type { ReactNode } from 'react';
import { useTranslate } from '../i18n/i18n.ts';
import { Hint, Trouble } from '../people/search-outcome.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './paged-dialog.module.css';
import type { Pages } from './use-pages.ts';

export interface PagedDialogProps<T> {
  title: string;
  pages: Pages<T>;
  /** What it says where there is nothing. */
  none: string;
  onClose: () => void;
  children: ReactNode;
}

/** Nearer to the end than this, in pixels, the next page is loaded. */
const loadPx = 400;

/** A list in a dialog, of which more is loaded as its end comes near. */
export function PagedDialog<T>({ title, pages, none, onClose, children }: PagedDialogProps<T>) {
  const t = useTranslate();
  const { items, complete, loading, error, more } = pages;
  return (
    <Dialog title={title} onClose={onClose}>
      <div
        className={styles['scroller']}
        // a list that scrolls needs the keyboard
        tabIndex={0}
        role="group"
        aria-label={title}
        aria-busy={loading}
        onScroll={({ currentTarget: { scrollHeight, clientHeight, scrollTop } }) => {
          if (error === undefined && scrollHeight - clientHeight - scrollTop < loadPx) more();
        }}
      >
        {children}
        {error !== undefined && <Trouble error={error} onRetry={more} />}
        {complete && items.length === 0 && <Hint>{none}</Hint>}
        {!complete && !loading && error === undefined && (
          <button type="button" className={styles['more']} onClick={more}>
            {t('action.more')}
          </button>
        )}
      </div>
    </Dialog>
  );
}
