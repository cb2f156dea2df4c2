import { reservedNames } from '../../../../../shared/platform/item.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeParameters,
  conditionParameters,
  keyConditionParameters,
} from '../../../../../shared/platform/aws/table/dynamodb-expressions.ts';
import type { Change, Condition, Query } from '../../../../../shared/platform/table.ts';

describe('conditionParameters', () => {
  it.each<[string, Condition | undefined, object]>([
    ['none', undefined, {}],
    ['an empty one', {}, {}],
    ['empty parts', { equals: {}, below: {} }, {}],
    [
      'exists',
      { exists: true },
      {
        ConditionExpression: 'attribute_exists(#n0)',
        ExpressionAttributeNames: { '#n0': 'pk' },
      },
    ],
    [
      'missing',
      { exists: false },
      {
        ConditionExpression: 'attribute_not_exists(#n0)',
        ExpressionAttributeNames: { '#n0': 'pk' },
      },
    ],
    [
      'missing or expired',
      { exists: false, orExpiredAt: 0 },
      {
        ConditionExpression: '(attribute_not_exists(#n0) OR #n1 <= :v0)',
        ExpressionAttributeNames: { '#n0': 'pk', '#n1': 'expiresAt' },
        ExpressionAttributeValues: { ':v0': 0 },
      },
    ],
    [
      'everything, with an attribute named twice',
      { exists: true, equals: { status: 'x', 's:a=': false }, below: { status: 5 } },
      {
        ConditionExpression:
          'attribute_exists(#n0) AND #n1 = :v0 AND #n2 = :v1 AND (attribute_not_exists(#n1) OR #n1 < :v2)',
        ExpressionAttributeNames: { '#n0': 'pk', '#n1': 'status', '#n2': 's:a=' },
        ExpressionAttributeValues: { ':v0': 'x', ':v1': false, ':v2': 5 },
      },
    ],
  ])('of %s', (_, condition, parameters) => {
    expect(conditionParameters(condition)).toStrictEqual(parameters);
  });

  it.each<Condition>([{ orExpiredAt: 1 }, { exists: true, orExpiredAt: 1 }])(
    'given the unsupported condition %j, throws',
    (condition) => {
      expect(() => conditionParameters(condition)).toThrow('orExpiredAt goes with exists: false');
    },
  );
});

describe('changeParameters', () => {
  it.each<[string, Change, object]>([
    ['nothing', {}, {}],
    ['empty parts', { set: {}, add: {}, remove: [], if: {} }, {}],
    [
      'one set',
      { set: { name: null } },
      {
        UpdateExpression: 'SET #n0 = :v0',
        ExpressionAttributeNames: { '#n0': 'name' },
        ExpressionAttributeValues: { ':v0': null },
      },
    ],
    [
      'only removals',
      { remove: ['size', 'a.b'] },
      { UpdateExpression: 'REMOVE #n0, #n1', ExpressionAttributeNames: { '#n0': 'size', '#n1': 'a.b' } },
    ],
    [
      'everything',
      { set: { a: 'x', b: [1] }, add: { c: -1, d: 2 }, remove: ['e'], if: { exists: true, below: { c: 3 } } },
      {
        UpdateExpression: 'SET #n0 = :v0, #n1 = :v1 ADD #n2 :v2, #n3 :v3 REMOVE #n4',
        ConditionExpression: 'attribute_exists(#n5) AND (attribute_not_exists(#n2) OR #n2 < :v4)',
        ExpressionAttributeNames: { '#n0': 'a', '#n1': 'b', '#n2': 'c', '#n3': 'd', '#n4': 'e', '#n5': 'pk' },
        ExpressionAttributeValues: { ':v0': 'x', ':v1': [1], ':v2': -1, ':v3': 2, ':v4': 3 },
      },
    ],
  ])('of %s', (_, change, parameters) => {
    expect(changeParameters(change)).toStrictEqual(parameters);
  });

  it('given values that change later, keeps copies of those of before', () => {
    const list = [1];
    const { ExpressionAttributeValues: values } = changeParameters({ set: { list } });
    list.push(2);
    expect(values).toEqual({ ':v0': [1] });
  });
});

describe('keyConditionParameters', () => {
  it.each<[string, Query, string, object]>([
    ['a partition', { pk: 'p' }, '#n0 = :v0', { ':v0': 'p' }],
    [
      'a prefix',
      { pk: 'p', sk: { beginsWith: 'x' } },
      '#n0 = :v0 AND begins_with(#n1, :v1)',
      { ':v0': 'p', ':v1': 'x' },
    ],
    [
      'a range',
      { pk: 'p', sk: { from: 'x', to: 'y' } },
      '#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2',
      { ':v0': 'p', ':v1': 'x', ':v2': 'y' },
    ],
  ])('of %s', (_, query, expression, values) => {
    expect(keyConditionParameters(query)).toStrictEqual({
      KeyConditionExpression: expression,
      ExpressionAttributeNames: { '#n0': 'pk', ...(query.sk && { '#n1': 'sk' }) },
      ExpressionAttributeValues: values,
    });
  });
});

describe('every expression', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !reservedNames.includes(text));
  const names = fc.uniqueArray(name, { minLength: 8, maxLength: 8 });
  const words = /\b(?:SET|ADD|REMOVE|AND|OR|attribute_exists|attribute_not_exists)\b/g;

  it('consists of keywords and of the placeholders that it defines', () => {
    fc.assert(
      fc.property(names, ([a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '']) => {
        const parameters = changeParameters({
          set: { [a]: 1, [b]: 'x' },
          add: { [c]: 1 },
          remove: [d, e],
          if: { exists: true, equals: { [a]: 2, [f]: true }, below: { [c]: 4, [g]: 5, [h]: 6 } },
        });
        const text = `${parameters.UpdateExpression} ${parameters.ConditionExpression}`;
        expect(text.replace(words, '').replace(/[#:][nv]\d+/g, '')).toMatch(/^[ (),=<]*$/);
        const used = new Set(text.match(/#n\d+/g));
        expect(new Set(Object.keys(parameters.ExpressionAttributeNames ?? {}))).toEqual(used);
        expect(new Set(Object.values(parameters.ExpressionAttributeNames ?? {}))).toEqual(
          new Set([a, b, c, d, e, f, g, h, 'pk']),
        );
        expect(new Set(Object.keys(parameters.ExpressionAttributeValues ?? {}))).toEqual(
          new Set(text.match(/:v\d+/g)),
        );
      }),
    );
  });
});
