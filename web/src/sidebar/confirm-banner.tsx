import { useState } from 'react';
import { MailWarning } from 'lucide-react';
import { useAccount, useClient } from '../../../client/react/index.ts';
import type { OwnProfile } from '../../../client/index.ts';
import { explain } from '../errors.ts';
import { withAddress } from '../getting-in/address.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import { useWait } from '../ui/use-wait.ts';
import { useFreshAccount } from '../use-fresh-account.ts';
import styles from './confirm-banner.module.css';
import { confirmLater, isForLater } from './confirm-later.ts';

/** A mail takes a moment, and a second one makes the first look old. */
const betweenMailsMs = 30_000;

/** Below the chats, where it moves none of them, while the address of the account is not confirmed. */
export function ConfirmBanner() {
  const account = useAccount();
  return account === undefined || account.emailVerified ? null : (
    <Banner key={account.id + account.email} account={account} />
  );
}

function Banner({ account }: { account: OwnProfile }) {
  const t = useTranslate();
  const { account: calls } = useClient();
  const [later, setLater] = useState(() => isForLater(account.id));
  const [again, setAgain] = useState(false);
  const [busy, setBusy] = useState(false);
  const wait = useWait();

  useFreshAccount(true);

  async function send(): Promise<void> {
    setBusy(true);
    try {
      await calls.resendVerification();
      setAgain(true);
      wait.pause(betweenMailsMs);
    } catch (error) {
      if (!wait.begin(error)) showToast(explain(error, t));
    } finally {
      setBusy(false);
    }
  }

  if (later) return null;
  return (
    <section className={styles['banner']} aria-label={t('verify.banner')}>
      <MailWarning className={styles['icon']} size="1.25rem" aria-hidden="true" />
      <div className={styles['body']}>
        <p className={styles['title']}>{t('verify.banner')}</p>
        <p className={styles['text']} role="status">
          {wait.problem ?? withAddress(t, again ? 'verify.bannerAgain' : 'verify.bannerText', account.email)}
        </p>
        <div className={styles['actions']}>
          <Button kind="ghost" busy={busy} paused={wait.left} onClick={() => void send()}>
            {t('verify.again')}
          </Button>
          <Button
            kind="ghost"
            onClick={() => {
              confirmLater(account.id);
              setLater(true);
            }}
          >
            {t('verify.later')}
          </Button>
        </div>
      </div>
    </section>
  );
}
