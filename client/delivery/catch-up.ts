import type { Clock } from '../platform/clock.ts';
import { hasCode, isPassing } from '../errors.ts';
import type { Entry } from '../api/entries.ts';
import type { Random } from '../platform/random.ts';
import { retryDelay } from '../retry-delay.ts';
import { CatchUpRounds, type RoundOptions } from './catch-up-rounds.ts';
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

interface CatchUpOptions extends RoundOptions {
  clock: Clock;
  random: Random;
  stream: (conversationId: string) => MessageStream<Entry> | undefined;
  /** The user is no longer a member of the conversation. */
  onGone: (conversationId: string) => void;
  /** An unexpected error; the attempt is repeated. */
  onTrouble: (error: unknown) => void;
}

/** Fetches what conversations are missing, a few at a time, with retries. */
export class CatchUp {
  readonly #options: CatchUpOptions;
  readonly #rounds: CatchUpRounds;
  /** Cancels each planned attempt. */
  readonly #plans = new Map<string, () => void>();
  /** The conversations that are next, and whether to ask even if nothing is known to be missing. */
  readonly #ready = new Map<string, { always: boolean }>();
  readonly #busy = new Set<string>();
  /** Rounds in a row without progress, by conversation. */
  readonly #stuck = new Map<string, number>();
  /** Identifies the time between two pauses, so that rounds from before a pause are ignored; `undefined` while paused. */
  #period: object | undefined;

  constructor(options: CatchUpOptions) {
    this.#options = options;
    this.#rounds = new CatchUpRounds(options);
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
  async #attempt(conversationId: string, stream: MessageStream<Entry>): Promise<void> {
    const { random, onGone, onTrouble } = this.#options;
    const period = this.#period;
    const before = stream.position;
    let retryMs: number | undefined;
    try {
      await this.#rounds.run(conversationId, stream, () => period === this.#period);
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
        retryMs = firstRetryMs + retryDelay(error, stuck, random);
        if (!isPassing(error)) onTrouble(error);
      }
    }
    if (period !== this.#period) return;
    this.#busy.delete(conversationId);
    if (retryMs !== undefined && stream.behind) this.scheduleIn(conversationId, retryMs);
    else this.#stuck.delete(conversationId);
    this.#startNext();
  }
}
