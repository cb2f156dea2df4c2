import { assertKey, assertKeyPart } from '../../shared/platform/item.ts';
import type { Query } from '../../shared/platform/table.ts';
import type { SortKeyRange } from './thread/connection.ts';

/** Where a query begins and ends. Throws an `Error` for a query that DynamoDB would refuse. */
export function rangeOf({ pk, sk, after, reverse = false }: Query): SortKeyRange {
  assertKeyPart('pk', pk);
  const whole = sortKeys(sk);
  if (!after) return { pk, ...whole };
  assertKey(after);
  if (
    after.pk !== pk ||
    isBefore(after.sk, whole.begin) ||
    !(whole.end === undefined || isBefore(after.sk, whole.end))
  ) {
    throw new Error('the query cannot go on after a key that it does not cover');
  }
  return reverse
    ? { pk, begin: whole.begin, end: after.sk }
    : { pk, begin: successor(after.sk), end: whole.end };
}

function sortKeys(sk: Query['sk']): Omit<SortKeyRange, 'pk'> {
  if (!sk) return { begin: '', end: undefined };
  if ('beginsWith' in sk) {
    assertKeyPart('sk', sk.beginsWith);
    return { begin: sk.beginsWith, end: afterPrefix(sk.beginsWith) };
  }
  assertKeyPart('sk', sk.from);
  assertKeyPart('sk', sk.to);
  if (isBefore(sk.to, sk.from)) throw new Error('a range of sort keys begins after its end');
  return { begin: sk.from, end: successor(sk.to) };
}

/** By UTF-8 bytes, unlike JavaScript's `<`. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

/** The first string after this one. */
function successor(text: string): string {
  return `${text}\0`;
}

const lastCodePoint = 0x10ffff;

/** The first string after all that begin with `prefix`, `undefined` if every later string does. */
function afterPrefix(prefix: string): string | undefined {
  const codePoints = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  while (codePoints.at(-1) === lastCodePoint) codePoints.pop();
  const last = codePoints.pop();
  if (last === undefined) return undefined;
  // Surrogates are no characters of their own: U+E000 follows U+D7FF.
  return String.fromCodePoint(...codePoints, last === 0xd7ff ? 0xe000 : last + 1);
}
