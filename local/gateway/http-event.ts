import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { HttpEvent } from '../../functions/events.ts';
import { accessLogTime } from './access-log-time.ts';
import { domainNameOf, identityOf } from './peer.ts';
import { queryParameters } from './request-target.ts';

/** Where a request goes: the function, the gateway's route, and the part of the path that matched `{proxy+}`. */
export interface HttpRoute {
  functionName: string;
  routeKey: string;
  proxy?: string;
}

/**
 * The route of a decoded path: `/v1/<prefix>` and everything below it, or the default route. `prefixes` gives the function
 * of each, and of all other paths as `*`.
 */
export function routeOf(path: string, prefixes: ReadonlyMap<string, string>): HttpRoute {
  const [, prefix = '', proxy] = /^\/v1\/([^/]+)(?:\/(.*))?$/s.exec(path) ?? [];
  const functionName = prefix === '*' ? undefined : prefixes.get(prefix);
  if (functionName === undefined) return { functionName: prefixes.get('*') ?? '', routeKey: '$default' };
  return proxy === undefined
    ? { functionName, routeKey: `ANY /v1/${prefix}` }
    : { functionName, routeKey: `ANY /v1/${prefix}/{proxy+}`, proxy };
}

const textType = /^(text\/|application\/([^;]+\+)?(json|xml)\b|application\/javascript\b)/i;

/** Bodies that are text to API Gateway; it hands all others over in base64. */
function isText(headers: Record<string, string>): boolean {
  return textType.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
}

function headersOf(request: IncomingMessage, sourceIp: string): Record<string, string> {
  const headers = new Map<string, string>();
  for (const [name, values = []] of Object.entries(request.headersDistinct))
    headers.set(name, values.join(','));
  headers.delete('cookie');
  const forwarded = headers.get('x-forwarded-for');
  headers.set('x-forwarded-for', forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`);
  headers.set('x-forwarded-port', String(request.socket.localPort ?? ''));
  headers.set('x-forwarded-proto', 'http');
  return Object.fromEntries(headers);
}

/** The event of an HTTP API, payload format 2.0, for a request. */
export function httpEvent(
  request: IncomingMessage,
  parts: { path: string; query: string; route: HttpRoute; body: Buffer; requestId: string; now: number },
): HttpEvent {
  const { path, query, route, body, requestId, now } = parts;
  const identity = identityOf(request);
  const domainName = domainNameOf(request);
  const headers = headersOf(request, identity.sourceIp);
  // bytes that are no UTF-8 cannot be handed over as text without changing them
  const isBase64Encoded = body.length > 0 && !(isText(headers) && isUtf8(body));
  const { cookie } = request.headers;
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie !== undefined && { cookies: cookie.split(';').map((pair) => pair.trim()) }),
    headers,
    ...(query !== '' && { queryStringParameters: queryParameters(query) }),
    ...(route.proxy !== undefined && { pathParameters: { proxy: route.proxy } }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName,
      domainPrefix: domainName.split('.')[0] ?? domainName,
      http: {
        // HEAD is GET less the body, which node:http leaves out of the reply.
        method: request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET'),
        path,
        protocol: `HTTP/${request.httpVersion}`,
        ...identity,
      },
      requestId,
      routeKey: route.routeKey,
      stage: '$default',
      time: accessLogTime(now),
      timeEpoch: now,
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
}
