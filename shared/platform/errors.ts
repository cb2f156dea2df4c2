import { errorTitle, type ErrorCode, type FieldError } from '../protocol/index.ts';

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
