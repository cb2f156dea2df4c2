import type { App } from '../../shared/app.ts';
import { toChatError } from '../../shared/platform/errors.ts';
import { failureLines } from '../../shared/platform/metrics.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { errorStatus } from '../../shared/protocol/index.ts';
import type { SocketFunctions } from '../events.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { handshakeAuthorization } from './token.ts';

/** The `$connect` authorizer: says whose socket it will be, which each frame's event then carries. */
export function authorizeFunction(app: App): SocketFunctions['authorize'] {
  return async (event) => {
    try {
      const caller = await inSpan('authorize', () =>
        authenticate(app, handshakeAuthorization(event.headers)),
      );
      return {
        principalId: caller.userId,
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
        },
        context: { userId: caller.userId, sessionId: caller.sessionId },
      };
    } catch (error) {
      // API Gateway answers 401 to this very message, and 500 to any other
      if (errorStatus[toChatError(error).code] === 401) throw new Error('Unauthorized', { cause: error });
      app.metrics.count('FailedConnects');
      app.log.error({ err: error }, failureLines.socket);
      throw error;
    }
  };
}
