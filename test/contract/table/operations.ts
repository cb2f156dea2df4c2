import * as fc from 'fast-check';
import { reservedNames } from '../../../shared/platform/item.ts';
import {
  keyOfWrite,
  type Attributes,
  type Change,
  type Condition,
  type Json,
  type Key,
  type Query,
  type Write,
} from '../../../shared/platform/table.ts';
import { byBytes } from './helpers.ts';
import { id } from './model-table.ts';

/** One use of a table. */
export type Operation =
  | { kind: 'write'; write: Write }
  | { kind: 'transact'; writes: Write[] }
  | { kind: 'get'; key: Key }
  | { kind: 'batchGet'; keys: Key[] }
  | { kind: 'query'; query: Query };

export const sortKeys = ['a', 'a#1', 'a#2', 'ab', 'b', 'é', '\uffff', '😀', '\u{10ffff}'];
const sk = fc.constantFrom(...sortKeys);
const number = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger());
const scalar = fc.oneof(number, fc.boolean(), fc.constantFrom('', 'x', 'é'));
const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !reservedNames.includes(text));
/** DynamoDB takes no empty names, nor its SDK these two; its numbers know no -0, and are no binary fractions. */
const json = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).json;
const value = fc.oneof(scalar, json, fc.uint8Array({ maxLength: 40 }));
const time = fc.integer({ min: 0, max: 4 });
const attributes: fc.Arbitrary<Attributes> = fc.record(
  { a: value, b: value, n: fc.integer({ min: -3, max: 3 }), expiresAt: time },
  { requiredKeys: [] },
);
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ exists: fc.constant(false), orExpiredAt: time }),
  fc.record(
    {
      exists: fc.boolean(),
      equals: fc.record({ a: scalar, n: number }, { requiredKeys: [] }),
      below: fc.record({ n: number, expiresAt: time, a: number }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
);
const change: fc.Arbitrary<Change> = fc
  .record({
    set: fc.record({ a: value, expiresAt: time, 's:abc=': value }, { requiredKeys: [] }),
    add: fc.record({ n: fc.integer({ min: -2, max: 2 }) }, { requiredKeys: [] }),
    remove: fc.subarray(['b', 'name']),
  })
  .filter(({ set, add, remove }) => Object.keys(set).length + Object.keys(add).length + remove.length > 0);
const maybe = fc.option(condition, { nil: undefined });
const range = fc.oneof(
  fc.record({ beginsWith: sk }),
  fc.tuple(sk, sk).map((pair) => {
    const [from = '', to = ''] = pair.toSorted(byBytes);
    return { from, to };
  }),
);
/** Operations on a few keys of the given partitions. */
export function operationsOn(partitions: readonly string[]): fc.Arbitrary<Operation> {
  const key: fc.Arbitrary<Key> = fc.record({ pk: fc.constantFrom(...partitions), sk });
  const write: fc.Arbitrary<Write> = fc.oneof(
    fc
      .tuple(key, attributes, maybe)
      .map(([at, rest, test]) => ({ put: { ...rest, ...at }, ...(test && { if: test }) })),
    fc
      .tuple(key, change, maybe)
      .map(([at, by, test]) => ({ update: at, change: { ...by, ...(test && { if: test }) } })),
    fc.tuple(key, maybe).map(([at, test]) => ({ delete: at, ...(test && { if: test }) })),
  );
  const check: fc.Arbitrary<Write> = fc.record({ check: key, if: fc.record({ exists: fc.boolean() }) });
  return fc.oneof(
    { weight: 4, arbitrary: write.map((one) => ({ kind: 'write', write: one }) as const) },
    fc
      .uniqueArray(fc.oneof({ weight: 3, arbitrary: write }, check), {
        minLength: 1,
        maxLength: 5,
        selector: (one) => id(keyOfWrite(one)),
      })
      .map((writes) => ({ kind: 'transact', writes }) as const),
    key.map((one) => ({ kind: 'get', key: one }) as const),
    fc.uniqueArray(key, { selector: id, maxLength: 8 }).map((keys) => ({ kind: 'batchGet', keys }) as const),
    fc
      .record(
        {
          pk: fc.constantFrom(...partitions),
          sk: range,
          limit: fc.integer({ min: 1, max: 5 }),
          reverse: fc.boolean(),
        },
        { requiredKeys: ['pk'] },
      )
      .map((query) => ({ kind: 'query', query }) as const),
  );
}
