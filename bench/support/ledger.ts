/**
 * What became of every message, by its number: when it was due, whether it was acked, when it was delivered. Times are
 * milliseconds of `performance.now()`. Room is taken beforehand, so that keeping it costs the load next to nothing.
 */
export class Ledger {
  readonly capacity: number;
  readonly #dueAt: Float64Array;
  readonly #deliveredAt: Float64Array;
  readonly #ackedSeq: Int32Array;
  /** The newest sequence number that each receiver saw. */
  readonly #newestSeq = new Map<number, number>();
  sent = 0;
  acked = 0;
  delivered = 0;
  duplicates = 0;
  /** Deliveries with a lower number than one before, at the same receiver. */
  outOfOrder = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#dueAt = new Float64Array(capacity);
    this.#deliveredAt = new Float64Array(capacity);
    this.#ackedSeq = new Int32Array(capacity);
  }

  /** The next message is sent. Gives its number. */
  send(dueAt: number): number {
    const number = this.sent++;
    this.#dueAt[number] = dueAt;
    return number;
  }

  ack(number: number, seq: number): void {
    this.#ackedSeq[number] = seq;
    this.acked += 1;
  }

  /** A message arrived at its receiver. `false`: not for the first time. */
  deliver(number: number, receiver: number, seq: number, now: number): boolean {
    if (this.#deliveredAt[number] !== 0) {
      this.duplicates += 1;
      return false;
    }
    this.#deliveredAt[number] = now;
    this.delivered += 1;
    const newest = this.#newestSeq.get(receiver) ?? 0;
    if (seq < newest) this.outOfOrder += 1;
    else this.#newestSeq.set(receiver, seq);
    return true;
  }

  /** The sequence number that the sender was told, 0 if there was no ack. */
  ackedSeq(number: number): number {
    return this.#ackedSeq[number] ?? 0;
  }

  /** Milliseconds from due to delivered, of the delivered ones from `first` on. */
  latencies(first: number): Float64Array {
    const found = new Float64Array(this.sent - first);
    let count = 0;
    for (let number = first; number < this.sent; number++) {
      const at = this.#deliveredAt[number] ?? 0;
      if (at !== 0) found[count++] = at - (this.#dueAt[number] ?? at);
    }
    return found.subarray(0, count);
  }

  /** How many were delivered between two times. */
  deliveredBetween(from: number, to: number): number {
    return this.#deliveredAt.filter((at) => at >= from && at < to).length;
  }

  get settled(): boolean {
    return this.acked >= this.sent && this.delivered >= this.sent;
  }
}
