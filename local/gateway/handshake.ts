import type { IncomingMessage } from 'node:http';
import type { AuthorizeResult } from '../../functions/events.ts';
import { refusalOf } from './allowed-hosts.ts';
import { authorizerContext, isAllowed } from './authorizer.ts';
import type { Connection } from './connection.ts';
import { IntegrationTimeout, withinTime } from './integration.ts';
import { domainNameOf, identityOf } from './peer.ts';
import { problemReply, replyOf, type Reply } from './reply.ts';
import { parseTarget } from './request-target.ts';
import { authorizeEvent, type ConnectionContext, type SocketEvents } from './socket-events.ts';
import type { SocketListenerOptions } from './socket-listener.ts';

export const socketPath = '/ws';

/** A socket that may come in, with the subprotocol that the connect function selected; or why it may not. */
export type Admission = { connection: Connection; protocol: string | undefined } | { refusal: Reply };

type Options = SocketListenerOptions & { events: SocketEvents };

function failed(error: unknown, requestId: string, { log }: Options): Admission {
  log.error({ err: error, requestId }, 'a WebSocket handshake failed');
  const code = error instanceof IntegrationTimeout ? 'service_unavailable' : 'internal_error';
  return { refusal: problemReply(code, requestId) };
}

/** API Gateway's own reply to whom the authorizer's policy denies; the contract has no code for it. */
function forbidden(requestId: string): Reply {
  return {
    status: 403,
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    body: JSON.stringify({ message: 'Forbidden', requestId }),
  };
}

/** Asks the connect function, with the socket already registered: it may be posted to while that runs. */
async function connect(
  context: ConnectionContext,
  request: IncomingMessage,
  requestId: string,
  options: Options,
): Promise<Admission> {
  const { sockets, connections, journal, limits, events } = options;
  const forget = () => {
    connections.delete(context.connectionId);
    journal?.remove(context.connectionId);
  };
  const connection = connections.add(context);
  try {
    journal?.add(context);
    const event = events.connect(context, request, context.connectedAt);
    const reply = replyOf(await withinTime(limits.integrationMs, async () => sockets.connect(event)));
    if (reply.status === 200) {
      return { connection, protocol: reply.headers['sec-websocket-protocol']?.toString() };
    }
    forget();
    return { refusal: reply };
  } catch (error) {
    forget();
    return failed(error, requestId, options);
  }
}

/** Lets a WebSocket in or refuses it: path, authorizer, connect function. Never rejects. */
export async function admit(request: IncomingMessage, options: Options): Promise<Admission> {
  const { sockets, clock, limits, newId } = options;
  const requestId = newId();
  const refused = refusalOf(request, options.doors);
  if (refused !== undefined) return { refusal: problemReply('edge_required', requestId, refused) };
  if (parseTarget(request.url ?? '/').path !== socketPath) {
    return { refusal: problemReply('route_not_found', requestId) };
  }
  try {
    const event = authorizeEvent(request);
    let result: AuthorizeResult;
    try {
      result = await withinTime(limits.integrationMs, async () => sockets.authorize(event));
    } catch (error) {
      if (error instanceof Error && error.message === 'Unauthorized') {
        return { refusal: problemReply('unauthenticated', requestId) };
      }
      throw error;
    }
    if (!isAllowed(result.policyDocument, event.methodArn)) return { refusal: forbidden(requestId) };
    const context = {
      connectionId: newId(),
      connectedAt: clock.now(),
      domainName: domainNameOf(request),
      identity: identityOf(request),
      authorizer: authorizerContext(result),
    };
    return await connect(context, request, requestId, options);
  } catch (error) {
    return failed(error, requestId, options);
  }
}
