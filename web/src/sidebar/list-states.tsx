import { MessageCircle } from 'lucide-react';
import { explain } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import rows from './chat-row.module.css';
import styles from './sidebar.module.css';

/** Nothing yet, and what to do about it. */
export function ListEmpty() {
  const t = useTranslate();
  return (
    <div className={styles['state']}>
      <MessageCircle className={styles['stateIcon']} size="2.25rem" strokeWidth={1.5} aria-hidden="true" />
      <p className={styles['stateTitle']}>{t('list.empty')}</p>
      <p className={styles['stateText']}>{t('list.emptyText')}</p>
      <Button kind="primary" className={styles['stateAction'] ?? ''} onClick={() => navigate('/new')}>
        {t('list.emptyAction')}
      </Button>
      <Button kind="ghost" onClick={() => navigate('/discover')}>
        {t('menu.discover')}
      </Button>
    </div>
  );
}

/** The list did not come. `error` is `undefined` where the client is offline. */
export function ListFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslate();
  return (
    <div className={styles['state']} role="alert">
      <p className={styles['stateTitle']}>{t('list.failed')}</p>
      <p className={styles['stateText']}>{error === undefined ? t('error.offline') : explain(error, t)}</p>
      <Button className={styles['stateAction'] ?? ''} onClick={onRetry}>
        {t('dialog.tryAgain')}
      </Button>
    </div>
  );
}

const widths = [9, 6.5, 8, 5.5, 7.5, 10, 6, 8.5];

/** Rows that are not there yet, as high as they will be. */
export const ListSkeleton = () => (
  <div className={styles['bones']} aria-hidden="true">
    <AfterPatience>
      {widths.map((width) => (
        <div key={width} className={rows['row']}>
          <Bone width={3} height={3} round />
          <div className={rows['lines']}>
            <div className={rows['line']}>
              <Bone width={width} />
            </div>
            <div className={rows['line']}>
              <Bone width={width + 4} height={0.625} />
            </div>
          </div>
        </div>
      ))}
    </AfterPatience>
  </div>
);
