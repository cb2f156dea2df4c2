import { expect, test } from 'vitest';
import { markOf, withMark } from '../../../../web/src/chat/text-marks.ts';
import { typedAt } from '../../../../web/src/chat/use-mentioning.ts';

const keys = { key: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('keys mean marks on both kinds of keyboards, and nothing with more of them held', () => {
  expect(markOf({ ...keys, key: 'b', ctrlKey: true })).toBe('**');
  expect(markOf({ ...keys, key: 'I', metaKey: true })).toBe('_');
  expect(markOf({ ...keys, key: 'e', ctrlKey: true })).toBe('`');
  expect(markOf({ ...keys, key: 'X', ctrlKey: true, shiftKey: true })).toBe('~~');
  expect(markOf({ ...keys, key: 'x', ctrlKey: true })).toBeUndefined();
  expect(markOf({ ...keys, key: 'b' })).toBeUndefined();
  expect(markOf({ ...keys, key: 'b', ctrlKey: true, shiftKey: true })).toBeUndefined();
  expect(markOf({ ...keys, key: 'b', ctrlKey: true, altKey: true })).toBeUndefined();
});

/** A text with its selection in `‹›`. */
const read = (shown: string) => ({
  text: shown.replaceAll(/[‹›]/g, ''),
  start: shown.indexOf('‹'),
  end: shown.indexOf('›') - 1,
});
const write = ({ text, start, end }: ReturnType<typeof read>) =>
  `${text.slice(0, start)}‹${text.slice(start, end)}›${text.slice(end)}`;

test.each([
  ['a ‹b› c', '**', 'a **‹b›** c'],
  ['a **‹b›** c', '**', 'a ‹b› c'],
  ['a ‹**b**› c', '**', 'a ‹b› c'],
  ['a‹ b › c', '_', 'a _‹b›_  c'],
  ['a ‹›c', '`', 'a `‹›`c'],
  ['‹one\ntwo›', '~~', '~~‹one\ntwo›~~'],
])('given %s, the mark %s makes %s', (before, mark, after) => {
  expect(write(withMark(read(before), mark))).toBe(after);
});

test('a name is completed at the cursor, where `@` begins a word', () => {
  expect(typedAt('Hi @an', 6)).toEqual({ start: 3, query: 'an' });
  expect(typedAt('@', 1)).toEqual({ start: 0, query: '' });
  expect(typedAt('Hi @anna', 6)).toEqual({ start: 3, query: 'an' });
  expect(typedAt('(@jö', 4)).toEqual({ start: 1, query: 'jö' });
  for (const text of ['a@b', 'a.@b', 'https://x.y/@b', '@ann ', `@${'a'.repeat(33)}`, 'Hi']) {
    expect(typedAt(text, text.length), text).toBeUndefined();
  }
});
