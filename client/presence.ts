import { limits, type AckData, type ServerEventData } from '../shared/protocol/index.ts';
import { ChatClientError, isPassing } from './errors.ts';

/** `status` is known where the server pushed it, `undefined` in the first answer to `watchPresence`. */
export type Presence = Omit<ServerEventData<'presence:update'>, 'status'> &
  Partial<Pick<ServerEventData<'presence:update'>, 'status'>>;

interface PresenceOptions {
  /** Tells the server whom to watch over the current socket, `undefined` without one. */
  watch: (userIds: string[]) => Promise<AckData<'presence:watch'>> | undefined;
  onPresence: (presence: Presence) => void;
  onTrouble: (error: unknown) => void;
}

/** Whose presence the app wants to know; each new socket is told again. */
export class PresenceWatch {
  readonly #options: PresenceOptions;
  #userIds: string[] = [];

  constructor(options: PresenceOptions) {
    this.#options = options;
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
    void this.#tell();
  }

  /** There is a new socket. */
  resume(): void {
    if (this.#userIds.length > 0) void this.#tell();
  }

  async #tell(): Promise<void> {
    const { watch, onPresence, onTrouble } = this.#options;
    const userIds = this.#userIds;
    try {
      const ack = await watch(userIds);
      // Answered after the list was replaced: the next answer is the one that counts.
      if (userIds === this.#userIds) for (const presence of ack?.users ?? []) onPresence(presence);
    } catch (error) {
      // A lost connection comes back, and this with it.
      if (!isPassing(error)) onTrouble(error);
    }
  }
}
