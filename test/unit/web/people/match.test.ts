import { expect, test } from 'vitest';
import { bestRank, fold, matchRank } from '../../../../web/src/people/match.ts';

test.each([
  ['  Zoë ÅNGSTRÖM ', 'zoe angstrom'],
  ['Łukasz Groß', 'lukasz gross'],
  ['Ｆｕｌｌ', 'full'],
  ['مُحَمَّد', 'محمد'],
])('folding %s takes case, accents and width away', (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test.each([
  ['ma', 'maria jones', 3],
  ['jo', 'maria jones', 2],
  ['jo ma', 'maria jones', 2],
  ['one', 'maria jones', 1],
  ['x', 'maria jones', 0],
  ['jo x', 'maria jones', 0],
  ['', 'maria jones', 3],
])('the query "%s" fits "%s" by %i', (query, name, rank) => {
  expect(matchRank(query, name)).toBe(rank);
});

test('of several names the one that fits best counts', () => {
  expect(bestRank('zoe', ['A person', 'Zoë'])).toBe(3);
});
