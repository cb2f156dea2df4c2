import { limits, type Presence } from '../api/protocol.ts';
import type { StateHost } from './host.ts';
import { Cells, type Slice, type Turn } from './observable.ts';

interface PresenceStateOptions {
  host: Pick<StateHost, 'watchPresence' | 'report'>;
  turn: Turn;
  signedIn: () => boolean;
}

/** The presence of those whom the app looks at: observing somebody is watching them. */
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

  /** How a person is seen, as of the last connection; `undefined` until that is known. Watched for as long as observed. */
  slice(userId: string): Slice<Presence | undefined> {
    return this.#cells.of(userId);
  }

  receive(presence: Presence): void {
    this.#presences.set(presence.userId, presence);
    this.#cells.touch(presence.userId);
  }

  /** Somebody signed in: nobody is watched yet. */
  renew(): void {
    this.#watched = [];
    this.#plan();
  }

  clear(): void {
    this.#presences.clear();
    this.#watched = [];
    this.#cells.touchAll();
  }

  /** Those that scroll into view in one turn are told in one list. */
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
    // Who is not looked at any more stays until the list changes anyway.
    const wanted = this.#cells.observed.slice(-limits.watchedUsers);
    if (wanted.every((id) => this.#watched.includes(id))) return;
    this.#watched = wanted;
    for (const id of this.#presences.keys()) if (!this.#cells.isObserved(id)) this.#presences.delete(id);
    this.#options.host.watchPresence(wanted).catch((error: unknown) => this.#options.host.report(error));
  }
}
