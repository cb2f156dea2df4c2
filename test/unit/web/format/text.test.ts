import { expect, test } from 'vitest';
import { emojiCount } from '../../../../web/src/format/emoji-only.ts';

test.each([
  ['👍', 1],
  ['👩‍👩‍👧‍👦', 1],
  ['🇩🇪 🏳️‍🌈', 2],
  ['👍🏽👍🏽👍🏽', 3],
  ['ok 👍', 0],
  ['7', 0],
  ['©', 0],
  ['', 0],
  ['   ', 0],
  ['😀😀😀😀😀😀😀', 0],
])('%j counts as %i emoji that are shown large', (text, count) => {
  expect(emojiCount(text)).toBe(count);
});
