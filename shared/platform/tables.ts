/**
 * The two tables, defined once for the local runtime, the tests and the CDK stacks. Both have a string partition key
 * `pk`, a string sort key `sk` and a time to live on `expiresAt`. What lies in them: `keys.ts`.
 */
export interface TableDefinition {
  /** Whether losing it would be noticed: durable tables are backed up and protected against deletion. */
  durable: boolean;
}

export const tableDefinitions = {
  /** Accounts, conversations, messages. */
  durable: { durable: true },
  /** Who is connected and was last seen when. */
  ephemeral: { durable: false },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof tableDefinitions;
export const tableNames = Object.keys(tableDefinitions) as TableName[];
