import { limits, type AckData, type Presence } from '../api/protocol.ts';
import { ChatClientError, hasCode, isPassing } from '../errors.ts';
import type { Clock } from '../platform/clock.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';
import type { Random } from '../platform/random.ts';
import { retryDelay } from '../retry-delay.ts';

interface PresenceOptions {
  clock: Clock;
  random: Random;
  /** Sends the list over the current socket, `undefined` without one. */
  watch: (userIds: string[]) => Promise<AckData<'presence:watch'>> | undefined;
  onPresence: (presence: Presence) => void;
  onTrouble: (error: unknown) => void;
}

/** The users whose presence the application watches; the list is sent again over each new socket. */
export class PresenceWatch {
  readonly #options: PresenceOptions;
  /** One at a time: the server may handle two frames in either order, and each replaces the list. */
  readonly #requests: OneAtATime;
  /** Whether to report the next answer in full, or only what changed. */
  #inFull = false;
  #userIds: string[] = [];
  /** The last reported status of each user. */
  readonly #reported = new Map<string, Presence['status']>();
  /** Users with a push since the list was last sent: a push is never older than the answer. */
  readonly #pushed = new Set<string>();
  /** How often in a row the server asked to wait. */
  #refusals = 0;
  #cancelRetry: (() => void) | undefined;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#requests = new OneAtATime(() => this.#request(), options.onTrouble);
  }

  /** Replaces the list. Throws `validation_failed` for more than 200 users. */
  replace(userIds: readonly string[]): void {
    const distinct = [...new Set(userIds)];
    if (distinct.length > limits.watchedUsers) {
      throw new ChatClientError(
        'validation_failed',
        `At most ${limits.watchedUsers} users can be watched at a time.`,
      );
    }
    this.#userIds = distinct;
    this.#reported.clear();
    this.#requests.ask();
  }

  /** The connection is lost: `resume` comes with the next one. */
  pause(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#refusals = 0;
  }

  /** There is a new socket. */
  resume(): void {
    if (this.#userIds.length === 0) return;
    this.#inFull = true;
    this.#requests.ask();
  }

  /** A push may have been missed: a lost connection may end without one. Reports what changed. */
  renew(): void {
    if (this.#userIds.length > 0) this.#requests.ask();
  }

  /** A push of the server. */
  receive(presence: Presence): void {
    this.#pushed.add(presence.userId);
    this.#show(presence);
  }

  #show(presence: Presence): void {
    this.#reported.set(presence.userId, presence.status);
    this.#options.onPresence(presence);
  }

  async #request(): Promise<void> {
    const { watch, onTrouble } = this.#options;
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    const userIds = this.#userIds;
    const inFull = this.#inFull;
    this.#inFull = false;
    this.#pushed.clear();
    try {
      const ack = await watch(userIds);
      this.#refusals = 0;
      // The list was replaced before the answer came: only the next answer counts.
      if (userIds !== this.#userIds) return;
      for (const presence of ack?.users ?? []) {
        if (this.#pushed.has(presence.userId)) continue;
        if (inFull || this.#reported.get(presence.userId) !== presence.status) this.#show(presence);
      }
    } catch (error) {
      if (hasCode(error, 'rate_limited')) this.#retryLater(error, inFull);
      // After a lost connection the list is sent again.
      else if (!isPassing(error)) onTrouble(error);
    }
  }

  #retryLater(error: ChatClientError, inFull: boolean): void {
    const { clock, random } = this.#options;
    this.#inFull ||= inFull;
    const waitMs = retryDelay(error, ++this.#refusals, random);
    this.#cancelRetry = clock.after(waitMs, () => this.#requests.ask());
  }
}
