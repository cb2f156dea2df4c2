import { ArrowDown } from 'lucide-react';
import { useTranslate } from '../i18n/i18n.ts';
import styles from './newest-button.module.css';

export interface NewestButtonProps {
  shown: boolean;
  unread: number;
  onClick: () => void;
}

/** Leads to the newest message, and says how many unread ones there are. */
export function NewestButton({ shown, unread, onClick }: NewestButtonProps) {
  const t = useTranslate();
  if (!shown) return null;
  return (
    <button
      type="button"
      className={styles['button']}
      aria-label={unread > 0 ? t('conversation.newPill', { count: unread }) : t('conversation.toNewest')}
      onClick={onClick}
    >
      {unread > 0 && <span>{t('conversation.newPill', { count: unread })}</span>}
      <ArrowDown size="1.125rem" aria-hidden="true" />
    </button>
  );
}
