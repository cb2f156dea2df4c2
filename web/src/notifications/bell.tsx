import { Bell as BellIcon } from 'lucide-react';
import { useLocation } from 'wouter';
import { useNotificationCount } from '../../../client/react/index.ts';
import { shortCount } from '../format/short-count.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './bell.module.css';

/** The way to what the user has not seen yet, and how much that is. */
export default function Bell() {
  const t = useTranslate();
  const [path] = useLocation();
  const count = useNotificationCount() ?? 0;
  const shown = shortCount(count);
  return (
    <IconButton
      label={t('notifications.bell', { count, shown })}
      className={styles['bell']}
      aria-current={path === '/notifications' ? 'page' : undefined}
      onClick={() => navigate('/notifications')}
    >
      <BellIcon size="1.25rem" aria-hidden="true" />
      {count > 0 && (
        <span className={styles['badge']} aria-hidden="true">
          {shown}
        </span>
      )}
    </IconButton>
  );
}
