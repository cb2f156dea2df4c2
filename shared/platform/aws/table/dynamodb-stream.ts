import { DescribeTableCommand, UpdateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * The ARN of a table's stream of changes, which is begun where there is none, for tests and the local runtime (in AWS the
 * stacks do). Rejects with the SDK's errors, or with an `Error` where the engine has no streams.
 */
export async function openStream(client: DynamoDBClient, TableName: string): Promise<string> {
  const existing = await streamOf(client, TableName);
  if (existing !== undefined) return existing;
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;
  try {
    await client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
  } catch (error) {
    // refused where the request was repeated after its answer was lost, or another process was faster
    if ((await streamOf(client, TableName)) === undefined) throw error;
  }
  const begun = await streamOf(client, TableName);
  if (begun === undefined) throw new Error(`the table ${TableName} has no stream`);
  return begun;
}

async function streamOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  const { Table: table } = await client.send(new DescribeTableCommand({ TableName }));
  return table?.StreamSpecification?.StreamEnabled === true ? table.LatestStreamArn : undefined;
}
