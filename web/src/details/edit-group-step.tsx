import { useRef, useState, type SubmitEvent } from 'react';
import type { UpdateGroupRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { nameProblem } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { refusalOf } from '../getting-in/refusal.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { AvatarPicker } from '../profile/avatar-picker.tsx';
import { longestAbout } from '../profile/profile-form.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { showToast } from '../ui/toast.tsx';
import styles from './details.module.css';
import type { StepProps } from './steps.tsx';

/** The name, the picture and the text about a group. What is not edited follows what others change. */
export function EditGroupStep({ conversation, onDone }: StepProps) {
  const t = useTranslate();
  const { groups } = useClient();
  const nameField = useRef<HTMLInputElement>(null);
  const [edits, setEdits] = useState<Pick<UpdateGroupRequest, 'name' | 'avatar' | 'about'>>({});
  const [refusedName, setRefusedName] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { id } = conversation;
  const { name = conversation.name ?? '', avatar = conversation.avatar } = edits;
  const about = edits.about ?? conversation.about ?? '';
  const nameKey = nameProblem(name);
  const tooLong = [...about].length - longestAbout;

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const trimmed = name.trim();
    const changes: UpdateGroupRequest = {
      ...(trimmed !== conversation.name && { name: trimmed }),
      ...(avatar !== conversation.avatar && { avatar }),
      ...(about !== (conversation.about ?? '') && { about: about.trim() === '' ? null : about }),
    };
    try {
      if (Object.keys(changes).length > 0) {
        await groups.update(id, changes);
        showToast(t('profile.saved'));
      }
      onDone();
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
    <form className={styles['form']} noValidate onSubmit={submit}>
      <div className={styles['editPicture']}>
        <Avatar id={id} name={name} avatar={avatar} size={96} />
      </div>
      <TextField
        ref={nameField}
        label={t('newGroup.name')}
        name="name"
        autoComplete="off"
        dir="auto"
        value={name}
        error={refusedName ?? (nameKey && t(nameKey))}
        onChange={({ target }) => {
          setRefusedName(undefined);
          setEdits({ ...edits, name: target.value });
        }}
      />
      <TextArea
        label={t('details.about')}
        rows={4}
        dir="auto"
        hint={t('group.aboutHint')}
        error={tooLong > 0 ? t('composer.tooLong', { over: tooLong }) : undefined}
        value={about}
        onChange={({ target }) => setEdits({ ...edits, about: target.value })}
      />
      <div className={styles['pictures']}>
        <p className={styles['formLabel']} aria-hidden="true">
          {t('profile.picture')}
        </p>
        <AvatarPicker
          label={t('profile.picture')}
          user={{ id, name }}
          value={avatar}
          onChange={(chosen) => setEdits({ ...edits, avatar: chosen })}
        />
      </div>
      <div className={styles['formFooter']}>
        <Problem>{problem}</Problem>
        <Button kind="primary" type="submit" wide busy={busy}>
          {t('dialog.save')}
        </Button>
      </div>
    </form>
  );
}
