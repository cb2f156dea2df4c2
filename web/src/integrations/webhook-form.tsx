import { useId, useRef, useState, type SubmitEvent } from 'react';
import { hasCode, type CreatedWebhook, type Webhook } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { isSignedOut } from '../errors.ts';
import { nameProblem } from '../getting-in/account-rules.ts';
import { Problem } from '../getting-in/frame.tsx';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { useFirstFocus } from '../ui/use-first-focus.ts';
import { CheckList } from './check-list.tsx';
import { explainIntegrations } from './explain-integrations.ts';
import styles from './integrations.module.css';
import { eventHint, eventName, knownEvents, webhookEvents, type WebhookEvent } from './webhook-events.ts';

type Props = {
  groupId: string;
  onClose: () => void;
} & (
  | { webhook?: undefined; onMade: (webhook: CreatedWebhook) => void }
  | { webhook: Webhook; onSaved: (webhook: Webhook) => void }
);

function urlProblem(url: string): MessageKey | undefined {
  if (url.trim() === '') return 'webhooks.urlMissing';
  return /^https:\/\/[^\s/]+/i.test(url.trim()) && URL.canParse(url.trim())
    ? undefined
    : 'webhooks.urlInvalid';
}

/** Where the events of a group are posted to, and which: a new webhook, or one that is changed. */
export function WebhookForm(props: Props) {
  const { groupId, webhook, onClose } = props;
  const t = useTranslate();
  const client = useClient();
  const form = useId();
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [events, setEvents] = useState<ReadonlySet<WebhookEvent>>(
    new Set(webhook === undefined ? (['message.created'] as const) : knownEvents(webhook.events)),
  );
  const [tried, setTried] = useState(false);
  const [refusedUrl, setRefusedUrl] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const nameField = useRef<HTMLInputElement>(null);
  const urlField = useRef<HTMLInputElement>(null);
  useFirstFocus(nameField, true);
  const nameKey = nameProblem(name);
  const urlKey = urlProblem(url);
  const none = events.size === 0;

  async function save(): Promise<void> {
    const given = {
      name: name.trim(),
      url: url.trim(),
      events: webhookEvents.filter((event) => events.has(event)),
    };
    setBusy(true);
    setProblem(undefined);
    try {
      const webhooks = await client.webhooks();
      if (props.webhook === undefined) props.onMade(await webhooks.create(groupId, given));
      else props.onSaved(await webhooks.update(groupId, props.webhook.id, given));
    } catch (error) {
      if (isSignedOut(error)) return;
      const text = explainIntegrations(error, t);
      if (hasCode(error, 'url_not_allowed')) {
        setRefusedUrl(text);
        urlField.current?.focus();
      } else setProblem(text);
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (nameKey !== undefined) nameField.current?.focus();
    else if (urlKey !== undefined) urlField.current?.focus();
    else if (!busy && !none) void save();
  }

  return (
    <Dialog
      title={t(webhook === undefined ? 'webhooks.new' : 'webhooks.edit')}
      back={webhook !== undefined}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('dialog.cancel')}</Button>
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {t(webhook === undefined ? 'webhooks.create' : 'dialog.save')}
          </Button>
        </>
      }
    >
      <form id={form} className={styles['body']} noValidate onSubmit={submit}>
        <TextField
          ref={nameField}
          label={t('webhooks.name')}
          hint={t('webhooks.nameHint')}
          name="name"
          autoComplete="off"
          dir="auto"
          value={name}
          error={tried && nameKey !== undefined ? t(nameKey) : undefined}
          onChange={({ target }) => setName(target.value)}
        />
        <TextField
          ref={urlField}
          label={t('webhooks.url')}
          hint={t('webhooks.urlHint')}
          name="url"
          type="url"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          dir="ltr"
          placeholder="https://"
          maxLength={2_000}
          value={url}
          error={refusedUrl ?? (tried && urlKey !== undefined ? t(urlKey) : undefined)}
          onChange={({ target }) => {
            setRefusedUrl(undefined);
            setUrl(target.value);
          }}
        />
        <CheckList
          label={t('webhooks.events')}
          options={webhookEvents.map((value) => ({
            value,
            label: eventName(value, t),
            hint: eventHint(value, t),
          }))}
          chosen={events}
          onChange={setEvents}
        />
        <Problem>{problem ?? (tried && none ? t('webhooks.eventsMissing') : undefined)}</Problem>
      </form>
    </Dialog>
  );
}
