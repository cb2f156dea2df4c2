import { Suspense, useState } from 'react';
import { Share2, Unlink } from 'lucide-react';
import type { ConversationItem, Invite } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useNow } from '../format/now.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { CopyButton } from '../second-factor/copy-button.tsx';
import { QrCode } from '../second-factor/qr-code.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { showToast } from '../ui/toast.tsx';
import { termsOf } from './invite-terms.ts';
import styles from './joining.module.css';

export interface InviteLinkDialogProps {
  invite: Invite;
  conversation: ConversationItem;
  onRevoked: () => void;
  onClose: () => void;
}

/** A link: its QR code, copying and sharing it, and its end. */
export function InviteLinkDialog({ invite, conversation, onRevoked, onClose }: InviteLinkDialogProps) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { groups } = useClient();
  const [revoking, setRevoking] = useState(false);
  const { url, code } = invite;

  async function revoke(): Promise<void> {
    await groups.revokeInvite(conversation.id, code);
    showToast(t('invites.revoked'));
    onRevoked();
  }

  if (revoking)
    return (
      <ConfirmDialog
        title={t('invites.revokeTitle')}
        text={t('invites.revokeText')}
        action={t('invites.revoke')}
        danger
        confirm={revoke}
        onClose={() => setRevoking(false)}
      />
    );
  return (
    <Dialog title={t('invites.link')} size="small" onClose={onClose}>
      <div className={styles['link']}>
        <div className={styles['qrPlace']}>
          <Suspense>
            <QrCode text={url} label={t('invites.qr')} />
          </Suspense>
        </div>
        <p className={styles['terms']}>{termsOf(invite, now, locale, t)}</p>
        <p className={styles['url']} dir="ltr">
          {url}
        </p>
        <div className={styles['linkActions']}>
          <CopyButton text={url} label={t('invites.copy')} kind="primary" />
          {'share' in navigator && (
            <Button onClick={() => share(t('invites.shareText', { name: conversation.name ?? '' }), url)}>
              <span className={styles['withIcon']}>
                <Share2 size="1.125rem" aria-hidden="true" />
                {t('invites.share')}
              </span>
            </Button>
          )}
        </div>
        <Button kind="ghost" wide className={styles['revoke'] ?? ''} onClick={() => setRevoking(true)}>
          <span className={styles['withIcon']}>
            <Unlink size="1.125rem" aria-hidden="true" />
            {t('invites.revoke')}
          </span>
        </Button>
      </div>
    </Dialog>
  );
}

/** By the system's own list of applications. */
function share(text: string, url: string): void {
  navigator.share({ text, url }).catch((error: unknown) => {
    // the user closed it
    if (!(error instanceof DOMException && error.name === 'AbortError')) report(error);
  });
}
