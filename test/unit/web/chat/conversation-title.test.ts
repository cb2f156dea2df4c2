import { expect, test } from 'vitest';
import type { Participant } from '../../../../client/index.ts';
import { otherOf, titleOf } from '../../../../web/src/chat/conversation-title.ts';

const person = (id: string, name: string): Participant => ({
  id,
  username: id,
  name,
  avatar: null,
  online: false,
  lastOnline: null,
  role: 'member',
});
const own = person('me', 'Own');
const bo = person('bo', 'Bo <b>');

test('a direct conversation is called after the other person', () => {
  const direct = { isGroup: false, name: null, participants: [own, bo] };
  expect(otherOf(direct, 'me')).toBe(bo);
  expect(titleOf(direct, 'me')).toBe('Bo <b>');
});

test('a group has its own name, and no other person', () => {
  const group = { isGroup: true, name: 'Trip', participants: [own, bo] };
  expect(otherOf(group, 'me')).toBeUndefined();
  expect(titleOf(group, 'me')).toBe('Trip');
});

test('a direct conversation whose other person is gone has an empty title', () => {
  expect(titleOf({ isGroup: false, name: null, participants: [own] }, 'me')).toBe('');
});
