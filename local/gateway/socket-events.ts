import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import type { AuthorizeEvent, ConnectEvent, DisconnectEvent, FrameEvent } from '../../functions/events.ts';
import { accessLogTime } from './access-log-time.ts';
import type { NewId } from './identifiers.ts';
import { parseTarget, queryParameters } from './request-target.ts';

const apiId = 'local-ws';
const stage = 'ws';

/** The part of a socket's events that stays the same for its whole life. */
export const connectionContext = z.object({
  connectionId: z.string(),
  connectedAt: z.number(),
  domainName: z.string(),
  identity: z.object({ sourceIp: z.string(), userAgent: z.string() }),
  authorizer: z
    .object({ userId: z.string(), sessionId: z.string(), principalId: z.string() })
    .catchall(z.string()),
});
export type ConnectionContext = z.infer<typeof connectionContext>;

/** Headers as a WebSocket API hands them over: in the case they were sent in, the last of repeated ones. */
interface SocketHeaders {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
}

export function socketHeaders({ rawHeaders }: IncomingMessage): SocketHeaders {
  const values = new Map<string, string[]>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return {
    headers: Object.fromEntries([...values].map(([name, all]) => [name, all.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries(values),
  };
}

const methodArn = `arn:aws:execute-api:local:000000000000:${apiId}/${stage}/$connect`;

/** The event of a REQUEST authorizer on `$connect`. */
export function authorizeEvent(request: IncomingMessage): AuthorizeEvent {
  return {
    type: 'REQUEST',
    methodArn,
    ...socketHeaders(request),
    queryStringParameters: queryParameters(parseTarget(request.url ?? '/').query),
  };
}

/** Makes the events of a WebSocket API. `now` is in milliseconds since the epoch. */
export class SocketEvents {
  readonly #newId: NewId;

  constructor(newId: NewId) {
    this.#newId = newId;
  }

  #requestContext(
    context: ConnectionContext,
    routeKey: string,
    eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT',
    now: number,
  ): ConnectEvent['requestContext'] {
    const requestId = this.#newId();
    return {
      ...context,
      apiId,
      stage,
      routeKey,
      eventType,
      messageDirection: 'IN',
      messageId: this.#newId(),
      requestId,
      extendedRequestId: requestId,
      requestTime: accessLogTime(now),
      requestTimeEpoch: now,
    };
  }

  connect(context: ConnectionContext, request: IncomingMessage, now: number): ConnectEvent {
    const { headers, multiValueHeaders } = socketHeaders(request);
    return {
      headers: { ...headers, 'X-Forwarded-Proto': 'http' },
      multiValueHeaders: { ...multiValueHeaders, 'X-Forwarded-Proto': ['http'] },
      requestContext: this.#requestContext(context, '$connect', 'CONNECT', now),
      isBase64Encoded: false,
    };
  }

  /** A message; binary ones travel in base64. */
  frame(context: ConnectionContext, data: Buffer, isBinary: boolean, now: number): FrameEvent {
    return {
      requestContext: this.#requestContext(context, '$default', 'MESSAGE', now),
      body: data.toString(isBinary ? 'base64' : 'utf8'),
      isBase64Encoded: isBinary,
    };
  }

  disconnect(
    context: ConnectionContext,
    end: { code: number; reason: string },
    now: number,
  ): DisconnectEvent {
    const host = { Host: context.domainName };
    return {
      headers: host,
      multiValueHeaders: { Host: [host.Host] },
      requestContext: {
        ...this.#requestContext(context, '$disconnect', 'DISCONNECT', now),
        disconnectStatusCode: end.code,
        disconnectReason: end.reason,
      },
      isBase64Encoded: false,
    };
  }
}
