import { useAccount, usePresence } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Dialog } from '../ui/dialog.tsx';
import { AfterPatience, Bone } from '../ui/skeleton.tsx';
import styles from './profile-dialog.module.css';
import { ProfileEditor } from './profile-editor.tsx';

/** The user's own profile: how others see them, and what they see. */
export function ProfileDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const account = useAccount();
  const presence = usePresence(account?.id);
  if (account === undefined)
    return (
      <Dialog title={t('profile.title')} onClose={onClose}>
        <div className={styles['body']} aria-busy="true">
          <AfterPatience>
            <div className={styles['loading']}>
              <Bone width={6} height={6} round />
              <Bone width={24} height={2.75} />
              <Bone width={24} height={5} />
              <Bone width={24} height={2.75} />
            </div>
          </AfterPatience>
        </div>
      </Dialog>
    );
  // offline it is as others see it at the next connection
  const status = presence === undefined || presence.status === 'offline' ? undefined : presence.status;
  return <ProfileEditor account={account} status={status} onClose={onClose} />;
}
