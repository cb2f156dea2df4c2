import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { ttlAttribute } from '../../table.ts';
import { tableNames, type TableName } from '../../tables.ts';

/** How long a table may take to appear or vanish, and how often to ask. */
const waiting = { maxWaitTime: 60, minDelay: 0.1, maxDelay: 2 };

/** The name in DynamoDB that `createTables` gives a table. */
export function prefixedTableName(name: TableName, prefix = ''): string {
  return `${prefix}${name}`;
}

/**
 * Makes the tables that are missing, for tests and the local runtime (in AWS the stacks do): on demand, with time to
 * live. Rejects with the SDK's errors.
 */
export async function createTables(client: DynamoDBClient, prefix = ''): Promise<void> {
  await Promise.all(tableNames.map((name) => createTable(client, prefixedTableName(name, prefix))));
}

/** Deletes the tables with everything in them; missing ones are fine. Rejects with the SDK's errors. */
export async function deleteTables(client: DynamoDBClient, prefix = ''): Promise<void> {
  await Promise.all(tableNames.map((name) => deleteTable(client, prefixedTableName(name, prefix))));
}

async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, ...waiting }, { TableName: table });
  await enableTimeToLive(client, table);
}

async function enableTimeToLive(client: DynamoDBClient, table: string): Promise<void> {
  const { TimeToLiveDescription: now } = await client.send(
    new DescribeTimeToLiveCommand({ TableName: table }),
  );
  // Enabling it again would be an error.
  if (now?.TimeToLiveStatus === 'ENABLED' || now?.TimeToLiveStatus === 'ENABLING') return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
    }),
  );
}

async function deleteTable(client: DynamoDBClient, table: string): Promise<void> {
  try {
    await client.send(new DeleteTableCommand({ TableName: table }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return;
    throw error;
  }
  await waitUntilTableNotExists({ client, ...waiting }, { TableName: table });
}
