import type { MiddlewareObj } from '@middy/core';
import type { HttpEvent, HttpResult } from '../events.ts';

/** No cache keeps a reply, an error neither, unless the reply itself says for how long. */
export function noStore(): MiddlewareObj<HttpEvent, HttpResult> {
  const add = ({ response }: { response: HttpResult | null | undefined }) => {
    if (response) response.headers = { 'cache-control': 'no-store', ...response.headers };
  };
  return { after: add, onError: add };
}
