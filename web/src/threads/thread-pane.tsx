import {
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactNode,
  type RefObject,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { ArrowLeft, Bell, BellRing, MessagesSquare, X } from 'lucide-react';
import { hasCode, type ConversationItem, type Message, type MessageItem } from '../../../client/index.ts';
import { useConversation, useMessages, useSession } from '../../../client/react/index.ts';
import { client } from '../chat-client.ts';
import { itemNow, type Asked } from '../chat/asked.ts';
import { Composer } from '../chat/composer.tsx';
import { MessageOverlay } from '../chat/dialogs.tsx';
import { moveFocus } from '../chat/row-focus.ts';
import { otherOf, titleOf } from '../chat/conversation-title.ts';
import { wentBySelf } from '../chat/endings.ts';
import { Gone } from '../chat/gone.tsx';
import { mayWrite } from '../chat/may-write.ts';
import { MessageLine } from '../chat/message-line.tsx';
import { rowsOf, type Row } from '../chat/message-rows.ts';
import { useRowSteps } from '../chat/row-steps.ts';
import { useWithPending } from '../chat/pending-sends.ts';
import { useSlowMode } from '../chat/silence.ts';
import { useIsMissing } from '../chat/use-is-missing.ts';
import { useSendText } from '../chat/use-send-text.ts';
import { useUnsentActions } from '../chat/use-unsent-actions.ts';
import { Writing } from '../chat/writing.tsx';
import { explain, isPassing, isSignedOut } from '../errors.ts';
import { useTranslate } from '../i18n/i18n.ts';
import { Nothing } from '../joining/nothing.tsx';
import { DropZone } from '../media/lazy-parts.tsx';
import { queries, useMediaQuery } from '../media-query.ts';
import { report } from '../report.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { AfterPatience } from '../ui/skeleton.tsx';
import { showToast } from '../ui/toast.tsx';
import { MessageSkeleton } from '../chat/message-skeleton.tsx';
import { OpenThread, threadItems, type Standing, type ThreadSnapshot } from './open-thread.ts';
import ReplyGestures from './reply-gestures.tsx';
import { beginReply, draftPlace } from './replying.ts';
import { ThreadContext } from './thread-context.ts';
import styles from './thread-pane.module.css';
import { useFocusBack, useRead } from './use-reading.ts';
import { useKeptPlace } from './use-kept-place.ts';

export interface ThreadPaneProps {
  conversationId: string;
  /** The number of the message at which the thread begins. */
  seq: number;
  onClose: () => void;
}

/** Lines this far outside are made, in pixels. */
const bufferPx = 600;

/** A thread: its first message, the replies, and where to reply. It fills what it is put into; mount it anew for each. */
export default function ThreadPane({ conversationId, seq, onClose }: ThreadPaneProps) {
  const t = useTranslate();
  const { userId = '' } = useSession();
  const beside = useMediaQuery(queries.beside);
  const wide = useMediaQuery(queries.wide);
  const conversation = useConversation(conversationId);
  const missing = useIsMissing(conversationId, conversation !== undefined);
  const [thread] = useState(() => new OpenThread(client, conversationId, seq));
  const snapshot = useSyncExternalStore(thread.subscribe, thread.getSnapshot);
  const pane = useRef<HTMLElement>(null);
  const title = conversation === undefined ? '' : titleOf(conversation, userId);
  useRead(snapshot, conversationId, seq);
  useFocusBack(seq);

  const content = (): ReactNode => {
    if (missing) return wentBySelf(conversationId) ? null : <GoneFrom conversationId={conversationId} />;
    const { root, error } = snapshot;
    if (hasCode(error, 'message_not_found') || root?.kind === 'system')
      return (
        <Nothing icon={<MessagesSquare size="2rem" />} title={t('thread.gone')} text={t('thread.goneText')} />
      );
    if (root === undefined && error !== undefined)
      return (
        <div className={styles['notice']} role="alert">
          <p>{explain(error, t)}</p>
          <Button onClick={() => void thread.load()}>{t('dialog.tryAgain')}</Button>
        </div>
      );
    if (conversation === undefined || root === undefined)
      return (
        <div className={styles['notice']} aria-busy="true">
          <AfterPatience>
            <MessageSkeleton />
          </AfterPatience>
        </div>
      );
    return <Conversing {...{ conversation, thread, snapshot, root, userId, title, pane }} />;
  };

  return (
    <section ref={pane} className={styles['pane']} aria-label={t('thread.title')}>
      <header className={styles['header']}>
        {!wide && (
          <IconButton label={t('dialog.back')} onClick={onClose}>
            <ArrowLeft size="1.375rem" className={styles['arrow']} aria-hidden="true" />
          </IconButton>
        )}
        <div className={styles['titles']}>
          {beside ? (
            <h2 className={styles['title']}>{t('thread.title')}</h2>
          ) : (
            <h1 className={styles['title']}>{t('thread.title')}</h1>
          )}
          <p className={styles['subtitle']} dir="auto">
            {title !== '' && t('thread.in', { name: title })}
          </p>
        </div>
        {snapshot.root !== undefined && <FollowButton {...{ thread, conversationId, seq, snapshot }} />}
        {wide && (
          <IconButton label={t('dialog.close')} onClick={onClose}>
            <X size="1.25rem" aria-hidden="true" />
          </IconButton>
        )}
      </header>
      {content()}
    </section>
  );
}

const noItems: readonly MessageItem[] = [];

const GoneFrom = ({ conversationId }: { conversationId: string }) => (
  <Gone conversationId={conversationId} name={undefined} items={noItems} />
);

interface FollowButtonProps {
  thread: OpenThread;
  conversationId: string;
  seq: number;
  snapshot: ThreadSnapshot;
}

function FollowButton({ thread, conversationId, seq, snapshot }: FollowButtonProps) {
  const t = useTranslate();
  const { standing } = snapshot;
  const [busy, setBusy] = useState(false);
  async function toggle(): Promise<void> {
    const before: Standing = standing;
    const following = !before.following;
    setBusy(true);
    thread.stands({ following, unreadCount: 0 });
    try {
      thread.stands(await client.messages.updateThread(conversationId, seq, { following }));
      showToast(t(following ? 'thread.followed' : 'thread.unfollowed'));
    } catch (error) {
      thread.stands(before);
      if (isSignedOut(error)) return;
      showToast(explain(error, t));
      if (!isPassing(error)) report(error);
    } finally {
      setBusy(false);
    }
  }
  const Icon = standing.following ? BellRing : Bell;
  return (
    <IconButton
      label={t(standing.following ? 'thread.unfollow' : 'thread.follow')}
      aria-disabled={busy}
      className={standing.following ? styles['followed'] : undefined}
      onClick={() => {
        if (!busy) void toggle();
      }}
    >
      <Icon size="1.25rem" aria-hidden="true" />
    </IconButton>
  );
}

interface ConversingProps {
  conversation: ConversationItem;
  thread: OpenThread;
  snapshot: ThreadSnapshot;
  root: Message;
  userId: string;
  title: string;
  /** What files can be dropped on while one can write. */
  pane: RefObject<HTMLElement | null>;
}

function Conversing({ conversation, thread, snapshot, root, userId, title, pane }: ConversingProps) {
  const t = useTranslate();
  const { id } = conversation;
  const messages = useMessages(id);
  const listed = useWithPending(id, messages.items);
  const { root: first, items } = useMemo(
    () => threadItems(snapshot, listed, userId),
    [snapshot, listed, userId],
  );
  const { retry, discard } = useUnsentActions(id, messages);
  const send = useSendText(id, messages);
  const wait = useSlowMode(conversation, messages.items);
  const { scroller, atEnd, onScroll } = useKeptPlace(items);
  const place = draftPlace(id, root.seq);
  const [marked, setMarked] = useState<number>();
  /** What is open for one of the messages. */
  const [asked, setAsked] = useState<Asked>();
  const closeAsked = useCallback(() => setAsked(undefined), []);
  const [rootRows, wanted] = useMemo(() => threadRows(first, items, userId), [first, items, userId]);
  const { rows, shift } = useRowSteps(wanted);
  const list = useRef<VirtualizerHandle>(null);
  const [head, headHeight] = useHeight();
  const shown = useRef(rows);
  useEffect(() => {
    shown.current = rows;
  });
  const show = useCallback(
    (seq: number) => {
      const index = shown.current.findIndex((row) => seqIn(row) === seq);
      if (index >= 0) list.current?.scrollToIndex(index, { align: 'center' });
      else scroller.current?.scrollTo(0, 0);
      // marked again where it was the last one
      setMarked(undefined);
      requestAnimationFrame(() => setMarked(seq));
    },
    [scroller],
  );
  const context = useMemo(() => ({ rootId: root.id, place, show }), [root.id, place, show]);
  const line = (row: Row) => (
    <MessageLine
      key={row.key}
      row={row}
      marked={marked !== undefined && seqIn(row) === marked}
      conversation={conversation}
      retry={retry}
      discard={discard}
      onAsk={setAsked}
    />
  );
  const reply = (seq: number) => {
    const item = items.find((one) => one.kind === 'stored' && one.seq === seq);
    // where one cannot write, nothing would show it
    if (item?.kind === 'stored' && mayWrite(conversation, Date.now())) beginReply(place, item.message);
  };
  const count = Math.max(root.thread?.count ?? 0, items.filter(({ kind }) => kind === 'stored').length);
  return (
    <ThreadContext value={context}>
      <div className={styles['frame']}>
        <div
          ref={scroller}
          className={styles['scroller']}
          role="log"
          aria-label={t('thread.title')}
          aria-busy={snapshot.loading}
          tabIndex={0}
          onScroll={onScroll}
          onKeyDown={moveFocus}
        >
          <div className={styles['content']}>
            <div ref={head}>
              {rootRows.map(line)}
              <div className={styles['count']} role="separator" aria-label={t('thread.replies', { count })}>
                <span>{count === 0 ? t('thread.none') : t('thread.replies', { count })}</span>
              </div>
              {snapshot.hasOlder && (
                <Older key={items[0]?.key} thread={thread} busy={snapshot.loading} atEnd={atEnd} />
              )}
            </div>
            <Virtualizer
              ref={list}
              scrollRef={scroller}
              data={rows}
              shift={shift}
              startMargin={headHeight}
              bufferSize={bufferPx}
            >
              {line}
            </Virtualizer>
          </div>
        </div>
        <ReplyGestures scroller={scroller} onReply={reply} />
      </div>
      {asked !== undefined && (
        <MessageOverlay
          asked={asked}
          item={itemNow(first === undefined ? items : [first, ...items], asked.item)}
          conversation={conversation}
          onAsk={setAsked}
          onClose={closeAsked}
        />
      )}
      <Writing conversation={conversation} other={otherOf(conversation, userId)}>
        <Suspense>
          <DropZone place={place} target={pane} />
        </Suspense>
        <Composer
          conversationId={id}
          thread={root}
          items={items}
          title={title}
          placeholder={t('thread.placeholder')}
          wait={wait}
          send={send}
        />
      </Writing>
    </ThreadContext>
  );
}

/** The number of the message that a row shows. */
const seqIn = (row: Row): number | undefined =>
  row.type === 'message' && row.item.kind === 'stored' ? row.item.seq : undefined;

/** How high an element is, in pixels, also after it has changed. */
function useHeight(): [(element: HTMLElement | null) => (() => void) | undefined, number] {
  const [height, setHeight] = useState(0);
  const follow = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.offsetHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [follow, height];
}

/** The lines of the first message, and those of the replies: these begin with their day only where it is another one. */
function threadRows(root: MessageItem | undefined, replies: readonly MessageItem[], userId: string) {
  const options = { userId, readUpTo: undefined };
  const first = root === undefined ? [] : rowsOf([root], options);
  const [day] = first;
  const rest = rowsOf(replies, options);
  const [next] = rest;
  const isSameDay = day?.type === 'day' && next?.type === 'day' && day.day === next.day;
  return [first, isSameDay ? rest.slice(1) : rest] as const;
}

interface OlderProps {
  thread: OpenThread;
  busy: boolean;
  /** Whether the user is at the end: then it comes into sight only as the list is made. */
  atEnd: RefObject<boolean>;
}

/** Above the replies that are loaded: it loads older ones once it is in sight. */
function Older({ thread, busy, atEnd }: OlderProps) {
  const t = useTranslate();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = ref;
    if (current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (!atEnd.current && entries.some(({ isIntersecting }) => isIntersecting)) void thread.loadOlder();
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [thread, atEnd]);
  return (
    <div ref={ref} className={styles['older']}>
      <Button kind="ghost" busy={busy} onClick={() => void thread.loadOlder()}>
        {t('thread.older')}
      </Button>
    </div>
  );
}
