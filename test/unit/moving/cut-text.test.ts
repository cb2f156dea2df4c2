import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutText } from '../../../shared/moving/cut-text.ts';
import { limits, multiline, utf8Bytes } from '../../../shared/protocol/index.ts';

const characters = (text: string) => [...text].length;

it('given texts of any length, the pieces fit messages, and together they are the whole text', () => {
  const unit = fc.constantFrom(
    'word ',
    'מילה ',
    '長い文',
    '👨‍👩‍👧‍👦',
    'नमस्ते',
    '\n',
    'x'.repeat(300),
    '\uD800',
    '\r\n',
    '\u0007',
  );
  const text = fc
    .tuple(fc.array(unit, { maxLength: 40 }), fc.integer({ min: 1, max: 60 }))
    .map(([units, times]) => units.join('').repeat(times));
  fc.assert(
    fc.property(text, (given) => {
      const pieces = cutText(given);
      for (const { text: piece } of pieces) {
        expect(piece).not.toBe('');
        expect(characters(piece)).toBeLessThanOrEqual(limits.textCharacters);
        expect(utf8Bytes(piece)).toBeLessThanOrEqual(limits.textBytes);
        expect(multiline.safeParse(piece).success).toBe(true);
      }
      const whole = given.replaceAll('\r\n', '\n').toWellFormed().replaceAll('\u0007', '\uFFFD');
      expect(pieces.map((piece) => piece.text).join('')).toBe(whole);
    }),
    { numRuns: 60 },
  );
});

it('given a long text with formats, cuts between words and lines, and a mention stays whole', () => {
  const before = 'word '.repeat(1_598);
  const text = `${before}@ben-of-garden said so`;
  const [first, second] = cutText(text, [
    { type: 'bold', start: 0, length: text.length },
    { type: 'mention', start: before.length, length: 14, user: 'ben-of-garden' },
  ]);
  expect(first?.text).toBe(before);
  expect(first?.entities).toEqual([{ type: 'bold', start: 0, length: before.length }]);
  expect(second?.entities).toEqual([
    { type: 'bold', start: 0, length: 22 },
    { type: 'mention', start: 0, length: 14, user: 'ben-of-garden' },
  ]);
});

it('given more parts than a message has, begins another message with those that are too many', () => {
  const text = 'ab '.repeat(250);
  const entities = Array.from({ length: 250 }, (_, index) => ({ type: 'bold', start: 3 * index, length: 2 }));
  const pieces = cutText(text, entities);
  expect(pieces.map((piece) => piece.entities.length)).toEqual([100, 100, 50]);
  expect(pieces.map((piece) => piece.text).join('')).toBe(text);
});

it('given line ends of Windows, the parts after them move along', () => {
  expect(cutText('a\r\nb\r\nbold', [{ type: 'bold', start: 6, length: 4 }])).toEqual([
    { text: 'a\nb\nbold', entities: [{ type: 'bold', start: 4, length: 4 }] },
  ]);
});
