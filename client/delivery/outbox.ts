import type { OutgoingMessage, SendResult } from '../api/protocol.ts';
import type { Clock } from '../platform/clock.ts';
import { ChatClientError, hasCode, isUnknownOutcome } from '../errors.ts';
import { retryDelay } from '../retry-delay.ts';
import type { OutboxStore, StoredSend } from './outbox-store.ts';
import type { Random } from '../platform/random.ts';

/** A message that fails with `internal_error` this often is given up, since it blocks the messages behind it. */
const maxInternalErrors = 10;
/** The server knows a `clientId` for 24 hours; the last hour is a margin for clock skew and transit. */
const repeatableMs = 23 * 60 * 60_000;

/** In a group with slow mode a message waits for its turn by itself up to so long. */
const slowModeMs = 60_000;

/** Sends one message, `undefined` without a connection. */
export type Transmit = (message: OutgoingMessage) => Promise<SendResult> | undefined;

interface OutboxOptions {
  transmit: Transmit;
  store: OutboxStore;
  clock: Clock;
  random: Random;
  /** A message waits to be sent. */
  onQueued: (message: OutgoingMessage) => void;
  /** A message is stored on the server. Comes before the promise of its `add` resolves. */
  onStored: (message: OutgoingMessage, result: SendResult) => void;
  /** The server refused a message. One from before a reload has no caller that waits for it. */
  onRefused: (message: OutgoingMessage, error: unknown) => void;
}

interface Entry extends StoredSend {
  resolve: (result: SendResult) => void;
  reject: (error: unknown) => void;
  /** When it was first sent, if it was, by `Clock.elapsed`. */
  tried: number | undefined;
  /** Under way, or waiting for a retry. */
  busy: boolean;
  cancelRetry: (() => void) | undefined;
  failures: number;
  internalErrors: number;
}

/**
 * Messages that wait for their ack. Those of a conversation are sent one after the other, so that they are stored in the
 * order of sending. After a lost connection they are sent again from here, after a reload from the store; `clientId`
 * makes that safe.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queues = new Map<string, Entry[]>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Loads what an earlier run left unsent. */
  async load(): Promise<void> {
    const noCaller = { resolve: () => undefined, reject: () => undefined };
    for (const send of await this.#options.store.load()) this.#enqueue({ ...send, ...noCaller });
  }

  /** The messages that wait, in the order of sending. */
  get waiting(): OutgoingMessage[] {
    return [...this.#queues.values()].flat().map(({ message }) => message);
  }

  /** Sends the message when its turn comes. Resolves with the ack, rejects when the server refuses it. */
  add(message: OutgoingMessage): Promise<SendResult> {
    return new Promise((resolve, reject) => {
      const entry = this.#enqueue({ message, resolve, reject });
      this.#options.onQueued(message);
      this.#next(message.conversationId);
      if (entry.triedAt === undefined) this.#store(entry);
    });
  }

  /** Removes a message that waits. `false` where it is under way, so that it may be stored any moment, or unknown. */
  discard(clientId: string): boolean {
    const queue = [...this.#queues.values()].find((entries) =>
      entries.some((one) => one.message.clientId === clientId),
    );
    const entry = queue?.find(({ message }) => message.clientId === clientId);
    if (queue === undefined || entry === undefined || entry.busy) return false;
    queue.splice(queue.indexOf(entry), 1);
    if (queue.length === 0) this.#queues.delete(entry.message.conversationId);
    this.#options.store.remove(clientId);
    entry.reject(new ChatClientError('discarded', 'The message was discarded.'));
    return true;
  }

  /** There is a connection again: sends what waits. */
  resume(): void {
    for (const conversationId of [...this.#queues.keys()]) this.#next(conversationId);
  }

  /** Stops sending. Waiting messages stay in the store; their promises reject. */
  stop(error: ChatClientError): void {
    const entries = [...this.#queues.values()].flat();
    this.#queues.clear();
    for (const { cancelRetry, reject } of entries) {
      cancelRetry?.();
      reject(error);
    }
  }

  #enqueue(send: StoredSend & Pick<Entry, 'resolve' | 'reject'>): Entry {
    const { conversationId } = send.message;
    const { clock } = this.#options;
    const tried = send.triedAt === undefined ? undefined : clock.elapsed() - (clock.now() - send.triedAt);
    const entry: Entry = {
      ...send,
      tried,
      busy: false,
      cancelRetry: undefined,
      failures: 0,
      internalErrors: 0,
    };
    const queue = this.#queues.get(conversationId) ?? [];
    this.#queues.set(conversationId, queue);
    queue.push(entry);
    return entry;
  }

  #store({ message, triedAt }: StoredSend): void {
    this.#options.store.put({ message, ...(triedAt !== undefined && { triedAt }) });
  }

  #next(conversationId: string): void {
    const entry = this.#queues.get(conversationId)?.[0];
    if (entry === undefined || entry.busy) return;
    if (this.#mayBeForgotten(entry)) {
      this.#refused(entry, new ChatClientError('outcome_unknown', 'It may or may not have been sent.'));
      return;
    }
    const repeat = entry.triedAt !== undefined;
    const sending = this.#options.transmit(repeat ? { ...entry.message, repeat } : entry.message);
    if (sending === undefined) return;
    entry.busy = true;
    if (entry.triedAt === undefined) {
      entry.triedAt = this.#options.clock.now();
      entry.tried = this.#options.clock.elapsed();
      this.#store(entry);
    }
    sending.then(
      (result) => this.#stored(entry, result),
      (error: unknown) => this.#failed(entry, error),
    );
  }

  /**
   * Whether the server may have forgotten the `clientId`: then a repeat could store a second message. The wall clock may
   * have been set back since, and the monotonic clock stops on some systems while the machine sleeps: the larger counts.
   */
  #mayBeForgotten({ triedAt, tried }: Entry): boolean {
    const { clock } = this.#options;
    const since = (moment: number | undefined, now: number) => (moment === undefined ? 0 : now - moment);
    return Math.max(since(triedAt, clock.now()), since(tried, clock.elapsed())) > repeatableMs;
  }

  #failed(entry: Entry, error: unknown): void {
    const { conversationId } = entry.message;
    if (this.#queues.get(conversationId)?.[0] !== entry) return;
    if (hasCode(error, 'connection_lost', 'timeout')) {
      entry.busy = false;
      // Usually without effect: `resume` comes with the next socket. It may have come before this, though.
      this.#next(conversationId);
      return;
    }
    if (hasCode(error, 'internal_error')) entry.internalErrors += 1;
    if (mayBeSent(error) && entry.internalErrors < maxInternalErrors) {
      const { clock, random } = this.#options;
      entry.cancelRetry = clock.after(retryDelay(error, ++entry.failures, random), () => {
        entry.busy = false;
        this.#next(conversationId);
      });
      return;
    }
    this.#refused(entry, error);
  }

  #stored(entry: Entry, result: SendResult): void {
    this.#done(entry, () => {
      this.#options.onStored(entry.message, result);
      entry.resolve(result);
    });
  }

  #refused(entry: Entry, error: unknown): void {
    this.#done(entry, () => {
      entry.reject(error);
      this.#options.onRefused(entry.message, error);
    });
  }

  #done(entry: Entry, settle: () => void): void {
    const { conversationId, clientId } = entry.message;
    const queue = this.#queues.get(conversationId);
    // Stopped since: settled already.
    if (queue?.[0] !== entry) return;
    queue.shift();
    if (queue.length === 0) this.#queues.delete(conversationId);
    this.#options.store.remove(clientId);
    settle();
    this.#next(conversationId);
  }
}

/**
 * Whether to repeat: the error says nothing about the message itself, since it has no code of the server, or one about
 * the server or the tokens. The message may be stored already; `clientId` makes the repeat safe.
 */
function mayBeSent(error: unknown): boolean {
  return (
    isUnknownOutcome(error) ||
    // a short wait is not worth a word; after a long one the user decides
    (hasCode(error, 'slow_mode') && (error.retryAfterMs ?? 0) <= slowModeMs) ||
    hasCode(error, 'service_unavailable', 'rate_limited', 'internal_error', 'token_provider_failed') ||
    hasCode(error, 'signed_out', 'unauthenticated', 'invalid_token', 'token_expired')
  );
}
