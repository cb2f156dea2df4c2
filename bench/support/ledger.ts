/** Where a message arrived. */
export interface Arrival {
  /** Which member of the conversation it arrived at. */
  slot: number;
  /** Which row of deliveries it belongs to, and its place in it: within a row that must never fall. */
  row: number;
  order: number;
}

const own = -1;

/**
 * What became of every message, by its number: when it was due, whether it was acked, when it was delivered to each
 * member of its conversation but its sender. Times are milliseconds of `performance.now()`. Room is taken beforehand,
 * so that keeping it costs the load next to nothing.
 */
export class Ledger {
  readonly capacity: number;
  readonly #slots: number;
  readonly #dueAt: Float64Array;
  /** By message and slot; 0: not yet, `own`: its sender. */
  readonly #deliveredAt: Float64Array;
  readonly #ackedSeq: Int32Array;
  readonly #newest = new Map<number, number>();
  sent = 0;
  acked = 0;
  /** How many deliveries there must be. */
  expected = 0;
  delivered = 0;
  /** Deliveries of what was delivered to that member before, or to the socket that sent it. */
  duplicates = 0;
  outOfOrder = 0;

  /** Room for `capacity` messages, in conversations of at most `slots` members. */
  constructor(capacity: number, slots: number) {
    this.capacity = capacity;
    this.#slots = slots;
    this.#dueAt = new Float64Array(capacity);
    this.#deliveredAt = new Float64Array(capacity * slots);
    this.#ackedSeq = new Int32Array(capacity);
  }

  /** The next message is sent, by the member in slot `sender`. Gives its number. */
  send(dueAt: number, { sender, members }: { sender: number; members: number }): number {
    const number = this.sent++;
    this.#dueAt[number] = dueAt;
    this.#deliveredAt[number * this.#slots + sender] = own;
    this.expected += members - 1;
    return number;
  }

  ack(number: number, seq: number): void {
    this.#ackedSeq[number] = seq;
    this.acked += 1;
  }

  /** A message arrived at a member. `false`: not for the first time. */
  deliver(number: number, { slot, row, order }: Arrival, now: number): boolean {
    const index = number * this.#slots + slot;
    if (this.#deliveredAt[index] !== 0) {
      this.duplicates += 1;
      return false;
    }
    this.#deliveredAt[index] = now;
    this.delivered += 1;
    const newest = this.#newest.get(row) ?? -1;
    if (order < newest) this.outOfOrder += 1;
    else this.#newest.set(row, order);
    return true;
  }

  /** The sequence number that the sender's ack gave, 0 if there was no ack. */
  ackedSeq(number: number): number {
    return this.#ackedSeq[number] ?? 0;
  }

  /** Milliseconds from due to delivered, of the deliveries of messages from `first` on. */
  latencies(first: number): Float64Array {
    const found = new Float64Array((this.sent - first) * this.#slots);
    let count = 0;
    for (let index = first * this.#slots; index < this.sent * this.#slots; index++) {
      const at = this.#deliveredAt[index] ?? 0;
      if (at > 0) found[count++] = at - (this.#dueAt[Math.floor(index / this.#slots)] ?? at);
    }
    return found.subarray(0, count);
  }

  /** How many deliveries there were between two times. */
  deliveredBetween(from: number, to: number): number {
    let count = 0;
    for (const at of this.#deliveredAt) if (at >= from && at < to) count += 1;
    return count;
  }

  get settled(): boolean {
    return this.acked >= this.sent && this.delivered >= this.expected;
  }
}
