/** So many messages wait for earlier ones at most; those beyond are fetched when their turn comes. */
const maxWaiting = 1_000;
/** So many numbers of a conversation are on their way at the same time at most. */
const lookBack = 100;

/**
 * Puts the messages of one conversation into order: they come in from pushes, acks and replies, each any number of
 * times and in any order, and go out of `take` once each, ascending by `seq`. No time and no network in here.
 */
export class MessageStream<M extends { seq: number }> {
  #position: number | undefined;
  /** Whether numbers up to the position may still be on their way: nothing goes out before that is known. */
  #tentative: boolean;
  #doubtful: boolean;
  #known: number;
  /** Up to here, whatever does not wait was skipped for good. */
  #covered = 0;
  readonly #waiting = new Map<number, M>();

  /**
   * Without a position nothing goes out before `place`. `known`: the highest number heard of. `doubtful`: the position is
   * a tentative one from before, and nothing was pushed since.
   */
  constructor(position?: number, known = 0, doubtful = false) {
    this.#position = position;
    this.#known = known;
    this.#tentative = doubtful;
    this.#doubtful = doubtful;
  }

  /** Everything up to this number went out or was skipped for good; `undefined` before `place`. */
  get position(): number | undefined {
    return this.#position;
  }

  /** The highest number heard of. */
  get known(): number {
    return this.#known;
  }

  /** Whether there are numbers beyond the position, or something came in that a tentative position holds up. */
  get behind(): boolean {
    if (this.#position === undefined) return false;
    return this.#known > this.#position || (this.#tentative && this.#waiting.size > 0);
  }

  /** Whether `settle` is still to say where to begin. */
  get tentative(): boolean {
    return this.#tentative;
  }

  /** Whether a number up to the tentative position may have come while nothing was pushed: it will not go out. */
  get doubtful(): boolean {
    return this.#doubtful;
  }

  /** From where to ask what there is: a tentative position looks back a little for numbers that are on their way. */
  get askAfter(): number {
    const position = this.#position ?? 0;
    return this.#tentative ? Math.max(0, position - lookBack) : position;
  }

  /** Says where to begin, unless that is known: after `position`, but not after what came in already. */
  place(position: number): void {
    this.#position ??= this.#beforeWaiting(position);
  }

  /** As `place`, but some of the numbers up to `position` may be on their way: `settle` will say which. */
  placeTentatively(position: number): void {
    if (this.#position !== undefined) return;
    this.place(position);
    this.#tentative = position > 0;
  }

  /** Nothing is pushed at the moment. */
  interrupt(): void {
    this.#doubtful = this.#tentative;
  }

  /** Where a tentative position began is known for good: no number up to `upTo` is on its way. */
  settle(upTo = this.#position ?? 0): void {
    if (!this.#tentative) return;
    this.#tentative = false;
    this.#doubtful = false;
    this.#position = this.#beforeWaiting(Math.min(this.#position ?? 0, upTo));
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
    this.settle(upTo);
    for (const item of items) this.#keep(item);
    // Settling may have gone back to before what was asked.
    if (after <= this.#position) this.#covered = Math.max(this.#covered, upTo);
    this.expect(upTo);
  }

  /** Begins anew after `position`, which may lie behind: the server has lost what came later. */
  restart(position: number): void {
    this.#position = position;
    this.#tentative = false;
    this.#doubtful = false;
    this.#known = position;
    this.#covered = position;
    this.#waiting.clear();
  }

  /** The next message, if it is there; the position moves onto it. */
  take(): M | undefined {
    while (this.#position !== undefined && !this.#tentative) {
      const next = this.#position + 1;
      const message = this.#waiting.get(next);
      if (message === undefined && next > this.#covered) break;
      this.#waiting.delete(next);
      this.#position = next;
      if (message !== undefined) return message;
    }
    return undefined;
  }

  #beforeWaiting(position: number): number {
    return Math.min(position, ...[...this.#waiting.keys()].map((seq) => seq - 1));
  }

  #keep(message: M): void {
    if (message.seq > this.askAfter) this.#waiting.set(message.seq, message);
  }
}
