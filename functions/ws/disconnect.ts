import type { App } from '../../shared/app.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { closeSocket } from '../../shared/realtime/index.ts';
import type { SocketFunctions } from '../events.ts';
import { defineLambda } from '../lambda.ts';
import { socketIdentity } from './identity.ts';

/** `$disconnect`: best effort on AWS, so everything else copes with a socket that is gone without it. */
export function disconnectFunction(app: App): SocketFunctions['disconnect'] {
  return async (event) => {
    const { connectionId } = event.requestContext;
    await inSpan('disconnect', async () => {
      const identity = await socketIdentity(app, event);
      if (identity) await closeSocket(app, { userId: identity.userId, connectionId });
    });
    return { statusCode: 200 };
  };
}

export const lambda = defineLambda('disconnect', disconnectFunction);
