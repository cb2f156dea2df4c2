/** So many messages wait for earlier ones at most; those beyond are fetched when their turn comes. */
const maxWaiting = 1_000;

/**
 * Puts the messages of one conversation into order: they come in from pushes, acks and replies, each any number of
 * times and in any order, and go out of `take` once each, ascending by `seq`. No time and no network in here.
 */
export class MessageStream<M extends { seq: number }> {
  #position: number | undefined;
  #known: number;
  /** Up to here, whatever does not wait was skipped for good. */
  #covered = 0;
  readonly #waiting = new Map<number, M>();

  /** Without a position nothing goes out before `place`. `known`: the highest number heard of. */
  constructor(position?: number, known = 0) {
    this.#position = position;
    this.#known = known;
  }

  /** Everything up to this number went out or was skipped for good; `undefined` before `place`. */
  get position(): number | undefined {
    return this.#position;
  }

  /** The highest number heard of. */
  get known(): number {
    return this.#known;
  }

  /** Whether there are numbers beyond the position. */
  get behind(): boolean {
    return this.#position !== undefined && this.#known > this.#position;
  }

  /** Says where to begin, unless that is known: after `position`, but not after what came in already. */
  place(position: number): void {
    this.#position ??= Math.min(position, ...[...this.#waiting.keys()].map((seq) => seq - 1));
  }

  /** The number is known to be given out. */
  expect(seq: number): void {
    this.#known = Math.max(this.#known, seq);
  }

  /** A message came in by itself. */
  receive(message: M): void {
    this.expect(message.seq);
    if (this.#waiting.size < maxWaiting) this.#keep(message);
  }

  /**
   * The answer to "what is there after `after`": of the numbers after it and up to `upTo`, those that are not among
   * `items` are skipped for good.
   */
  cover(after: number, upTo: number, items: readonly M[]): void {
    // asked before a restart
    if (this.#position === undefined || after > this.#position) return;
    for (const item of items) this.#keep(item);
    this.#covered = Math.max(this.#covered, upTo);
    this.expect(upTo);
  }

  /** Begins anew after `position`, which may lie behind: the server has lost what came later. */
  restart(position: number): void {
    this.#position = position;
    this.#known = position;
    this.#covered = position;
    this.#waiting.clear();
  }

  /** The next message, if it is there; the position moves onto it. */
  take(): M | undefined {
    while (this.#position !== undefined) {
      const next = this.#position + 1;
      const message = this.#waiting.get(next);
      if (message === undefined && next > this.#covered) break;
      this.#waiting.delete(next);
      this.#position = next;
      if (message !== undefined) return message;
    }
    return undefined;
  }

  #keep(message: M): void {
    if (this.#position === undefined || message.seq > this.#position) this.#waiting.set(message.seq, message);
  }
}
