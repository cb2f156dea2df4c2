import { expect, test } from 'vitest';
import { weakPasswordReason } from '../../../../web/src/getting-in/weak-password.ts';

test.each([
  ['password1', 'password.weak.common'],
  ['qwertyuiop', 'password.weak.common'],
  ['aaaaaaaaaa', 'password.weak.repeated'],
  ['abcdefghij', 'password.weak.sequence'],
  ['quistgaard', 'password.weak.own'],
])('given the weak password %s, says %s', async (password, reason) => {
  expect(await weakPasswordReason(password, ['Zora Quistgaard'])).toBe(reason);
});

test('given a password that the estimator finds no fault with, says that it is guessed soon', async () => {
  expect(await weakPasswordReason('correct horse battery staple', [])).toBe('password.weak.other');
});
