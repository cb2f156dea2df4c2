import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoDbClient } from '../../shared/platform/aws/table/dynamodb-client.ts';
import { DynamoDbTable } from '../../shared/platform/aws/table/dynamodb-table.ts';
import { createTables, prefixedTableName } from '../../shared/platform/aws/table/dynamodb-tables.ts';
import { OperationCounter } from '../../shared/platform/counting/counter.ts';
import { countingTable } from '../../shared/platform/counting/counting-table.ts';
import type { Item, Table, Write } from '../../shared/platform/table.ts';
import {
  allEngines,
  type Engine,
  type RunningEngine,
  patience,
} from '../support/backend/dynamodb-engines.ts';
import { newPartition } from './table/helpers.ts';

interface Case {
  name: string;
  /** The sizes in bytes of the items that are there before, under the sort keys `0`, `1`, … */
  given?: number[];
  run: (table: Table, pk: string) => Promise<unknown>;
  /** What DynamoDB Local says, where it differs from what AWS documents and dynoxide says. */
  localUnits?: number;
}

const key = (pk: string, sk = '0') => ({ pk, sk });

/** An item of exactly this many bytes. */
function sized(pk: string, sk: string, bytes: number): Item & { text: string } {
  const others = ['pk', pk, 'sk', sk, 'text'].join('').length;
  return { pk, sk, text: 'x'.repeat(bytes - others) };
}

type Transaction = [name: string, given: number[], writes: (pk: string) => Write[], localUnits?: number];

function transactions(all: Transaction[]): Case[] {
  return all.map(([name, given, writesOf, localUnits]) => ({
    name: `a transaction with ${name}`,
    given,
    run: (table, pk) => table.transact(writesOf(pk)),
    ...(localUnits !== undefined && { localUnits }),
  }));
}

const writes: Case[] = [
  ...[100, 1024, 1025, 9000].flatMap((bytes): Case[] => [
    { name: `putting ${bytes} bytes`, run: (table, pk) => table.put(sized(pk, '0', bytes)) },
    {
      name: `replacing ${bytes} bytes by few`,
      given: [bytes],
      run: (table, pk) => table.put(key(pk)),
    },
    { name: `deleting ${bytes} bytes`, given: [bytes], run: (table, pk) => table.delete(key(pk)) },
    {
      name: `shrinking ${bytes} bytes by an update`,
      given: [bytes],
      run: (table, pk) => table.update(key(pk), { set: { text: '' } }),
    },
    {
      name: `growing to ${bytes} bytes by an update`,
      given: [80],
      run: (table, pk) => table.update(key(pk), { set: { text: sized(pk, '0', bytes).text } }),
    },
  ]),
  { name: 'an update that makes the item', run: (table, pk) => table.update(key(pk), { add: { count: 1 } }) },
  { name: 'deleting what is not there', run: (table, pk) => table.delete(key(pk)) },
  ...transactions([
    ['a put', [], (pk) => [{ put: sized(pk, '0', 1025) }]],
    ['replacing much by little', [3000], (pk) => [{ put: sized(pk, '0', 100) }]],
    [
      'an update that grows',
      [2000],
      (pk) => [{ update: key(pk), change: { set: { more: 'x'.repeat(100) } } }],
    ],
    ['an update that shrinks', [2000], (pk) => [{ update: key(pk), change: { set: { text: '' } } }]],
    ['an update that makes the item', [], (pk) => [{ update: key(pk), change: { add: { count: 1 } } }]],
    ['a deletion', [3000], (pk) => [{ delete: key(pk) }]],
    // DynamoDB Local says 1, not twice that
    ['deleting what is not there', [], (pk) => [{ delete: key(pk) }], 1],
    // DynamoDB Local looks at no item's size
    ['a check', [3000], (pk) => [{ check: key(pk), if: { exists: true } }], 2],
    ['a check of what is not there', [], (pk) => [{ check: key(pk), if: { exists: false } }]],
    [
      'several writes',
      [3000, 2000, 1024],
      (pk) => [
        { put: sized(pk, '0', 100) },
        { update: key(pk, '1'), change: { set: { more: 'x'.repeat(100) } } },
        { delete: key(pk, '2') },
        { put: sized(pk, '3', 1025) },
      ],
      // DynamoDB Local takes the larger one of what all items were and are, not of each
      12,
    ],
  ]),
  {
    name: 'every kind of value around the edge of a unit',
    run: async (table, pk) => {
      const values = {
        numbers: [0, 1, 12, -123, 1234.5, 1e10, 0.001, 1_795_165_212_345],
        bytes: new Uint8Array(100),
        map: { yes: true, no: null, nested: { list: ['ä', '€'] } },
      };
      // whatever they measure: a byte more or less in them shifts the unit's edge, which lies in between
      for (let fill = 640; fill < 840; fill += 1) {
        await table.put({ ...key(pk, String(fill)), ...values, text: 'x'.repeat(fill) });
      }
    },
  },
];

const reads: Case[] = [
  ...[4096, 4097, 9000].flatMap((bytes): Case[] => [
    {
      name: `getting ${bytes} bytes`,
      given: [bytes],
      run: async (table, pk) => {
        await table.get(key(pk));
        await table.get(key(pk), { eventually: true });
      },
    },
    {
      name: `a batch with an item of ${bytes} bytes`,
      given: [bytes, 100, 5000],
      run: async (table, pk) => {
        const keys = ['0', '1', '2'].map((sk) => key(pk, sk));
        await table.batchGet(keys);
        await table.batchGet(keys, { eventually: true });
      },
    },
    {
      name: `querying items that are ${bytes} bytes together`,
      given: [100, bytes - 200, 100],
      run: async (table, pk) => {
        await table.query({ pk });
        await table.query({ pk, eventually: true });
        await table.query({ pk, limit: 2, reverse: true });
        await table.query({ pk, sk: { from: '1', to: '2' }, after: key(pk, '1') });
      },
    },
  ]),
  {
    name: 'getting what is not there',
    run: async (table, pk) => {
      await table.get(key(pk));
      await table.get(key(pk), { eventually: true });
    },
  },
  {
    name: 'a batch of which most is not there',
    given: [5000],
    run: (table, pk) => table.batchGet([key(pk, '0'), key(pk, '1'), key(pk, '2')]),
    // nothing for what is missing
    localUnits: 2,
  },
  {
    name: 'querying what is not there',
    run: (table, pk) => table.query({ pk }),
    localUnits: 0,
  },
];

describe.each(allEngines())('$name', (engine) => {
  describe.skipIf(engine.missing !== undefined)(engine.missing ?? 'runs here', () => {
    onEngine(engine);
  });
});

function onEngine(engine: Engine): void {
  let running: RunningEngine;
  /** Not counted, not metered. */
  let plain: Table;
  let table: Table;
  let meter: Meter;
  const counter = new OperationCounter();
  const localOnly = ({ localUnits }: Case) => (engine.name === 'DynamoDB Local' ? localUnits : undefined);

  beforeAll(async () => {
    running = await engine.start();
    const client = dynamoDbClient({ endpoint: running.endpoint, ...patience });
    await createTables(client);
    const name = prefixedTableName('durable');
    plain = new DynamoDbTable(dynamoDbClient({ endpoint: running.endpoint, ...patience }), name);
    meter = new Meter(client);
    table = countingTable(new DynamoDbTable(client, name), counter);
  });
  afterAll(() => running.stop());

  async function run({ given = [], run: act }: Case): Promise<void> {
    const pk = newPartition();
    for (const [index, bytes] of given.entries()) await plain.put(sized(pk, String(index), bytes));
    meter.reset();
    counter.take();
    await act(table, pk);
  }

  // the looking around a write that counting takes is metered as reads, so only one kind is compared
  it.for(writes)('$name: the counted write units equal those that the engine reports', async (one) => {
    await run(one);
    expect(meter.writeUnits).toBe(localOnly(one) ?? counter.take().writeUnits);
  });
  it.for(reads)('$name: the counted read units equal those that the engine reports', async (one) => {
    await run(one);
    expect(meter.readUnits).toBe(localOnly(one) ?? counter.take().readUnits);
  });
}

interface ConsumedCapacity {
  CapacityUnits?: number;
}

/** Has a client ask what each request consumed, and adds up what the engine says. */
class Meter {
  readUnits = 0;
  writeUnits = 0;

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
          const result = await next(args);
          const { ConsumedCapacity: consumed = [] } = result.output as {
            ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
          };
          const units = [consumed].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
          if (/^(Put|Update|Delete|TransactWrite)/.test(String(commandName))) this.writeUnits += units;
          else this.readUnits += units;
          return result;
        },
      { step: 'initialize', name: 'meter' },
    );
  }

  reset(): void {
    this.readUnits = 0;
    this.writeUnits = 0;
  }
}
