import { useEffect, useRef, type RefObject } from 'react';
import { Reply } from 'lucide-react';
import { hapticTick } from '../ui/haptic.ts';
import styles from './reply-gestures.module.css';

export interface ReplyGesturesProps {
  /** What holds the messages. */
  scroller: RefObject<HTMLElement | null>;
  /** What is to be replied to, by its number. */
  onReply: (seq: number) => void;
}

/** How far a finger moves before it counts as a swipe, how far a swipe replies, and how far a message goes, in pixels. */
const slackPx = 12;
const replyPx = 56;
const farthestPx = 80;
/** Browsers of phones go back by a swipe that begins so near to the edge of the screen. */
const edgePx = 24;

/** The message that something happens to, and its number; none of those that cannot be replied to. */
function lineOf(target: EventTarget | null): { line: HTMLElement; seq: number } | undefined {
  const line = target instanceof Element ? target.closest<HTMLElement>('article[data-reply]') : null;
  return line === null ? undefined : { line, seq: Number(line.dataset['reply']) };
}

const hasModifier = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent) =>
  altKey || ctrlKey || metaKey || shiftKey;

/**
 * Replies to the message that is swiped towards the end of the line, with an arrow that follows the finger, and to the one that has the focus
 * when R is pressed.
 */
export default function ReplyGestures({ scroller, onReply }: ReplyGesturesProps) {
  const arrow = useRef<HTMLDivElement>(null);
  const latest = useRef(onReply);
  useEffect(() => {
    latest.current = onReply;
  });
  useEffect(() => {
    const [list, sign] = [scroller.current, arrow.current];
    if (list === null || sign === null) return;
    const controller = new AbortController();
    const { signal } = controller;
    let swipe:
      | { line: HTMLElement; seq: number; id: number; x: number; y: number; by: number; begun: boolean }
      | undefined;

    function pressed(event: KeyboardEvent): void {
      const found = lineOf(event.target);
      if (event.key.toLowerCase() !== 'r' || hasModifier(event) || found?.line !== event.target) return;
      event.preventDefault();
      latest.current(found.seq);
    }

    function begins(event: PointerEvent): void {
      end();
      const { pointerType, isPrimary, clientX: x, clientY: y, pointerId: id } = event;
      if (pointerType !== 'touch' || !isPrimary || x < edgePx || x > innerWidth - edgePx) return;
      const found = lineOf(event.target);
      if (found !== undefined) swipe = { ...found, id, x, y, by: 0, begun: false };
    }

    /** Whether a finger that has moved so far swipes; it scrolls where it goes up, down, or to the other side. */
    function beginsToMove(by: number, across: number): boolean {
      if (by < -slackPx || Math.abs(across) > slackPx) end();
      return by >= slackPx && Math.abs(across) <= slackPx;
    }

    function moves({ pointerId, clientX, clientY }: PointerEvent): void {
      const now = swipe;
      if (now?.id !== pointerId || sign === null || list === null) return;
      const towards = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
      const by = (clientX - now.x) * towards;
      if (!now.begun) {
        if (!beginsToMove(by, clientY - now.y)) return;
        now.begun = true;
        now.line.setPointerCapture(pointerId);
        const { top, height } = now.line.getBoundingClientRect();
        sign.style.insetBlockStart = `${top + height / 2 - list.getBoundingClientRect().top}px`;
      }
      const shown = Math.max(0, Math.min(farthestPx, by - slackPx));
      if (now.by < replyPx && shown >= replyPx) hapticTick();
      now.by = shown;
      now.line.style.translate = `${shown * towards}px`;
      sign.style.setProperty('--drawn', String(Math.min(1, shown / replyPx)));
      sign.dataset['ready'] = String(shown >= replyPx);
    }

    function ends(event: PointerEvent): void {
      if (swipe?.id !== event.pointerId) return;
      const { by, seq } = swipe;
      end();
      if (event.type === 'pointerup' && by >= replyPx) latest.current(seq);
    }

    function end(): void {
      if (swipe !== undefined) swipe.line.style.translate = '';
      swipe = undefined;
      sign?.style.setProperty('--drawn', '0');
    }

    list.addEventListener('keydown', pressed, { signal });
    list.addEventListener('pointerdown', begins, { signal });
    list.addEventListener('pointermove', moves, { signal });
    list.addEventListener('pointerup', ends, { signal });
    list.addEventListener('pointercancel', ends, { signal });
    return () => {
      end();
      controller.abort();
    };
  }, [scroller]);
  return (
    <div ref={arrow} className={styles['arrow']} aria-hidden="true">
      <Reply size="1.125rem" />
    </div>
  );
}
