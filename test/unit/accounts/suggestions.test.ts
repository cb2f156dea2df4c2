import { expect, test } from 'vitest';
import { suggestName, usernameStem } from '../../../shared/accounts/suggestions.ts';

test.each([
  ['Ann.Lee+chat@example.org', 'ann.lee'],
  ['007bond@example.org', 'bond'],
  ['a.very.long.mailbox.name.that.goes.on@example.org', 'a.very.long.mailbox.name.tha'],
  ['jörg@example.org', 'jrg'],
  ['12345@example.org', ''],
])('of %s the username %j is made', (email, stem) => {
  expect(usernameStem(email)).toBe(stem);
});

test.each([
  ['  Ann Lee ', 'Ann Lee'],
  [undefined, ''],
  ['x'.repeat(65), ''],
  ['Ann\nLee', ''],
])('of the name %j %j is suggested', (given, name) => {
  expect(suggestName(given)).toBe(name);
});
