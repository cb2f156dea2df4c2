import { useState } from 'react';
import {
  ChatClientError,
  type Entity,
  type GivenEntity,
  type ScheduledMessage,
} from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { readMarkdown } from '../chat/markdown.ts';
import { explain } from '../errors.ts';
import { FormattedText } from '../format/formatted-text.tsx';
import { useNow } from '../format/now.ts';
import { untilTime } from '../format/time.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { explainWaiting } from './explain-waiting.ts';
import styles from './later.module.css';
import { TimeDialog } from './time-dialog.tsx';
import { dropScheduled, putScheduled } from './waiting.ts';

const givenTargets = ['all', 'here'] as const;
const givenTypes = [
  'bold',
  'code',
  'italic',
  'link',
  'mention',
  'pre',
  'quote',
  'spoiler',
  'strike',
] as const;

/** What of a text this version knows to send; of a later one's the rest is plain text. */
function asGiven({ type, target, ...part }: Entity): GivenEntity[] {
  const known = givenTypes.find((one) => one === type);
  if (known === undefined) return [];
  if (target === undefined) return [{ ...part, type: known }];
  return givenTargets.filter((one) => one === target).map((one) => ({ ...part, type: known, target: one }));
}

/** The messages that wait in a chat: each can be changed, sent now or deleted. */
export function ScheduledDialog({
  items,
  onClose,
}: {
  items: readonly ScheduledMessage[];
  onClose: () => void;
}) {
  const t = useTranslate();
  return (
    <Dialog title={t('waiting.title')} onClose={onClose}>
      <div className={styles['body']}>
        {items.length === 0 && <p>{t('waiting.none')}</p>}
        <ul className={styles['list']}>
          {items.map((one) => (
            <li key={one.id}>
              <Row scheduled={one} />
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function Row({ scheduled: one }: { scheduled: ScheduledMessage }) {
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();
  const { scheduled } = useClient();
  const [step, setStep] = useState<'text' | 'time'>();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const { id, conversationId, text, entities, attachments, replyTo, sendAt, failure } = one;
  const whole = {
    text,
    ...(entities && { entities: entities.flatMap(asGiven) }),
    attachments: attachments.map((file) => file.id),
    replyTo,
  };

  function act(work: () => Promise<void>): void {
    setBusy(true);
    setError(undefined);
    work()
      .catch((reason: unknown) => setError(explainWaiting(reason, t)))
      .finally(() => setBusy(false));
  }
  const save = () =>
    act(async () => {
      const written = await readMarkdown(conversationId, typed);
      // one that failed is past its time: it then waits for an hour
      const ahead = Date.parse(sendAt) - Date.now() > 15_000;
      const next = ahead ? sendAt : new Date(Date.now() + 3_600_000).toISOString();
      putScheduled(await scheduled.change(id, { ...whole, entities: undefined, ...written, sendAt: next }));
      setStep(undefined);
    });
  return (
    <article className={styles['row']}>
      <time className={styles['muted']} dateTime={sendAt}>
        {untilTime(sendAt, now, locale)}
      </time>
      {step === 'text' ? (
        <TextArea label={t('waiting.text')} value={typed} onChange={({ target }) => setTyped(target.value)} />
      ) : (
        <div className={styles['text']} dir="auto">
          <FormattedText text={text} entities={entities} />
        </div>
      )}
      {attachments.length > 0 && (
        <p className={styles['muted']}>{t('waiting.files', { count: attachments.length })}</p>
      )}
      {failure !== undefined && (
        <p className={styles['failure']}>{t('waiting.failed', { reason: reasonFor(failure) })}</p>
      )}
      {error !== undefined && (
        <p className={styles['failure']} role="alert">
          {error}
        </p>
      )}
      <div className={styles['actions']}>
        {step === 'text' ? (
          <>
            <Button kind="primary" busy={busy} onClick={save}>
              {t('dialog.save')}
            </Button>
            <Button onClick={() => setStep(undefined)}>{t('dialog.cancel')}</Button>
          </>
        ) : (
          <>
            <Button
              onClick={() => {
                setTyped(text);
                setStep('text');
              }}
            >
              {t('waiting.edit')}
            </Button>
            <Button onClick={() => setStep('time')}>{t('waiting.time')}</Button>
            <Button
              busy={busy}
              onClick={() =>
                act(async () => {
                  await scheduled.send(id);
                  dropScheduled(id);
                })
              }
            >
              {t('waiting.sendNow')}
            </Button>
            <Button
              kind="ghost"
              busy={busy}
              onClick={() =>
                act(async () => {
                  await scheduled.remove(id);
                  dropScheduled(id);
                })
              }
            >
              {t('waiting.delete')}
            </Button>
          </>
        )}
      </div>
      {step === 'time' && (
        <TimeDialog
          title={t('waiting.time')}
          confirm={t('dialog.save')}
          at={sendAt}
          onClose={() => setStep(undefined)}
          onPick={async (at) => {
            putScheduled(await scheduled.change(id, { ...whole, sendAt: at.toISOString() }));
          }}
        />
      )}
    </article>
  );

  function reasonFor(code: NonNullable<ScheduledMessage['failure']>): string {
    if (code === 'conversation_not_found') return t('waiting.noLonger');
    return explain(new ChatClientError(code, code), t);
  }
}
