import { problem, type ErrorCode, type FieldError } from './api/protocol.ts';
import { read } from './api/shapes.ts';

/** The error codes of the client itself. */
export type LocalErrorCode =
  /** The server could not be reached. */
  | 'network_error'
  /** No answer in time; the request may have taken effect. */
  | 'timeout'
  /** The socket closed before the answer; the request may have taken effect. */
  | 'connection_lost'
  /** No user is signed in, or no longer. */
  | 'signed_out'
  /** `disconnect` was called while `connect` was waiting. */
  | 'disconnected'
  /**
   * The reply does not follow the contract: a proxy or a portal may have answered in place of the server. The request may
   * have taken effect.
   */
  | 'unexpected_reply'
  /** What was stored on this device could not be read: it was put aside, and the storage starts empty. */
  | 'storage_corrupt'
  /** `client.state` needs the option `state` of `createClient`. */
  | 'no_state'
  /** This runtime has no WebSocket, and none was passed. */
  | 'no_websocket'
  /** `tokenProvider` gave no token, or one that the server refused: `cause` says why. The client asks again. */
  | 'token_provider_failed'
  /** `register`, `login` and `logout` are not for clients with a `token` or `tokenProvider`. */
  | 'token_provider_in_use'
  /** The call was ended through its `signal`. */
  | 'aborted'
  /** The object store does not take the file: what arrived is other than declared, or came too late. */
  | 'upload_refused'
  /** The message was given up before it was sent. */
  | 'discarded'
  /** Sent more than a day ago without an answer: repeating it could send it twice. */
  | 'outcome_unknown';

/** Stable codes; a newer server may send codes that this version does not know. */
export type ChatClientErrorCode = ErrorCode | LocalErrorCode | (string & Record<never, never>);

interface Details {
  /** The invalid fields of the request. */
  errors?: readonly FieldError[] | undefined;
  /** The HTTP status, when the error came over HTTP. */
  status?: number;
  /** The id of the request in the server's logs. */
  requestId?: string | undefined;
  /** After how many milliseconds to try again, where the server said so. */
  retryAfterMs?: number | undefined;
  /** By how much the clock of the device with the authenticator app is off. */
  clockSkewSeconds?: number | undefined;
  /** Until when it is refused, where it says so. */
  until?: string | null | undefined;
  reason?: string | undefined;
  mutedUntil?: string | undefined;
  scope?: string | undefined;
  cause?: unknown;
}

/** Every error that the client reports: decide by `code`, show `message`. */
export class ChatClientError extends Error {
  override readonly name = 'ChatClientError';
  readonly code: ChatClientErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  /** With `muted`: until when: a time (RFC 3339), or `forever`. */
  readonly mutedUntil: string | undefined;
  /** With `insufficient_scope`: what the token of the bot lacks; `undefined` where bots may not do it at all. */
  readonly scope: string | undefined;
  /** With `rate_limited` and `slow_mode`: after how many milliseconds to try again. Any other error may have it too. */
  readonly retryAfterMs: number | undefined;
  /**
   * With `invalid_code`: by how many seconds the clock of the device with the authenticator app is off, where that is why;
   * below 0, it is behind.
   */
  readonly clockSkewSeconds: number | undefined;
  /** With `account_suspended`: when that ends, or `null`: when it is lifted. */
  readonly until: string | null | undefined;
  /** With `account_suspended`: what the one who did it wrote; it may be empty. */
  readonly reason: string | undefined;
  constructor(code: ChatClientErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.errors = details.errors;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.clockSkewSeconds = details.clockSkewSeconds;
    this.until = details.until;
    this.reason = details.reason;
    this.mutedUntil = details.mutedUntil;
    this.scope = details.scope;
  }
}

/** Whether `error` is a `ChatClientError` with one of these codes. */
export function hasCode(error: unknown, ...codes: ChatClientErrorCode[]): error is ChatClientError {
  return error instanceof ChatClientError && codes.includes(error.code);
}

/** Whether the error is temporary: offline, a busy server, too many requests, or no token at the moment. */
export function isPassing(error: unknown): boolean {
  return hasCode(
    error,
    'network_error',
    'timeout',
    'connection_lost',
    'service_unavailable',
    'rate_limited',
    'token_provider_failed',
  );
}

/**
 * Whether the outcome of the request is unknown: no code of the server came back. Repeat it where that is safe, and do not
 * take it as done or refused.
 */
export function isUnknownOutcome(error: unknown): boolean {
  return hasCode(error, 'network_error', 'timeout', 'connection_lost', 'unexpected_reply');
}

export const signedOutError = (cause?: unknown) =>
  new ChatClientError('signed_out', 'No user is signed in.', { cause });

export const noStateError = () =>
  new ChatClientError(
    'no_state',
    "Pass createClient the option `state: chatState()`, of '@chatflow/client/state'.",
  );

/** `disconnect` was called before `connect` resolved. */
export const disconnectedError = () =>
  new ChatClientError('disconnected', 'Disconnected before it was connected.');

/**
 * The error of an HTTP reply with an error status. `body` is its parsed JSON, if it was JSON; `retryAfterMs` is what the
 * reply asks for.
 */
export function errorOfReply(
  status: number,
  requestId: string | undefined,
  body: unknown,
  retryAfterMs?: number,
): ChatClientError {
  const said = read(problem, body);
  if (said !== undefined) {
    return new ChatClientError(said.code, said.detail, {
      status,
      errors: said.errors,
      requestId: said.requestId,
      mutedUntil: said.mutedUntil,
      scope: said.scope,
      retryAfterMs,
      clockSkewSeconds: said.clockSkewSeconds,
      until: said.until,
      reason: said.reason,
    });
  }
  // Not from the backend but from a proxy in front of it.
  return new ChatClientError('unexpected_reply', `The server answered with status ${status}.`, {
    status,
    requestId,
    retryAfterMs,
  });
}
