import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Metrics, Sockets } from '../../ports.ts';
import { httpStatus, rethrow } from '../sdk-errors.ts';

const what = 'The WebSocket gateway';

/**
 * A client of the management API at `endpoint` (`https://<api id>.execute-api.<region>.amazonaws.com/<stage>`), made to
 * post to 100 sockets at once and not to wait for long: a sender's acknowledgement may hang on it.
 */
export function createManagementClient(endpoint: string): ApiGatewayManagementApiClient {
  const agent = { keepAlive: true, maxSockets: 100 };
  return new ApiGatewayManagementApiClient({
    endpoint,
    maxAttempts: 3,
    requestHandler: {
      httpAgent: agent,
      httpsAgent: agent,
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      // otherwise the handler only warns, and waits on
      throwOnRequestTimeout: true,
    },
  });
}

/** The sockets of an API Gateway WebSocket API. Posts that it refuses for their number are counted. */
export function createApiGatewaySockets(
  client: ApiGatewayManagementApiClient,
  metrics: Pick<Metrics, 'count'>,
): Sockets {
  return {
    async post(connectionId, frame) {
      const command = new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(frame) });
      try {
        await client.send(command);
        return 'sent';
      } catch (error) {
        if (isGone(error)) return 'gone';
        if (httpStatus(error) === 429) metrics.count('RefusedPosts');
        return rethrow(what, error);
      }
    },

    async close(connectionId) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
      } catch (error) {
        if (!isGone(error)) rethrow(what, error);
      }
    },
  };
}

function isGone(error: unknown): boolean {
  return httpStatus(error) === 410;
}
