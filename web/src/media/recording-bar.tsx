import { useEffect, useRef, useState } from 'react';
import { ChevronLeft, SendHorizontal, Trash2 } from 'lucide-react';
import type { Press } from '../chat/press.ts';
import { useTranslate, type MessageKey } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { IconButton } from '../ui/button.tsx';
import { showToast } from '../ui/toast.tsx';
import { durationText } from '../format/duration.ts';
import { pausePlayback } from './player.ts';
import { startRecording, type Recording } from './recorder.ts';
import styles from './recording-bar.module.css';
import { sendFiles } from './send-files.ts';
import { startUpload } from './upload-files.ts';

export interface RecordingBarProps {
  conversationId: string;
  /** The id of the message that it replies to. */
  replyTo: string | undefined;
  /** What began it: held until it is sent, or let go after which the hands are free. None for keys. */
  press: Press | undefined;
  /** It is over: `sent`, or discarded. */
  onDone: (sent: boolean) => void;
}

/** A press that is shorter than this, in milliseconds, is a tap: the recording goes on without it. */
const tapMs = 350;
/** Dragged so far to the side, in pixels, a held recording is discarded. */
const cancelPx = 90;
/** How many of the newest levels are shown. */
const shownLevels = 48;

const problems: Readonly<Record<string, MessageKey>> = {
  NotAllowedError: 'voice.denied',
  SecurityError: 'voice.denied',
  NotFoundError: 'voice.none',
};

/** In place of the composer while a voice note is recorded: its time, how loud it is, a way to discard it and one to send it. */
export default function RecordingBar({ conversationId, replyTo, press, onDone }: RecordingBarProps) {
  const t = useTranslate();
  const recording = useRef<Promise<Recording>>(undefined);
  const [shown, setShown] = useState<{ seconds: number; levels: readonly number[] }>();
  const [held, setHeld] = useState(() => press?.isHeld() === true);
  const [dragged, setDragged] = useState(0);
  const ended = useRef(false);
  const sendButton = useRef<HTMLButtonElement>(null);
  const latest = useRef(onDone);
  useEffect(() => {
    latest.current = onDone;
  });

  useEffect(() => {
    let unmounted = false;
    pausePlayback();
    const begun: Promise<Recording> = startRecording(() => {
      void begun.then(({ seconds, levels }) => {
        if (!unmounted) setShown({ seconds: seconds(), levels: levels.slice(-shownLevels) });
      });
    });
    recording.current = begun;
    begun.catch((error: unknown) => {
      if (unmounted) return;
      const problem = problems[error instanceof Error ? error.name : ''];
      showToast(t(problem ?? 'voice.failed'));
      if (problem === undefined) report(error);
      latest.current(false);
    });
    return () => {
      unmounted = true;
      // another chat was opened, or it was discarded
      if (!ended.current) begun.then(({ cancel }) => cancel()).catch(() => undefined);
    };
    // one recording for as long as it is mounted
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another language does not begin another one
  }, []);

  const discard = () => latest.current(false);

  async function send(): Promise<void> {
    if (ended.current) return;
    ended.current = true;
    const made = await (await recording.current)?.finish();
    latest.current(made !== undefined);
    if (made === undefined) showToast(t('voice.tooShort'));
    else await sendFiles(conversationId, { text: '' }, [startUpload(made.file, made.voice)], replyTo);
  }

  const sendNow = () => void send().catch(report);
  const now = useRef({ sendNow, discard });
  useEffect(() => {
    now.current = { sendNow, discard };
  });

  useEffect(() => {
    // with free hands the keys send it or, by Escape, discard it
    if (!held) sendButton.current?.focus();
  }, [held]);

  useEffect(() => {
    if (!held) return;
    const from = press?.x ?? 0;
    const at = performance.now();
    const end = new AbortController();
    const { signal } = end;
    const isRtl = document.documentElement.dir === 'rtl';
    const away = ({ clientX }: PointerEvent) => Math.max(0, (from - clientX) * (isRtl ? -1 : 1));
    addEventListener(
      'pointermove',
      (event) => {
        setDragged(away(event));
        if (away(event) > cancelPx) now.current.discard();
      },
      { signal },
    );
    const release = () => {
      setHeld(false);
      setDragged(0);
      if (performance.now() - at >= tapMs) now.current.sendNow();
    };
    addEventListener('pointerup', release, { signal });
    addEventListener('pointercancel', () => setHeld(false), { signal });
    // nothing of the bar has the focus yet, and the page would leave the chat
    addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        now.current.discard();
      },
      { signal, capture: true },
    );
    return () => end.abort();
    // a press is followed from where it began
  }, [held, press]);

  const seconds = shown?.seconds ?? 0;
  return (
    <div
      className={styles['bar']}
      role="group"
      aria-label={t('voice.recording')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        discard();
      }}
    >
      <IconButton label={t('voice.cancel')} className={styles['round']} onClick={discard}>
        <Trash2 size="1.1875rem" />
      </IconButton>
      <span className={styles['dot']} aria-hidden="true" />
      <span className={styles['time']} role="timer" aria-label={t('voice.recording')}>
        {durationText(Math.floor(seconds))}
      </span>
      {held ? (
        <span className={styles['slide']} style={{ translate: `${-dragged}px` }}>
          <ChevronLeft size="1.125rem" aria-hidden="true" />
          {t('voice.slide')}
        </span>
      ) : (
        <span className={styles['levels']} aria-hidden="true">
          {(shown?.levels ?? []).map((level, index) => (
            <span
              key={index}
              className={styles['level']}
              style={{ blockSize: `${Math.max(8, level * 100)}%` }}
            />
          ))}
        </span>
      )}
      <IconButton
        label={t('voice.send')}
        kind="primary"
        className={styles['round']}
        ref={sendButton}
        onClick={sendNow}
      >
        <SendHorizontal size="1.1875rem" />
      </IconButton>
    </div>
  );
}
