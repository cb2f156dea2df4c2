import { useEffect, useState } from 'react';
import { BellRing } from 'lucide-react';
import { useClient, useUnreadTotal } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { thisDevice, useThisDevice } from './device.ts';
import { turnOn } from './turn-on.ts';
import styles from './enable-card.module.css';

/** Whether the user has sent something, and so waits for an answer. */
function useHasSent(): boolean {
  const client = useClient();
  const [sent, setSent] = useState(false);
  useEffect(
    () =>
      client.on('message:new', ({ senderId }) => {
        if (senderId === client.userId) setSent(true);
      }),
    [client],
  );
  return sent;
}

/** Above the chats: offers notifications once there is something to be notified of. The browser asks only when it is accepted. */
export default function EnableCard() {
  const t = useTranslate();
  const { mayAsk, busy } = useThisDevice();
  const sent = useHasSent();
  const unread = useUnreadTotal();
  const [asked, setAsked] = useState(false);
  const hasReason = sent || unread > 0;
  // once it is there, it stays until the user has answered
  if (hasReason && mayAsk && !asked) setAsked(true);
  if (!asked || !(mayAsk || busy)) return null;
  return (
    <section className={styles['room']} aria-labelledby="enable-notifications">
      <div className={styles['card']}>
        <span className={styles['icon']} aria-hidden="true">
          <BellRing size="1.25rem" />
        </span>
        <div className={styles['body']}>
          <h2 id="enable-notifications" className={styles['title']}>
            {t('notifyCard.title')}
          </h2>
          <p className={styles['text']}>{t('notifyCard.text')}</p>
        </div>
        <div className={styles['actions']}>
          <Button kind="primary" busy={busy} onClick={turnOn}>
            {t('notifyCard.on')}
          </Button>
          <Button kind="ghost" onClick={() => thisDevice.putOff()}>
            {t('notifyCard.later')}
          </Button>
        </div>
      </div>
    </section>
  );
}
