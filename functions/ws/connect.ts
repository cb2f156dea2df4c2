import { openSocket } from '../../shared/accounts/index.ts';
import type { App } from '../../shared/app.ts';
import { toChatError } from '../../shared/platform/errors.ts';
import { failureLines } from '../../shared/platform/metrics.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { errorStatus } from '../../shared/protocol/index.ts';
import type { ConnectEvent, SocketFunctions, SocketIdentity } from '../events.ts';
import { defineLambda } from '../lambda.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { problemResult } from '../middleware/problem-details.ts';
import { mailedFrom } from '../middleware/source.ts';
import { requireEdge } from '../middleware/through-edge.ts';
import { callerOf, identityOf } from './identity.ts';
import { handshakeAuthorization, selectedSubprotocol } from './token.ts';

/** `$connect`: registers the socket and selects the subprotocol, or refuses the upgrade. */
export function connectFunction(app: App): SocketFunctions['connect'] {
  return async (event) => {
    const { connectionId, requestId } = event.requestContext;
    try {
      await inSpan('connect', async () => {
        const identity = callerOf(await identify(app, event));
        await openSocket(app, { ...identity, connectionId }, mailedFrom(event, app.config));
      });
      const selected = selectedSubprotocol(event.headers);
      return { statusCode: 200, ...(selected && { headers: { 'Sec-WebSocket-Protocol': selected } }) };
    } catch (error) {
      const refused = toChatError(error);
      if (errorStatus[refused.code] >= 500) {
        app.metrics.count('FailedConnects');
        app.log.error({ err: error, requestId, connectionId }, failureLines.socket);
      }
      const refusal = problemResult(refused, requestId);
      return { ...refusal, headers: { ...refusal.headers, 'x-request-id': requestId } };
    }
  };
}

export const lambda = defineLambda('connect', connectFunction);

/** The authorizer's word where the gateway passes it on; else the token is checked here and its owner remembered. */
async function identify(app: App, { headers, requestContext }: ConnectEvent): Promise<SocketIdentity> {
  if (requestContext.authorizer) return requestContext.authorizer;
  requireEdge(app, headers, { handshake: 'connect' });
  const identity = identityOf(await authenticate(app, handshakeAuthorization(headers)));
  await app.presence.rememberIdentity(requestContext.connectionId, identity);
  return identity;
}
