import type { Http } from '../api/http.ts';
import type { Clock } from '../platform/clock.ts';
import type { Emitter } from '../platform/events.ts';
import type { Random } from '../platform/random.ts';
import type { MediaCalls } from '../media/index.ts';
import type { UserSession } from '../session/user-session.ts';
import type { openStream } from '../streams/index.ts';
import type { Session } from '../session/session.ts';
import type { FeedEvents } from '../state/feed.ts';

/** What all groups of calls need. */
export interface CallContext {
  /** For calls without a token. */
  http: Http;
  session: Session;
  /** What deals with files, which is loaded at its first use. */
  media: () => Promise<MediaCalls>;
  /** What messages that are written piece by piece take, which is loaded at their first use. */
  streams: () => Promise<{ openStream: typeof openStream }>;
  clock: Clock;
  random: Random;
  /** Events for `client.state`. */
  feed: Emitter<FeedEvents>;
  /** The session of the signed-in user; `undefined` when signed out. */
  current: () => UserSession | undefined;
  /** The same; throws `signed_out`. */
  signedIn: () => UserSession;
}

/** Passes on what a call brought, unless its user has signed out meanwhile: nothing of one user reaches the next. */
export async function passOn<T>(
  { current }: CallContext,
  call: Promise<T>,
  take: (reply: T) => void,
): Promise<T> {
  const user = current();
  const reply = await call;
  if (user === current()) take(reply);
  return reply;
}
