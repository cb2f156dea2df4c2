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

type Asked = readonly [id: string, lookup: Lookup];

/** Signed addresses of files: kept until they expire; what is asked for at the same time is one request. */
export class MediaAddresses {
  readonly #session: Session;
  readonly #clock: Clock;
  readonly #kept = new Map<string, MediaWithAddresses>();
  /** What is under way and still good for others who ask, by id. */
  readonly #lookups = new Map<string, Lookup>();
  #waiting: Asked[] = [];

  constructor({ session, clock }: { session: Session; clock: Clock }) {
    this.#session = session;
    this.#clock = clock;
  }

  /** The files, in order, without those that there are not for this user. With `fresh`, nothing that is kept. */
  async get(ids: readonly string[], fresh: boolean): Promise<MediaWithAddresses[]> {
    const found = await Promise.all(ids.map(async (id) => this.#one(id, fresh)));
    return found.filter((one) => one !== undefined);
  }

  /** Forgets what is kept of a file, which has changed. An answer that is on its way may be of before: the next one asks anew. */
  forget(id: string): void {
    this.#kept.delete(id);
    this.#lookups.delete(id);
  }

  #one(id: string, fresh: boolean): MediaWithAddresses | Promise<MediaWithAddresses | undefined> {
    const kept = this.#kept.get(id);
    if (kept !== undefined && !fresh && isFresh(kept, this.#clock.now())) return kept;
    const running = this.#lookups.get(id);
    if (running !== undefined) return running.promise;
    const lookup = newLookup();
    this.#lookups.set(id, lookup);
    this.#waiting.push([id, lookup]);
    if (this.#waiting.length === 1) queueMicrotask(() => this.#askForWaiting());
    return lookup.promise;
  }

  #askForWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let from = 0; from < waiting.length; from += atOnce)
      void this.#ask(waiting.slice(from, from + atOnce));
  }

  /** Never rejects: its error goes to those who wait. */
  async #ask(asked: readonly Asked[]): Promise<void> {
    /** Whether nothing made its answer old meanwhile. */
    const end = (id: string, lookup: Lookup): boolean =>
      this.#lookups.get(id) === lookup && this.#lookups.delete(id);
    try {
      const ids = asked.map(([id]) => id).join(',');
      const { items } = await this.#session.call(mediaRoutes.listMedia, { query: { ids } });
      const found = new Map(items.map((item) => [item.id, item]));
      for (const [id, lookup] of asked) {
        const item = found.get(id);
        if (end(id, lookup)) {
          if (item?.expiresAt) this.#keep(item);
          else this.#kept.delete(id);
        }
        lookup.resolve(item);
      }
    } catch (error) {
      for (const [id, lookup] of asked) {
        end(id, lookup);
        lookup.reject(error);
      }
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
