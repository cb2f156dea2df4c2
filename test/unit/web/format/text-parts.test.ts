import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownText, textParts, type TextPart } from '../../../../web/src/format/text-parts.ts';

/** The parts as `[type, …]`, and plain text as it is. */
const tree = (parts: readonly TextPart[]): unknown[] =>
  parts.map(({ text, entity, within }) => (entity === undefined ? text : [entity.type, ...tree(within)]));
const of = (text: string, ...entities: [type: string, start: number, length: number][]) =>
  tree(
    textParts(
      text,
      entities.map(([type, start, length]) => ({ type, start, length })),
    ),
  );

describe('the parts of a text', () => {
  test('stand in each other as their places say', () => {
    expect(of('a bc d', ['bold', 2, 2])).toEqual(['a ', ['bold', 'bc'], ' d']);
    expect(of('a bc d', ['bold', 0, 6], ['italic', 2, 2], ['code', 2, 1])).toEqual([
      ['bold', 'a ', ['italic', ['code', 'b'], 'c'], ' d'],
    ]);
    expect(of('abc', ['bold', 0, 1], ['bold', 1, 2])).toEqual([
      ['bold', 'a'],
      ['bold', 'bc'],
    ]);
  });

  test('that do not fit are plain', () => {
    expect(of('abc', ['bold', 1, 9])).toEqual(['abc']);
    expect(of('abc', ['bold', -1, 2])).toEqual(['abc']);
    expect(of('abc', ['bold', 0, 2], ['italic', 1, 2])).toEqual([['bold', 'ab'], 'c']);
    expect(of('abc', ['bold', 1, 1], ['italic', 0, 1])).toEqual(['a', ['bold', 'b'], 'c']);
  });

  test('that are blocks need no line breaks around them', () => {
    expect(of('a\nb\n\nc', ['pre', 2, 1])).toEqual(['a', ['pre', 'b'], '\nc']);
    expect(of('b\nc', ['quote', 0, 1], ['pre', 2, 1])).toEqual([
      ['quote', 'b'],
      ['pre', 'c'],
    ]);
  });

  test('lose nothing of the text, whatever a server says', () => {
    const entity = fc.record({
      type: fc.constantFrom('bold', 'link', 'spoiler', 'later'),
      start: fc.integer({ min: -2, max: 12 }),
      length: fc.integer({ min: -2, max: 12 }),
    });
    const flat = (parts: readonly TextPart[]): string =>
      parts.map(({ text, within }) => (within.length > 0 ? flat(within) : text)).join('');
    fc.assert(
      fc.property(fc.string({ maxLength: 10 }), fc.array(entity, { maxLength: 6 }), (text, entities) => {
        expect(flat(textParts(text, entities))).toBe(text);
      }),
    );
  });
});

test('a line for lists hides what is hidden, and how long it is', () => {
  expect(shownText('It was the gardener.', [{ type: 'spoiler', start: 7, length: 12 }])).toBe(
    'It was ▒▒▒▒▒.',
  );
  expect(shownText('a b', [{ type: 'bold', start: 0, length: 1 }])).toBe('a b');
  expect(shownText('abc', [{ type: 'spoiler', start: 1, length: 9 }])).toBe('abc');
});
