import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertKey, copyAttributes, itemBytes } from '../../../shared/platform/item.ts';
import type { Attribute } from '../../../shared/platform/table.ts';

/** The size of an attribute named `a`, without its name. */
function bytesOf(value: Attribute): number {
  return itemBytes({ pk: '', sk: '', a: value }) - 'pkska'.length;
}

describe('itemBytes', () => {
  it.each<[Attribute, number]>([
    ['', 0],
    ['abc', 3],
    ['é世😀', 2 + 3 + 4],
    [new Uint8Array(7), 7],
    [true, 1],
    [null, 1],
    [0, 1],
    [7, 2],
    [42, 2],
    [-42, 3],
    [123, 3],
    [100_000, 2],
    [1_000_001, 5],
    [0.5, 2],
    [0.0125, 3],
    [1.5e-7, 2],
    [[], 3],
    [['a', 'bc'], 3 + 2 + 3],
    [{}, 3],
    [{ key: 'abc' }, 3 + 1 + 3 + 3],
    [{ key: ['abc'] }, 3 + 1 + 3 + 3 + 1 + 3],
  ])('of %j is %i', (value, bytes) => {
    expect(bytesOf(value)).toBe(bytes);
  });

  it('counts the names of attributes in UTF-8 bytes', () => {
    expect(itemBytes({ pk: 'p', sk: 's', ключ: 'x' })).toBe(3 + 3 + 8 + 1);
  });

  it('given the same digits, counts the same for any power of ten', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 0, max: 8 }), (number, power) => {
        expect(bytesOf(number * 10 ** power)).toBe(bytesOf(number));
        expect(bytesOf(-number)).toBe(bytesOf(number) + 1);
      }),
    );
  });

  it.each([NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e-131])('given %d, throws', (number) => {
    expect(() => bytesOf(number)).toThrow('would not be stored exactly');
    expect(() => bytesOf([{ deep: number }])).toThrow('attribute a holds');
  });
});

describe('assertKey', () => {
  it('given a wrong part of a key, throws its name', () => {
    expect(() => assertKey({ pk: '', sk: 's' })).toThrow("the key's pk is empty");
    expect(() => assertKey({ pk: 'p', sk: 's'.repeat(1025) })).toThrow(
      "the key's sk is longer than 1024 bytes",
    );
    expect(() => assertKey({ pk: 'é'.repeat(1025), sk: 's' })).toThrow(
      "the key's pk is longer than 2048 bytes",
    );
    expect(() => assertKey({ pk: 'é'.repeat(1024), sk: 's'.repeat(1024) })).not.toThrow();
  });
});

describe('copyAttributes', () => {
  it('gives equal attributes without shared objects', () => {
    const bytes = new Uint8Array([1, 2, 3]).subarray(1);
    const original = { list: [{ a: 1 }], bytes, text: 'x' };
    const copy = copyAttributes(original);
    expect(copy).toEqual(original);
    expect(copy.list[0]).not.toBe(original.list[0]);
    expect(copy.bytes.buffer).not.toBe(bytes.buffer);
    expect(copy.bytes.buffer.byteLength).toBe(2);
  });
});
