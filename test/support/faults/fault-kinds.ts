import { Unavailable } from '../../../shared/platform/errors.ts';

/** One call of a port that a fault happens to. */
export interface Call<T> {
  /** Lets it take effect, for its true answer. */
  perform: () => Promise<T>;
  /** The same request for a second time. */
  again: () => Promise<T>;
  /** Resolves when the waiting caller has waited for long enough. */
  released: Promise<unknown>;
  /** A caller will wait in vain: the honest client loses patience. */
  silent: () => void;
  die: () => void;
}

export const unavailable = (why: string) => new Unavailable('A port', new Error(why));

/** What can happen to a call of any port. */
const anywhere = {
  refused: () => Promise.reject(unavailable('refused')),
  /** It took effect, but its answer was lost. */
  lost: async <T>({ perform }: Call<T>): Promise<T> => {
    await perform();
    throw unavailable('its answer was lost');
  },
  /** It times out, and takes effect long after. */
  late: async <T>({ perform, released }: Call<T>): Promise<T> => {
    void released.then(perform).catch(() => undefined); // no caller waits for the answer any more
    return Promise.reject(unavailable('timed out'));
  },
  /** Throttled for long, then fine; its caller waits. */
  slow: async <T>({ perform, released }: Call<T>): Promise<T> => {
    await released;
    return perform();
  },
  /** It takes effect so late that clients have tried elsewhere meanwhile. */
  hung: async <T>({ perform, released, silent }: Call<T>): Promise<T> => {
    silent();
    await released;
    return perform();
  },
  /** It took effect at once, and only its answer is that late. */
  unanswered: async <T>({ perform, released, silent }: Call<T>): Promise<T> => {
    const answer = await perform();
    silent();
    await released;
    return answer;
  },
  /** An SDK repeats it inside, because the first answer was lost. */
  repeated: async <T>({ perform, again }: Call<T>): Promise<T> => {
    await perform().catch(() => undefined); // this answer was lost, whatever it was
    return again();
  },
  /** An SDK repeats it inside, and the first request arrives long after its repetition. */
  overtaken: async <T>({ perform, again, released }: Call<T>): Promise<T> => {
    void released.then(again).catch(() => undefined); // no caller waits for the answer any more
    return perform();
  },
  killedBefore: <T>({ die }: Call<T>): Promise<T> => {
    die();
    return Promise.reject(unavailable('killed'));
  },
  killedAfter: async <T>({ perform, die }: Call<T>): Promise<T> => {
    await perform();
    die();
    throw unavailable('killed');
  },
} as const;

/** What such a fault does to a call; nothing, where it is for posts only. */
export function faultOf(kind: FaultKind | undefined): <T>(call: Call<T>) => Promise<T> {
  const none = <T>({ perform }: Call<T>) => perform();
  return kind === undefined || kind === 'dropped' || kind === 'gone' ? none : anywhere[kind];
}

export const faultKinds = Object.keys(anywhere) as (keyof typeof anywhere)[];
/** What can happen to a post besides: it is said to be sent but lost on its way; its socket is said to be gone. */
export const postFaultKinds = ['dropped', 'gone'] as const;
export type PostFaultKind = (typeof postFaultKinds)[number];
export type FaultKind = (typeof faultKinds)[number] | PostFaultKind;
