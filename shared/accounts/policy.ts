import { ChatError } from '../platform/errors.ts';
import { limits, utf8Bytes, type ErrorCode } from '../protocol/index.ts';
import type { Session } from './model.ts';

/** What a session is to the caller who acts on it. */
export type SessionStanding =
  /** Signed in, and the refresh token at hand is the one that works, or the one before within moments. */
  | 'live'
  /** Signed in, but the refresh token at hand was traded before. */
  | 'reused'
  /** Signed out, expired, or of an account that is no more. */
  | 'ended'
  /** The session of another user. */
  | 'foreign';

interface Refusal {
  code: ErrorCode;
  /** What the caller reads. */
  detail: string;
}
/** For each action the standings that it can meet: `allow`, or the error that refuses it. */
type SessionPolicy = Readonly<Record<string, Readonly<Partial<Record<SessionStanding, 'allow' | Refusal>>>>>;

const hasEnded = (code: ErrorCode): Refusal => ({
  code,
  detail: 'This session has ended. Sign in again.',
});

/** Who may do what with a session. */
export const sessionPolicy = {
  /** Open a socket by an access token, which may outlive its session. */
  openSocket: { live: 'allow', ended: hasEnded('invalid_token') },
  /** Have its device reached by pushes. */
  subscribe: { live: 'allow', ended: hasEnded('invalid_token') },
  /** Trade a refresh token for fresh tokens. */
  refresh: {
    live: 'allow',
    reused: {
      code: 'refresh_token_reused',
      detail: 'This refresh token was already used, so the session has ended. Sign in again.',
    },
    ended: hasEnded('invalid_refresh_token'),
  },
  /** Look at it in the list of devices, and end it from there. */
  manage: {
    live: 'allow',
    ended: { code: 'session_not_found', detail: 'This device is signed out already.' },
    foreign: { code: 'session_not_found', detail: 'This device is signed out already.' },
  },
  /** End it by its refresh token. */
  signOut: {
    live: 'allow',
    foreign: { code: 'invalid_refresh_token', detail: 'The refresh token belongs to another user.' },
  },
} as const satisfies SessionPolicy;
type SessionActions = typeof sessionPolicy;

/** Throws the error with which the policy refuses `action` on a session of this standing. */
export function permitSession<Action extends keyof SessionActions>(
  action: Action,
  standing: keyof SessionActions[Action] & SessionStanding,
): void {
  if (decisionOn(action, standing) !== 'allow') refuseSession(action, standing);
}

/** The same where the use case knows that it cannot go on. An `allow` there is a mistake in the table: an `Error`. */
export function refuseSession<Action extends keyof SessionActions>(
  action: Action,
  standing: keyof SessionActions[Action] & SessionStanding,
): never {
  const decision = decisionOn(action, standing);
  if (!decision || decision === 'allow')
    throw new Error(`no policy refuses ${action} on a ${standing} session`);
  throw new ChatError(decision.code, decision.detail);
}

function decisionOn(action: string, standing: SessionStanding) {
  const rows: SessionPolicy = sessionPolicy;
  return rows[action]?.[standing];
}

/**
 * bcrypt reads 72 bytes and ignores the rest, and repeats what is shorter with a NUL in between: a guess that is longer
 * or holds a NUL must never be compared.
 */
export function canBePassword(guess: string): boolean {
  return utf8Bytes(guess) <= limits.passwordBytes.max && !guess.includes('\0');
}

/**
 * A hash that no password has, as costly to check as a real one: checking it where there is no account makes "no such
 * user" take as long as "wrong password".
 */
export function decoyHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}

/** The cost of a bcrypt hash (`$2b$12$…`); 0 for what is none. */
export const hashCost = (hash: string): number => Number(/^\$2[aby]\$(\d\d)\$/.exec(hash)?.[1] ?? 0);

/** For so long the refresh token that was traded last is answered again. */
const repeatableMs = 30_000;

/**
 * What a session, as it is at `now` (milliseconds since the epoch) after a trade was tried, is to the holder of the refresh
 * token of `generation`: live if it stands at that token's successor, reached just now. A trade in the future was timed by
 * another machine's clock, or by one that was put right since: no further off than in the past.
 */
export function standingAfterTrade(
  session: Pick<Session, 'generation' | 'rotatedAt'> | undefined,
  generation: number,
  now: number,
): 'live' | 'reused' | 'ended' {
  if (!session) return 'ended';
  const justNow = Math.abs(now - session.rotatedAt) < repeatableMs;
  return session.generation === generation + 1 && justNow ? 'live' : 'reused';
}
