import { mediaRoutes } from '../api/media-contract.ts';
import type { MediaWithAddresses } from '../api/protocol.ts';
import type { Clock } from '../platform/clock.ts';
import type { Session } from '../session/session.ts';

/** The most files that one request asks for. */
const atOnce = 50;
/** Addresses are renewed so long before they expire that a download can still begin. */
const marginMs = 60_000;
/** The most files whose addresses are kept. */
const mostKept = 2_000;

interface Lookup {
  promise: Promise<MediaWithAddresses | undefined>;
  resolve: (found: MediaWithAddresses | undefined) => void;
  reject: (error: unknown) => void;
}

/** Signed addresses of files: kept until they expire; what is asked for at the same time is one request. */
export class MediaAddresses {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #kept = new Map<string, MediaWithAddresses>();
  /** What is under way, by id. */
  readonly #lookups = new Map<string, Lookup>();
  #waiting: string[] = [];

  constructor({ session, clock }: { session: Session; clock: Clock }) {
    this.#session = session;
    this.#clock = clock;
  }

  /** The files, in order, without those that there are not for this user. With `fresh`, nothing that is kept. */
  async get(ids: readonly string[], fresh: boolean): Promise<MediaWithAddresses[]> {
    const found = await Promise.all(ids.map(async (id) => this.#one(id, fresh)));
    return found.filter((one) => one !== undefined);
  }

  /** Forgets what is kept of a file, which has changed. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  #one(id: string, fresh: boolean): MediaWithAddresses | Promise<MediaWithAddresses | undefined> {
    const kept = this.#kept.get(id);
    if (kept !== undefined && !fresh && isFresh(kept, this.#clock.now())) return kept;
    const running = this.#lookups.get(id);
    if (running !== undefined) return running.promise;
    const lookup = newLookup();
    this.#lookups.set(id, lookup);
    this.#waiting.push(id);
    if (this.#waiting.length === 1) queueMicrotask(() => this.#askForWaiting());
    return lookup.promise;
  }

  #askForWaiting(): void {
    const ids = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < ids.length; from += atOnce) void this.#ask(ids.slice(from, from + atOnce));
  }

  /** Never rejects: its error goes to those who wait. */
  async #ask(ids: readonly string[]): Promise<void> {
    const settle = (take: (lookup: Lookup, id: string) => void) => {
      for (const id of ids) {
        const lookup = this.#lookups.get(id);
        this.#lookups.delete(id);
        if (lookup !== undefined) take(lookup, id);
      }
    };
    try {
      const { items } = await this.#session.call(mediaRoutes.listMedia, { query: { ids: ids.join(',') } });
      const found = new Map(items.map((item) => [item.id, item]));
      settle((lookup, id) => {
        const item = found.get(id);
        if (item?.expiresAt) this.#keep(item);
        else this.#kept.delete(id);
        lookup.resolve(item);
      });
    } catch (error) {
      settle((lookup) => lookup.reject(error));
    }
  }

  #keep(item: MediaWithAddresses): void {
    this.#kept.delete(item.id);
    this.#kept.set(item.id, item);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

const isFresh = ({ expiresAt }: MediaWithAddresses, now: number): boolean =>
  expiresAt !== null && Date.parse(expiresAt) - marginMs > now;

function newLookup(): Lookup {
  let [resolve, reject]: [Lookup['resolve'], Lookup['reject']] = [() => undefined, () => undefined];
  const promise = new Promise<MediaWithAddresses | undefined>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}
