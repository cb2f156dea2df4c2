import { backoffDelay } from '../platform/backoff.ts';
import type { Clock } from '../platform/clock.ts';
import { hasCode, isPassing } from '../errors.ts';
import type { ChangesPage, Message, MessagePage } from '../api/protocol.ts';
import type { Random } from '../platform/random.ts';
import type { MessageStream } from './stream.ts';

/** So many conversations are caught up at the same time. */
const maxParallel = 4;
/**
 * A number that is given out but not stored yet ends the page before it. The server waits 2 s for it before it makes it
 * void: until then, and a while longer, it is asked again at this pace.
 */
const firstRetryMs = 300;
const maxRetryMs = 2_000;
const quickRetries = 10;
const slowRetryMs = 30_000;
/** A server replays at least so many entries; what lies further back comes from the history. */
const replayedEntries = 500;

interface CatchUpOptions {
  clock: Clock;
  random: Random;
  changes: (conversationId: string, after: number) => Promise<ChangesPage>;
  history: (conversationId: string, from: { after: number } | { cursor: string }) => Promise<MessagePage>;
  stream: (conversationId: string) => MessageStream<Message> | undefined;
  /** The stream moved on: hands over what can be. */
  onProgress: (conversationId: string) => void;
  /** What an app cached of the conversation may be wrong: the gap is too large to replay, or one cannot be ruled out. */
  onReset: (conversationId: string) => void;
  /** The person is not in the conversation any more. */
  onGone: (conversationId: string) => void;
  /** Something unexpected; it is tried again. */
  onTrouble: (error: unknown) => void;
}

/** Fetches what conversations lack, a few at a time, as often as it takes. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  /** What cancels each planned attempt. */
  readonly #plans = new Map<string, () => void>();
  /** Whose turn comes next, and whether also if they lack nothing. */
  readonly #ready = new Map<string, { always: boolean }>();
  readonly #busy = new Set<string>();
  /** Rounds in a row that did not bring a conversation further. */
  readonly #stuck = new Map<string, number>();
  /** Where a reset was told and the replies are not back to normal. */
  readonly #resetReported = new Set<string>();
  /** Tells rounds from before a pause from the current ones; `undefined` while paused. */
  #period: object | undefined;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** There is a server to ask. */
  resume(): void {
    this.#period ??= {};
  }

  /** Nothing is asked any more; answers that are on their way are ignored. */
  pause(): void {
    this.#period = undefined;
    for (const cancel of this.#plans.values()) cancel();
    this.#plans.clear();
    this.#ready.clear();
    this.#busy.clear();
    this.#stuck.clear();
  }

  /** Asks for what the conversation lacks, if anything, at once or when its turn comes; `always`: whether or not. */
  scheduleNow(conversationId: string, always = false): void {
    if (this.#period === undefined) return;
    // A round that is under way sees what is lacking by itself, but not what it was asked for regardless.
    if (this.#busy.has(conversationId) && !always) return;
    this.#plans.get(conversationId)?.();
    this.#plans.delete(conversationId);
    const before = this.#ready.get(conversationId)?.always ?? false;
    this.#ready.set(conversationId, { always: always || before });
    this.#startNext();
  }

  /** Does so after a while, unless an attempt is planned or running already. */
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

  /** One round, and what follows from its outcome. */
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
   * Finds out where to begin in a conversation that some numbers were on their way in when its end was told. Which of
   * them came while nothing was pushed stays unknown: then what an app cached may lack them.
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
   * Goes on by the history, which leaves out numbers without saying whether they are void or still on their way. That
   * the server did not replay means that the next message is old or far behind, so a gap before it is void; the same
   * goes for gaps that are far behind. At any other one it is for `changes` to decide again.
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
