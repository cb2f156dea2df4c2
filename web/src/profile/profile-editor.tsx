import { useRef, useState, type SubmitEvent } from 'react';
import { useClient } from '../../../client/react/index.ts';
import type { OwnProfile, OwnStatus } from '../../../client/index.ts';
import { nameProblem } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { refusalOf } from '../getting-in/refusal.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { showToast } from '../ui/toast.tsx';
import { AvatarPicker } from './avatar-picker.tsx';
import styles from './profile-dialog.module.css';
import {
  changesOf,
  forgetUnsaved,
  formOf,
  keepUnsaved,
  longestAbout,
  unsavedEdits,
  type ProfileForm,
} from './profile-form.ts';

const statuses = ['online', 'away', 'invisible'] as const;

export interface ProfileEditorProps {
  account: OwnProfile;
  /** How the user appears; `undefined` while that is not known. */
  status: OwnStatus | undefined;
  onClose: () => void;
}

export function ProfileEditor({ account, status, onClose }: ProfileEditorProps) {
  const t = useTranslate();
  const client = useClient();
  const formId = `profile-${account.id}`;
  const nameField = useRef<HTMLInputElement>(null);
  const [edits, setEdits] = useState(() => unsavedEdits(account.id));
  const [picking, setPicking] = useState(false);
  const [refusedName, setRefusedName] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  // what is not edited follows the account, which another device may change
  const form = { ...formOf(account, status ?? 'online'), ...edits };
  const nameKey = nameProblem(form.name);
  const tooLong = [...form.about].length - longestAbout;

  function edit(changes: Partial<ProfileForm>): void {
    const next = { ...edits, ...changes };
    setEdits(next);
    keepUnsaved(account.id, next);
  }

  function cancel(): void {
    forgetUnsaved();
    onClose();
  }

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const changes = changesOf(form, account);
      if (changes !== undefined) await client.account.update(changes);
      if (edits.status !== undefined && edits.status !== status)
        await client.presence.setStatus(edits.status);
      forgetUnsaved();
      showToast(t('profile.saved'));
      onClose();
    } catch (error) {
      const refusal = refusalOf(error, t);
      if (refusal.fields.name !== undefined) {
        setRefusedName(t(refusal.fields.name));
        nameField.current?.focus();
      } else {
        setProblem(refusal.problem);
      }
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (nameKey !== undefined) nameField.current?.focus();
    else if (!busy && tooLong <= 0) void save();
  }

  return (
    <Dialog
      title={t('profile.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={cancel}>{t('dialog.cancel')}</Button>
          <Button kind="primary" type="submit" form={formId} busy={busy}>
            {t('dialog.save')}
          </Button>
        </>
      }
    >
      <form id={formId} className={styles['body']} noValidate onSubmit={submit}>
        <div className={styles['head']}>
          <Avatar id={account.id} name={form.name} avatar={form.avatar} size={96} />
          <div className={styles['who']}>
            <span className={styles['username']} dir="ltr">
              @{account.username}
            </span>
            <Button
              kind="ghost"
              className={styles['change'] ?? ''}
              aria-expanded={picking}
              onClick={() => setPicking(!picking)}
            >
              {t('profile.changePicture')}
            </Button>
          </div>
        </div>
        {picking && (
          <div className={styles['picker']}>
            <AvatarPicker
              label={t('profile.picture')}
              user={{ id: account.id, name: form.name }}
              value={form.avatar}
              onChange={(avatar) => edit({ avatar })}
            />
          </div>
        )}
        <TextField
          ref={nameField}
          label={t('profile.name')}
          hint={t('register.nameHint')}
          name="name"
          autoComplete="name"
          value={form.name}
          error={refusedName ?? (nameKey && t(nameKey))}
          onChange={({ target }) => {
            setRefusedName(undefined);
            edit({ name: target.value });
          }}
        />
        <TextArea
          label={t('profile.about')}
          rows={2}
          hint={t('profile.aboutHint')}
          error={tooLong > 0 ? t('composer.tooLong', { over: tooLong }) : undefined}
          value={form.about}
          onChange={({ target }) => edit({ about: target.value })}
        />
        <Choice
          label={t('profile.status')}
          options={statuses.map((value) => ({ value, label: t(`presence.${value}`) }))}
          value={edits.status ?? status}
          onChange={(value) => edit({ status: value })}
        />
        <Problem>{problem}</Problem>
      </form>
    </Dialog>
  );
}
