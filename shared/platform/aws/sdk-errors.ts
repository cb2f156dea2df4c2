import { Unavailable } from '../errors.ts';

/** Throttling that services report with status 400; with 429 or 503 the status says it. */
const throttlings = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const timeouts = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException']);

/** Node's codes for a service that could not be reached, or that broke off. */
const networkCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * Whether a failed call of an AWS service may work in a moment as it is: no network, time-out, throttling, or a fault of
 * the service itself (5xx). Anything else (no permission, a wrong parameter, a condition) would fail again.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (throttlings.has(error.name) || timeouts.has(error.name)) return true;
  if ('code' in error && typeof error.code === 'string' && networkCodes.has(error.code)) return true;
  const status = httpStatus(error);
  return status === 429 || (status !== undefined && status >= 500);
}

/** The status that a service answered a failed call with, `undefined` where it did not answer. */
export function httpStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

/** Throws what a failed call of `what` means to its caller: `Unavailable` if it is passing, else the error itself. */
export function rethrow(what: string, error: unknown): never {
  throw isPassing(error) ? new Unavailable(what, error) : error;
}
