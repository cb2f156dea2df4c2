import type {
  AuthorizeEvent,
  ConnectEvent,
  DisconnectEvent,
  FrameEvent,
  HttpEvent,
} from '../../../functions/events.ts';

const time = { timeEpoch: 1_795_165_200_000 };
const account = { accountId: '111122223333', apiId: 'api1', stage: '$default' };

/** A request as an HTTP API hands it over (payload 2.0). */
export function httpEvent(
  method: string,
  path: string,
  { body, token, query }: { body?: unknown; token?: string; query?: Record<string, string> } = {},
): HttpEvent {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
    requestContext: {
      ...account,
      ...time,
      domainName: 'api.example.org',
      domainPrefix: 'api',
      requestId: 'request-1',
      routeKey: '$default',
      time: '20/Nov/2026:09:00:00 +0000',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
    },
  };
}

function socketContext(eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT', routeKey: string) {
  return {
    ...account,
    stage: 'live',
    routeKey,
    eventType,
    extendedRequestId: 'x1',
    requestTime: '20/Nov/2026:09:00:00 +0000',
    requestTimeEpoch: time.timeEpoch,
    connectedAt: time.timeEpoch,
    messageDirection: 'IN' as const,
    messageId: 'm1',
    connectionId: 'connection-1',
    requestId: 'request-1',
    domainName: 'ws.example.org',
    authorizer: { userId: 'usr_1', sessionId: 'ses_1', principalId: 'usr_1' },
  };
}
const multiValued = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

/** The `$connect` authorizer's request. */
export function authorizeEvent(headers: Record<string, string>): AuthorizeEvent {
  return {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-central-1:111122223333:api1/live/$connect',
    headers,
    multiValueHeaders: multiValued(headers),
    queryStringParameters: null,
  };
}

/** `$connect` of a socket that the authorizer let through, as the user `usr_1`. */
export function connectEvent(headers: Record<string, string> = {}): ConnectEvent {
  return {
    headers,
    multiValueHeaders: multiValued(headers),
    requestContext: socketContext('CONNECT', '$connect'),
    isBase64Encoded: false,
  };
}

/** `$default`: a frame on that socket. */
export function frameEvent(frame: unknown): FrameEvent {
  return {
    requestContext: socketContext('MESSAGE', '$default'),
    body: typeof frame === 'string' ? frame : JSON.stringify(frame),
    isBase64Encoded: false,
  };
}

/** `$disconnect` of that socket. */
export function disconnectEvent(): DisconnectEvent {
  return {
    headers: {},
    multiValueHeaders: {},
    requestContext: {
      ...socketContext('DISCONNECT', '$disconnect'),
      disconnectStatusCode: 1001,
      disconnectReason: '',
    },
    isBase64Encoded: false,
  };
}
