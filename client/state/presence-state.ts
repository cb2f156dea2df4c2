import { limits, type Presence } from '../api/protocol.ts';
import type { StateHost } from './host.ts';
import { Cells, type Slice, type Turn } from './observable.ts';

interface PresenceStateOptions {
  host: Pick<StateHost, 'watchPresence' | 'report'>;
  turn: Turn;
  signedIn: () => boolean;
}

/** The presence of the users that the app shows: to observe a user is to watch them. */
export class PresenceState {
  readonly #options: PresenceStateOptions;
  readonly #presences = new Map<string, Presence>();
  readonly #cells: Cells<Presence | undefined>;
  #watched: readonly string[] = [];
  #planned = false;

  constructor(options: PresenceStateOptions) {
    this.#options = options;
    this.#cells = new Cells({
      turn: options.turn,
      compute: (userId) => this.#presences.get(userId),
      onObserved: (_, observed) => observed && this.#plan(),
    });
  }

  /** The presence of a user, as of the last connection; `undefined` until it is known. Watched while it is observed. */
  slice(userId: string): Slice<Presence | undefined> {
    return this.#cells.of(userId);
  }

  /** The same now. */
  of(userId: string): Presence | undefined {
    return this.#presences.get(userId);
  }

  receive(presence: Presence): void {
    this.#presences.set(presence.userId, presence);
    this.#cells.touch(presence.userId);
  }

  /** A user signed in: the server watches no one for them yet. */
  renew(): void {
    this.#watched = [];
    this.#plan();
  }

  clear(): void {
    this.#presences.clear();
    this.#watched = [];
    this.#cells.touchAll();
  }

  /** Users that scroll into view in one turn make one list. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    queueMicrotask(() => {
      this.#planned = false;
      this.#watch();
    });
  }

  #watch(): void {
    if (!this.#options.signedIn()) return;
    // A user who is not observed any more stays until the list changes anyway.
    const wanted = this.#cells.observed.slice(-limits.watchedUsers);
    if (wanted.every((id) => this.#watched.includes(id))) return;
    this.#watched = wanted;
    for (const id of this.#presences.keys()) if (!this.#cells.isObserved(id)) this.#presences.delete(id);
    this.#options.host.watchPresence(wanted).catch((error: unknown) => this.#options.host.report(error));
  }
}
