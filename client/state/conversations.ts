import type { Conversation, ConversationHead, Message, Receipt } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import {
  described,
  headed,
  newItem,
  placeOf,
  withLastMessage,
  withMessage,
  withOwnMarks,
  type Additions,
  type ConversationItem,
} from './conversation-item.ts';
import type { StateHost } from './host.ts';
import { noMarks, raiseByStatus, raiseMark, withFloor, type Mark, type OthersMarks } from './marks.ts';
import { Cell, Cells, type Slice, type Turn } from './observable.ts';
import { OrderedIds, type Place } from './ordered-ids.ts';

/** Conversations of one page. */
const pageSize = 50;
/** When more unknown ones turn up at once, a page of the list says it in one call. */
const maxSingleFetches = 5;
/** Of larger groups nobody's mark is kept by itself. */
const maxMarkedMembers = 100;

/** The conversations of the user, as far as they are loaded. */
export interface ConversationsSnapshot {
  /** The newest activity first. */
  readonly items: readonly ConversationItem[];
  /** Whether the server's newest page was read since the start; before that, `items` is what was stored. */
  readonly loaded: boolean;
  readonly loading: boolean;
  /** Whether there are, or may be, more than `items` to load; never beyond the limit of conversations in memory. */
  readonly hasMore: boolean;
  /** Unread messages of all `items`. */
  readonly unreadCount: number;
  /** Why the last load failed, until one succeeds. What failed for lack of a connection is tried again by itself. */
  readonly error: unknown;
}

interface ConversationsOptions {
  host: StateHost;
  turn: Turn;
  /** The most that are kept in memory. */
  limit: number;
  userId: () => string | undefined;
  linked: () => boolean;
  /** How many messages of others the window has after this number, if it has all of them. */
  countAfter: (conversationId: string, seq: number) => number | undefined;
  /** How many own messages are not stored yet, and how many of them failed. */
  unsent: (conversationId: string) => Pick<Additions, 'unsentCount' | 'failedCount'>;
  /** The marks of the others are further than `before`. */
  onMarks: (conversationId: string, before: number) => void;
  /** Whether it must be kept whatever the limit. */
  inUse: (conversationId: string) => boolean;
  /** What is stored of it changed. */
  onChange: (conversationId: string) => void;
  /** The user is not in it any more. */
  onGone: (conversationId: string) => void;
}

/** The conversations of the user, in order, each an item of its own that changes only when something in it does. */
export class Conversations {
  readonly list: Cell<ConversationsSnapshot>;
  readonly #options: ConversationsOptions;
  readonly #items = new Map<string, ConversationItem>();
  readonly #order = new OrderedIds();
  readonly #cells: Cells<ConversationItem | undefined>;
  readonly #unknown = new Set<string>();
  /** Of whom the user read some, and nobody counted the rest. */
  readonly #uncounted = new Set<string>();
  /** Whose marks are to be asked for once they are known. */
  readonly #marksWanted = new Set<string>();
  readonly #fetching = new Map<string, Promise<void>>();
  /** How many times an item was made: what events cost. */
  #made = 0;
  /** The pages that were read: where each ended, and the cursor that goes on there. */
  #pages: { end: Place; cursor: string }[] = [];
  /** Whether the last page was read to the end of the list. */
  #complete = false;
  #loaded = false;
  #loading: Promise<void> | undefined;
  #error: unknown;
  #retry = false;
  #wanted = false;
  #period = 0;
  #planned = false;

  constructor(options: ConversationsOptions) {
    this.#options = options;
    this.list = new Cell({
      turn: options.turn,
      compute: (previous) => this.#snapshot(previous),
      onObserved: (observed) => observed && this.want(),
    });
    this.#cells = new Cells({
      turn: options.turn,
      compute: (id) => this.#items.get(id),
      onObserved: (id, observed) => observed && !this.#items.has(id) && this.#meetUnknown(id),
    });
  }

  get made(): number {
    return this.#made;
  }

  get comparisons(): number {
    return this.#order.comparisons;
  }

  get size(): number {
    return this.#items.size;
  }

  /** The conversation, if it is among the first `count`. */
  amongFirst(id: string, count: number): ConversationItem | undefined {
    const item = this.#items.get(id);
    return item !== undefined && this.#order.countDownTo(placeOf(item)) <= count ? item : undefined;
  }

  get(id: string): ConversationItem | undefined {
    return this.#items.get(id);
  }

  /** The first `count` in order. */
  first(count: number): ConversationItem[] {
    return this.#order.first(count).flatMap((id) => this.#items.get(id) ?? []);
  }

  /** One conversation, fetched where it is not known; `undefined` until then. */
  slice(id: string): Slice<ConversationItem | undefined> {
    return this.#cells.of(id);
  }

  /** Somebody looks at the list: it is loaded as soon as there is a server to ask. */
  want(): void {
    this.#wanted = true;
    if (this.#loaded) return;
    if (this.#options.linked()) this.#inBackground(this.#loadFirst());
    else this.#retry = true;
  }

  /** There is a connection again. */
  resume(): void {
    if (this.#wanted && (this.#retry || !this.#loaded)) this.#inBackground(this.#loadFirst());
    this.#fetchUnknown();
  }

  /** Loads the next page, if there is one. Rejects with a `ChatClientError`. */
  loadMore(): Promise<void> {
    this.#wanted = true;
    if (!this.#loaded) return this.#loadFirst();
    const cursor = this.#pages.at(-1)?.cursor;
    if (this.#complete || cursor === undefined) return Promise.resolve();
    return this.#load(() => this.#loadPage(cursor));
  }

  /** Takes up what was stored, where nothing is known yet. */
  restore(conversations: readonly ConversationItem[]): void {
    for (const stored of conversations) {
      if (!this.#items.has(stored.id))
        this.#set(newItem(stored, { ...this.#additions(stored.id), others: stored.others }));
    }
    this.list.touch();
  }

  /** The server described a conversation. */
  met(conversation: Conversation): void {
    const before = this.#items.get(conversation.id);
    this.#unknown.delete(conversation.id);
    const item =
      before === undefined
        ? newItem(conversation, this.#additions(conversation.id))
        : described(before, conversation);
    const others = this.#othersBy(item);
    this.#set(others === item.others ? item : { ...item, others });
    if (before !== undefined) this.#tellMarks(conversation.id, before.others);
    if (this.#marksWanted.has(conversation.id)) this.loadMarks(conversation.id);
  }

  /** A sync told where a conversation stands. Those of the `first` sync of a device come with the pages of the list. */
  head(head: ConversationHead, first: boolean): void {
    const item = this.#items.get(head.id);
    if (item !== undefined) this.#set(headed(item, head));
    else if (!first) this.#meetUnknown(head.id);
  }

  /** A message was handed over; every number between `after` and its own is void. */
  received(message: Message, after: number): void {
    const item = this.#items.get(message.conversationId);
    if (item === undefined) {
      this.#meetUnknown(message.conversationId);
      return;
    }
    if (message.seq > item.lastSeq) {
      // Something before it was handed over while the state did not listen.
      if (after > item.lastSeq) this.#meetUnknown(item.id);
      this.#set(withMessage(item, message, message.senderId === this.#options.userId()));
    } else {
      this.#set(withLastMessage(item, message));
    }
  }

  /** The user read or received up to here, on this device or another one; `stored`: the server knows by now. */
  ownMarks(conversationId: string, marks: Mark, stored: boolean): void {
    const item = this.#items.get(conversationId);
    if (item === undefined) return;
    const count = marks.readSeq >= item.lastSeq ? 0 : this.#options.countAfter(item.id, marks.readSeq);
    const next = withOwnMarks(item, marks, count);
    if (next.me.readSeq > item.me.readSeq) {
      if (count === undefined) this.#uncounted.add(item.id);
      else this.#uncounted.delete(item.id);
    }
    this.#set(next);
    // How many are left, only the server can count, once it knows.
    if (stored && this.#uncounted.delete(item.id)) this.#meetUnknown(item.id);
  }

  /** Another member received or read further. */
  othersMark({ conversationId, userId, ...mark }: Receipt): void {
    const item = this.#items.get(conversationId);
    if (item === undefined || item.memberCount > maxMarkedMembers) return;
    this.#setOthers(item, raiseMark(item.others, userId, mark, item.memberCount - 1));
  }

  /** Own messages have these statuses. */
  statuses(conversationId: string, messages: readonly Message[]): void {
    const item = this.#items.get(conversationId);
    if (item === undefined) return;
    const userId = this.#options.userId();
    let { others } = item;
    for (const { senderId, seq, status } of messages) {
      if (senderId === userId) others = raiseByStatus(others, seq, status);
    }
    this.#setOthers(item, others);
  }

  /** Somebody began or stopped to type. */
  typing(conversationId: string, userId: string, typing: boolean): void {
    const item = this.#items.get(conversationId);
    if (item === undefined || userId === this.#options.userId() || item.typing.includes(userId) === typing)
      return;
    const rest = item.typing.filter((id) => id !== userId);
    this.#set({ ...item, typing: typing ? [...rest, userId] : rest });
  }

  /** How many own messages are not stored yet changed. */
  unsentChanged(conversationId: string): void {
    const item = this.#items.get(conversationId);
    if (item === undefined) return;
    const counts = this.#options.unsent(conversationId);
    if (counts.unsentCount === item.unsentCount && counts.failedCount === item.failedCount) return;
    this.#set({ ...item, ...counts });
  }

  /** What is known of it may be wrong: asks the server. */
  recount(id: string): void {
    if (this.#items.has(id)) this.#meetUnknown(id);
  }

  /** Asks how far each member is: pushes of that may have been missed. Not of large groups. */
  loadMarks(id: string): void {
    const item = this.#items.get(id);
    if (item === undefined) {
      this.#marksWanted.add(id);
      this.#meetUnknown(id);
      return;
    }
    this.#marksWanted.delete(id);
    if (item.memberCount > maxMarkedMembers || item.lastSeq === 0) return;
    const period = this.#period;
    const loading = this.#options.host.receipts(id, { limit: maxMarkedMembers }).then(({ items }) => {
      if (period !== this.#period) return;
      for (const { userId, ...mark } of items) {
        if (userId === this.#options.userId()) this.ownMarks(id, mark, true);
        else this.othersMark({ conversationId: id, userId, ...mark });
      }
    });
    this.#inBackground(loading);
  }

  /** The user is not in it any more. */
  remove(id: string): void {
    this.#items.delete(id);
    this.#order.remove(id);
    this.#unknown.delete(id);
    this.#cells.touch(id);
    this.list.touch();
    this.#options.onGone(id);
  }

  clear(): void {
    this.#period += 1;
    this.#items.clear();
    this.#order.clear();
    this.#unknown.clear();
    this.#marksWanted.clear();
    this.#uncounted.clear();
    this.#fetching.clear();
    this.#pages = [];
    this.#complete = false;
    this.#loaded = false;
    this.#loading = undefined;
    this.#error = undefined;
    this.#cells.touchAll();
    this.list.touch();
  }

  #additions(id: string): Additions {
    return { typing: noOne, others: noMarks, ...this.#options.unsent(id) };
  }

  /** Marks of the others that follow from the description itself. */
  #othersBy({ others, lastMessage, memberCount }: ConversationItem): OthersMarks {
    const own = lastMessage !== null && lastMessage.senderId === this.#options.userId();
    const raised = own ? raiseByStatus(others, lastMessage.seq, lastMessage.status) : others;
    return withFloor(raised, memberCount - 1);
  }

  #setOthers(item: ConversationItem, others: OthersMarks): void {
    if (others === item.others) return;
    this.#set({ ...item, others });
    this.#tellMarks(item.id, item.others);
  }

  #tellMarks(id: string, before: OthersMarks): void {
    const now = this.#items.get(id)?.others ?? before;
    if (now.readSeq > before.readSeq) this.#options.onMarks(id, before.readSeq);
    else if (now.deliveredSeq > before.deliveredSeq) this.#options.onMarks(id, before.deliveredSeq);
  }

  #set(item: ConversationItem): void {
    const before = this.#items.get(item.id);
    if (before === item) return;
    this.#made += 1;
    this.#items.set(item.id, item);
    const place = placeOf(item);
    this.#order.put(place);
    this.#cells.touch(item.id);
    this.list.touch();
    this.#options.onChange(item.id);
    if (before === undefined) this.#trim();
  }

  /** Drops what has been quiet for the longest. */
  #trim(): void {
    if (this.#order.size <= this.#options.limit) return;
    for (const { id } of this.#order.backwards()) {
      if (this.#options.inUse(id) || this.#cells.isObserved(id)) continue;
      this.#order.remove(id);
      this.#items.delete(id);
      return;
    }
  }

  #loadFirst(): Promise<void> {
    return this.#load(async () => {
      await this.#loadPage(undefined);
    });
  }

  #load(work: () => Promise<void>): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    const period = this.#period;
    const loading = work()
      .then(
        () => {
          this.#error = undefined;
          this.#retry = false;
        },
        (error: unknown) => {
          if (period !== this.#period) return;
          this.#error = error;
          this.#retry = isPassing(error);
          throw error;
        },
      )
      .finally(() => {
        if (this.#loading === loading) this.#loading = undefined;
        this.list.touch();
      });
    this.#loading = loading;
    this.list.touch();
    return loading;
  }

  async #loadPage(cursor: string | undefined): Promise<void> {
    const period = this.#period;
    let page;
    try {
      page = await this.#options.host.conversations({
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
    } catch (error) {
      // A cursor that is too old: the list begins anew.
      if (cursor === undefined || !hasCode(error, 'invalid_cursor')) throw error;
      this.#pages = [];
      return this.#loadPage(undefined);
    }
    if (period !== this.#period) return;
    for (const conversation of page.items) this.met(conversation);
    const last = page.items.at(-1);
    if (cursor === undefined) this.#pages = [];
    this.#complete = page.nextCursor === null;
    this.#loaded = true;
    if (last !== undefined && page.nextCursor !== null) {
      this.#pages.push({ end: placeOf(last), cursor: page.nextCursor });
    }
  }

  #meetUnknown(id: string): void {
    this.#unknown.add(id);
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#fetchUnknown();
    });
  }

  /** Fetches the conversations that the state lacks or cannot count, one by one or, where they are many, by a page. */
  #fetchUnknown(): void {
    if (!this.#options.linked() || this.#options.userId() === undefined) return;
    const ids = [...this.#unknown];
    this.#unknown.clear();
    if (ids.length > maxSingleFetches && this.#wanted) {
      const rest = ids.filter((id) => this.#cells.isObserved(id));
      this.#inBackground(this.#loadFirst());
      for (const id of rest) this.#fetch(id);
    } else {
      for (const id of ids) this.#fetch(id);
    }
  }

  #fetch(id: string): void {
    if (this.#fetching.has(id)) return;
    const period = this.#period;
    const fetching = this.#options.host
      .conversation(id)
      .then(
        (conversation) => {
          if (period === this.#period) this.met(conversation);
        },
        (error: unknown) => {
          if (period !== this.#period) return;
          if (hasCode(error, 'conversation_not_found')) this.remove(id);
          else if (isPassing(error)) this.#unknown.add(id);
          else if (!hasCode(error, 'signed_out')) this.#options.host.report(error);
        },
      )
      .finally(() => {
        if (this.#fetching.get(id) === fetching) this.#fetching.delete(id);
      });
    this.#fetching.set(id, fetching);
  }

  #snapshot(previous: ConversationsSnapshot | undefined): ConversationsSnapshot {
    const all = this.#shown();
    const items =
      previous?.items.length === all.length && all.every((item, index) => item === previous.items[index])
        ? previous.items
        : all;
    const next: ConversationsSnapshot = {
      items,
      loaded: this.#loaded,
      loading: this.#loading !== undefined,
      hasMore: !this.#complete && this.#items.size < this.#options.limit,
      unreadCount: items.reduce((sum, { unreadCount }) => sum + unreadCount, 0),
      error: this.#error,
    };
    return previous !== undefined && isSameSnapshot(previous, next) ? previous : next;
  }

  /** Down to the end of the pages that were read: beyond, conversations are missing. Before the first page, all. */
  #shown(): ConversationItem[] {
    const end = this.#pages.at(-1)?.end;
    const cut = this.#loaded && !this.#complete && end !== undefined;
    return this.first(cut ? this.#order.countDownTo(end) : this.#order.size);
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!isPassing(error) && !hasCode(error, 'signed_out')) this.#options.host.report(error);
    });
  }
}

function isSameSnapshot(a: ConversationsSnapshot, b: ConversationsSnapshot): boolean {
  return (
    a.items === b.items &&
    a.loaded === b.loaded &&
    a.loading === b.loading &&
    a.hasMore === b.hasMore &&
    a.error === b.error
  );
}

const noOne: readonly string[] = [];
