import { useId, useRef, useState, type SubmitEvent } from 'react';
import type { CreatedHook, Hook } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isSignedOut } from '../errors.ts';
import { nameProblem } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { explainIntegrations } from './explain-integrations.ts';
import styles from './integrations.module.css';
import { PictureField } from './picture-field.tsx';

type Props = {
  groupId: string;
  onClose: () => void;
} & (
  { hook?: undefined; onMade: (hook: CreatedHook) => void } | { hook: Hook; onSaved: (hook: Hook) => void }
);

/** Under which name and picture an incoming webhook posts: a new one, or one that is changed. */
export function HookForm(props: Props) {
  const { groupId, hook, onClose } = props;
  const t = useTranslate();
  const client = useClient();
  const form = useId();
  const [name, setName] = useState(hook?.name ?? '');
  const [avatar, setAvatar] = useState(hook?.avatar ?? null);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  useFirstFocus(nameField, true);
  const nameKey = nameProblem(name);

  async function save(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const given = { name: name.trim(), avatar };
    try {
      const webhooks = await client.webhooks();
      if (props.hook === undefined) props.onMade(await webhooks.createHook(groupId, given));
      else props.onSaved(await webhooks.updateHook(groupId, props.hook.id, given));
    } catch (error) {
      if (isSignedOut(error)) return;
      setProblem(explainIntegrations(error, t));
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (nameKey !== undefined) nameField.current?.focus();
    else if (!busy) void save();
  }

  return (
    <Dialog
      title={t(hook === undefined ? 'hooks.new' : 'hooks.edit')}
      back={hook !== undefined}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {t(hook === undefined ? 'hooks.create' : 'dialog.save')}
          </Button>
        </>
      }
    >
      <form id={form} className={styles['body']} noValidate onSubmit={submit}>
        <PictureField id={hook?.userId ?? form} name={name} value={avatar} onChange={setAvatar} />
        <TextField
          ref={nameField}
          label={t('hooks.name')}
          hint={t('hooks.nameHint')}
          name="name"
          autoComplete="off"
          dir="auto"
          value={name}
          error={tried && nameKey !== undefined ? t(nameKey) : undefined}
          onChange={({ target }) => setName(target.value)}
        />
        <Problem>{problem}</Problem>
      </form>
    </Dialog>
  );
}
