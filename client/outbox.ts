import type { AckData, ClientFrameData } from '../shared/protocol/index.ts';
import { backoffDelay } from './backoff.ts';
import type { Clock } from './clock.ts';
import { hasCode, type ChatClientError } from './errors.ts';
import type { Random } from './random.ts';

const maxAttemptsWhenUnavailable = 3;

export type OutgoingMessage = ClientFrameData<'message:send'>;
export type SendResult = AckData<'message:send'>;
/** Sends one message over the current socket, `undefined` without one. */
export type Transmit = (message: OutgoingMessage) => Promise<SendResult> | undefined;

interface Entry {
  message: OutgoingMessage;
  resolve: (result: SendResult) => void;
  reject: (error: unknown) => void;
  /** Under way, or waiting to be repeated. */
  busy: boolean;
  timesUnavailable: number;
}

/**
 * Messages that wait for their ack. Each conversation's go one after the other, so that they are stored in the order
 * of sending; a lost connection leaves them here for the next one, which `clientId` makes safe to repeat.
 */
export class Outbox {
  readonly #options: { transmit: Transmit; clock: Clock; random: Random };
  readonly #queues = new Map<string, Entry[]>();

  constructor(options: { transmit: Transmit; clock: Clock; random: Random }) {
    this.#options = options;
  }

  /** Sends the message when its turn comes. Resolves with the ack, rejects when the server refuses it. */
  add(message: OutgoingMessage): Promise<SendResult> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(message.conversationId) ?? [];
      this.#queues.set(message.conversationId, queue);
      queue.push({ message, resolve, reject, busy: false, timesUnavailable: 0 });
      this.#next(message.conversationId);
    });
  }

  /** There is a fresh socket: goes on with everything that waits. */
  resume(): void {
    for (const conversationId of [...this.#queues.keys()]) this.#next(conversationId);
  }

  /** Gives up everything that waits. */
  rejectAll(error: ChatClientError): void {
    const entries = [...this.#queues.values()].flat();
    this.#queues.clear();
    for (const { reject } of entries) reject(error);
  }

  #next(conversationId: string): void {
    const entry = this.#queues.get(conversationId)?.[0];
    if (entry === undefined || entry.busy) return;
    const sending = this.#options.transmit(entry.message);
    if (sending === undefined) return;
    entry.busy = true;
    sending.then(
      (result) => this.#done(entry, () => entry.resolve(result)),
      (error: unknown) => this.#failed(entry, error),
    );
  }

  #failed(entry: Entry, error: unknown): void {
    if (hasCode(error, 'connection_lost', 'timeout')) {
      entry.busy = false;
      // Usually without effect: `resume` comes with the next socket. It may have come before this, though.
      this.#next(entry.message.conversationId);
      return;
    }
    if (hasCode(error, 'service_unavailable') && ++entry.timesUnavailable < maxAttemptsWhenUnavailable) {
      const { clock, random } = this.#options;
      clock.after(backoffDelay(entry.timesUnavailable, random), () => {
        entry.busy = false;
        this.#next(entry.message.conversationId);
      });
      return;
    }
    this.#done(entry, () => entry.reject(error));
  }

  #done(entry: Entry, settle: () => void): void {
    const { conversationId } = entry.message;
    const queue = this.#queues.get(conversationId);
    // Given up meanwhile by `rejectAll`: settled already.
    if (queue?.[0] !== entry) return;
    queue.shift();
    if (queue.length === 0) this.#queues.delete(conversationId);
    settle();
    this.#next(conversationId);
  }
}
