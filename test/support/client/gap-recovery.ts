import type * as z from 'zod';
import { changesPage, messagePage, type Message, type MessagePage } from '../../../shared/protocol/index.ts';

/** What is handed on of a message. */
export type Handed = Pick<Message, 'conversationId' | 'seq' | 'senderId' | 'text'>;

/** How missing messages are asked for, and where they go. */
export interface RecoveryOptions {
  /** Gets each message once and in order. */
  onMessage: (message: Handed) => void;
  /** The reply to a GET of a path below `/v1`. */
  get: <S extends z.ZodType>(path: string, schema: S) => Promise<z.output<S>>;
  /** Passes before the device asks again for a number that may still be on its way. */
  pause: () => Promise<unknown>;
}

/** What there is of a conversation: every entry up to `upTo` was handed on, and these came too early for that. */
interface Held {
  upTo: number;
  /** The highest number heard of. */
  known: number;
  early: Map<number, Handed>;
  /** Runs while what is missing is asked for. */
  fetching?: Promise<void>;
}

const pageSize = 100;

/** Finds gaps by `seq`, fills them by `changes`, or after a reset by the history, and hands each message on once. */
export class GapRecovery {
  readonly #options: RecoveryOptions;
  readonly #held = new Map<string, Held>();

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** One message became known, by a push or an ack. Resolves once nothing known is missing before it. */
  async take(message: Handed): Promise<void> {
    const held = this.#heldOf(message.conversationId);
    if (message.seq <= held.upTo) return;
    held.early.set(message.seq, message);
    held.known = Math.max(held.known, message.seq);
    this.#handOn(held, held.upTo);
    if (held.early.size > 0) await this.fetchUpTo(message.conversationId, held.known);
  }

  /** The conversation reaches up to `seq`. Resolves once all of it was handed on. */
  async fetchUpTo(conversationId: string, seq: number): Promise<void> {
    const held = this.#heldOf(conversationId);
    held.known = Math.max(held.known, seq);
    if (held.upTo >= held.known) return;
    held.fetching ??= this.#fetch(conversationId, held);
    await held.fetching;
  }

  /** Hands on what is there: all up to `complete`, where nothing else will come, and what follows without a gap. */
  #handOn(held: Held, complete: number): void {
    for (;;) {
      const next = held.upTo + 1;
      const message = held.early.get(next);
      if (!message && next > complete) return;
      held.upTo = next;
      if (!message) continue;
      held.early.delete(next);
      this.#options.onMessage(message);
    }
  }

  /** Fetches until no known entry is missing. A caller that learns of more meanwhile joins this run. */
  async #fetch(conversationId: string, held: Held): Promise<void> {
    try {
      while (held.upTo < held.known) await this.#fetchPage(conversationId, held);
    } finally {
      delete held.fetching;
    }
  }

  async #fetchPage(conversationId: string, held: Held): Promise<void> {
    const path = `/conversations/${conversationId}/changes?after=${held.upTo}&limit=${pageSize}`;
    const page = await this.#options.get(path, changesPage);
    if (page.reset) {
      await this.#load(conversationId, held, page.upTo);
      return;
    }
    for (const item of page.items) if (item.seq > held.upTo) held.early.set(item.seq, item);
    this.#handOn(held, page.upTo);
    if (!page.hasMore && held.upTo < held.known) await this.#options.pause();
  }

  /** Too much for `changes`: goes back through the history to what was handed on. */
  async #load(conversationId: string, held: Held, upTo: number): Promise<void> {
    let query: string | undefined = `before=${upTo + 1}`;
    while (query !== undefined) {
      const path = `/conversations/${conversationId}/messages?limit=${pageSize}&${query}`;
      const page: MessagePage = await this.#options.get(path, messagePage);
      for (const item of page.items) if (item.seq > held.upTo) held.early.set(item.seq, item);
      const reached = (page.items[0]?.seq ?? 0) <= held.upTo + 1;
      query =
        page.nextCursor === null || reached ? undefined : `cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    this.#handOn(held, upTo);
  }

  #heldOf(conversationId: string): Held {
    let held = this.#held.get(conversationId);
    if (!held) {
      held = { upTo: 0, known: 0, early: new Map() };
      this.#held.set(conversationId, held);
    }
    return held;
  }
}
