import type { MiddlewareObj } from '@middy/core';
import type { HttpEvent, HttpResult } from '../events.ts';

/** Every reply names its request, so that a user's report leads to the log lines. */
export function requestId(): MiddlewareObj<HttpEvent, HttpResult> {
  const add = ({ event, response }: { event: HttpEvent; response: HttpResult | null | undefined }) => {
    if (response) response.headers = { ...response.headers, 'x-request-id': event.requestContext.requestId };
  };
  return { after: add, onError: add };
}
