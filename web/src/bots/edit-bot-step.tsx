import { useRef, useState, type SubmitEvent } from 'react';
import type { Bot, UpdateBotRequest } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isSignedOut } from '../errors.ts';
import { nameProblem } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { refusalOf } from '../getting-in/refusal.ts';
import { useTranslate } from '../i18n/i18n.ts';
import styles from '../integrations/integrations.module.css';
import { PictureField } from '../integrations/picture-field.tsx';
import { longestAbout } from '../profile/profile-form.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { showToast } from '../ui/toast.tsx';
import { explainBots } from './explain-bots.ts';

export interface EditBotStepProps {
  bot: Bot;
  onSaved: (bot: Bot) => void;
  onCancel: () => void;
}

/** How others see a bot. */
export function EditBotStep({ bot, onSaved, onCancel }: EditBotStepProps) {
  const t = useTranslate();
  const { bots } = useClient();
  const [name, setName] = useState(bot.name);
  const [about, setAbout] = useState(bot.about);
  const [avatar, setAvatar] = useState(bot.avatar);
  const [refusedName, setRefusedName] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const nameKey = nameProblem(name);
  const tooLong = [...about].length - longestAbout;

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const trimmed = name.trim();
    const changes: UpdateBotRequest = {
      ...(trimmed !== bot.name && { name: trimmed }),
      ...(about !== bot.about && { about }),
      ...(avatar !== bot.avatar && { avatar }),
    };
    try {
      const changed = Object.keys(changes).length > 0 ? await bots.update(bot.id, changes) : bot;
      showToast(t('profile.saved'));
      onSaved(changed);
    } catch (error) {
      if (isSignedOut(error)) return;
      const refused = refusalOf(error, t).fields.name;
      if (refused === undefined) setProblem(explainBots(error, t));
      else {
        setRefusedName(t(refused));
        nameField.current?.focus();
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
      title={t('bots.edit')}
      back
      onClose={onCancel}
      footer={
        <>
          <Button onClick={onCancel}>{t('dialog.cancel')}</Button>
          <Button kind="primary" type="submit" form="edit-bot" busy={busy}>
            {t('dialog.save')}
          </Button>
        </>
      }
    >
      <form id="edit-bot" className={styles['body']} noValidate onSubmit={submit}>
        <PictureField id={bot.id} name={name} username={bot.username} value={avatar} onChange={setAvatar} />
        <TextField
          ref={nameField}
          label={t('bots.name')}
          name="name"
          autoComplete="off"
          dir="auto"
          value={name}
          error={refusedName ?? (nameKey && t(nameKey))}
          onChange={({ target }) => {
            setRefusedName(undefined);
            setName(target.value);
          }}
        />
        <TextArea
          label={t('profile.about')}
          hint={t('bots.aboutHint')}
          rows={3}
          dir="auto"
          value={about}
          error={tooLong > 0 ? t('composer.tooLong', { over: tooLong }) : undefined}
          onChange={({ target }) => setAbout(target.value)}
        />
        <Problem>{problem}</Problem>
      </form>
    </Dialog>
  );
}
