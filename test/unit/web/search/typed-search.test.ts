import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../../web/src/search/excerpt.ts';
import { seqAt } from '../../../../web/src/search/seq-at.ts';
import { dateText, typedDate } from '../../../../web/src/search/typed-date.ts';
import { openFilter, readTyped, withFilter, withValue } from '../../../../web/src/search/typed-search.ts';
import { hasFilter } from '../../../../web/src/sidebar/has-filter.ts';

describe('a search that is typed', () => {
  it('is words and filters, in any order and language', () => {
    const { words, filters } = readTyped('tea from:ann VOR:2026-11-30 in:"Our group" and  more');
    expect(words).toBe('tea and more');
    expect(filters.map(({ name, value }) => [name, value])).toEqual([
      ['from', 'ann'],
      ['before', '2026-11-30'],
      ['in', 'Our group'],
    ]);
  });

  it.each(['at 12:30', 'https://example.org', 'plugin:x', 'constructor:x', 'from', ''])(
    'has no filter in “%s”',
    (typed) => {
      expect(readTyped(typed).filters).toEqual([]);
      expect(readTyped(typed).words).toBe(typed);
      expect(hasFilter(typed)).toBe(false);
    },
  );

  it('knows the filter that is being typed, and puts a value in its place', () => {
    expect(openFilter('tea from:')).toMatchObject({ name: 'from', value: '' });
    expect(openFilter('tea from:an')).toMatchObject({ value: 'an' });
    expect(openFilter('tea in:"Our gr')).toMatchObject({ name: 'in', value: 'Our gr' });
    expect(openFilter('tea from:ann ')).toBeUndefined();
    expect(withFilter('tea', 'from')).toBe('tea from:');
    expect(withFilter('', 'von')).toBe('von:');
    const typed = 'tea in:"Our gr';
    const filter = openFilter(typed);
    if (!filter) throw new Error('a filter is open');
    expect(withValue(typed, filter, 'Our group')).toBe('tea in:"Our group" ');
    expect(withValue('von:a', { name: 'from', value: 'a', start: 0, end: 5 }, 'ann')).toBe('von:ann ');
    expect(hasFilter(typed)).toBe(true);
  });
});

describe('a day that is typed', () => {
  const now = new Date(2026, 10, 30, 15, 0).getTime();
  it.each([
    ['2026-11-05', '2026-11-05'],
    ['2026-1-5', '2026-01-05'],
    ['2026-11', '2026-11-01'],
    ['2025', '2025-01-01'],
    ['5.11.2025', '2025-11-05'],
    ['5.11.', '2026-11-05'],
    ['today', '2026-11-30'],
    ['Gestern', '2026-11-29'],
  ])('%s', (typed, day) => {
    const date = typedDate(typed, now);
    expect(date && dateText(date)).toBe(day);
  });

  it.each(['', '2026-13-01', '2026-02-30', '31.4.', 'soon', '20261', 'toString'])('none: “%s”', (typed) => {
    expect(typedDate(typed, now)).toBeUndefined();
  });
});

describe('an excerpt of a text', () => {
  const shown = (text: string, ...words: string[]) => {
    const marks = words
      .map((word) => ({ start: text.indexOf(word), length: word.length }))
      .sort((a, b) => a.start - b.start);
    return excerpt(text, marks)
      .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
      .join('');
  };
  const long = 'far '.repeat(40);

  it.each([
    ['all of a short one', 'tea in the garden', ['tea', 'garden'], '[tea] in the [garden]'],
    ['nothing found, as in a caption', 'tea', [], ' …'],
    [
      'words that are far apart',
      `${long}tea ${long}garden`,
      ['tea', 'garden'],
      '… far far far [tea] far far far far … far far far [garden]',
    ],
  ])('%s', (_, text, words, expected) => {
    expect(shown(text, ...words)).toBe(expected);
  });

  it('does not cut a character', () => {
    const pieces = excerpt('😀'.repeat(100), [{ start: 100, length: 2 }]);
    expect(pieces.every(({ text }) => text.isWellFormed())).toBe(true);
  });
});

describe('the number of a message at a time', () => {
  /** Numbers 3, 4, 7 and 9 at the times 10, 20, 30 and 40. */
  const stored = [3, 4, 7, 9].map((seq, index) => ({ seq, at: (index + 1) * 10 }));
  const find = (time: number, messages = stored) =>
    seqAt(
      {
        messages: {
          list: (_id: string, { after }: { after?: number; limit: number }) => {
            const found =
              after === undefined ? messages.slice(-1) : messages.filter(({ seq }) => seq > after);
            const items = found
              .slice(0, 1)
              .map(({ seq, at }) => ({ seq, createdAt: new Date(at).toISOString() }));
            return Promise.resolve({ items, nextCursor: null });
          },
        },
      },
      'cnv_1',
      12,
      time,
    );

  it('is that of the first one then or later, and of the newest where there is none', async () => {
    expect(await Promise.all([0, 10, 11, 30, 40, 41].map((time) => find(time)))).toEqual([3, 3, 4, 7, 9, 9]);
    expect(await find(1, [])).toBeUndefined();
  });
});
