import { errorTitle, type ErrorCode, type FieldError, type Scope } from '../protocol/index.ts';
import { wireTime } from './time.ts';

/** An error that is sent to the client: a stable code, a sentence, and the bad fields if there are any. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[] | undefined;
  constructor(code: ErrorCode, detail: string = errorTitle[code], fields?: readonly FieldError[]) {
    super(detail);
    this.code = code;
    this.fields = fields;
  }
}

/** A code that is wrong. Where the clock of the device that made it is why, `clockSkewSeconds` says by how much it is off: below 0, behind. */
export class InvalidCode extends ChatError {
  readonly clockSkewSeconds: number | undefined;
  constructor(detail: string, clockSkewSeconds?: number) {
    super('invalid_code', detail);
    this.clockSkewSeconds = clockSkewSeconds;
  }
}

/** Too often. The same will be let through after `retryAfterMs`, if nothing else uses up what is allowed until then. */
export class RateLimited extends ChatError {
  readonly retryAfterMs: number;
  /** What is allowed: `burst` at once, and one more each `refillSeconds`. */
  readonly allowed: { burst: number; refillSeconds: number };
  constructor(allowed: { burst: number; refillSeconds: number }, retryAfterMs: number) {
    const seconds = Math.ceil(retryAfterMs / 1000);
    super(
      'rate_limited',
      `Too many attempts. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    );
    this.retryAfterMs = retryAfterMs;
    this.allowed = { burst: allowed.burst, refillSeconds: allowed.refillSeconds };
  }
}

/** The account is suspended: until a time (milliseconds since the epoch), or with `null` until that is lifted. */
export class AccountSuspended extends ChatError {
  readonly until: number | null;
  /** What the one who did it wrote; it may be empty. */
  readonly reason: string;
  constructor(until: number | null, reason: string) {
    const ends = until === null ? '' : ` until ${wireTime(until)}`;
    super('account_suspended', `This account is suspended${ends}.`);
    this.until = until;
    this.reason = reason;
  }
}

/** The token of a bot lacks a scope, or with `undefined`: no bot may do this. */
export class InsufficientScope extends ChatError {
  readonly scope: Scope | undefined;
  constructor(scope: Scope | undefined) {
    super(
      'insufficient_scope',
      scope === undefined ? 'Bots cannot do this.' : `The token lacks the scope ${scope}.`,
    );
    this.scope = scope;
  }
}

/** Admins keep the sender from sending. `until`: a time on the wire, or `forever`. */
export class Muted extends ChatError {
  readonly until: string;
  constructor(until: string) {
    super('muted', until === 'forever' ? 'You are muted in this group.' : `You are muted until ${until}.`);
    this.until = until;
  }
}

/** The group lets each member send only so often. The next message will be let through after `retryAfterMs`. */
export class TooSoon extends ChatError {
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    const seconds = Math.ceil(retryAfterMs / 1000);
    super('slow_mode', `Send the next message in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The user has uploaded as much as is allowed on a day, which is over after `retryAfterMs`. */
export class QuotaExceeded extends ChatError {
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super('media_quota_exceeded', 'You have uploaded as much as is possible on one day. Try again tomorrow.');
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Something that the backend stands on (database, key service, …) did not answer: nothing was promised, and trying
 * again in a moment may work. Clients see `service_unavailable`.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(what: string, cause: unknown) {
    super(`${what} is unavailable`, { cause });
  }
}

/** What is sent to the client for any thrown value: its own error, "temporarily unavailable", or nothing of the internals. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (error instanceof Unavailable) {
    return new ChatError(
      'service_unavailable',
      'The service is temporarily unavailable. Try again in a moment.',
    );
  }
  return new ChatError('internal_error', 'Something went wrong on our side.');
}
