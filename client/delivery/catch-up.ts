import { backoffDelay } from '../platform/backoff.ts';
import type { Clock } from '../platform/clock.ts';
import { hasCode, isPassing } from '../errors.ts';
import type { ChangesPage, Message, MessagePage } from '../api/protocol.ts';
import type { Random } from '../platform/random.ts';
import type { MessageStream } from './stream.ts';

/** How many conversations are caught up at the same time. */
const maxParallel = 4;
/**
 * A page ends before a number that is assigned but not stored yet. The server voids such a number after 2 s: until then,
 * and a while longer, the client retries at this pace.
 */
const firstRetryMs = 300;
const maxRetryMs = 2_000;
const quickRetries = 10;
const slowRetryMs = 30_000;
/** The server replays at least this many entries; older ones come from the history. */
const replayedEntries = 500;

interface CatchUpOptions {
  clock: Clock;
  random: Random;
  changes: (conversationId: string, after: number) => Promise<ChangesPage>;
  history: (conversationId: string, from: { after: number } | { cursor: string }) => Promise<MessagePage>;
  stream: (conversationId: string) => MessageStream<Message> | undefined;
  /** The stream advanced: hands over what is ready. */
  onProgress: (conversationId: string) => void;
  /** What an application cached of the conversation may be wrong: a gap is too large to replay, or cannot be ruled out. */
  onReset: (conversationId: string) => void;
  /** The user is no longer a member of the conversation. */
  onGone: (conversationId: string) => void;
  /** An unexpected error; the attempt is repeated. */
  onTrouble: (error: unknown) => void;
}

/** Fetches what conversations are missing, a few at a time, with retries. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  /** Cancels each planned attempt. */
  readonly #plans = new Map<string, () => void>();
  /** The conversations that are next, and whether to ask even if nothing is known to be missing. */
  readonly #ready = new Map<string, { always: boolean }>();
  readonly #busy = new Set<string>();
  /** Rounds in a row without progress, by conversation. */
  readonly #stuck = new Map<string, number>();
  /** Conversations whose reset is reported and whose replies are not back to normal. */
  readonly #resetReported = new Set<string>();
  /** Identifies the time between two pauses, so that rounds from before a pause are ignored; `undefined` while paused. */
  #period: object | undefined;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** The server can be reached. */
  resume(): void {
    this.#period ??= {};
  }

  /** Sends no more requests; pending answers are ignored. */
  pause(): void {
    this.#period = undefined;
    for (const cancel of this.#plans.values()) cancel();
    this.#plans.clear();
    this.#ready.clear();
    this.#busy.clear();
    this.#stuck.clear();
  }

  /** Fetches what the conversation is missing, at once or when a slot is free; `always`: asks even if nothing seems to be. */
  scheduleNow(conversationId: string, always = false): void {
    if (this.#period === undefined) return;
    // A round that is under way finds what is missing by itself, but does not cover `always`.
    if (this.#busy.has(conversationId) && !always) return;
    this.#plans.get(conversationId)?.();
    this.#plans.delete(conversationId);
    const before = this.#ready.get(conversationId)?.always ?? false;
    this.#ready.set(conversationId, { always: always || before });
    this.#startNext();
  }

  /** The same after a delay in milliseconds, unless an attempt is planned or running already. */
  scheduleIn(conversationId: string, delayMs: number): void {
    if (this.#period === undefined || this.#busy.has(conversationId) || this.#plans.has(conversationId))
      return;
    const start = () => {
      this.#plans.delete(conversationId);
      this.scheduleNow(conversationId);
    };
    this.#plans.set(conversationId, this.#options.clock.after(delayMs, start));
  }

  #startNext(): void {
    for (const [conversationId, { always }] of this.#ready) {
      if (this.#busy.size >= maxParallel) return;
      if (this.#busy.has(conversationId)) continue;
      this.#ready.delete(conversationId);
      const stream = this.#options.stream(conversationId);
      if (stream?.position === undefined || !(always || stream.behind)) continue;
      this.#busy.add(conversationId);
      void this.#attempt(conversationId, stream);
    }
  }

  /** One round; then plans the next by its outcome. */
  async #attempt(conversationId: string, stream: MessageStream<Message>): Promise<void> {
    const { random, onGone, onTrouble } = this.#options;
    const period = this.#period;
    const before = stream.position;
    let retryMs: number | undefined;
    try {
      await this.#round(conversationId, stream, () => period === this.#period);
      const stuck = stream.position === before ? (this.#stuck.get(conversationId) ?? 0) + 1 : 1;
      this.#stuck.set(conversationId, stuck);
      retryMs = stuck > quickRetries ? slowRetryMs : Math.min(maxRetryMs, firstRetryMs * 2 ** (stuck - 1));
    } catch (error) {
      if (period !== this.#period) return;
      if (hasCode(error, 'conversation_not_found')) {
        onGone(conversationId);
      } else {
        const stuck = (this.#stuck.get(conversationId) ?? 0) + 1;
        this.#stuck.set(conversationId, stuck);
        retryMs = firstRetryMs + backoffDelay(stuck, random);
        if (!isPassing(error)) onTrouble(error);
      }
    }
    if (period !== this.#period) return;
    this.#busy.delete(conversationId);
    if (retryMs !== undefined && stream.behind) this.scheduleIn(conversationId, retryMs);
    else this.#stuck.delete(conversationId);
    this.#startNext();
  }

  async #round(
    conversationId: string,
    stream: MessageStream<Message>,
    isCurrent: () => boolean,
  ): Promise<void> {
    const { changes, onProgress, onReset } = this.#options;
    if (stream.tentative) {
      await this.#settle(conversationId, stream, isCurrent);
      if (!isCurrent() || !stream.behind) return;
    }
    for (;;) {
      const after = stream.position ?? 0;
      const page = await changes(conversationId, after);
      if (!isCurrent()) return;
      if (!page.reset) {
        this.#resetReported.delete(conversationId);
        stream.cover(after, page.upTo, page.items);
        onProgress(conversationId);
        if (!page.hasMore || page.upTo <= after) return;
        continue;
      }
      if (!this.#resetReported.has(conversationId)) {
        this.#resetReported.add(conversationId);
        onReset(conversationId);
      }
      if (page.upTo < after) {
        stream.restart(page.upTo);
        onProgress(conversationId);
      } else {
        await this.#replay(conversationId, stream, page.upTo, isCurrent);
        if (!isCurrent() || stream.position === after) return;
      }
    }
  }

  /**
   * Finds the start of a conversation whose last number was reported while some numbers were still being stored. Which of
   * them arrived while nothing was pushed is unknown: what an application cached may lack them.
   */
  async #settle(
    conversationId: string,
    stream: MessageStream<Message>,
    isCurrent: () => boolean,
  ): Promise<void> {
    const { doubtful } = stream;
    for (let after = stream.askAfter; stream.tentative;) {
      const page = await this.#options.changes(conversationId, after);
      if (!isCurrent()) return;
      const further = !page.reset && page.hasMore && page.upTo > after;
      if (further && page.upTo < (stream.position ?? 0)) {
        after = page.upTo;
        continue;
      }
      if (page.reset) stream.settle(page.upTo);
      else stream.cover(after, page.upTo, page.items);
      if (doubtful) this.#options.onReset(conversationId);
      this.#options.onProgress(conversationId);
    }
  }

  /**
   * Continues with the history, which omits numbers without saying whether they are void or still being stored. Since the
   * server did not replay, the next message is old or far behind, so a gap before it is void; the same goes for gaps that
   * are far behind. At any other gap `changes` has to decide.
   */
  async #replay(
    conversationId: string,
    stream: MessageStream<Message>,
    upTo: number,
    isCurrent: () => boolean,
  ): Promise<void> {
    const { history, onProgress } = this.#options;
    const after = stream.position ?? 0;
    let from: { after: number } | { cursor: string } = { after };
    let moved = false;
    for (;;) {
      const page = await history(conversationId, from);
      if (!isCurrent()) return;
      for (const item of page.items) {
        const position = stream.position ?? 0;
        if (item.seq <= position) continue;
        if (item.seq > position + 1 && moved && upTo - position <= replayedEntries) return;
        stream.cover(position, item.seq, [item]);
        onProgress(conversationId);
        moved = true;
      }
      const position = stream.position ?? 0;
      if (page.nextCursor === null) {
        const farBehind = upTo - replayedEntries;
        if (!moved) stream.cover(position, farBehind > position ? farBehind : upTo, []);
        onProgress(conversationId);
        return;
      }
      if (moved && upTo - position <= replayedEntries) return;
      from = { cursor: page.nextCursor };
    }
  }
}
