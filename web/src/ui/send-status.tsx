import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { classNames } from './class-names.ts';
import styles from './send-status.module.css';

/** How far an own message is. */
export type SendStatus = 'waiting' | 'sent' | 'delivered' | 'read' | 'failed';

const looks = {
  waiting: { Icon: Clock3, label: 'status.waiting' },
  sent: { Icon: Check, label: 'status.sent' },
  delivered: { Icon: CheckCheck, label: 'status.delivered' },
  read: { Icon: CheckCheck, label: 'status.read' },
  failed: { Icon: CircleAlert, label: 'status.failed' },
} as const satisfies Record<SendStatus, { Icon: typeof Check; label: MessageKey }>;

/** What became of an own message. */
export function SendStatusIcon({ status }: { status: SendStatus }) {
  const t = useTranslate();
  const { Icon, label } = looks[status];
  return (
    <span
      className={classNames(styles['status'], styles[status])}
      role="img"
      aria-label={t(label)}
      title={t(label)}
    >
      <Icon size="0.9375rem" strokeWidth={2.25} aria-hidden="true" />
    </span>
  );
}
