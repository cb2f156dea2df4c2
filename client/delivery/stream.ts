/** How many messages may wait for earlier ones; further messages are fetched when they are next. */
const maxWaiting = 1_000;
/** How many numbers of a conversation may be assigned but not stored yet. */
const lookBack = 100;

/**
 * Orders the messages of one conversation: they come in from pushes, acks and replies, in any order and any number of
 * times, and leave through `take` once each, ascending by `seq`. Pure: no clock, no network.
 */
export class MessageStream<M extends { seq: number }> {
  #position: number | undefined;
  /** Whether numbers up to the position may still be in flight: nothing leaves before that is settled. */
  #tentative: boolean;
  #doubtful: boolean;
  #known: number;
  /** Up to here, every number that is not waiting was skipped for good. */
  #covered = 0;
  readonly #waiting = new Map<number, M>();

  /**
   * Without a position nothing leaves before `place`. `known`: the highest number seen. `doubtful`: the position is a
   * tentative one from an earlier connection, with a time without pushes since.
   */
  constructor(position?: number, known = 0, doubtful = false) {
    this.#position = position;
    this.#known = known;
    this.#tentative = doubtful;
    this.#doubtful = doubtful;
  }

  /** Everything up to this number was handed over or skipped for good; `undefined` before `place`. */
  get position(): number | undefined {
    return this.#position;
  }

  /** The highest number seen. */
  get known(): number {
    return this.#known;
  }

  /** Whether there are numbers beyond the position, or messages that a tentative position blocks. */
  get behind(): boolean {
    if (this.#position === undefined) return false;
    return this.#known > this.#position || (this.#tentative && this.#waiting.size > 0);
  }

  /** Whether the start is not settled yet. */
  get tentative(): boolean {
    return this.#tentative;
  }

  /** Whether a number up to the tentative position may have arrived without a push: it will not be handed over. */
  get doubtful(): boolean {
    return this.#doubtful;
  }

  /** Where to start asking: a tentative position looks back a little for numbers in flight. */
  get askAfter(): number {
    const position = this.#position ?? 0;
    return this.#tentative ? Math.max(0, position - lookBack) : position;
  }

  /** Sets the start, unless it is known: after `position`, but not after messages that came in already. */
  place(position: number): void {
    this.#position ??= this.#beforeWaiting(position);
  }

  /** As `place`, but numbers up to `position` may still be in flight until `settle`. */
  placeTentatively(position: number): void {
    if (this.#position !== undefined) return;
    this.place(position);
    this.#tentative = position > 0;
  }

  /** Pushes stopped. */
  interrupt(): void {
    this.#doubtful = this.#tentative;
  }

  /** Ends a tentative position: no number up to `upTo` is in flight any more. */
  settle(upTo = this.#position ?? 0): void {
    if (!this.#tentative) return;
    this.#tentative = false;
    this.#doubtful = false;
    this.#position = this.#beforeWaiting(Math.min(this.#position ?? 0, upTo));
  }

  /** The number is known to be assigned. */
  expect(seq: number): void {
    this.#known = Math.max(this.#known, seq);
  }

  /** A message came in by a push or an ack. */
  receive(message: M): void {
    this.expect(message.seq);
    if (this.#waiting.size < maxWaiting) this.#keep(message);
  }

  /**
   * Takes the messages after `after` and up to `upTo`: numbers in between that are not among `items` are skipped for
   * good.
   */
  cover(after: number, upTo: number, items: readonly M[]): void {
    // asked before a restart
    if (this.#position === undefined || after > this.#position) return;
    this.settle(upTo);
    for (const item of items) this.#keep(item);
    // Settling may have moved the position to before `after`.
    if (after <= this.#position) this.#covered = Math.max(this.#covered, upTo);
    this.expect(upTo);
  }

  /** Restarts after `position`, which may be lower than before: the server has lost what came later. */
  restart(position: number): void {
    this.#position = position;
    this.#tentative = false;
    this.#doubtful = false;
    this.#known = position;
    this.#covered = position;
    this.#waiting.clear();
  }

  /** The next message, if it is there; the position advances to it. */
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
