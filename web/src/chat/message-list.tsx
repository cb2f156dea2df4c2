import { Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { type ConversationItem, type MessageItem } from '../../../client/index.ts';
import type { MessagesResult } from '../../../client/react/index.ts';
import { dayLabel } from '../format/time.ts';
import { useNow } from '../format/now.ts';
import { useLocale, useTranslate } from '../i18n/i18n.ts';
import { report } from '../report.ts';
import { isOut, isSignedOut } from '../errors.ts';
import { itemNow, type Asked } from './asked.ts';
import { MessageOverlay } from './dialogs.tsx';
import { ChangeAnnouncer, MentionButton } from './message-parts.tsx';
import { mayWrite } from './may-write.ts';
import { MessageLine } from './message-line.tsx';
import styles from './message-list.module.css';
import { rowsOf } from './message-rows.ts';
import { NewestButton } from './newest-button.tsx';
import { heightsIn, placeIn, rememberHeights, rememberPlace } from './places.ts';
import { moveFocus } from './row-focus.ts';
import { useRowSteps } from './row-steps.ts';
import { useUnsentActions } from './use-unsent-actions.ts';
import { Announcer } from './announcer.tsx';
import { foundMessage, useWantedSeq } from './wanted-message.ts';
import { BackButton, ReplyGestures } from '../threads/lazy-parts.tsx';
import { beginReply } from '../threads/replying.ts';
import { forgetReturns } from '../threads/returns.ts';

export interface MessageListProps {
  conversation: ConversationItem;
  messages: MessagesResult;
  /** The messages to show: with those whose files are still on their way. */
  items: readonly MessageItem[];
  userId: string;
  /** What the conversation is called, for screen readers. */
  title: string;
}

/** Nearer to the end than this, in pixels, the list follows what arrives. */
const followPx = 48;
/** Longer than the first place takes, in milliseconds. */
const settleMs = 300;
/** Nearer to an end than this, in pixels, it loads more. */
const loadPx = 1_200;
/** The same for the end that the user scrolls towards: further than they come before a page is there. */
const loadAheadPx = 4_000;
/** Lines this far outside are made, in pixels: few at first, so that the conversation shows sooner. */
const bufferPx = 600;
const firstBufferPx = 100;

/**
 * The line that the list scrolls to: its heights are estimated at first. It ends with the scrolling, or when users scroll
 * themselves, whom `scrollToIndex` of the list would take back for as long as lines are measured.
 */
interface Aim {
  key: string;
  align: 'start' | 'center';
  /** Pixels of the line above the upper edge. */
  hidden: number;
}

const quietly = (work: Promise<unknown>) => {
  work.catch((error: unknown) => {
    // that it failed shows on screen, and what failed for lack of a connection is tried again by itself
    if (!isSignedOut(error) && !isOut(error)) report(error);
  });
};
const ignore = () => undefined;

/**
 * The messages of one conversation. It opens at the first unread message or where the user left it, follows what arrives
 * only at its end, loads older and newer ones as they are approached, and reports as read what was on screen in a window
 * that has the focus. Mount it anew for each conversation.
 */
export function MessageList({ conversation, messages, items, userId, title }: MessageListProps) {
  const { id } = conversation;
  const t = useTranslate();
  const locale = useLocale();
  const now = useNow();

  /** The divider stays where it was when the conversation was opened. */
  const [readUpTo] = useState(() => (conversation.unreadCount > 0 ? conversation.me.readSeq : undefined));
  const wanted = useMemo(() => rowsOf(items, { userId, readUpTo }), [items, userId, readUpTo]);
  const { rows, shift } = useRowSteps(wanted);

  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const follows = useRef(true);
  /** The first place takes some frames: until the lines there are measured, nothing can be said about it. */
  const placed = useRef<'not yet' | 'going' | 'there'>('not yet');
  const lastOffset = useRef(0);
  const goesUp = useRef<boolean>(undefined);
  const latest = useRef({ rows, messages, conversation });
  const aim = useRef<Aim>(undefined);
  const [heights] = useState(() => heightsIn(id, rows));
  const [settled, setSettled] = useState(false);
  const [away, setAway] = useState(false);
  const [topDay, setTopDay] = useState<number>();
  /** What is open for one of the messages. */
  const [asked, setAsked] = useState<Asked>();

  useLayoutEffect(() => {
    latest.current = { rows, messages, conversation };
  });

  useLayoutEffect(() => {
    const handle = list.current;
    return () => {
      if (handle !== null) rememberHeights(id, { rows: latest.current.rows, cache: handle.cache });
    };
  }, [id]);

  const scrollToEnd = useCallback(() => {
    aim.current = undefined;
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);

  const scrollToAim = useCallback(() => {
    const [element, handle] = [scroller.current, list.current];
    const index = latest.current.rows.findIndex(({ key }) => key === aim.current?.key);
    if (element === null || handle === null || aim.current === undefined || index < 0) return;
    const { align, hidden } = aim.current;
    const above = align === 'center' ? (handle.viewportSize - handle.getItemSize(index)) / 2 : 0;
    element.scrollTop = handle.getItemOffset(index) + hidden - above;
  }, []);

  /** What is on screen stays in memory, and is read if the user is looking. */
  const see = useCallback(() => {
    const handle = list.current;
    const { rows: lines, messages: view, conversation: item } = latest.current;
    if (handle === null || placed.current !== 'there' || lines.length === 0) return;
    const top = handle.findItemIndex(handle.scrollOffset);
    const bottom = handle.findItemIndex(handle.scrollOffset + handle.viewportSize - 1);
    const seqs = lines.slice(top, bottom + 1).flatMap((row) => {
      const shown = row.type === 'message' || row.type === 'system';
      return shown && row.item.kind === 'stored' ? [row.item.seq] : [];
    });
    const [first, last] = [seqs[0], seqs.at(-1)];
    if (first === undefined || last === undefined) return;
    view.setVisible(first, last);
    if (last > item.me.readSeq && document.visibilityState === 'visible' && document.hasFocus()) {
      quietly(view.markRead(last));
    }
  }, []);

  const scrolled = useCallback(
    (offset: number) => {
      const handle = list.current;
      const { rows: lines, messages: view } = latest.current;
      if (handle === null || placed.current === 'not yet') return;
      const left = handle.scrollSize - handle.viewportSize - offset;
      const moves = offset !== lastOffset.current;
      const up = offset < lastOffset.current;
      lastOffset.current = offset;
      // a user who scrolls up on the way to the end is where they want to be
      if (placed.current === 'going' && follows.current && up && left > followPx) placed.current = 'there';
      if (placed.current !== 'there') return;
      // only the user moves it upwards: a list that grows below must not look as if they had left its end
      if (left <= followPx) follows.current = true;
      else if (up) follows.current = false;
      if (moves) goesUp.current = up;
      setAway(!follows.current || view.hasNewer);

      const top = handle.findItemIndex(offset + 1);
      const line = lines[top];
      if (line !== undefined) {
        const day = lines.slice(0, top + 1).findLast((row) => row.type === 'day');
        const covered = line.type === 'day' ? undefined : day;
        setTopDay(covered?.type === 'day' && offset > 8 ? covered.day : undefined);
        const hidden = offset - handle.getItemOffset(top);
        rememberPlace(id, { atEnd: follows.current && !view.hasNewer, key: line.key, hidden });
      }
      // failures show in the list
      const [above, below] =
        goesUp.current === true
          ? [loadAheadPx, loadPx]
          : [loadPx, goesUp.current === false ? loadAheadPx : loadPx];
      if (offset < above && view.hasOlder && !view.loadingOlder) view.loadOlder().catch(ignore);
      if (left < below && view.hasNewer && !view.loadingNewer) view.loadNewer().catch(ignore);
      see();
    },
    [id, see],
  );

  const arrived = useCallback(() => {
    aim.current = undefined;
    if (placed.current === 'going') placed.current = 'there';
    if (placed.current === 'there') setSettled(true);
    scrolled(list.current?.scrollOffset ?? 0);
  }, [scrolled]);

  // The first place: where the user left it, the first unread message, or the end.
  const { loaded, jumping, hasOlder, hasNewer } = messages;
  useLayoutEffect(() => {
    const handle = list.current;
    if (placed.current !== 'not yet' || !loaded || jumping) return;
    if (handle === null || rows.length === 0) return;
    const before = placeIn(id);
    const unread = rows.findIndex(({ type }) => type === 'unread');
    const anchor = before?.atEnd === false ? rows.findIndex(({ key }) => key === before.key) : -1;
    const oldest = messages.items[0];
    const reachesUnread =
      readUpTo === undefined || !hasOlder || (oldest?.kind === 'stored' && oldest.seq <= readUpTo + 1);
    if (anchor < 0 && !reachesUnread) {
      quietly(messages.jumpTo(readUpTo + 1));
      return;
    }
    placed.current = 'going';
    // before the first unread message the last one that was read, for orientation
    const first = unread < 0 ? undefined : rows[Math.max(0, unread - 1)];
    if (before !== undefined && anchor >= 0) {
      aim.current = { key: before.key, align: 'start', hidden: before.hidden };
    } else {
      aim.current = first && { key: first.key, align: 'start', hidden: 0 };
    }
    follows.current = aim.current === undefined;
    if (follows.current) scrollToEnd();
    else scrollToAim();
    // where nothing had to be scrolled, no end of it comes
    const timer = setTimeout(arrived, settleMs);
    return () => {
      clearTimeout(timer);
      // what changed on the way, or a second mount in development, begins it anew
      if (placed.current === 'going') placed.current = 'not yet';
    };
  }, [id, loaded, jumping, hasOlder, rows, messages, readUpTo, scrollToAim, scrollToEnd, arrived]);

  // What arrives at the end is followed; what the user sends takes them there.
  const lastRow = rows.at(-1);
  const lastKey = lastRow?.key;
  const lastIsOwnNew = lastRow?.type === 'message' && lastRow.item.kind === 'unsent';
  useLayoutEffect(() => {
    if (placed.current === 'not yet') return;
    if (lastIsOwnNew) follows.current = true;
    if (follows.current && !hasNewer) scrollToEnd();
  }, [lastKey, lastIsOwnNew, hasNewer, rows.length, scrollToEnd]);

  // Where messages go, as they expire, what is read stays where it is.
  const rowsBefore = useRef(rows);
  useLayoutEffect(() => {
    const before = rowsBefore.current;
    rowsBefore.current = rows;
    const place = placeIn(id);
    if (rows.length >= before.length || placed.current !== 'there' || follows.current || !place) return;
    const left = new Set(rows.map(({ key }) => key));
    const top = before.findIndex(({ key }) => key === place.key);
    const stays = before.slice(Math.max(top, 0)).find(({ key }) => left.has(key));
    if (stays === undefined) return;
    aim.current = { key: stays.key, align: 'start', hidden: stays.key === place.key ? place.hidden : 0 };
    scrollToAim();
  }, [id, rows, scrollToAim]);

  // A message that is to be shown, as from the viewer: in the middle, and marked for a moment.
  const wantedSeq = useWantedSeq(id);
  const [marked, setMarked] = useState<string>();
  const lookedFor = useRef<number>(undefined);
  useEffect(() => {
    if (wantedSeq === undefined || !settled || jumping) return;
    const index = rows.findIndex(
      (row) =>
        (row.type === 'message' || row.type === 'system') &&
        row.item.kind === 'stored' &&
        row.item.seq === wantedSeq,
    );
    const row = rows[index];
    if (row === undefined && lookedFor.current !== wantedSeq) {
      lookedFor.current = wantedSeq;
      quietly(messages.jumpTo(wantedSeq));
      return;
    }
    lookedFor.current = undefined;
    // it is not there any more
    if (row === undefined) {
      foundMessage();
      return;
    }
    follows.current = false;
    aim.current = { key: row.key, align: 'center', hidden: 0 };
    scrollToAim();
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what scrolled there is no state of React's
    setMarked(row.key);
    foundMessage();
  }, [wantedSeq, settled, jumping, rows, messages, scrollToAim]);

  // A page may leave the user near an end, or at it, where the wheel moves nothing any more: then the next one follows.
  useLayoutEffect(() => {
    const handle = list.current;
    if (placed.current !== 'not yet' && handle !== null) scrolled(handle.scrollOffset);
  }, [rows, hasNewer, scrolled]);

  useEffect(() => {
    addEventListener('focus', see);
    document.addEventListener('visibilitychange', see);
    return () => {
      removeEventListener('focus', see);
      document.removeEventListener('visibilitychange', see);
    };
  }, [see]);

  const { retry, discard } = useUnsentActions(id, messages);
  const reply = (seq: number) => {
    const item = items.find((one) => one.kind === 'stored' && one.seq === seq);
    // where one cannot write, nothing would show it
    if (item?.kind === 'stored' && mayWrite(conversation, Date.now())) beginReply(id, item.message);
  };

  const closeAsked = useCallback(() => setAsked(undefined), []);

  function dropAim(): void {
    aim.current = undefined;
  }

  function toNewest(): void {
    follows.current = true;
    forgetReturns(id);
    quietly(messages.jumpToNewest().then(scrollToEnd));
    scrollToEnd();
    scroller.current?.focus({ preventScroll: true });
  }

  return (
    <div className={styles['frame']}>
      {topDay !== undefined && (
        <div className={styles['topDay']} aria-hidden="true">
          <span className={styles['pill']}>{dayLabel(topDay, now, locale, t)}</span>
        </div>
      )}
      <div
        ref={scroller}
        className={styles['scroller']}
        role="log"
        // what arrives is announced below: here, every message that scrolls into view would be read out
        aria-live="off"
        aria-label={t('conversation.log', { name: title })}
        // a list that scrolls needs the keyboard
        tabIndex={0}
        onWheel={dropAim}
        onPointerDown={dropAim}
        onKeyDown={(event) => {
          dropAim();
          moveFocus(event);
        }}
      >
        <div className={styles['spacer']} />
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={shift}
          bufferSize={settled ? bufferPx : firstBufferPx}
          {...(heights && { cache: heights })}
          onScroll={scrolled}
          onScrollEnd={arrived}
          onResize={() => {
            if (placed.current === 'not yet') return;
            if (!follows.current) scrollToAim();
            else if (!latest.current.messages.hasNewer) scrollToEnd();
            scrolled(list.current?.scrollOffset ?? 0);
          }}
        >
          {(row) => (
            <MessageLine
              key={row.key}
              row={row}
              marked={row.key === marked}
              conversation={conversation}
              retry={retry}
              discard={discard}
              onAsk={setAsked}
            />
          )}
        </Virtualizer>
        <div className={styles['end']} />
      </div>
      {messages.loadingOlder && <div className={styles['loading']} aria-hidden="true" />}
      <NewestButton shown={away} unread={conversation.unreadCount} onClick={toNewest} />
      {conversation.unreadMentions > 0 && (
        <Suspense>
          <MentionButton conversation={conversation} items={messages.items} userId={userId} raised={away} />
        </Suspense>
      )}
      <Suspense>
        <ReplyGestures scroller={scroller} onReply={reply} />
        <BackButton conversationId={id} />
      </Suspense>
      <Announcer items={messages.items} conversation={conversation} />
      <Suspense>
        <ChangeAnnouncer conversation={conversation} />
      </Suspense>
      {asked !== undefined && (
        <MessageOverlay
          asked={asked}
          item={itemNow(items, asked.item)}
          conversation={conversation}
          onAsk={setAsked}
          onClose={closeAsked}
        />
      )}
    </div>
  );
}
