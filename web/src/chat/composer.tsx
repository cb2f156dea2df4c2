import { Suspense, useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { Check, Hourglass, Mic, SendHorizontal } from 'lucide-react';
import type { MessageItem } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { lazyPart } from '../lazy-part.ts';
import { addFiles, AttachButton, RecordingBar, sendTray, Tray } from '../media/lazy-parts.tsx';
import { queries, useMediaQuery } from '../media-query.ts';
import { report } from '../report.ts';
import { useSettings } from '../settings/settings.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './composer.module.css';
import { useDraft, writeDraft } from './drafts.ts';
import { lastEditable } from './editable.ts';
import { beginEdit, endEdit, saveEdit, useEdit, writeEdit } from './editing.ts';
import { EditBar } from './message-parts.tsx';
import { pressAt, type Press } from './press.ts';
import { useTray } from './tray.ts';

const EmojiButton = lazyPart(() => import('./emoji-button.tsx'));

/** The contract's limits: characters, and bytes of UTF-8. */
const mostCharacters = 8_000;
const mostBytes = 16 * 1024;
/** From here on it says how many characters are left. */
const warnAt = mostCharacters - 500;
const encoder = new TextEncoder();

/** How many characters a text has too many (above 0), or has left. */
function excess(text: string): number {
  const characters = [...text].length;
  const bytes = encoder.encode(text).length;
  return Math.max(characters - mostCharacters, Math.ceil((bytes - mostBytes) / 4));
}

/** A number of seconds as `1:05`. */
const minutes = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** Whether there is anything to see in it. */
const isVisible = (text: string) => /[^\s\p{Cf}\p{Cc}]/u.test(text);
/** Control characters that a message may not have, all but newline and tab: what is pasted loses them. */
const forbidden = /(?![\n\t])\p{Cc}/gu;
const clean = (text: string) => text.replaceAll(/\r\n?/g, '\n').replaceAll(forbidden, '').toWellFormed();

const isClean = (text: string) => !text.includes('\r') && text.search(forbidden) < 0 && text.isWellFormed();

const hasModifier = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent) =>
  altKey || ctrlKey || metaKey || shiftKey;

/** Browsers have none on plain http pages. */
const hasRecorder = 'MediaRecorder' in window && 'mediaDevices' in navigator;

export interface ComposerProps {
  conversationId: string;
  /** Whom or what it writes to, for the placeholder. */
  title: string;
  /** What is in the conversation, of which the user's last message can be edited. */
  items: readonly MessageItem[];
  /** In a group with slow mode: how many seconds are left until the next message can be sent. */
  wait: number;
  send: (text: string) => void;
}

/**
 * Where a message is written. What is typed is kept as a draft of the conversation until it is sent. While an own message is
 * edited, its text takes the place of the draft.
 */
export function Composer({ conversationId, title, items, wait: slowed, send }: ComposerProps) {
  const t = useTranslate();
  const client = useClient();
  const { enterSends } = useSettings();
  const touch = useMediaQuery(queries.touch);
  const draft = useDraft(conversationId);
  const edit = useEdit(conversationId);
  const text = edit?.text ?? draft;
  const wait = edit === undefined ? slowed : 0;
  const field = useRef<HTMLTextAreaElement>(null);
  /** Whether an input method is at work, until after the key that ends it. */
  const composing = useRef(false);
  const attached = useTray(conversationId).length;
  /** A voice note that is being recorded, by the press that began it. */
  const [recording, setRecording] = useState<{ conversationId: string; press?: Press }>();
  const records = recording?.conversationId === conversationId;
  const over = text.length > warnAt / 2 ? excess(text) : -mostCharacters;
  const hasFiles = edit?.hasFiles ?? attached > 0;
  const canSend = over <= 0 && wait === 0 && edit?.saving !== true && (isVisible(text) || hasFiles);
  const canRecord = edit === undefined && text === '' && !hasFiles && wait === 0 && hasRecorder;

  useEffect(() => {
    // on a phone the keyboard would cover what was opened to be read
    if (!touch) field.current?.focus({ preventScroll: true });
  }, [touch, conversationId]);

  const editedSeq = edit?.seq;
  useEffect(() => {
    if (editedSeq === undefined) return;
    const { current } = field;
    current?.focus({ preventScroll: true });
    current?.setSelectionRange(current.value.length, current.value.length);
  }, [editedSeq, conversationId]);

  useEffect(() => () => client.conversations.setTyping(conversationId, false), [client, conversationId]);

  function change(typed: string): void {
    // what is dropped here, or comes from a strange keyboard: the server would refuse the message
    const next = isClean(typed) ? typed : clean(typed);
    if (edit !== undefined) {
      writeEdit(conversationId, next);
      return;
    }
    writeDraft(conversationId, next);
    client.conversations.setTyping(conversationId, next !== '');
  }

  function submit(): void {
    if (!canSend) return;
    if (edit !== undefined) {
      void saveEdit(conversationId);
      return;
    }
    if (attached > 0) sendTray(conversationId, text).catch(report);
    else send(text);
    change('');
    field.current?.focus();
  }

  function pressed(event: KeyboardEvent): void {
    // Safari ends a composition before the event of the key that ended it
    const { isComposing } = event.nativeEvent;
    if (isComposing || composing.current) return;
    if (event.key === 'Escape' && edit !== undefined) {
      event.preventDefault();
      endEdit(conversationId);
      return;
    }
    if (event.key === 'ArrowUp' && text === '' && edit === undefined && !hasModifier(event)) {
      const last = attached === 0 ? lastEditable(items, Date.now()) : undefined;
      if (last === undefined) return;
      event.preventDefault();
      beginEdit(last);
      return;
    }
    if (event.key !== 'Enter') return;
    const withCommand = event.ctrlKey || event.metaKey;
    const sends = withCommand || (enterSends && !touch && !event.shiftKey && !event.altKey);
    if (!sends) return;
    event.preventDefault();
    submit();
  }

  function insert(addition: string): void {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
    change(text.slice(0, selectionStart) + addition + text.slice(selectionEnd));
    const place = selectionStart + addition.length;
    requestAnimationFrame(() => field.current?.setSelectionRange(place, place));
  }

  function pasted(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files];
    // office programs put a picture of what was copied beside its text
    if (edit === undefined && files.length > 0 && !event.clipboardData.types.includes('text/plain')) {
      event.preventDefault();
      addFiles(conversationId, files).catch(report);
      return;
    }
    const pastedText = event.clipboardData.getData('text/plain');
    const cleaned = clean(pastedText);
    if (cleaned === pastedText) return;
    event.preventDefault();
    insert(cleaned);
  }

  return (
    <form
      className={styles['composer']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={styles['box']}>
        {edit !== undefined && (
          <Suspense>
            <EditBar conversationId={conversationId} edit={edit} items={items} />
          </Suspense>
        )}
        {!records && edit === undefined && (
          <Suspense>
            <Tray conversationId={conversationId} />
          </Suspense>
        )}
        <div className={styles['line']}>
          {records ? (
            <Suspense>
              <RecordingBar
                conversationId={conversationId}
                press={recording.press}
                onDone={() => {
                  setRecording(undefined);
                  // once it is there again
                  if (!touch) requestAnimationFrame(() => field.current?.focus());
                }}
              />
            </Suspense>
          ) : (
            <>
              <Suspense fallback={<span className={styles['room']} />}>
                <EmojiButton onPick={insert} />
              </Suspense>
              {edit === undefined && (
                <Suspense fallback={<span className={styles['room']} />}>
                  <AttachButton conversationId={conversationId} onDone={() => field.current?.focus()} />
                </Suspense>
              )}
              <textarea
                // what was undone or selected belongs to one conversation
                key={conversationId}
                ref={field}
                className={styles['field']}
                rows={1}
                dir="auto"
                value={text}
                aria-label={t(edit === undefined ? 'composer.label' : 'composer.editLabel')}
                readOnly={edit?.saving}
                aria-describedby="composer-count"
                aria-invalid={over > 0}
                placeholder={t('composer.placeholder', { name: title })}
                enterKeyHint={touch ? 'enter' : 'send'}
                onChange={(event) => change(event.target.value)}
                onKeyDown={pressed}
                onCompositionStart={() => (composing.current = true)}
                onCompositionEnd={() => setTimeout(() => (composing.current = false))}
                onPaste={pasted}
                onBlur={() => client.conversations.setTyping(conversationId, false)}
              />
              {canRecord ? (
                <IconButton
                  key="record"
                  kind="primary"
                  label={t('voice.record')}
                  className={styles['send']}
                  onPointerDown={(event) => {
                    if (event.button !== 0) return;
                    // the press belongs to the recording, in whose place the button is gone
                    event.preventDefault();
                    setRecording({ conversationId, press: pressAt(event.clientX) });
                  }}
                  // of the keyboard and of screen readers
                  onClick={() => setRecording((before) => before ?? { conversationId })}
                >
                  <Mic size="1.25rem" />
                </IconButton>
              ) : (
                <IconButton
                  type="submit"
                  kind="primary"
                  label={t(edit === undefined ? 'composer.send' : 'composer.save')}
                  className={styles['send']}
                  disabled={!canSend}
                  // the field keeps the focus, and a phone its keyboard
                  onPointerDown={(event) => event.preventDefault()}
                >
                  {edit !== undefined ? (
                    <Check size="1.25rem" />
                  ) : wait > 0 ? (
                    <span className={styles['seconds']}>
                      {wait < 100 ? wait : <Hourglass size="1.0625rem" />}
                    </span>
                  ) : (
                    <SendHorizontal size="1.1875rem" />
                  )}
                </IconButton>
              )}
            </>
          )}
        </div>
      </div>
      {wait > 0 && (
        // not read out as it counts
        <p className={styles['count']} role="timer">
          {t('composer.slowMode', { time: minutes(wait) })}
        </p>
      )}
      <p id="composer-count" className={styles['count']} data-over={over > 0} aria-live="polite">
        {over > 0 && t('composer.tooLong', { over })}
        {over <= 0 && over > warnAt - mostCharacters && t('composer.left', { left: -over })}
      </p>
    </form>
  );
}
