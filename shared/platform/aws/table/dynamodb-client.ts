import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface DynamoDbClientOptions {
  /** Of an engine other than AWS's service; such engines look at no credentials. */
  endpoint?: string;
  /** By default the one that the environment names. */
  region?: string;
  /** How long opening a connection may take, the wait for a free one included. By default a second. */
  connectionMs?: number;
  /** How long an answer may take. By default three seconds. */
  requestMs?: number;
}

/** Attempts at a request that met with throttling, a time-out or a fault of the service. */
const maxAttempts = 3;
/** Requests under way at once; further ones wait. */
const maxSockets = 50;

/** A client for DynamoDB that keeps its connections open and gives up in bounded time. */
export function dynamoDbClient({
  endpoint,
  region,
  connectionMs = 1_000,
  requestMs = 3_000,
}: DynamoDbClientOptions = {}): DynamoDBClient {
  const agent = { keepAlive: true, maxSockets };
  return new DynamoDBClient({
    maxAttempts,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectionMs,
      requestTimeout: requestMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    }),
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && {
      endpoint,
      region: region ?? 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });
}
