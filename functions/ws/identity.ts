import type { App } from '../../shared/app.ts';
import type { DisconnectEvent, FrameEvent, SocketIdentity } from '../events.ts';

/**
 * Whose socket an event came from: the authorizer's context says it at no cost; behind a gateway that leaves it out,
 * what `$connect` remembered. `undefined` if the connection is not signed in (any more).
 */
export async function socketIdentity(
  app: App,
  { requestContext }: FrameEvent | DisconnectEvent,
): Promise<SocketIdentity | undefined> {
  return requestContext.authorizer ?? app.presence.identityOf(requestContext.connectionId);
}
