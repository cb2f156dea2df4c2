import { MessagesSquare } from 'lucide-react';
import { useLocation } from 'wouter';
import { shortCount } from '../format/short-count.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { followLink } from '../navigation.ts';
import styles from './threads-entry.module.css';
import { useFollowedThreads } from './use-followed-threads.ts';

/** Above the chats while there are replies to read in threads that the user follows. */
export default function ThreadsEntry() {
  const t = useTranslate();
  const [path] = useLocation();
  const { unread } = useFollowedThreads();
  const isOpen = path === '/threads';
  if (unread === 0 && !isOpen) return null;
  return (
    <a
      href="/threads"
      className={styles['entry']}
      aria-current={isOpen ? 'page' : undefined}
      draggable={false}
      onClick={followLink}
    >
      <MessagesSquare size="1.25rem" aria-hidden="true" />
      <span className={styles['title']}>{t('threads.title')}</span>
      {unread > 0 && (
        <span className={styles['badge']}>
          <span aria-hidden="true">{shortCount(unread)}</span>
          <span className="visually-hidden">{t('threads.unread', { count: unread })}</span>
        </span>
      )}
    </a>
  );
}
