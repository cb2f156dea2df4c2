import type { App } from '../../shared/app.ts';
import { toChatError } from '../../shared/platform/errors.ts';
import { failureLines } from '../../shared/platform/metrics.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { errorStatus } from '../../shared/protocol/index.ts';
import type { AuthorizeEvent, AuthorizeResult, SocketFunctions } from '../events.ts';
import { defineLambda } from '../lambda.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { requireEdge } from '../middleware/through-edge.ts';
import { identityOf } from './identity.ts';
import { handshakeAuthorization } from './token.ts';

/** The `$connect` authorizer: says whose socket it will be, which each frame's event then carries. */
export function authorizeFunction(app: App): SocketFunctions['authorize'] {
  return async (event) => {
    try {
      requireEdge(app, event.headers, { handshake: 'authorize' });
      const caller = await inSpan('authorize', () =>
        authenticate(app, handshakeAuthorization(event.headers)),
      );
      return { ...decision('Allow', event, caller.userId), context: { ...identityOf(caller) } };
    } catch (error) {
      const { code } = toChatError(error);
      // API Gateway answers 403 to a policy that denies
      if (code === 'edge_required') return decision('Deny', event, code);
      // API Gateway answers 401 to this very message, and 500 to any other
      if (errorStatus[code] === 401) throw new Error('Unauthorized', { cause: error });
      app.metrics.count('FailedConnects');
      app.log.error({ err: error }, failureLines.socket);
      throw error;
    }
  };
}

export const lambda = defineLambda('authorize', authorizeFunction);

function decision(
  Effect: 'Allow' | 'Deny',
  { methodArn }: AuthorizeEvent,
  principalId: string,
): AuthorizeResult {
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }];
  return { principalId, policyDocument: { Version: '2012-10-17', Statement } };
}
