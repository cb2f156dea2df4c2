import { limits, type AckData, type Presence } from '../api/protocol.ts';
import { ChatClientError, isPassing } from '../errors.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';

interface PresenceOptions {
  /** Tells the server whom to watch over the current socket, `undefined` without one. */
  watch: (userIds: string[]) => Promise<AckData<'presence:watch'>> | undefined;
  onPresence: (presence: Presence) => void;
  onTrouble: (error: unknown) => void;
}

/** Whose presence the app wants to know; each new socket is told again. */
export class PresenceWatch {
  readonly #options: PresenceOptions;
  /** One at a time: the server may handle two frames in either order, and each replaces the list. */
  readonly #requests: OneAtATime;
  /** Whether the next answer is told in full, or only what is different. */
  #inFull = false;
  #userIds: string[] = [];
  /** The status of each person that the app was last told. */
  readonly #reported = new Map<string, Presence['status']>();
  /** Of whom a push came since the list was last sent. Each change is pushed, so none of them is older than the answer. */
  readonly #pushed = new Set<string>();

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#requests = new OneAtATime(() => this.#request(), options.onTrouble);
  }

  /** Replaces the list. Throws `validation_failed` for more than 200 people. */
  replace(userIds: readonly string[]): void {
    const distinct = [...new Set(userIds)];
    if (distinct.length > limits.watchedUsers) {
      throw new ChatClientError(
        'validation_failed',
        `At most ${limits.watchedUsers} people can be watched at a time.`,
      );
    }
    this.#userIds = distinct;
    this.#reported.clear();
    this.#requests.ask();
  }

  /** There is a new socket. */
  resume(): void {
    if (this.#userIds.length === 0) return;
    this.#inFull = true;
    this.#requests.ask();
  }

  /** A push may have been missed: somebody whose connection nobody saw end goes without one. Tells what is different. */
  renew(): void {
    if (this.#userIds.length > 0) this.#requests.ask();
  }

  /** The server pushed it. */
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
    const userIds = this.#userIds;
    const inFull = this.#inFull;
    this.#inFull = false;
    this.#pushed.clear();
    try {
      const ack = await watch(userIds);
      // Answered after the list was replaced: the next answer is the one that counts.
      if (userIds !== this.#userIds) return;
      for (const presence of ack?.users ?? []) {
        if (this.#pushed.has(presence.userId)) continue;
        if (inFull || this.#reported.get(presence.userId) !== presence.status) this.#show(presence);
      }
    } catch (error) {
      // A lost connection comes back, and this with it.
      if (!isPassing(error)) onTrouble(error);
    }
  }
}
