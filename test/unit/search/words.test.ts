import { describe, expect, it } from 'vitest';
import { findMarks, searchWords, wordsOf } from '../../../shared/search/words.ts';

const folded = (text: string) => wordsOf(text).map((word) => word.folded);
/** What of a text a search marks. */
const marked = (text: string, q: string) =>
  findMarks(text, searchWords(q))?.map(({ start, length }) => text.slice(start, start + length));

describe('the words of a text', () => {
  it.each([
    [
      'case, accents and width',
      'Straße ÉCOLE İstanbul ΟΔΟΣ Łódź ＦＵＬＬ',
      ['strasse', 'ecole', 'istanbul', 'οδοσ', 'lodz', 'full'],
    ],
    [
      'apart by signs',
      'don’t foo_bar e-mail: a@b.org 3.14',
      ['don', 't', 'foo', 'bar', 'e', 'mail', 'a', 'b', 'org', '3', '14'],
    ],
    ['accents that stand apart', 'e\u0301cole', ['ecole']],
    ['what is not seen', 'co\u00ADoperate', ['cooperate']],
    ['Arabic without vowel signs', 'مُحَمَّد أحمد', ['محمد', 'احمد']],
    ['Devanagari with its vowels', 'हिन्दी में', ['हिन्दी', 'में']],
    ['Korean', '한국어', ['한국어'.normalize('NFKD')]],
    ['runs without spaces', '我喜欢咖啡，你呢？ｶﾞ', ['我喜欢咖啡', '你呢', 'ガ']],
    ['emoji, whatever their skin', '👍🏽👍 👨‍👩‍👧🇩🇪❤️', ['👍', '👨‍👩‍👧', '🇩🇪', '❤']],
    ['none', '?!… — \u0640', []],
  ])('%s', (_, text, words) => {
    expect(folded(text)).toEqual(words);
  });

  it('of a search are those that a reader sees where there are no spaces', () => {
    expect(searchWords('我喜欢咖啡').map((word) => word.folded)).toEqual(['我', '喜欢', '咖啡']);
  });
});

describe('what is found in a text', () => {
  it.each([
    ['all words, in any order', 'tea in the garden', 'garden tea', ['tea', 'garden']],
    ['the beginning of a word', 'gardening', 'gar', ['gar']],
    ['a word of two letters, whole', 'he said hello', 'he', ['he']],
    ['not the beginning of two letters', 'hello', 'he', undefined],
    ['not the middle of a word', 'hello', 'ello', undefined],
    ['not one word of two', 'tea', 'tea garden', undefined],
    ['as it was written', 'Die STRASSEN', 'straße', ['STRASSE']],
    ['with the accents that belong to it', 'cafe\u0301s', 'cafe', ['cafe\u0301']],
    ['with a sign that folds to two letters', 'aßb', 'ass', ['aß']],
    ['each place', '咖啡和咖啡', '咖啡', ['咖啡', '咖啡']],
    ['places side by side', '咖啡咖啡', '咖啡', ['咖啡', '咖啡']],
    ['half-width kana', 'ｶﾞｷﾞ', 'ギ', ['ｷﾞ']],
    ['an emoji', 'so 👍🏽!', '👍', ['👍🏽']],
    ['the longer of two beginnings', 'gardening', 'gar garden', ['garden']],
  ])('%s', (_, text, q, parts) => {
    expect(marked(text, q)).toEqual(parts);
  });

  it('is marked in the first places alone where there are many', () => {
    expect(findMarks('tea '.repeat(50), searchWords('tea'), 3)).toHaveLength(3);
    expect(findMarks('茶'.repeat(50), searchWords('茶'), 3)).toHaveLength(3);
  });
});
