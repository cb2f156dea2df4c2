import { CircleAlert, CircleCheck } from 'lucide-react';
import type { WebhookDelivery } from '../../../client/index.ts';
import { useNow } from '../format/now.ts';
import { fullTime, untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import styles from './integrations.module.css';
import { outcomeOf } from './outcome.ts';
import { postedName } from './webhook-events.ts';

/** The latest attempts of a webhook: what was posted when, and what came of it. */
export function Deliveries({ items }: { items: readonly WebhookDelivery[] }) {
  const t = useTranslate();
  if (items.length === 0) return <p className={styles['hint']}>{t('webhooks.noDeliveries')}</p>;
  return (
    <ul className={styles['deliveries']} aria-label={t('webhooks.deliveries')}>
      {items.map((delivery) => (
        <Delivery key={`${delivery.id} ${delivery.attempt}`} delivery={delivery} />
      ))}
    </ul>
  );
}

function Delivery({ delivery }: { delivery: WebhookDelivery }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { event, at, attempt, delivered, nextAt } = delivery;
  const Icon = delivered ? CircleCheck : CircleAlert;
  const notes = [
    outcomeOf(delivery, t),
    ...(attempt > 1 ? [t('webhooks.attempt', { attempt })] : []),
    ...(nextAt === undefined ? [] : [t('webhooks.nextAt', { time: untilTime(nextAt, now, locale) })]),
  ];
  return (
    <li className={styles['delivery']}>
      <Icon className={styles[delivered ? 'arrived' : 'failed']} size="1.125rem" aria-hidden="true" />
      <span className={styles['deliveryText']}>
        <span className={styles['deliveryEvent']}>{postedName(event, t)}</span>
        <span className={styles['hint']}>{notes.join(' · ')}</span>
      </span>
      <time className={styles['deliveryTime']} dateTime={at} title={fullTime(at, locale)}>
        {untilTime(at, now, locale)}
      </time>
    </li>
  );
}
