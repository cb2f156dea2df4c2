import type { Clock } from './clock.ts';
import { isPassing, isUnknownOutcome, type ChatClientError } from './errors.ts';

/** A conversation's receipts go out at most this often; the latest ones stand for all before. */
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
  /** What the server has; what was read has been delivered. */
  told: Watermarks;
  waiters: Waiter[];
  /** A receipt went out less than a second ago. */
  cancelPause: (() => void) | undefined;
  busy: boolean;
}

interface ReceiptsOptions {
  clock: Clock;
  send: (kind: ReceiptKind, conversationId: string, seq: number) => Promise<unknown>;
  /** Whether `resume` will come; otherwise what does not get through is rejected. */
  willResume: () => boolean;
  /** A receipt that nobody waits for was refused. */
  onTrouble: (error: unknown) => void;
}

/** Tells the server what was delivered and read, as rarely as will do: watermarks only move forward. */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #marks = new Map<string, Marks>();

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  /** The server has these already. */
  told(conversationId: string, { deliveredSeq, readSeq }: { deliveredSeq: number; readSeq: number }): void {
    const { told } = this.#of(conversationId);
    told.read = Math.max(told.read, readSeq);
    told.delivered = Math.max(told.delivered, deliveredSeq, told.read);
  }

  /** Everything up to `seq` was delivered or read. Resolves once the server has it; while offline that waits. */
  mark(kind: ReceiptKind, conversationId: string, seq: number): Promise<void> {
    const marks = this.#of(conversationId);
    return new Promise((resolve, reject) => {
      marks.waiters.push({ kind, seq, resolve, reject });
      this.note(kind, conversationId, seq);
    });
  }

  /** The same, where nobody waits for it. */
  note(kind: ReceiptKind, conversationId: string, seq: number): void {
    const marks = this.#of(conversationId);
    marks.wanted[kind] = Math.max(marks.wanted[kind], seq);
    this.#next(conversationId, marks);
  }

  /** There is a connection (again): sends what waits. */
  resume(): void {
    for (const [conversationId, marks] of this.#marks) this.#next(conversationId, marks);
  }

  /** Before the connection goes: sends what waits for its second to pass. */
  flush(): void {
    for (const [conversationId, marks] of this.#marks) {
      marks.cancelPause?.();
      marks.cancelPause = undefined;
      const kind = nextKind(marks);
      if (kind !== undefined && !marks.busy) void this.#send(conversationId, marks, kind);
    }
  }

  /** Gives up everything that waits. */
  rejectAll(error: ChatClientError): void {
    for (const { cancelPause, waiters } of this.#marks.values()) {
      cancelPause?.();
      for (const { reject } of waiters) reject(error);
    }
    this.#marks.clear();
  }

  #of(conversationId: string): Marks {
    const known = this.#marks.get(conversationId);
    if (known !== undefined) return known;
    const marks: Marks = {
      wanted: { delivered: 0, read: 0 },
      told: { delivered: 0, read: 0 },
      waiters: [],
      cancelPause: undefined,
      busy: false,
    };
    this.#marks.set(conversationId, marks);
    return marks;
  }

  #next(conversationId: string, marks: Marks): void {
    settle(marks);
    const kind = nextKind(marks);
    if (kind === undefined || marks.busy || marks.cancelPause !== undefined) return;
    marks.cancelPause = this.#options.clock.after(paceMs, () => {
      marks.cancelPause = undefined;
      this.#next(conversationId, marks);
    });
    void this.#send(conversationId, marks, kind);
  }

  async #send(conversationId: string, marks: Marks, kind: ReceiptKind): Promise<void> {
    const seq = marks.wanted[kind];
    marks.busy = true;
    try {
      await this.#options.send(kind, conversationId, seq);
      const { told } = marks;
      told[kind] = Math.max(told[kind], seq);
      told.delivered = Math.max(told.delivered, told.read);
      marks.busy = false;
    } catch (error) {
      marks.busy = false;
      if (isPassing(error) || isUnknownOutcome(error)) {
        // Waits for `resume`, or for whatever is marked next.
        marks.cancelPause?.();
        marks.cancelPause = undefined;
        if (!this.#options.willResume()) reject(marks, kind, seq, error);
        return;
      }
      if (marks.wanted[kind] === seq) marks.wanted[kind] = marks.told[kind];
      if (!reject(marks, kind, seq, error)) this.#options.onTrouble(error);
    }
    this.#next(conversationId, marks);
  }
}

/** The receipt that says the most of what the server does not know. */
function nextKind({ wanted, told }: Marks): ReceiptKind | undefined {
  if (wanted.read > told.read) return 'read';
  return wanted.delivered > told.delivered ? 'delivered' : undefined;
}

function settle(marks: Marks): void {
  const isTold = ({ kind, seq }: Waiter) => seq <= marks.told[kind];
  for (const waiter of marks.waiters) if (isTold(waiter)) waiter.resolve();
  marks.waiters = marks.waiters.filter((waiter) => !isTold(waiter));
}

/** Rejects those who wait for this receipt. Whether there are any. */
function reject(marks: Marks, kind: ReceiptKind, seq: number, error: unknown): boolean {
  const concerned = (waiter: Waiter) => waiter.kind === kind && waiter.seq <= seq;
  const waiters = marks.waiters.filter(concerned);
  marks.waiters = marks.waiters.filter((waiter) => !concerned(waiter));
  for (const waiter of waiters) waiter.reject(error);
  return waiters.length > 0;
}
