import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
  type CancellationReason,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { DynamoDbTable } from '../../../../../shared/platform/aws/table/dynamodb-table.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { ConditionFailed } from '../../../../../shared/platform/table.ts';
import { lastingFailures, passingFailures } from '../../../../support/aws/sdk-failures.ts';

const key = { pk: 'p', sk: 's' };
const stored = { pk: { S: 'p' }, sk: { S: 's' }, bytes: { B: new Uint8Array([1]) } };
const $metadata = {};
const message = 'of a test';

let mock = mockClient(DynamoDBDocumentClient);
beforeEach(() => {
  mock.restore();
  mock = mockClient(DynamoDBDocumentClient);
});
// it stands in for the class, which other files use as well
afterAll(() => mock.restore());

/** A table, and how long it waited each time where chance says "half". */
function newTable(): { table: DynamoDbTable; waits: number[] } {
  const waits: number[] = [];
  let tokens = 0;
  const table = new DynamoDbTable(new DynamoDBClient({ region: 'local' }), 'the-table', {
    random: (bytes) => (bytes === 2 ? new Uint8Array([128, 0]) : new Uint8Array(bytes).fill((tokens += 1))),
    sleep: async (milliseconds) => void waits.push(milliseconds),
  });
  return { table, waits };
}

function cancelled(...codes: (string | CancellationReason)[]): TransactionCanceledException {
  const reasons = codes.map((code) => (typeof code === 'string' ? { Code: code } : code));
  return new TransactionCanceledException({ $metadata, message, CancellationReasons: reasons });
}

describe('requests', () => {
  it('read consistently by the key alone, unless an eventual read is requested', async () => {
    const { table } = newTable();
    mock.onAnyCommand().resolves({});
    const item = { ...key, n: 1 };
    await table.get(item);
    await table.get(key, { eventually: true });
    await table.batchGet([item]);
    await table.batchGet([key], { eventually: true });
    await table.query({ pk: 'p', after: item });
    await table.query({ pk: 'p', eventually: true, reverse: true, limit: 5 });
    const inputs = mock.calls().map((call) => call.args[0].input);
    expect(inputs).toMatchObject([
      { TableName: 'the-table', Key: key, ConsistentRead: true },
      { ConsistentRead: false },
      { RequestItems: { 'the-table': { Keys: [key], ConsistentRead: true } } },
      { RequestItems: { 'the-table': { Keys: [key], ConsistentRead: false } } },
      { TableName: 'the-table', ConsistentRead: true, ScanIndexForward: true, ExclusiveStartKey: key },
      { ConsistentRead: false, ScanIndexForward: false, Limit: 5 },
    ]);
    expect(inputs[0]).toHaveProperty('Key', key);
    expect(inputs[4]).toHaveProperty('ExclusiveStartKey', key);
  });

  it('ask for the item that fails a condition, and for the whole updated item', async () => {
    const { table } = newTable();
    mock.onAnyCommand().resolves({ Attributes: key });
    await table.put(key, { exists: false });
    await table.update(key, { set: { a: 1 } });
    await table.delete(key, { exists: true });
    await table.transact([
      { put: { ...key }, if: { exists: false } },
      { update: key, change: { set: { a: 1 } } },
      { delete: key },
      { check: key, if: { exists: true } },
    ]);
    const asking = { TableName: 'the-table', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    expect(mock.commandCalls(PutCommand, asking)).toHaveLength(1);
    expect(mock.commandCalls(UpdateCommand, { ...asking, ReturnValues: 'ALL_NEW' })).toHaveLength(1);
    expect(mock.commandCalls(DeleteCommand, asking)).toHaveLength(1);
    expect(mock.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toMatchObject([
      { Put: { ...asking, Item: key, ConditionExpression: 'attribute_not_exists(#n0)' } },
      { Update: { ...asking, Key: key, UpdateExpression: 'SET #n0 = :v0' } },
      { Delete: { ...asking, Key: key } },
      { ConditionCheck: { ...asking, Key: key, ConditionExpression: 'attribute_exists(#n0)' } },
    ]);
  });
});

describe('a failed condition', () => {
  it.each([
    ['with the item', stored, { ...key, bytes: new Uint8Array([1]) }],
    ['without one', undefined, undefined],
    ['with an empty one', {}, undefined],
  ])('is reported %s', async (_, Item, item) => {
    const { table, waits } = newTable();
    mock
      .onAnyCommand()
      .rejects(new ConditionalCheckFailedException({ $metadata, message, ...(Item && { Item }) }));
    await expect(table.put(key, { exists: false })).rejects.toEqual(new ConditionFailed(0, item));
    await expect(table.update(key, { if: { exists: false } })).rejects.toMatchObject({ index: 0, item });
    await expect(table.delete(key, { exists: false })).rejects.toMatchObject({ index: 0, item });
    expect(waits).toEqual([]);
  });

  it('of a transaction throws ConditionFailed with its index, also among other reasons', async () => {
    const { table, waits } = newTable();
    const failed = { Code: 'ConditionalCheckFailed', Item: stored };
    mock.on(TransactWriteCommand).rejects(cancelled('None', 'TransactionConflict', failed, failed));
    await expect(table.transact([])).rejects.toMatchObject({
      name: 'ConditionFailed',
      index: 2,
      item: { ...key, bytes: new Uint8Array([1]) },
    });
    expect(waits).toEqual([]);
  });
});

describe('a conflict', () => {
  const conflicts: [string, Error][] = [
    ['conflicting', cancelled('None', 'TransactionConflict')],
    ['throttled', cancelled('ThrottlingError', 'None', 'ProvisionedThroughputExceeded')],
    ['still running', new TransactionInProgressException({ $metadata, message })],
    ['conflicting with a single write', new TransactionConflictException({ $metadata, message })],
  ];

  it.each(conflicts)('(%s) retries the same transaction after a random wait', async (_, conflict) => {
    const { table, waits } = newTable();
    mock.on(TransactWriteCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({});
    await table.transact([{ put: { ...key } }]);
    expect(waits).toEqual([10, 20]);
    const tokens = mock
      .commandCalls(TransactWriteCommand)
      .map(({ args }) => args[0].input.ClientRequestToken);
    expect(tokens).toEqual([tokens[0], tokens[0], tokens[0]]);
    expect(tokens[0]).toMatch(/^[\w-]{22}$/);
    await table.transact([{ put: { ...key } }]);
    const next = mock.commandCalls(TransactWriteCommand).at(-1)?.args[0].input.ClientRequestToken;
    expect(next).not.toBe(tokens[0]);
  });

  it.each(conflicts)('(%s) that lasts fails as Unavailable in bounded time', async (_, conflict) => {
    const { table, waits } = newTable();
    mock.onAnyCommand().rejects(conflict);
    await expect(table.transact([])).rejects.toBeInstanceOf(Unavailable);
    expect(waits).toEqual([10, 20, 40, 80, 160]);
    expect(mock.calls()).toHaveLength(6);
    await expect(table.update(key, {})).rejects.toMatchObject({ name: 'Unavailable', cause: conflict });
  });

  it('given a passed item that changes before the retry, sends it as it was', async () => {
    const { table } = newTable();
    const item = { ...key, list: [1] };
    mock.on(PutCommand).rejectsOnce(new TransactionConflictException({ $metadata, message })).resolves({});
    const put = table.put(item);
    item.list.push(2);
    await put;
    expect(mock.commandCalls(PutCommand).map(({ args }) => args[0].input.Item)).toEqual([
      { ...key, list: [1] },
      { ...key, list: [1] },
    ]);
  });
});

describe('other failures', () => {
  it.each(passingFailures)('fail as Unavailable, without a retry: %s', async (_, failure) => {
    const { table, waits } = newTable();
    mock.onAnyCommand().rejects(failure);
    const operations = [
      () => table.get(key),
      () => table.put(key),
      () => table.update(key, {}),
      () => table.delete(key),
      () => table.query({ pk: 'p' }),
      () => table.batchGet([key]),
      () => table.transact([]),
    ];
    for (const operation of operations) {
      await expect(operation()).rejects.toMatchObject({ name: 'Unavailable', cause: failure });
    }
    expect(mock.calls()).toHaveLength(operations.length);
    expect(waits).toEqual([]);
  });

  it.each([
    ...lastingFailures,
    ['a mistake in a transaction', cancelled('None', 'ValidationError')] as const,
    ['a mistake and a conflict', cancelled('TransactionConflict', 'ValidationError')] as const,
    ['a cancellation without a reason', cancelled()] as const,
  ])('are passed on: %s', async (_, failure) => {
    const { table } = newTable();
    mock.onAnyCommand().rejects(failure);
    await expect(table.get(key)).rejects.toBe(failure);
    await expect(table.transact([])).rejects.toBe(failure);
    expect(mock.calls()).toHaveLength(2);
  });
});

describe('batchGet', () => {
  const keys = ['1', '2', '3'].map((sk) => ({ pk: 'p', sk }));
  const answer = (items: object[], left: object[]) => ({
    Responses: { 'the-table': items },
    ...(left.length > 0 && { UnprocessedKeys: { 'the-table': { Keys: left } } }),
  });

  it('given unprocessed keys, requests them again', async () => {
    const { table, waits } = newTable();
    mock
      .on(BatchGetCommand)
      .resolvesOnce(answer([{ ...keys[0], n: 1 }], keys.slice(1)))
      .resolvesOnce(answer([], keys.slice(2)))
      .resolves(answer([{ ...keys[2], n: 3 }], []));
    expect(await table.batchGet(keys)).toEqual([
      { ...keys[0], n: 1 },
      { ...keys[2], n: 3 },
    ]);
    expect(waits).toEqual([10, 20]);
    expect(
      mock.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.['the-table']?.Keys),
    ).toEqual([keys, keys.slice(1), keys.slice(2)]);
  });

  it('given keys that stay unprocessed, fails as Unavailable', async () => {
    const { table, waits } = newTable();
    mock.on(BatchGetCommand).resolves(answer([], keys));
    await expect(table.batchGet(keys)).rejects.toBeInstanceOf(Unavailable);
    expect(waits).toHaveLength(5);
  });

  it('given no keys, sends no request', async () => {
    expect(await newTable().table.batchGet([])).toEqual([]);
    expect(mock.calls()).toEqual([]);
  });
});

describe('empty answers', () => {
  it('give undefined or empty lists', async () => {
    const { table } = newTable();
    mock.on(GetCommand).resolves({}).on(QueryCommand).resolves({});
    expect(await table.get(key)).toBeUndefined();
    expect(await table.query({ pk: 'p' })).toEqual({ items: [], next: undefined });
  });
});
