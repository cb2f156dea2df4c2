import { hasCode, type UnsentItem } from '../../../client/index.ts';
import { reasonOf } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import type { Media } from '../media/model.ts';
import { refusedOf, sendWithout } from '../media/sent-media.ts';
import { report } from '../report.ts';
import styles from './message-line.module.css';

export interface MessageFailureProps {
  item: UnsentItem;
  attachments: readonly Media[];
  retry: (clientId: string) => Promise<void>;
  discard: (clientId: string) => boolean;
}

/** Below a message that was not sent: why, and what can be done about it. */
export function MessageFailure({ item, attachments, retry, discard }: MessageFailureProps) {
  const t = useTranslate();
  const reason = reasonOf(item.error, t);
  const refused = hasCode(item.error, 'media_blocked', 'media_not_found') ? refusedOf(attachments) : [];
  return (
    <p className={styles['failure']} role="alert">
      {t('message.failed')}
      {reason !== undefined && (
        <span className={styles['reason']}>
          {refused.length > 0 && <bdi>{`${refused.map((one) => one.name).join(', ')}: `}</bdi>}
          {reason}
        </span>
      )}
      {refused.length === 0 ? (
        <Action label={t('message.retry')} run={() => retry(item.clientId)} />
      ) : (
        (refused.length < attachments.length || item.text !== '') && (
          <Action label={t('message.sendWithout')} run={() => sendWithout(item, refused)} />
        )
      )}
      <button type="button" className={styles['action']} onClick={() => discard(item.clientId)}>
        {t('message.discard')}
      </button>
    </p>
  );
}

/** Sends a message that failed once more. */
function Action({ label, run }: { label: string; run: () => Promise<void> }) {
  const t = useTranslate();
  return (
    <button
      type="button"
      className={styles['action']}
      onClick={() => {
        // refused once more, the message says so itself
        run().catch((error: unknown) => {
          if (reasonOf(error, t) === undefined) report(error);
        });
      }}
    >
      {label}
    </button>
  );
}
