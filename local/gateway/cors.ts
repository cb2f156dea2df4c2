import type { IncomingMessage } from 'node:http';

type Headers = Record<string, string>;

const preflightHeaders: Headers = {
  'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE',
  'access-control-allow-headers': 'authorization,content-type',
};

/** Whether a browser asks if it may send a request to another origin, which the gateway answers itself. */
export function isPreflight(request: IncomingMessage): boolean {
  return (
    request.method === 'OPTIONS' &&
    request.headers.origin !== undefined &&
    request.headers['access-control-request-method'] !== undefined
  );
}

/** The headers that let pages of the allowed origins (`*`: any) read a reply; none for other origins. */
export function corsHeaders(origins: readonly string[], request: IncomingMessage): Headers {
  const { origin } = request.headers;
  if (origins.length === 0 || origin === undefined) return {};
  const any = origins.includes('*');
  if (!any && !origins.includes(origin)) return {};
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(isPreflight(request)
      ? preflightHeaders
      : { 'access-control-expose-headers': 'x-request-id,retry-after' }),
    // Caches must not give one origin the reply to another.
    ...(any ? {} : { vary: 'origin' }),
  };
}
