import { expect, test } from 'vitest';
import type { OwnProfile } from '../../../../client/index.ts';
import { changesOf, formOf } from '../../../../web/src/profile/profile-form.ts';

const account: OwnProfile = {
  id: 'usr_1',
  username: 'ada',
  name: 'Ada',
  email: 'ada@example.org',
  avatar: 'https://example.org/ada.png',
  role: 'user',
  emailVerified: false,
  createdAt: '2026-11-20T09:00:00.000Z',
  about: '',
  privacy: {
    presence: 'everyone',
    about: 'everyone',
    avatar: 'everyone',
    receipts: 'everyone',
    messages: 'everyone',
    groups: 'everyone',
    forwards: 'everyone',
    linkPreviews: true,
  },
};
const form = formOf(account, 'online');

test('given a form as it was, or with another status only, changes nothing of the account', () => {
  expect(changesOf(form, account)).toBeUndefined();
  expect(changesOf({ ...form, name: ' Ada ', status: 'away' }, account)).toBeUndefined();
});

test('given some edits, sends those fields alone', () => {
  expect(changesOf({ ...form, name: ' Ada L. ' }, account)).toEqual({ name: 'Ada L.' });
  expect(changesOf({ ...form, avatar: null }, account)).toEqual({ avatar: null });
  expect(changesOf({ ...form, about: 'Hello' }, account)).toEqual({ about: 'Hello' });
});
