import type { MiddlewareObj } from '@middy/core';
import {
  InsufficientScope,
  InvalidCode,
  Muted,
  QuotaExceeded,
  RateLimited,
  AccountSuspended,
  TooSoon,
  toChatError,
  type ChatError,
} from '../../shared/platform/errors.ts';
import type { Logger } from '../../shared/platform/logger.ts';
import { failureLines } from '../../shared/platform/metrics.ts';
import { wireTime } from '../../shared/platform/time.ts';
import { errorStatus, errorTitle, type Problem } from '../../shared/protocol/index.ts';
import type { HttpEvent, HttpResult } from '../events.ts';
import { loggedPath } from './logged-path.ts';

/** When a client may try again after a 503, in seconds. */
const retryAfterSeconds = '2';

/** Turns whatever a route throws into problem details (RFC 9457), and logs what is our fault. */
export function problemDetails(log: Logger): MiddlewareObj<HttpEvent, HttpResult> {
  return {
    onError: (request) => {
      const { requestId, http } = request.event.requestContext;
      const error = toChatError(request.error);
      if (errorStatus[error.code] >= 500) {
        log.error(
          { err: request.error, requestId, method: http.method, path: loggedPath(http.path) },
          failureLines.request,
        );
      }
      request.response = problemResult(error, requestId);
    },
  };
}

/** An error as the result of a function. */
export function problemResult(error: ChatError, requestId: string): HttpResult {
  const status = errorStatus[error.code];
  const problem: Problem = {
    type: `urn:chatflow:problem:${error.code}`,
    title: errorTitle[error.code],
    status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.fields && { errors: [...error.fields] }),
    ...(error instanceof InvalidCode &&
      error.clockSkewSeconds !== undefined && { clockSkewSeconds: error.clockSkewSeconds }),
    ...(error instanceof AccountSuspended && {
      until: error.until === null ? null : wireTime(error.until),
      reason: error.reason,
    }),
    ...(error instanceof Muted && { mutedUntil: error.until }),
    ...(error instanceof InsufficientScope && error.scope !== undefined && { scope: error.scope }),
  };
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 503 && { 'retry-after': retryAfterSeconds }),
      ...(error instanceof RateLimited && rateLimitHeaders(error)),
      ...((error instanceof TooSoon || error instanceof QuotaExceeded) && {
        'retry-after': String(Math.ceil(error.retryAfterMs / 1000)),
      }),
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: JSON.stringify(problem),
  };
}

/** What is allowed and when to come again: `retry-after`, and the fields of draft-ietf-httpapi-ratelimit-headers. */
function rateLimitHeaders({ allowed, retryAfterMs }: RateLimited): Record<string, string> {
  const seconds = String(Math.ceil(retryAfterMs / 1000));
  const { burst, refillSeconds } = allowed;
  return {
    'retry-after': seconds,
    ratelimit: `"default";r=0;t=${seconds}`,
    'ratelimit-policy': `"default";q=${burst};w=${Math.ceil(burst * refillSeconds)}`,
  };
}
