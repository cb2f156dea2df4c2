import { useState } from 'react';
import { Pencil, RefreshCw, Trash2 } from 'lucide-react';
import type { CreatedHook, Hook } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { DetailsLine } from '../details/details-line.tsx';
import { longDate } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { showToast } from '../ui/toast.tsx';
import { HookForm } from './hook-form.tsx';
import styles from './integrations.module.css';

export interface HookDialogProps {
  groupId: string;
  groupName: string;
  hook: Hook;
  onChanged: (hook: Hook) => void;
  /** It has another address, which is shown once. */
  onAddress: (hook: CreatedHook) => void;
  onDeleted: () => void;
  onClose: () => void;
}

const iconSize = '1.25rem';

/** An incoming webhook: under which name and picture it posts, and what can be done with it. */
export function HookDialog(props: HookDialogProps) {
  const { groupId, groupName, hook, onChanged, onAddress, onDeleted, onClose } = props;
  const t = useTranslate();
  const locale = useLocale();
  const client = useClient();
  const [step, setStep] = useState<'hook' | 'edit' | 'rotate' | 'delete'>('hook');
  const overview = () => setStep('hook');
  const { id, name } = hook;
  if (step === 'edit')
    return (
      <HookForm
        groupId={groupId}
        hook={hook}
        onSaved={(changed) => {
          onChanged(changed);
          showToast(t('profile.saved'));
          overview();
        }}
        onClose={overview}
      />
    );
  return (
    <>
      <Dialog title={t('hooks.one')} onClose={onClose}>
        <div className={styles['body']}>
          <div className={styles['head']}>
            <Avatar id={hook.userId} name={name} avatar={hook.avatar} size={48} />
            <div className={styles['who']}>
              <h3 className={styles['name']} dir="auto">
                {name}
              </h3>
              <p className={styles['hint']}>{t('hooks.since', { day: longDate(hook.createdAt, locale) })}</p>
            </div>
          </div>
          <p className={styles['text']}>{t('hooks.text', { group: groupName })}</p>
          <div className={styles['lines']}>
            <DetailsLine
              icon={<Pencil size={iconSize} />}
              label={t('hooks.edit')}
              onClick={() => setStep('edit')}
            />
            <DetailsLine
              icon={<RefreshCw size={iconSize} />}
              label={t('hooks.rotate')}
              value={t('hooks.rotateHint')}
              onClick={() => setStep('rotate')}
            />
            <DetailsLine
              icon={<Trash2 size={iconSize} />}
              label={t('hooks.delete')}
              danger
              onClick={() => setStep('delete')}
            />
          </div>
        </div>
      </Dialog>
      {step === 'rotate' && (
        <ConfirmDialog
          title={t('hooks.rotateTitle')}
          text={t('hooks.rotateText')}
          action={t('hooks.rotate')}
          danger
          confirm={async () => onAddress(await (await client.webhooks()).rotateHook(groupId, id))}
          onClose={overview}
        />
      )}
      {step === 'delete' && (
        <ConfirmDialog
          title={t('hooks.deleteTitle', { name })}
          text={t('hooks.deleteText')}
          action={t('hooks.delete')}
          danger
          confirm={async () => {
            await (await client.webhooks()).removeHook(groupId, id);
            showToast(t('hooks.deleted', { name }));
            onDeleted();
          }}
          onClose={overview}
        />
      )}
    </>
  );
}
