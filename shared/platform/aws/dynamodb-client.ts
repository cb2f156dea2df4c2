import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface DynamoDbClientOptions {
  /** Of an engine other than AWS's service; such engines look at no credentials. */
  endpoint?: string;
  /** By default the one that the environment names. */
  region?: string;
}

/** Attempts at a request that met with throttling, a time-out or a fault of the service. */
const maxAttempts = 3;
const connectionMs = 1000;
const requestMs = 3000;
/** Requests under way at once; further ones wait. */
const maxSockets = 50;

/**
 * A client for DynamoDB that keeps its connections open and gives up in bounded time. Values that DynamoDB cannot hold
 * as they are (`undefined`, class instances, inexact numbers) throw rather than being dropped or changed.
 */
export function dynamoDbClient({ endpoint, region }: DynamoDbClientOptions = {}): DynamoDBDocumentClient {
  const agent = { keepAlive: true, maxSockets };
  const client = new DynamoDBClient({
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
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: {
      convertEmptyValues: false,
      removeUndefinedValues: false,
      convertClassInstanceToMap: false,
      allowImpreciseNumbers: false,
    },
  });
}
