import type { Message } from '../api/protocol.ts';
import { mentions, type UnreadCounts } from '../mentions.ts';
import { isShown, type StoredItem } from './message-items.ts';
import { MessageRange } from './message-range.ts';
import type { MessageRead } from './message-reads.ts';

/** What of a window is stored: its newest messages. */
export interface StoredWindow {
  conversationId: string;
  from: number;
  to: number;
  atStart: boolean;
  messages: Message[];
  /** How often the user had hidden or saved messages of it by then: such changes take no number. */
  ownChanges: number;
}

interface StretchOptions {
  maxMessages: number;
  /** Makes the item of a message; returns `before` itself where that says the same. */
  itemOf: (message: Message, before: StoredItem | undefined) => StoredItem;
}

/**
 * The messages of one conversation that are in memory: a range without a gap, which knows whether it reaches the first
 * message and follows the newest ones, and stays within its size. No time and no network in here.
 */
export class MessageStretch {
  readonly #maxMessages: number;
  readonly #range: MessageRange<StoredItem>;
  #loaded = false;
  #atStart = false;
  #atEnd = false;
  #visible: { first: number; last: number } | undefined;

  constructor({ maxMessages, itemOf }: StretchOptions) {
    this.#maxMessages = maxMessages;
    this.#range = new MessageRange({ itemOf });
  }

  get items(): readonly StoredItem[] {
    return this.#range.items;
  }

  get from(): number {
    return this.#range.from;
  }

  get to(): number {
    return this.#range.to;
  }

  /** How many items were made or looked at so far: what events cost. */
  get steps(): number {
    return this.#range.steps;
  }

  /** Whether there is anything to show. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Whether the first message of the conversation is here. */
  get atStart(): boolean {
    return this.#atStart;
  }

  /** Whether it is to follow the newest messages. */
  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** Whether this number is here, or before the first one of the conversation. */
  covers(seq: number): boolean {
    return this.#loaded && seq <= this.to && (this.#atStart || seq >= this.from);
  }

  /** Takes up what was stored. */
  restore({ from, to, atStart, messages }: Omit<StoredWindow, 'ownChanges'>): void {
    this.#range.replace(from, to, messages);
    this.#loaded = true;
    this.#atStart = atStart;
    this.#atEnd = true;
  }

  /** What to store, the newest `count` messages; `undefined` while it is at another place. */
  toStore(count: number): Omit<StoredWindow, 'conversationId' | 'ownChanges'> | undefined {
    if (!this.#loaded || !this.#atEnd) return undefined;
    const messages = this.items.slice(-count).map(({ message, status }) => ({ ...message, status }));
    const whole = messages.length === this.items.length;
    const from = whole ? this.from : (messages[0]?.seq ?? this.to);
    return { from, to: this.to, atStart: whole && this.#atStart, messages };
  }

  /** These messages take the place of what is here. */
  show({ messages, from, to, atStart, atEnd }: MessageRead): void {
    this.#range.replace(from, to, messages);
    this.#loaded = true;
    this.#visible = undefined;
    this.#atStart = atStart;
    this.#atEnd = atEnd;
  }

  /** These are all messages from `from` up to what is here. */
  prepend({ messages, from, atStart }: Omit<MessageRead, 'to' | 'atEnd'>): void {
    this.#atStart = atStart;
    this.#range.prepend(from, messages);
    if (this.#range.dropNewest(this.#maxMessages, this.#visible?.last)) this.#atEnd = false;
  }

  /** These are all messages after what is here, up to `to`. */
  append({ messages, to, atEnd }: Omit<MessageRead, 'from' | 'atStart'>): void {
    this.#atEnd = atEnd;
    this.#range.append(to, messages);
    if (this.#range.dropOldest(this.#maxMessages, this.#visible?.first)) this.#atStart = false;
  }

  /** A message inside came late, or changed. Whether anything is different now. */
  put(message: Message): boolean {
    return this.#range.put(message);
  }

  /** Takes a message out. Whether it was there. */
  remove(seq: number): boolean {
    return this.#range.remove(seq);
  }

  /** Replaces the items from the last one back to the one after `downTo` by what `change` makes of each. */
  updateAfter(downTo: number, change: (item: StoredItem) => StoredItem): boolean {
    return this.#range.updateAfter(downTo, change);
  }

  /** Says which messages are on screen, so that they stay here however much is loaded around them. */
  setVisible(first: number, last: number): void {
    this.#visible = { first, last };
  }

  clear(): void {
    this.#range.replace(0, 0, []);
    this.#loaded = false;
    this.#atStart = false;
    this.#atEnd = false;
    this.#visible = undefined;
  }

  /** Whether the user's message with this `clientId` is here. */
  hasSent(clientId: string): boolean {
    return this.items.some(({ own, message }) => own && message.clientId === clientId);
  }

  /**
   * How many messages of others come after this number and up to `upTo`, and how many of them mention the user; `undefined` where
   * some of them may be missing here.
   */
  othersAfter(seq: number, upTo: number, userId: string | undefined): UnreadCounts | undefined {
    const whole = this.#loaded && this.to >= upTo && (this.#atStart || this.from <= seq + 1);
    if (!whole) return undefined;
    const counts = { unreadCount: 0, unreadMentions: 0 };
    for (let index = this.items.length - 1; index >= 0; index--) {
      const item = this.items[index];
      if (item === undefined || item.seq <= seq) break;
      // what a page brought before it was handed over is counted then
      if (item.seq > upTo || item.own || item.message.kind === 'system') continue;
      counts.unreadCount += 1;
      if (mentions(item.message, userId)) counts.unreadMentions += 1;
    }
    return counts;
  }

  /** The message with this number, if it is here. */
  message(seq: number): Message | undefined {
    return this.items.find((item) => item.seq === seq)?.message;
  }

  /** The newest message that is shown; `undefined` where it may not be here. */
  get newest(): Message | undefined {
    return this.#loaded && this.#atEnd
      ? this.items.filter(({ message }) => isShown(message)).at(-1)?.message
      : undefined;
  }

  /** The number of the first message of others after this one, if it is here. */
  firstOfOthersAfter(seq: number): number | undefined {
    return this.items.find((item) => item.seq > seq && !item.own && isShown(item.message))?.seq;
  }
}
