import { isPassing } from '../errors.ts';
import { useClient } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { navigate } from '../navigation.ts';
import { report } from '../report.ts';
import { signOut } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './sign-out-dialog.module.css';

/** Asks before it signs out, since that loses what is not sent yet. */
export function SignOutDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslate();
  const client = useClient();

  function leave(): void {
    signOut(client).catch((error: unknown) => {
      // without a connection the session ends on the server later, by itself
      if (!isPassing(error)) report(error);
    });
    navigate('/', { replace: true });
  }

  return (
    <Dialog
      title={t('menu.signOut')}
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="danger" onClick={leave}>
            {t('menu.signOut')}
          </Button>
        </>
      }
    >
      <p className={styles['text']}>{t('menu.signOutConfirm')}</p>
    </Dialog>
  );
}
