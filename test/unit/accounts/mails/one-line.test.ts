import { describe, expect, it } from 'vitest';
import { isolated, shortened } from '../../../../shared/accounts/mails/one-line.ts';

describe('shortened', () => {
  it.for<[what: string, text: string, shown: string]>([
    ['a short text', 'Hello', 'Hello'],
    ['lines and tabs', ' a\r\nb\t\u2028c  d ', 'a b c d'],
    ['too many characters', 'abcdefghijklm', 'abcdefghij…'],
    ['as many as there may be', 'abcdefghij', 'abcdefghij'],
    [
      'letters of several characters each',
      'é'.normalize('NFD').repeat(11),
      `${'é'.normalize('NFD').repeat(10)}…`,
    ],
    ['a family of several people', '👨‍👩‍👧‍👦'.repeat(3), '👨‍👩‍👧‍👦'.repeat(3)],
    ['marks that turn the direction', '\u202Eabc\u2066\u200F\u061Cd\u2069', 'abcd'],
    ['half of a pair', 'a\uD83D', 'a\uFFFD'],
    ['nothing', '', ''],
  ])('given %s, has one line of ten characters at most', ([, text, shown]) => {
    expect(shortened(text, 10)).toBe(shown);
  });

  it('given a letter with thousands of accents, ends', () => {
    expect(shortened(`a${'\u0301'.repeat(100_000)}`, 10).length).toBeLessThan(100);
  });
});

describe('isolated', () => {
  it('given a text that would end its own isolation, does not let it', () => {
    expect(isolated('a\u2069b', 10)).toBe('\u2068ab\u2069');
  });
});
