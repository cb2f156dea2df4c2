import type { Caller } from '../../shared/accounts/index.ts';
import type { App } from '../../shared/app.ts';
import { scopeNames } from '../../shared/protocol/index.ts';
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

/** A caller as the context of a socket carries it. */
export const identityOf = ({ userId, sessionId, scopes, endsAt }: Caller): SocketIdentity => ({
  userId,
  sessionId,
  ...(scopes && { scopes: scopes.join(' ') }),
  ...(endsAt !== undefined && { endsAt: String(endsAt) }),
});

/** The same as the domain takes it. */
export function callerOf({ userId, sessionId, scopes, endsAt }: SocketIdentity): Omit<Caller, 'role'> {
  return {
    userId,
    sessionId,
    ...(scopes !== undefined && {
      scopes: scopeNames.filter((name) => scopes.split(' ').includes(name)),
    }),
    ...(endsAt !== undefined && { endsAt: Number(endsAt) }),
  };
}
