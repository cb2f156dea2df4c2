import { useState } from 'react';
import type { BlockedUser, OwnProfile, Privacy } from '../../../client/index.ts';
import { useAccount, useBlocks, useClient } from '../../../client/react/index.ts';
import { explain, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { useBlocking } from '../people/use-blocking.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/select.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import { Switch } from '../ui/switch.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './privacy-dialog.module.css';

const settings = ['presence', 'avatar', 'about', 'receipts', 'messages', 'groups', 'forwards'] as const;
const audiences = ['everyone', 'contacts', 'nobody'] as const;

/** Who sees what of the user and may reach them, and whom the user blocked; each choice holds at once. */
export function PrivacyDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const account = useAccount();
  const blocks = useBlocks();
  return (
    <Dialog title={t('privacy.title')} onClose={onClose}>
      <div className={styles['body']}>
        <p className={styles['hint']}>{t('privacy.contactsHint')}</p>
        {account === undefined ? <Waiting /> : <Choices account={account} />}
        <section className={styles['blocks']}>
          <h3 className={styles['title']}>{t('privacy.blocked')}</h3>
          {blocks === undefined && <Waiting />}
          {blocks?.length === 0 && <p className={styles['hint']}>{t('privacy.noneBlocked')}</p>}
          {blocks !== undefined && blocks.length > 0 && (
            <ul className={styles['list']}>
              {blocks.map((user) => (
                <Blocked key={user.id} user={user} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </Dialog>
  );
}

function Choices({ account }: { account: OwnProfile }) {
  const t = useTranslate();
  const client = useClient();
  const [chosen, setChosen] = useState<Partial<Privacy>>({});
  const privacy = { ...account.privacy, ...chosen };

  function choose(change: Partial<Privacy>): void {
    setChosen((last) => ({ ...last, ...change }));
    client.account
      .update({ privacy: change })
      .catch((error: unknown) => {
        if (!isSignedOut(error)) showToast(explain(error, t));
      })
      // from here on the account says how it is, also where the change was refused
      .finally(() => setChosen({}));
  }

  return (
    <>
      {settings.map((setting) => (
        <Select
          key={setting}
          label={t(`privacy.${setting}`)}
          options={audiences.map((value) => ({ value, label: t(`privacy.audience.${value}`) }))}
          value={privacy[setting]}
          onChange={(audience) => choose({ [setting]: audience })}
        />
      ))}
      <Switch
        label={t('previews.make')}
        hint={t('previews.makeHint')}
        checked={privacy.linkPreviews}
        onChange={(linkPreviews) => choose({ linkPreviews })}
      />
    </>
  );
}

function Blocked({ user }: { user: BlockedUser }) {
  const t = useTranslate();
  const { busy, unblock } = useBlocking(user);
  return (
    <li className={styles['blockedUser']}>
      <Avatar id={user.id} name={user.name} avatar={user.avatar} size={40} />
      <span className={styles['names']}>
        <bdi className={styles['name']}>{user.name}</bdi>
        <bdi className={styles['username']}>@{user.username}</bdi>
      </span>
      <Button busy={busy} aria-label={t('privacy.unblockName', { name: user.name })} onClick={unblock}>
        {t('privacy.unblock')}
      </Button>
    </li>
  );
}

function Waiting() {
  return (
    <div aria-hidden="true">
      <AfterPatience>
        <Bone width={14} />
      </AfterPatience>
    </div>
  );
}
