import type { Message, MessagePage } from '../api/protocol.ts';
import { isPassing, hasCode } from '../errors.ts';
import type { StateHost } from './host.ts';
import { statusAt, type OthersMarks } from './marks.ts';
import {
  further,
  isShown,
  sameMessage,
  storedItem,
  type MessageItem,
  type StoredItem,
} from './message-items.ts';
import { MessageRange } from './message-range.ts';
import type { UnsentMessages } from './unsent.ts';

/** Messages of one page; on both sides of the place that `jumpTo` goes to, half as many. */
const pageSize = 50;
/** A gap is filled by the largest pages that there are. */
const fillSize = 100;

/** What is known of the messages of one conversation: a stretch of them without a gap. */
export interface MessagesSnapshot {
  /** Ascending by `seq`; where the newest are here, the user's own ones that are not stored yet follow. */
  readonly items: readonly MessageItem[];
  /** Whether there is anything to show, from the server or from what was stored on this device. */
  readonly loaded: boolean;
  /** Whether there are, or may be, messages before the first and after the last one here. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** What is being loaded; `jumping` also covers the first load. */
  readonly loadingOlder: boolean;
  readonly loadingNewer: boolean;
  readonly jumping: boolean;
  /** Why the last load failed, until one succeeds. What failed for lack of a connection is tried again by itself. */
  readonly error: unknown;
}

export interface WindowOptions {
  conversationId: string;
  /** Who is signed in. */
  userId: () => string | undefined;
  host: StateHost;
  unsent: UnsentMessages;
  maxMessages: number;
  /** How far the others are at present. */
  marks: () => OthersMarks;
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

/** What of a window is stored: its newest messages. */
export interface StoredWindow {
  conversationId: string;
  from: number;
  to: number;
  atStart: boolean;
  messages: Message[];
}

/** The messages of one conversation as far as they are in memory, and what loads more of them. */
export class MessageWindow {
  readonly #options: WindowOptions;
  readonly #range: MessageRange<StoredItem>;
  #loaded = false;
  #atStart = false;
  /** Whether the window is to follow the newest messages. */
  #atEnd = false;
  /** Whether messages between its end and what was handed over are missing. */
  #gap = false;
  #older: Promise<void> | undefined;
  #newer: Promise<void> | undefined;
  #jump: Promise<void> | undefined;
  #filling: Promise<void> | undefined;
  /** A load failed for lack of a connection, or there was none. */
  #retry = false;
  #stale = false;
  #error: unknown;
  /** Tells loads for an earlier place from those for the current one. */
  #period = 0;
  #visible: { first: number; last: number } | undefined;
  #items: readonly MessageItem[] | undefined;
  #last: MessagesSnapshot | undefined;

  constructor(options: WindowOptions) {
    this.#options = options;
    this.#range = new MessageRange({ itemOf: (message, before) => this.#itemOf(message, before) });
  }

  get size(): number {
    return this.#range.items.length;
  }

  get loaded(): boolean {
    return this.#loaded;
  }

  /** How many items were made or looked at so far: what events cost. */
  get steps(): number {
    return this.#range.steps;
  }

  /** Takes up what was stored, unless something is here already. */
  restore({ from, to, atStart, messages }: StoredWindow): void {
    if (this.#loaded) return;
    this.#range.replace(from, to, messages);
    this.#loaded = true;
    this.#atStart = atStart;
    this.#atEnd = true;
    this.#changed(messages);
  }

  /** Whether the user's message with this `clientId` is among the stored ones here. */
  hasSent(clientId: string): boolean {
    return this.#range.items.some(({ own, message }) => own && message.clientId === clientId);
  }

  /** What to store, the newest `count` messages; `undefined` while the window shows another place. */
  toStore(count: number): StoredWindow | undefined {
    if (!this.#loaded || !this.#atEnd) return undefined;
    const messages = this.#range.items.slice(-count).map(({ message, status }) => ({ ...message, status }));
    const whole = messages.length === this.#range.items.length;
    const from = whole ? this.#range.from : (messages[0]?.seq ?? this.#range.to);
    const { conversationId } = this.#options;
    return { conversationId, from, to: this.#range.to, atStart: whole && this.#atStart, messages };
  }

  /** Forgets everything: another user may come. */
  clear(): void {
    this.#period += 1;
    this.#range.replace(0, 0, []);
    this.#loaded = false;
    this.#atStart = false;
    this.#atEnd = false;
    this.#gap = false;
    this.#stale = false;
    this.#retry = false;
    this.#error = undefined;
    this.#visible = undefined;
    this.#items = undefined;
    this.#older = undefined;
    this.#newer = undefined;
    this.#jump = undefined;
    this.#filling = undefined;
    this.#options.touch();
  }

  /** How many messages of others come after this number; `undefined` where some may be missing here. */
  othersAfter(seq: number, upTo: number): number | undefined {
    const whole = this.#loaded && this.#range.to >= upTo && (this.#atStart || this.#range.from <= seq + 1);
    if (!whole) return undefined;
    let count = 0;
    for (let index = this.#range.items.length - 1; index >= 0; index--) {
      const item = this.#range.items[index];
      if (item === undefined || item.seq <= seq) break;
      if (!item.own) count += 1;
    }
    return count;
  }

  /** The number of the first message of others after this one, if it is here. */
  firstOfOthersAfter(seq: number): number | undefined {
    return this.#range.items.find((item) => item.seq > seq && !item.own && isShown(item.message))?.seq;
  }

  /** It is on screen and there is a server to ask: loads what is missing. */
  refresh(): void {
    if (!this.#options.linked()) {
      this.#retry = true;
      return;
    }
    this.#retry = false;
    if (!this.#loaded) this.#inBackground(this.jumpToNewest());
    else if (this.#stale) this.#inBackground(this.#reload());
    else this.#fill();
  }

  /** There is a connection again. */
  resume(): void {
    if (this.#retry || this.#gap || this.#behind || this.#stale) this.refresh();
  }

  /** What is cached may be wrong: reads it again, keeping the place. */
  reset(): void {
    if (!this.#loaded) return;
    this.#stale = true;
    if (this.#options.observed()) this.refresh();
  }

  /** A message was handed over; every number between `after` and its own is void. */
  receive(message: Message, after: number): void {
    if (!this.#loaded) return;
    if (message.seq <= this.#range.to) {
      if (this.#range.put(message)) this.#changed([message]);
    } else if (this.#atEnd && !this.#gap && after <= this.#range.to) {
      this.#range.append(message.seq, [message]);
      this.#trimOldest();
      this.#changed([message]);
    } else if (this.#atEnd) {
      this.#fill();
    }
  }

  /** The others are further than `before`. */
  marksRose(before: number): void {
    const rose = this.#range.updateAfter(before, (item) => this.#itemOf(item.message, item));
    if (rose) this.#changed();
  }

  /** The unsent messages changed. */
  unsentChanged(): void {
    this.#changed();
  }

  /** Whether what was handed over meanwhile shows only once a load that is under way is through. */
  get awaitsLoad(): boolean {
    return this.#options.observed() && (this.#jump !== undefined || this.#filling !== undefined);
  }

  /** Up to which number everything is here, where the newest messages are. */
  get reached(): number {
    return this.#loaded && this.#atEnd ? this.#range.to : 0;
  }

  /** Says which messages are on screen, so that they stay here however much is loaded around them. */
  setVisible(first: number, last: number): void {
    this.#visible = { first, last };
  }

  /** Loads a page of older messages, if there are any. Rejects with a `ChatClientError`. */
  loadOlder(): Promise<void> {
    if (!this.#loaded) return this.jumpToNewest();
    if (this.#atStart) return Promise.resolve();
    this.#older ??= this.#load(() => this.#loadOlder()).finally(() => {
      this.#older = undefined;
      this.#options.touch();
    });
    this.#options.touch();
    return this.#older;
  }

  /** Loads a page of newer messages, if there are any. Rejects with a `ChatClientError`. */
  loadNewer(): Promise<void> {
    if (!this.#loaded) return this.jumpToNewest();
    if (this.#atEnd) return this.#filling ?? Promise.resolve();
    this.#newer ??= this.#load((isCurrent) => this.#loadNewer(isCurrent)).finally(() => {
      this.#newer = undefined;
      this.#options.touch();
      if (this.#atEnd) this.#fill();
    });
    this.#options.touch();
    return this.#newer;
  }

  /** Shows the messages around a number, in place of those here unless it is among them. Rejects with a `ChatClientError`. */
  async jumpTo(seq: number): Promise<void> {
    const inside = seq <= this.#range.to && (this.#atStart || seq >= this.#range.from);
    if (this.#loaded && inside) return;
    await this.#startJump((isCurrent) => this.#loadAround(seq, isCurrent));
  }

  /** Shows the newest messages, in place of those here unless they are among them. Rejects with a `ChatClientError`. */
  async jumpToNewest(): Promise<void> {
    if (this.#loaded && this.#atEnd) {
      this.#fill();
      return;
    }
    if (this.#jump !== undefined && !this.#loaded) return this.#jump;
    await this.#startJump((isCurrent) => this.#loadNewest(isCurrent));
  }

  get #behind(): boolean {
    return this.#loaded && this.#atEnd && this.#position() > this.#range.to;
  }

  #position(): number {
    return this.#options.host.position(this.#options.conversationId) ?? 0;
  }

  #startJump(work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    this.#period += 1;
    const jump = this.#load(work).finally(() => {
      if (this.#jump !== jump) return;
      this.#jump = undefined;
      this.#options.touch();
      if (this.#atEnd) this.#fill();
    });
    this.#jump = jump;
    this.#options.touch();
    return jump;
  }

  /** Runs one load, and remembers how it ended. */
  async #load(work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const period = this.#period;
    const isCurrent = () => period === this.#period;
    try {
      await work(isCurrent);
      if (!isCurrent()) return;
      this.#error = undefined;
    } catch (error) {
      if (!isCurrent()) return;
      this.#error = error;
      if (isPassing(error)) this.#retry = true;
      throw error;
    } finally {
      this.#options.touch();
    }
  }

  #history(options: { before?: number; after?: number; limit: number }): Promise<MessagePage> {
    return this.#options.host.history(this.#options.conversationId, options);
  }

  async #loadNewest(isCurrent: () => boolean): Promise<void> {
    const known = this.#position();
    const { items, nextCursor } = await this.#history({ limit: pageSize });
    if (!isCurrent()) return;
    this.#show(items, known, { atStart: nextCursor === null, atEnd: true });
  }

  async #loadAround(seq: number, isCurrent: () => boolean): Promise<void> {
    const known = this.#position();
    const [older, newer] = await Promise.all([
      this.#history({ before: seq, limit: pageSize / 2 }),
      this.#history({ after: seq - 1, limit: pageSize / 2 }),
    ]);
    if (!isCurrent()) return;
    const atEnd = newer.nextCursor === null;
    const atStart = older.nextCursor === null;
    this.#show([...older.items, ...newer.items], atEnd ? known : 0, { atStart, atEnd });
  }

  /** These messages take the place of what is here. Numbers up to `known` were all handed over when they were read. */
  #show(messages: Message[], known: number, ends: { atStart: boolean; atEnd: boolean }): void {
    const [first, last] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0];
    this.#range.replace(ends.atStart ? 0 : first, Math.max(last, known), messages);
    this.#loaded = true;
    this.#stale = false;
    this.#gap = false;
    this.#visible = undefined;
    this.#atStart = ends.atStart;
    this.#atEnd = ends.atEnd;
    this.#changed(messages);
  }

  async #loadOlder(): Promise<void> {
    const period = this.#period;
    const { from } = this.#range;
    const { items, nextCursor } = await this.#history({ before: from, limit: pageSize });
    if (period !== this.#period || from !== this.#range.from) return;
    this.#atStart = nextCursor === null;
    this.#range.prepend(this.#atStart ? 0 : (items[0]?.seq ?? 0), items);
    if (this.#range.dropNewest(this.#options.maxMessages, this.#visible?.last)) this.#atEnd = false;
    this.#changed(items);
  }

  async #loadNewer(isCurrent: () => boolean): Promise<void> {
    const known = this.#position();
    const { to } = this.#range;
    const { items, nextCursor } = await this.#history({ after: to, limit: pageSize });
    if (!isCurrent() || to !== this.#range.to) return;
    this.#atEnd = nextCursor === null;
    this.#range.append(
      this.#atEnd ? Math.max(items.at(-1)?.seq ?? to, known) : (items.at(-1)?.seq ?? to),
      items,
    );
    this.#trimOldest();
    this.#changed(items);
  }

  /** Closes the gap between the end of the window and what was handed over, once it is on screen. */
  #fill(): void {
    if (!this.#behind) {
      this.#gap = false;
      return;
    }
    this.#gap = true;
    this.#options.touch();
    if (!this.#options.observed() || this.#filling !== undefined || this.#jump !== undefined) return;
    if (!this.#options.linked()) {
      this.#retry = true;
      return;
    }
    const filling = this.#load((isCurrent) => this.#fillGap(isCurrent)).finally(() => {
      this.#filling = undefined;
    });
    this.#filling = filling;
    this.#inBackground(filling);
  }

  async #fillGap(isCurrent: () => boolean): Promise<void> {
    while (this.#behind) {
      const known = this.#position();
      const { to } = this.#range;
      const { items, nextCursor } = await this.#history({ after: to, limit: fillSize });
      if (!isCurrent()) return;
      const last = items.at(-1)?.seq ?? to;
      // The answer to an `after` says it all up to its last message, and where none follows, up to what was known before.
      this.#range.append(nextCursor === null ? Math.max(last, known) : last, items);
      this.#trimOldest();
      this.#changed(items);
    }
    this.#gap = false;
  }

  /** Reads everything from the first message here on again. */
  async #reload(): Promise<void> {
    await this.#startJump(async (isCurrent) => {
      this.#stale = false;
      const { from, to } = this.#range;
      const known = this.#position();
      const messages: Message[] = [];
      let end = false;
      for (let after = Math.max(from - 1, 0); !end;) {
        const { items, nextCursor } = await this.#history({ after, limit: fillSize });
        if (!isCurrent()) {
          this.#stale = true;
          return;
        }
        messages.push(...items);
        end = nextCursor === null;
        after = items.at(-1)?.seq ?? after;
        if (!this.#atEnd && after >= to) break;
        if (messages.length >= this.#options.maxMessages + fillSize) break;
      }
      this.#show(messages, end ? known : 0, { atStart: this.#atStart, atEnd: end });
    }).catch((error: unknown) => {
      this.#stale = true;
      throw error;
    });
  }

  #trimOldest(): void {
    if (this.#range.dropOldest(this.#options.maxMessages, this.#visible?.first)) this.#atStart = false;
  }

  #itemOf(message: Message, before: StoredItem | undefined): StoredItem {
    const { userId, marks } = this.#options;
    const item = storedItem(message, userId(), statusAt(marks(), message.seq));
    if (before?.message.id !== message.id) return item;
    // What was read elsewhere may be older than what is here.
    const status = item.own ? further(item.status, before.status) : item.status;
    if (!sameMessage(before.message, message)) return { ...item, status };
    return before.status === status ? before : { ...before, status };
  }

  #changed(messages: readonly Message[] = []): void {
    this.#items = undefined;
    this.#options.touch();
    this.#options.onMessages(messages);
    this.#options.onChange();
  }

  /** The window now; the same reference for as long as nothing in it changes. */
  snapshot(): MessagesSnapshot {
    const previous = this.#last;
    const { unsent, conversationId } = this.#options;
    const hasNewer = this.#loaded && (!this.#atEnd || this.#gap);
    if (this.#items === undefined) {
      const stored = this.#range.items.filter(({ message }) => isShown(message));
      this.#items = this.#atEnd || !this.#loaded ? [...stored, ...unsent.of(conversationId)] : stored;
    }
    const next: MessagesSnapshot = {
      items: this.#items,
      loaded: this.#loaded,
      hasOlder: this.#loaded && !this.#atStart,
      hasNewer,
      loadingOlder: this.#older !== undefined,
      loadingNewer: this.#newer !== undefined || this.#filling !== undefined,
      jumping: this.#jump !== undefined,
      error: this.#error,
    };
    this.#last = previous !== undefined && isSameSnapshot(previous, next) ? previous : next;
    return this.#last;
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      // What fails for lack of a connection is tried again with the next one; that it is gone shows in the snapshot.
      if (!isPassing(error) && !hasCode(error, 'signed_out', 'conversation_not_found')) {
        this.#options.host.report(error);
      }
    });
  }
}

/** Of a conversation that is not in memory. */
export const emptyMessages: MessagesSnapshot = {
  items: [],
  loaded: false,
  hasOlder: false,
  hasNewer: false,
  loadingOlder: false,
  loadingNewer: false,
  jumping: false,
  error: undefined,
};

function isSameSnapshot(a: MessagesSnapshot, b: MessagesSnapshot): boolean {
  return (
    a.items === b.items &&
    a.loaded === b.loaded &&
    a.hasOlder === b.hasOlder &&
    a.hasNewer === b.hasNewer &&
    a.loadingOlder === b.loadingOlder &&
    a.loadingNewer === b.loadingNewer &&
    a.jumping === b.jumping &&
    a.error === b.error
  );
}
