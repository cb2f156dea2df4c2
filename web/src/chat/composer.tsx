import {
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Check, Hourglass, Mic, SendHorizontal } from 'lucide-react';
import type { Message, MessageItem } from '../../../client/index.ts';
import { useClient } from '../../../client/react/index.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { NewContent } from '../contents/lazy-parts.tsx';
import type { ContentKind } from '../contents/new-content.tsx';
import { SendOptions } from '../later/lazy-parts.tsx';
import { lazyPart } from '../lazy-part.ts';
import { addFiles, AttachButton, RecordingBar, sendTray, Tray } from '../media/lazy-parts.tsx';
import { queries, useMediaQuery } from '../media-query.ts';
import { report } from '../report.ts';
import { useSettings } from '../settings/settings.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './composer.module.css';
import { useDraft, writeDraft } from './drafts.ts';
import { editLast, endEdit, saveEdit, useEdit, writeEdit } from './editing.ts';
import { EditBar } from './message-parts.tsx';
import type { MentionPickerHandle } from './mention-picker.tsx';
import { pressAt, type Press } from './press.ts';
import { loadMarkdown } from './markdown.ts';
import { markOf, withMark } from './text-marks.ts';
import { useTray } from './tray.ts';
import { useMentioning } from './use-mentioning.ts';
import type { SendAs, SendText } from './use-send-text.ts';
import { ReplyBar } from '../threads/lazy-parts.tsx';
import { draftPlace, endReply, useReply } from '../threads/replying.ts';

const EmojiButton = lazyPart(() => import('./emoji-button.tsx'));
const MentionPicker = lazyPart(() => import('./mention-picker.tsx'));

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
  /** The message at whose thread it writes. */
  thread?: Message;
  /** Whom or what it writes to, for the placeholder. */
  title: string;
  /** The placeholder, where it says more than that. */
  placeholder?: string;
  /** What is in the conversation, of which the user's last message can be edited. */
  items: readonly MessageItem[];
  /** In a group with slow mode: how many seconds are left until the next message can be sent. */
  wait: number;
  send: SendText;
  /** At the end of the field. */
  sign?: ReactNode;
}

/**
 * Where a message is written. What is typed is kept as a draft of the conversation until it is sent. While an own message is
 * edited, its text takes the place of the draft.
 */
export function Composer(props: ComposerProps) {
  const { conversationId, thread, title, placeholder, items, wait: slowed, send, sign } = props;
  const t = useTranslate();
  const client = useClient();
  const { enterSends } = useSettings();
  const touch = useMediaQuery(queries.touch);
  const place = draftPlace(conversationId, thread?.seq);
  const draft = useDraft(place);
  const edit = useEdit(place);
  const reply = useReply(place);
  /** In a thread, what replies to nothing else replies to its first message. */
  const replyTo = reply?.id ?? thread?.id;
  const countId = useId();
  const text = edit?.text ?? draft;
  const wait = edit === undefined ? slowed : 0;
  const field = useRef<HTMLTextAreaElement>(null);
  const sendButton = useRef<HTMLButtonElement>(null);
  /** Whether an input method is at work, until after the key that ends it. */
  const composing = useRef(false);
  const attached = useTray(place).length;
  const mentioning = useMentioning();
  const picker = useRef<MentionPickerHandle>(null);
  /** A voice note that is being recorded, by the press that began it. */
  const [recording, setRecording] = useState<{ place: string; press?: Press }>();
  const records = recording?.place === place;
  /** What is made that is no text, and where. */
  const [making, setMaking] = useState<{ place: string; kind: ContentKind }>();
  const over = text.length > warnAt / 2 ? excess(text) : -mostCharacters;
  const hasFiles = edit?.hasFiles ?? attached > 0;
  const canSend = over <= 0 && wait === 0 && edit?.saving !== true && (isVisible(text) || hasFiles);
  const canRecord = edit === undefined && text === '' && !hasFiles && wait === 0 && hasRecorder;

  useEffect(() => {
    // on a phone the keyboard would cover what was opened to be read
    if (!touch) field.current?.focus({ preventScroll: true });
  }, [touch, place]);

  const replySeq = reply?.seq;
  const replied = useRef({ place, replySeq });
  useEffect(() => {
    const before = replied.current;
    replied.current = { place, replySeq };
    // what was chosen to be replied to, not what was there when it opened
    if (replySeq === undefined || before.place !== place || before.replySeq === replySeq) return;
    field.current?.focus({ preventScroll: true });
  }, [place, replySeq]);

  const editedSeq = edit?.seq;
  useEffect(() => {
    if (editedSeq === undefined) return;
    const { current } = field;
    current?.focus({ preventScroll: true });
    current?.setSelectionRange(current.value.length, current.value.length);
  }, [editedSeq, place]);

  useEffect(() => () => client.conversations.setTyping(conversationId, false), [client, conversationId]);

  useEffect(() => {
    // so that nothing that is sent waits for it; where it does not come now, it is asked for again
    loadMarkdown().catch(() => undefined);
  }, []);

  function change(typed: string): void {
    // what is dropped here, or comes from a strange keyboard: the server would refuse the message
    const next = isClean(typed) ? typed : clean(typed);
    if (edit !== undefined) {
      writeEdit(place, next);
      return;
    }
    writeDraft(place, next);
    client.conversations.setTyping(conversationId, next !== '');
  }

  function submit(options?: SendAs): void {
    if (!canSend) return;
    if (edit !== undefined) {
      void saveEdit(place);
      return;
    }
    if (attached > 0) sendTray(conversationId, { text, place, replyTo, options }).catch(report);
    else send(text, replyTo, options);
    clear();
  }

  /** What was written is on its way. */
  function clear(): void {
    change('');
    endReply(place);
    // once no dialog is in front of it
    requestAnimationFrame(() => field.current?.focus());
  }

  function pressed(event: KeyboardEvent): void {
    // Safari ends a composition before the event of the key that ended it
    const { isComposing } = event.nativeEvent;
    if (isComposing || composing.current) return;
    if (mentioning.query !== undefined && picker.current?.pressed(event) === true) {
      event.preventDefault();
      return;
    }
    const mark = markOf(event);
    if (mark !== undefined) {
      event.preventDefault();
      toggle(mark);
      return;
    }
    if (event.key === 'Escape' && edit !== undefined) {
      event.preventDefault();
      endEdit(place);
      return;
    }
    if (event.key === 'Escape' && reply !== undefined) {
      event.preventDefault();
      endReply(place);
      return;
    }
    if (event.key === 'ArrowUp' && text === '' && edit === undefined && !hasModifier(event)) {
      if (attached === 0 && editLast(items, place)) event.preventDefault();
      return;
    }
    if (event.key !== 'Enter') return;
    const withCommand = event.ctrlKey || event.metaKey;
    const sends = withCommand || (enterSends && !touch && !event.shiftKey && !event.altKey);
    if (!sends) return;
    event.preventDefault();
    submit();
  }

  /** Changes the text, and what is selected in it once it is there. */
  function changeAt(next: string, start: number, end = start): void {
    change(next);
    requestAnimationFrame(() => field.current?.setSelectionRange(start, end));
  }

  function selection() {
    const { selectionStart: start = text.length, selectionEnd: end = text.length } = field.current ?? {};
    return { text, start, end };
  }

  function insert(addition: string): void {
    const { start, end } = selection();
    changeAt(text.slice(0, start) + addition + text.slice(end), start + addition.length);
  }

  function toggle(mark: string): void {
    const marked = withMark(selection(), mark);
    changeAt(marked.text, marked.start, marked.end);
  }

  function mention(name: string): void {
    const { text: next, cursor } = mentioning.complete(text, name);
    mentioning.close();
    changeAt(next, cursor);
    field.current?.focus();
  }

  function pasted(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files];
    // office programs put a picture of what was copied beside its text
    if (edit === undefined && files.length > 0 && !event.clipboardData.types.includes('text/plain')) {
      event.preventDefault();
      addFiles(place, files).catch(report);
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
            <EditBar place={place} edit={edit} items={items} />
          </Suspense>
        )}
        {reply !== undefined && edit === undefined && (
          <Suspense>
            <ReplyBar
              conversationId={conversationId}
              place={place}
              target={reply}
              onDone={() => field.current?.focus()}
            />
          </Suspense>
        )}
        {!records && edit === undefined && (
          <Suspense>
            <Tray conversationId={place} />
          </Suspense>
        )}
        {mentioning.query !== undefined && !records && (
          <Suspense>
            <MentionPicker
              ref={picker}
              conversationId={conversationId}
              query={mentioning.query}
              listId={mentioning.listId}
              onPick={mention}
              onClose={mentioning.close}
              onActive={mentioning.setActiveId}
            />
          </Suspense>
        )}
        <div className={styles['line']}>
          {records ? (
            <Suspense>
              <RecordingBar
                conversationId={conversationId}
                replyTo={replyTo}
                press={recording.press}
                onDone={(sent) => {
                  setRecording(undefined);
                  if (sent) endReply(place);
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
                  <AttachButton
                    conversationId={place}
                    onContent={(kind) => setMaking({ place, kind })}
                    onDone={() => field.current?.focus()}
                  />
                </Suspense>
              )}
              <textarea
                // what was undone or selected belongs to one conversation
                key={place}
                ref={field}
                className={styles['field']}
                rows={1}
                dir="auto"
                value={text}
                aria-label={t(edit === undefined ? 'composer.label' : 'composer.editLabel')}
                readOnly={edit?.saving}
                aria-describedby={countId}
                aria-invalid={over > 0}
                placeholder={placeholder ?? t('composer.placeholder', { name: title })}
                enterKeyHint={touch ? 'enter' : 'send'}
                aria-autocomplete="list"
                aria-controls={mentioning.activeId === undefined ? undefined : mentioning.listId}
                aria-activedescendant={mentioning.activeId}
                onChange={({ target }) => {
                  change(target.value);
                  mentioning.follow(target.value, target.selectionEnd);
                }}
                onSelect={({ currentTarget: { value, selectionStart, selectionEnd } }) => {
                  // a selection is no cursor
                  if (selectionStart === selectionEnd) mentioning.follow(value, selectionEnd);
                  else mentioning.close();
                }}
                onKeyDown={pressed}
                onCompositionStart={() => (composing.current = true)}
                onCompositionEnd={() => setTimeout(() => (composing.current = false))}
                onPaste={pasted}
                onBlur={() => {
                  mentioning.close();
                  client.conversations.setTyping(conversationId, false);
                }}
              />
              {edit === undefined && sign}
              {canSend && edit === undefined && (
                <Suspense>
                  <SendOptions
                    conversationId={conversationId}
                    text={text}
                    place={place}
                    replyTo={replyTo}
                    sendButton={sendButton}
                    onSend={submit}
                    onScheduled={clear}
                  />
                </Suspense>
              )}
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
                    setRecording({ place, press: pressAt(event.clientX) });
                  }}
                  // of the keyboard and of screen readers
                  onClick={() => setRecording((before) => before ?? { place })}
                >
                  <Mic size="1.25rem" />
                </IconButton>
              ) : (
                <IconButton
                  ref={sendButton}
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
      {making?.place === place && (
        <Suspense>
          <NewContent
            kind={making.kind}
            onSend={(content) => {
              send('', replyTo, content);
              endReply(place);
            }}
            onClose={() => {
              setMaking(undefined);
              field.current?.focus();
            }}
          />
        </Suspense>
      )}
      {wait > 0 && (
        // not read out as it counts
        <p className={styles['count']} role="timer">
          {t('composer.slowMode', { time: minutes(wait) })}
        </p>
      )}
      <p id={countId} className={styles['count']} data-over={over > 0} aria-live="polite">
        {over > 0 && t('composer.tooLong', { over })}
        {over <= 0 && over > warnAt - mostCharacters && t('composer.left', { left: -over })}
      </p>
    </form>
  );
}
