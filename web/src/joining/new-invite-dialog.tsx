import { useState } from 'react';
import type { Invite } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isSignedOut } from '../errors.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Select } from '../ui/select.tsx';
import { Switch } from '../ui/switch.tsx';
import { explainJoining } from './explain-joining.ts';
import { endOf, lifetimeNames, useLimits, type Lifetime, type UseLimit } from './invite-terms.ts';
import styles from './joining.module.css';

export interface NewInviteDialogProps {
  groupId: string;
  onCreated: (invite: Invite) => void;
  onClose: () => void;
}

/** Until when a new link works, for how many, and whether an admin decides. */
export function NewInviteDialog({ groupId, onCreated, onClose }: NewInviteDialogProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const [lifetime, setLifetime] = useState<Lifetime>('week');
  const [most, setMost] = useState<UseLimit>(null);
  const [approval, setApproval] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  function create(): void {
    setBusy(true);
    setProblem(undefined);
    groups
      .createInvite(groupId, { expiresAt: endOf(lifetime, Date.now()), maxUses: most, approval })
      .then(onCreated, (error: unknown) => {
        if (!isSignedOut(error)) setProblem(explainJoining(error, t));
        setBusy(false);
      });
  }

  return (
    <Dialog
      title={t('invites.new')}
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" busy={busy} onClick={create}>
            {t('invites.create')}
          </Button>
        </>
      }
    >
      <div className={styles['dialogBody']}>
        <Select
          label={t('invites.expires')}
          options={lifetimeNames.map((value) => ({ value, label: t(`invites.expires.${value}`) }))}
          value={lifetime}
          onChange={setLifetime}
        />
        <Select
          label={t('invites.uses')}
          options={useLimits.map((count) => ({
            value: String(count),
            label: count === null ? t('invites.uses.any') : t('invites.uses.count', { count }),
          }))}
          value={String(most)}
          onChange={(value) => setMost(useLimits.find((count) => String(count) === value) ?? null)}
        />
        <Switch
          label={t('invites.approval')}
          hint={t('invites.approvalHint')}
          checked={approval}
          onChange={setApproval}
        />
        <Problem>{problem}</Problem>
      </div>
    </Dialog>
  );
}
