import { problem, type ErrorCode, type FieldError } from './api/protocol.ts';
import { read } from './api/shapes.ts';

/** What can go wrong on this side of the wire. */
export type LocalErrorCode =
  /** The server could not be reached. */
  | 'network_error'
  /** The server did not answer in time; the request may have taken effect. */
  | 'timeout'
  /** The socket closed before the answer came; the request may have taken effect. */
  | 'connection_lost'
  /** Nobody is signed in, or no longer. */
  | 'signed_out'
  /** `disconnect` was called while `connect` was waiting. */
  | 'disconnected'
  /**
   * What came back does not follow the contract, whatever its status: something between here and the server (a proxy, a
   * portal) may have answered. The request may have taken effect.
   */
  | 'unexpected_reply'
  /** What was stored on this device could not be read: it was put aside, and the storage begun anew. */
  | 'storage_corrupt'
  /** This runtime has no WebSocket, and none was passed. */
  | 'no_websocket'
  /** The message was given up before it was sent. */
  | 'discarded'
  /** Sent more than a day ago without an answer: repeating it could send it twice. */
  | 'outcome_unknown';

/** Stable codes; a newer server may give ones that this version does not know yet. */
export type ChatClientErrorCode = ErrorCode | LocalErrorCode | (string & Record<never, never>);

interface Details {
  /** The bad fields, when the request was not valid. */
  errors?: readonly FieldError[] | undefined;
  /** The HTTP status, when the error came over HTTP. */
  status?: number;
  /** What the server's logs know the request by. */
  requestId?: string | undefined;
  cause?: unknown;
}

/** Every failure that the client reports: decide by `code`, show `message`. */
export class ChatClientError extends Error {
  override readonly name = 'ChatClientError';
  readonly code: ChatClientErrorCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  constructor(code: ChatClientErrorCode, message: string, details: Details = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.errors = details.errors;
    this.status = details.status;
    this.requestId = details.requestId;
  }
}

/** Whether `error` is a `ChatClientError` with one of these codes. */
export function hasCode(error: unknown, ...codes: ChatClientErrorCode[]): error is ChatClientError {
  return error instanceof ChatClientError && codes.includes(error.code);
}

/** Whether this is what being offline or a busy server looks like, rather than something gone wrong. */
export function isPassing(error: unknown): boolean {
  return hasCode(error, 'network_error', 'timeout', 'connection_lost', 'service_unavailable');
}

/**
 * Whether it is open what became of the request: no code of the server came back. Repeat it, where that is safe, and take
 * it for neither done nor refused.
 */
export function isUnknownOutcome(error: unknown): boolean {
  return hasCode(error, 'network_error', 'timeout', 'connection_lost', 'unexpected_reply');
}

export const signedOutError = (cause?: unknown) =>
  new ChatClientError('signed_out', 'Nobody is signed in.', { cause });

/** `disconnect` was called before `connect` was through. */
export const disconnectedError = () =>
  new ChatClientError('disconnected', 'Disconnected before it was connected.');

/** The error that an HTTP reply with an error status stands for. `body` is its parsed JSON, if it was JSON. */
export function errorOfReply(status: number, requestId: string | undefined, body: unknown): ChatClientError {
  const said = read(problem, body);
  if (said !== undefined) {
    return new ChatClientError(said.code, said.detail, {
      status,
      errors: said.errors,
      requestId: said.requestId,
    });
  }
  // Not from the backend but from something in front of it.
  return new ChatClientError('unexpected_reply', `The server answered with status ${status}.`, {
    status,
    requestId,
  });
}
