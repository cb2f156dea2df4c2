import type { IncomingMessage } from 'node:http';
import type { Connections } from './connections.ts';
import { isLoopback } from './peer.ts';
import type { Reply } from './reply.ts';
import { readBody } from './request-body.ts';
import { decodePath, parseTarget } from './request-target.ts';

const prefix = '/@connections/';

/** Whether a request is a call of the connection management API, `/@connections/{id}`. */
export function isManagementCall(request: IncomingMessage): boolean {
  return decodePath(parseTarget(request.url ?? '/').path)?.startsWith(prefix) === true;
}

/** An error in the shape that AWS's SDKs turn into an exception of that name. */
function exception(status: number, name: string, message: string): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
    body: JSON.stringify({ message }),
  };
}

/** Does what API Gateway's management API does: POST sends a text message, GET tells about a socket, DELETE closes it. */
async function manage(
  request: IncomingMessage,
  { connections, maxBytes }: { connections: Connections; maxBytes: number },
): Promise<Reply> {
  // The signature of the call is not checked: that it comes from this machine is what counts.
  if (!isLoopback(request)) return exception(403, 'ForbiddenException', 'Forbidden');
  const id = decodePath(parseTarget(request.url ?? '/').path)?.slice(prefix.length) ?? '';
  const gone = exception(410, 'GoneException', 'Gone');
  switch (request.method) {
    case 'POST': {
      const body = await readBody(request, maxBytes);
      if (body === undefined) return exception(413, 'PayloadTooLargeException', 'Message too long');
      return (await connections.post(id, body.toString())) === 'gone'
        ? gone
        : { status: 200, headers: {}, body: '' };
    }
    case 'GET': {
      const connection = connections.get(id);
      if (connection === undefined) return gone;
      const { connectedAt, identity } = connection.context;
      const times = {
        connectedAt: new Date(connectedAt).toISOString(),
        lastActiveAt: new Date(connection.lastActiveAt).toISOString(),
      };
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...times, identity }),
      };
    }
    case 'DELETE':
      if (connections.get(id) === undefined) return gone;
      await connections.close(id);
      return { status: 204, headers: {}, body: '' };
    default:
      return exception(403, 'ForbiddenException', 'Forbidden');
  }
}

/** The reply to a call of the connection management API. Rejects when the caller goes away while it sends. */
export async function answerManagementCall(
  request: IncomingMessage,
  options: { connections: Connections; maxBytes: number; requestId: string },
): Promise<Reply> {
  const reply = await manage(request, options);
  reply.headers['x-request-id'] = options.requestId;
  return reply;
}
