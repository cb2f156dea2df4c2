import type { Entry } from '../api/entries.ts';
import type { Message, ServerEvents, Thread } from '../api/protocol.ts';
import { isPassing } from '../errors.ts';
import type { StateHost } from './host.ts';
import { statusAt, type OthersMarks } from './marks.ts';
import {
  further,
  isShown,
  laterReading,
  sameMessage,
  storedItem,
  type MessageItem,
  type StoredItem,
} from './message-items.ts';
import { MessageLoads } from './message-loads.ts';
import { MessageReads } from './message-reads.ts';
import { MessageStretch, type StoredWindow } from './message-stretch.ts';
import { isSameSnapshot, type MessagesSnapshot } from './messages-snapshot.ts';
import { withReply } from './threads.ts';
import type { UnsentMessages } from './unsent.ts';

/** Threads with unread replies that are looked at after a time without a connection: the last ones. */
const maxThreads = 10;

export interface WindowOptions {
  conversationId: string;
  /** Who is signed in. */
  userId: () => string | undefined;
  host: StateHost;
  unsent: UnsentMessages;
  maxMessages: number;
  /** How far the others are at present. */
  marks: () => OthersMarks;
  /** A message with its files as they are by now. */
  withNews: (message: Message) => Message;
  /** Whether there is a server to ask. */
  linked: () => boolean;
  /** Whether it is on screen. */
  observed: () => boolean;
  /** The snapshot may have changed. */
  touch: () => void;
  /** Stored messages that the window did not have came in or changed. */
  onMessages: (messages: readonly Message[]) => void;
  /** What is to be stored changed. */
  onChange: () => void;
}

/** The messages of one conversation as far as they are in memory, with the user's own ones that are not stored yet. */
export class MessageWindow {
  readonly #options: WindowOptions;
  /** What of the stored messages is here. */
  readonly stretch: MessageStretch;
  /** What loads more of them. */
  readonly loads: MessageLoads;
  #items: readonly MessageItem[] | undefined;
  /** Messages that are read again. */
  readonly #reading = new Set<number>();
  #last: MessagesSnapshot | undefined;

  constructor(options: WindowOptions) {
    const { host, conversationId, maxMessages, linked, observed, touch } = options;
    this.#options = options;
    this.stretch = new MessageStretch({
      maxMessages,
      itemOf: (message, before) => this.#itemOf(message, before),
    });
    this.loads = new MessageLoads({
      stretch: this.stretch,
      reads: new MessageReads(host, conversationId),
      maxMessages,
      linked,
      observed,
      touch,
      onLoaded: (messages) => this.#changed(messages),
      onRead: (messages) => this.#changed(messages.filter((message) => this.stretch.put(message))),
      report: host.report,
    });
  }

  get size(): number {
    return this.stretch.items.length;
  }

  /** Whether what was handed over meanwhile shows only once a load that is under way is through. */
  get awaitsLoad(): boolean {
    return this.#options.observed() && this.loads.delaysMessages;
  }

  /** Up to which number everything is here, where the newest messages are. */
  get reached(): number {
    return this.stretch.loaded && this.stretch.atEnd ? this.stretch.to : 0;
  }

  /** The window now; the same reference for as long as nothing in it changes. */
  snapshot(): MessagesSnapshot {
    const previous = this.#last;
    const { loaded, atStart, atEnd, items } = this.stretch;
    const { unsent, conversationId } = this.#options;
    if (this.#items === undefined) {
      const stored = items.filter(({ message }) => isShown(message));
      this.#items = atEnd || !loaded ? [...stored, ...unsent.of(conversationId)] : stored;
    }
    const next: MessagesSnapshot = {
      items: this.#items,
      loaded,
      hasOlder: loaded && !atStart,
      hasNewer: loaded && (!atEnd || this.loads.gap),
      ...this.loads.progress,
    };
    this.#last = previous !== undefined && isSameSnapshot(previous, next) ? previous : next;
    return this.#last;
  }

  /** Takes up what was stored, unless something is here already. */
  restore(stored: StoredWindow): void {
    if (this.stretch.loaded) return;
    this.stretch.restore(stored);
    this.loads.restored(stored.to);
    this.#changed(stored.messages);
    this.#readUnreadThreads();
  }

  /** There is a connection again. */
  resume(): void {
    this.loads.resume();
    this.#readUnreadThreads();
  }

  /** What to store, the newest `count` messages; `undefined` while the window shows another place. */
  toStore(count: number, ownChanges: number): StoredWindow | undefined {
    // what is stored stays as old as it is until it was read again
    if (this.loads.unchecked) return undefined;
    const stored = this.stretch.toStore(count);
    return stored && { conversationId: this.#options.conversationId, ...stored, ownChanges };
  }

  /** Forgets everything: another user may come. */
  clear(): void {
    this.stretch.clear();
    this.loads.clear();
    this.#items = undefined;
    this.#options.touch();
  }

  /** What is cached may be wrong: reads it again, keeping the place. */
  reset(): void {
    if (this.stretch.loaded) this.loads.reset();
  }

  /** An entry was handed over; every number between `after` and its own is void. */
  receive(entry: Entry, after: number): void {
    const { loaded, atEnd, to } = this.stretch;
    if (!loaded) return;
    const { changed, ...message } = entry;
    // a change takes a number, and says how a message is that may be here
    const isChange = message.kind === 'change';
    if (changed && this.stretch.put(changed)) this.#changed([changed]);
    const root = message.threadSeq === undefined ? undefined : this.#messageAt(message.threadSeq);
    if (root && this.stretch.put(withReply(root, message, this.#options.userId()))) this.#changed();
    if (message.seq <= to) {
      if (!isChange && this.stretch.put(message)) this.#changed([message]);
    } else if (atEnd && !this.loads.gap && after <= to) {
      this.stretch.append({ messages: isChange ? [] : [message], to: message.seq, atEnd });
      this.#changed(isChange ? [] : [message]);
    } else if (atEnd) {
      this.loads.fill();
    }
  }

  /** The others are further than `before`. */
  marksRose(before: number): void {
    const rose = this.stretch.updateAfter(before, (item) => this.#itemOf(item.message, item));
    if (rose) this.#changed();
  }

  /** A message that is being written goes on, as `withNews` knows. */
  appended(piece: ServerEvents['message:appended']): void {
    const message = this.#messageAt(piece.seq);
    if (!message?.streaming) return;
    // what is before the piece is missing here
    if (piece.offset > message.text.length) void this.#readAgain(piece.seq);
    else if (this.stretch.put(message)) this.#changed();
  }

  /** There is news of a file of this message. */
  mediaChanged(seq: number): void {
    const message = this.#messageAt(seq);
    if (message !== undefined && this.stretch.put(message)) this.#changed();
  }

  /** The user follows a thread or not, or read it. */
  threadChanged(seq: number, standing: Pick<Thread, 'following' | 'unreadCount'>): void {
    const message = this.#messageAt(seq);
    if (!message?.thread) return;
    if (this.stretch.put({ ...message, thread: { ...message.thread, ...standing } })) this.#changed();
  }

  /** The user saved a message, or took it out of what they saved. */
  starChanged(seq: number, starred: boolean): void {
    const message = this.#messageAt(seq);
    if (message && this.stretch.put({ ...message, starred })) this.#changed();
  }

  /** The user voted in a poll. */
  voted(seq: number, mine: number[]): void {
    const message = this.#messageAt(seq);
    if (message?.poll && this.stretch.put({ ...message, poll: { ...message.poll, mine } })) this.#changed();
  }

  /** The user deleted a message for themselves. */
  hide(seq: number): void {
    if (this.stretch.remove(seq)) this.#changed();
  }

  /** A message expired: it goes, and what replies to it shows nothing of it any more. */
  expire(seq: number): void {
    let changed = this.stretch.remove(seq);
    for (const { message } of this.stretch.items) {
      const { quote } = message;
      if (quote?.seq !== seq || quote.deletedAt !== null) continue;
      const gone = {
        seq,
        senderId: quote.senderId,
        text: '',
        deletedAt: quote.expiresAt ?? message.createdAt,
      };
      if (this.stretch.put({ ...message, quote: gone })) changed = true;
    }
    if (changed) this.#changed();
  }

  /** The unsent messages changed. */
  unsentChanged(): void {
    this.#changed();
  }

  /** What the user reads of a thread on another device takes no number: it may have happened unseen. */
  #readUnreadThreads(): void {
    if (!this.#options.linked()) return;
    const unread = this.stretch.items.filter(({ message }) => (message.thread?.unreadCount ?? 0) > 0);
    for (const { seq } of unread.slice(-maxThreads)) void this.#readAgain(seq);
  }

  /** Reads a message again. What fails is made up for by the next piece of it, or the next connection. */
  async #readAgain(seq: number): Promise<void> {
    if (this.#reading.has(seq)) return;
    this.#reading.add(seq);
    const { host, conversationId } = this.#options;
    try {
      const message = await host.message(conversationId, seq);
      if (this.stretch.put(message)) this.#changed();
    } catch (error) {
      if (!isPassing(error)) host.report(error);
    } finally {
      this.#reading.delete(seq);
    }
  }

  #messageAt(seq: number): Message | undefined {
    return this.stretch.items.find((one) => one.seq === seq)?.message;
  }

  #itemOf(message: Message, before: StoredItem | undefined): StoredItem {
    const { userId, marks, withNews } = this.#options;
    const isKnown = before?.message.id === message.id;
    const now = withNews(isKnown ? laterReading(before.message, message, userId()) : message);
    const item = storedItem(now, userId(), statusAt(marks(), message.seq));
    if (!isKnown) return item;
    // What was read elsewhere may be older than what is here.
    const status = item.own ? further(item.status, before.status) : item.status;
    if (!sameMessage(before.message, now)) return { ...item, status };
    return before.status === status ? before : { ...before, status };
  }

  #changed(messages: readonly Message[] = []): void {
    this.#items = undefined;
    this.#options.touch();
    this.#options.onMessages(messages);
    this.#options.onChange();
  }
}
