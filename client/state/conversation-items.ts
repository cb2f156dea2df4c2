import type { UserSummary } from '../api/protocol.ts';
import { placeOf, type Additions, type ConversationItem } from './conversation-item.ts';
import { previewOf } from './conversation-preview.ts';
import { isEqual } from './equal.ts';
import { noMarks } from './marks.ts';
import type { UnsentItem } from './message-items.ts';
import { Cell, Cells, type Turn } from './observable.ts';
import { OrderedIds, type Place } from './ordered-ids.ts';

/** The user's messages in a conversation that are not stored yet. */
export interface UnsentSummary {
  unsentCount: number;
  failedCount: number;
  /** The last one, one that is stored but not in its place included. */
  newest: UnsentItem | undefined;
}

export interface ConversationItemsOptions {
  turn: Turn;
  /** The most that are kept. */
  limit: number;
  userId: () => string | undefined;
  unsent: (id: string) => UnsentSummary;
  /** Whether it stays whatever the limit. */
  inUse: (id: string) => boolean;
  /** Something in it, or its place in the order, changed. */
  onChange: (id: string) => void;
  onParticipants: (participants: readonly UserSummary[]) => void;
  /** An unknown one is observed. */
  onUnknown: (id: string) => void;
}

/** The conversations in memory, in order: each an item that is another object only when something in it changed. */
export class ConversationItems {
  readonly #options: ConversationItemsOptions;
  readonly #items = new Map<string, ConversationItem>();
  readonly #order = new OrderedIds();
  readonly #cells: Cells<ConversationItem | undefined>;
  /** Unread messages of all of them. */
  readonly unreadTotal: Cell<number>;
  #unread = 0;
  #made = 0;

  constructor(options: ConversationItemsOptions) {
    this.#options = options;
    const { turn, onUnknown } = options;
    this.unreadTotal = new Cell({ turn, compute: () => this.#unread });
    this.#cells = new Cells({
      turn,
      compute: (id) => this.#items.get(id),
      onObserved: (id, observed) => observed && !this.#items.has(id) && onUnknown(id),
    });
  }

  /** How many items were made: what events cost. */
  get made(): number {
    return this.#made;
  }

  get comparisons(): number {
    return this.#order.comparisons;
  }

  get size(): number {
    return this.#items.size;
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  get(id: string): ConversationItem | undefined {
    return this.#items.get(id);
  }

  slice(id: string): Cell<ConversationItem | undefined> {
    return this.#cells.of(id);
  }

  isObserved(id: string): boolean {
    return this.#cells.isObserved(id);
  }

  /** What the state adds to a conversation that it did not know. */
  additions(id: string): Additions {
    const { unsentCount, failedCount } = this.#options.unsent(id);
    return { typing: noOne, others: noMarks, unsentCount, failedCount, preview: null };
  }

  /** All of them in order, or those down to a place. */
  inOrder(end?: Place): ConversationItem[] {
    const count = end === undefined ? this.#order.size : this.#order.countDownTo(end);
    return this.#order.first(count).flatMap((id) => this.#items.get(id) ?? []);
  }

  /** The conversation, if it is among the first `count`. */
  amongFirst(id: string, count: number): ConversationItem | undefined {
    const item = this.#items.get(id);
    if (item === undefined) return undefined;
    return this.#order.countDownTo(placeOf(item, item.preview)) <= count ? item : undefined;
  }

  set(item: ConversationItem): void {
    const before = this.#items.get(item.id);
    const { newest, unsentCount, failedCount } = this.#options.unsent(item.id);
    const preview = previewOf(item, newest, this.#options.userId());
    const additions = {
      unsentCount,
      failedCount,
      preview: isEqual(preview, item.preview) ? item.preview : preview,
    };
    const same =
      unsentCount === item.unsentCount &&
      failedCount === item.failedCount &&
      additions.preview === item.preview;
    if (same && before === item) return;
    const next = same ? item : { ...item, ...additions };
    this.#made += 1;
    this.#items.set(next.id, next);
    this.#order.put(placeOf(next, next.preview));
    this.#countUnread(next.unreadCount - (before?.unreadCount ?? 0));
    this.#cells.touch(next.id);
    if (before?.participants !== next.participants) this.#options.onParticipants(next.participants);
    this.#options.onChange(next.id);
    if (before === undefined) this.#trim();
  }

  remove(id: string): void {
    this.#drop(id);
    this.#cells.touch(id);
  }

  clear(): void {
    this.#items.clear();
    this.#order.clear();
    this.#countUnread(-this.#unread);
    this.#cells.touchAll();
  }

  /** Drops what has been quiet for the longest. */
  #trim(): void {
    if (this.#order.size <= this.#options.limit) return;
    for (const { id } of this.#order.backwards()) {
      if (this.#options.inUse(id) || this.#cells.isObserved(id)) continue;
      this.#drop(id);
      return;
    }
  }

  #drop(id: string): void {
    this.#countUnread(-(this.#items.get(id)?.unreadCount ?? 0));
    this.#items.delete(id);
    this.#order.remove(id);
  }

  #countUnread(more: number): void {
    if (more === 0) return;
    this.#unread += more;
    this.unreadTotal.touch();
  }
}

const noOne: readonly string[] = [];
