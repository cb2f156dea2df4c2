import { describe, expect, test } from 'vitest';
import { ChatClientError } from '../../../../client/index.ts';
import { newPassword, username } from '../../../../shared/protocol/index.ts';
import {
  accountRules,
  cannotBecomeUsername,
  isUsername,
} from '../../../../web/src/getting-in/account-rules.ts';
import { strengthOf } from '../../../../web/src/getting-in/password-strength.ts';
import { refusalOf } from '../../../../web/src/getting-in/refusal.ts';

describe('the rules of the form', () => {
  test.each(['ada', 'Ada.L-1_x', 'a'.repeat(32), 'ab', '1ab', 'ä1b', 'a b', 'a'.repeat(33), ''])(
    'given %j as a username, agree with the server',
    (text) => {
      expect(isUsername(text)).toBe(username.safeParse(text).success);
    },
  );

  test.each([
    '1234567',
    '12345678',
    'ä'.repeat(4),
    'a\u0308'.repeat(3),
    'x'.repeat(72),
    'x'.repeat(73),
    'ü'.repeat(37),
  ])('given %j as a password, agree with the server', (text) => {
    expect(accountRules.password(text) === undefined).toBe(newPassword.safeParse(text).success);
  });

  test('given the beginning of a username, find nothing wrong yet', () => {
    for (const text of ['', 'a', 'ab']) expect(cannotBecomeUsername(text), text).toBe(false);
    for (const text of ['1', 'a b', 'é', 'a'.repeat(33)]) expect(cannotBecomeUsername(text), text).toBe(true);
  });

  test('given a name that does not show, ask for one', () => {
    expect(accountRules.name(' \u200b\u202e')).toBe('register.nameMissing');
    expect(accountRules.name('🙂'.repeat(64))).toBeUndefined();
    expect(accountRules.name('🙂'.repeat(65))).toBe('register.nameLong');
  });
});

describe('a refusal of the server', () => {
  const t = (key: string) => key;

  test('given a taken name or address, stands at its field', () => {
    expect(refusalOf(new ChatClientError('username_taken', ''), t).fields).toEqual({
      username: 'error.usernameTaken',
    });
    expect(refusalOf(new ChatClientError('email_taken', ''), t).fields).toEqual({
      email: 'error.emailTaken',
    });
  });

  test('given invalid fields, stands at each of them', () => {
    const errors = [
      { path: 'name', message: 'no' },
      { path: 'email', message: 'no' },
    ];
    expect(refusalOf(new ChatClientError('validation_failed', '', { errors }), t)).toEqual({
      fields: { name: 'register.nameInvalid', email: 'register.emailInvalid' },
      problem: undefined,
    });
  });

  test('given anything else, is one sentence', () => {
    expect(refusalOf(new ChatClientError('network_error', ''), t)).toEqual({
      fields: {},
      problem: 'error.offline',
    });
    expect(refusalOf(new Error('what'), t).problem).toBe('error.unexpected');
  });
});

test('a password made of what is known of its owner is weak', () => {
  expect(strengthOf('quistgaard7', [])).toBeGreaterThan(1);
  expect(strengthOf('quistgaard7', ['Zora Quistgaard'])).toBeLessThan(2);
  expect(strengthOf('password', [])).toBe(0);
  expect(strengthOf('vexing tulip orbit cadence', [])).toBe(4);
});
