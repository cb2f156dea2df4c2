import type { Message } from '../api/protocol.ts';

/** What `MessageRange` keeps: an item stands for one message, and stays the same object until something in it changes. */
export interface RangeItem {
  readonly seq: number;
  readonly message: Message;
}

interface RangeOptions<I extends RangeItem> {
  /** Makes the item of a message; returns `before` itself where that says the same. */
  itemOf: (message: Message, before: I | undefined) => I;
}

/**
 * Some messages of a conversation without a gap: every one whose number is from `from` to `to` is here, and no other. No
 * time and no network in here.
 */
export class MessageRange<I extends RangeItem> {
  readonly #options: RangeOptions<I>;
  #items: I[] = [];
  #from = 0;
  #to = 0;
  /** How many items were made or looked for: what a change costs. */
  #steps = 0;

  constructor(options: RangeOptions<I>) {
    this.#options = options;
  }

  get items(): readonly I[] {
    return this.#items;
  }

  get from(): number {
    return this.#from;
  }

  get to(): number {
    return this.#to;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Begins anew: these are all messages from `from` to `to`, ascending. Items of messages that stay are kept. */
  replace(from: number, to: number, messages: readonly Message[]): void {
    const before = new Map(this.#items.map((item) => [item.seq, item]));
    this.#items = messages.map((message) => this.#make(message, before.get(message.seq)));
    this.#from = from;
    this.#to = to;
  }

  /** These are all messages from `from` up to what is here. */
  prepend(from: number, messages: readonly Message[]): void {
    const older = messages.filter(({ seq }) => seq < this.#from && seq >= from);
    this.#items = [...older.map((message) => this.#make(message, undefined)), ...this.#items];
    this.#from = Math.min(this.#from, from);
  }

  /** These are all messages after what is here, up to `to`. */
  append(to: number, messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.seq > this.#to && message.seq <= to) this.#items.push(this.#make(message, undefined));
    }
    this.#to = Math.max(this.#to, to);
  }

  /** A message inside the range came late, or changed. Whether anything is different now. */
  put(message: Message): boolean {
    if (message.seq < this.#from || message.seq > this.#to) return false;
    const index = this.#indexOf(message.seq);
    const before = this.#items[index];
    if (before?.seq !== message.seq) {
      this.#items.splice(index, 0, this.#make(message, undefined));
      return true;
    }
    const item = this.#make(message, before);
    this.#items[index] = item;
    return item !== before;
  }

  /** Takes a message out: its number stays one of those that are here. Whether it was there. */
  remove(seq: number): boolean {
    const index = this.#indexOf(seq);
    if (this.#items[index]?.seq !== seq) return false;
    this.#items.splice(index, 1);
    return true;
  }

  /** Replaces the items from the last one back to the one after `downTo` by what `change` makes of each. */
  updateAfter(downTo: number, change: (item: I) => I): boolean {
    let changed = false;
    for (let index = this.#items.length - 1; index >= 0; index--) {
      const item = this.#items[index];
      if (item === undefined || item.seq <= downTo) break;
      this.#steps += 1;
      const next = change(item);
      if (next === item) continue;
      this.#items[index] = next;
      changed = true;
    }
    return changed;
  }

  /** Drops the oldest down to `count` items, but none from `keepFrom` on. Whether any went. */
  dropOldest(count: number, keepFrom = Infinity): boolean {
    const keepIndex = keepFrom === Infinity ? this.#items.length : this.#indexOf(keepFrom);
    const excess = Math.min(this.#items.length - count, keepIndex);
    if (excess <= 0) return false;
    this.#items.splice(0, excess);
    this.#from = this.#items[0]?.seq ?? this.#to;
    return true;
  }

  /** Drops the newest down to `count` items, but none up to `keepTo`. Whether any went. */
  dropNewest(count: number, keepTo = 0): boolean {
    const size = Math.max(count, keepTo === 0 ? 0 : this.#indexOf(keepTo + 1));
    if (this.#items.length <= size) return false;
    this.#items.length = size;
    this.#to = this.#items.at(-1)?.seq ?? this.#from;
    return true;
  }

  #make(message: Message, before: I | undefined): I {
    this.#steps += 1;
    return this.#options.itemOf(message, before);
  }

  /** The index of the first item whose number is at least `seq`. */
  #indexOf(seq: number): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      this.#steps += 1;
      if ((this.#items[middle]?.seq ?? Infinity) < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
