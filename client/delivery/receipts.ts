import type { Clock } from '../platform/clock.ts';
import { hasCode, isPassing, isUnknownOutcome, type ChatClientError } from '../errors.ts';
import type { Random } from '../platform/random.ts';
import { retryDelay } from '../retry-delay.ts';

/** How long a delivered receipt waits for a read receipt, which covers both: one receipt instead of two. */
const gatherMs = 100;
/** A conversation's receipts are sent at most this often; the latest one covers all before it. */
const paceMs = 1_000;

export type ReceiptKind = 'delivered' | 'read';
interface Watermarks {
  delivered: number;
  read: number;
}
interface Waiter {
  kind: ReceiptKind;
  seq: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}
interface Marks {
  wanted: Watermarks;
  /** What the server has; what is read is also delivered. */
  confirmed: Watermarks;
  waiters: Waiter[];
  /** Set while a delivered receipt waits for a read receipt. */
  cancelGathering: (() => void) | undefined;
  /** Set for a second after a receipt was sent, or for as long as the server asked to wait. */
  cancelPause: (() => void) | undefined;
  busy: boolean;
  /** While busy, more was marked or the connection came back: a failed receipt is repeated at once. */
  again: boolean;
}

interface ReceiptsOptions {
  clock: Clock;
  random: Random;
  send: (kind: ReceiptKind, conversationId: string, seq: number) => Promise<unknown>;
  /** Whether `resume` will be called; otherwise a receipt that cannot be sent rejects. */
  willResume: () => boolean;
  /** A receipt was refused and no caller waits for it. */
  onTrouble: (error: unknown) => void;
}

/** Reports to the server what was delivered and read, with as few receipts as possible: watermarks only move forward. */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #marks = new Map<string, Marks>();

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  /** The server has these already. */
  confirm(
    conversationId: string,
    { deliveredSeq, readSeq }: { deliveredSeq: number; readSeq: number },
  ): void {
    const { confirmed } = this.#of(conversationId);
    confirmed.read = Math.max(confirmed.read, readSeq);
    confirmed.delivered = Math.max(confirmed.delivered, deliveredSeq, confirmed.read);
  }

  /** Everything up to `seq` was delivered or read. Resolves once the server has it; waits while offline. */
  mark(kind: ReceiptKind, conversationId: string, seq: number): Promise<void> {
    const marks = this.#of(conversationId);
    return new Promise((resolve, reject) => {
      marks.waiters.push({ kind, seq, resolve, reject });
      this.note(kind, conversationId, seq);
    });
  }

  /** The same, without a promise. */
  note(kind: ReceiptKind, conversationId: string, seq: number): void {
    const marks = this.#of(conversationId);
    marks.wanted[kind] = Math.max(marks.wanted[kind], seq);
    marks.again = true;
    this.#next(conversationId, marks);
  }

  /** There is a connection again: sends what waits. */
  resume(): void {
    for (const [conversationId, marks] of this.#marks) {
      marks.again = true;
      this.#next(conversationId, marks);
    }
  }

  /** Before the connection is closed: sends at once what is delayed. */
  flush(): void {
    for (const [conversationId, marks] of this.#marks) {
      stopTimers(marks);
      const kind = nextKind(marks);
      if (kind !== undefined && !marks.busy) void this.#send(conversationId, marks, kind);
    }
  }

  /** Rejects everything that waits. */
  rejectAll(error: ChatClientError): void {
    for (const marks of this.#marks.values()) {
      stopTimers(marks);
      for (const { reject } of marks.waiters) reject(error);
    }
    this.#marks.clear();
  }

  #of(conversationId: string): Marks {
    const known = this.#marks.get(conversationId);
    if (known !== undefined) return known;
    const marks: Marks = {
      wanted: { delivered: 0, read: 0 },
      confirmed: { delivered: 0, read: 0 },
      waiters: [],
      cancelGathering: undefined,
      cancelPause: undefined,
      busy: false,
      again: false,
    };
    this.#marks.set(conversationId, marks);
    return marks;
  }

  #next(conversationId: string, marks: Marks): void {
    settle(marks);
    const kind = nextKind(marks);
    if (kind === undefined || marks.busy || marks.cancelPause !== undefined) return;
    const { clock, willResume } = this.#options;
    // Where there was never a connection, this is a plain HTTP call.
    if (kind === 'delivered' && willResume()) {
      marks.cancelGathering ??= clock.after(gatherMs, () => this.#sendPaced(conversationId, marks));
    } else {
      this.#sendPaced(conversationId, marks);
    }
  }

  #sendPaced(conversationId: string, marks: Marks): void {
    stopTimers(marks);
    const kind = nextKind(marks);
    if (kind === undefined || marks.busy) return;
    marks.cancelPause = this.#options.clock.after(paceMs, () => this.#sendPaced(conversationId, marks));
    void this.#send(conversationId, marks, kind);
  }

  async #send(conversationId: string, marks: Marks, kind: ReceiptKind): Promise<void> {
    const seq = marks.wanted[kind];
    marks.busy = true;
    marks.again = false;
    try {
      await this.#options.send(kind, conversationId, seq);
      const { confirmed } = marks;
      confirmed[kind] = Math.max(confirmed[kind], seq);
      confirmed.delivered = Math.max(confirmed.delivered, confirmed.read);
      marks.busy = false;
    } catch (error) {
      marks.busy = false;
      if (hasCode(error, 'rate_limited')) {
        stopTimers(marks);
        const { clock, random } = this.#options;
        const waitMs = retryDelay(error, 1, random);
        marks.cancelPause = clock.after(waitMs, () => this.#sendPaced(conversationId, marks));
        return;
      }
      if (isPassing(error) || isUnknownOutcome(error)) {
        // Waits for `resume` or the next mark, unless one of them came during the send.
        stopTimers(marks);
        if (!this.#options.willResume()) reject(marks, kind, seq, error);
        if (cameAgain(marks)) this.#next(conversationId, marks);
        return;
      }
      if (marks.wanted[kind] === seq) marks.wanted[kind] = marks.confirmed[kind];
      // who was removed meanwhile has nothing to report any more
      const isOut = hasCode(error, 'conversation_not_found');
      if (!reject(marks, kind, seq, error) && !isOut) this.#options.onTrouble(error);
    }
    this.#next(conversationId, marks);
  }
}

/** Whether `again` was set during a send; a function, as the compiler ignores changes during an `await`. */
const cameAgain = ({ again }: Marks) => again;

/** The receipt that covers most of what the server does not have. */
function nextKind({ wanted, confirmed }: Marks): ReceiptKind | undefined {
  if (wanted.read > confirmed.read) return 'read';
  return wanted.delivered > confirmed.delivered ? 'delivered' : undefined;
}

function stopTimers(marks: Marks): void {
  marks.cancelGathering?.();
  marks.cancelPause?.();
  marks.cancelGathering = undefined;
  marks.cancelPause = undefined;
}

function settle(marks: Marks): void {
  const isConfirmed = ({ kind, seq }: Waiter) => seq <= marks.confirmed[kind];
  for (const waiter of marks.waiters) if (isConfirmed(waiter)) waiter.resolve();
  marks.waiters = marks.waiters.filter((waiter) => !isConfirmed(waiter));
}

/** Rejects the callers that wait for this receipt. Returns whether there were any. */
function reject(marks: Marks, kind: ReceiptKind, seq: number, error: unknown): boolean {
  const concerned = (waiter: Waiter) => waiter.kind === kind && waiter.seq <= seq;
  const waiters = marks.waiters.filter(concerned);
  marks.waiters = marks.waiters.filter((waiter) => !concerned(waiter));
  for (const waiter of waiters) waiter.reject(error);
  return waiters.length > 0;
}
