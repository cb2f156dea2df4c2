import { expect, test } from 'vitest';
import { forgetEndings, leavesBySelf, noteEnding, wentBySelf } from '../../../../web/src/chat/endings.ts';

test('given a second report of one ending, it is no news, until the user is in the group again', () => {
  expect(noteEnding('a', { name: 'Trip', reason: 'left' })).toBe(true);
  expect(noteEnding('a', { name: 'Trip', reason: 'deleted' })).toBe(false);
  forgetEndings([{ id: 'b' }]);
  expect(noteEnding('a', { name: 'Trip', reason: undefined })).toBe(false);
  forgetEndings([{ id: 'a' }]);
  expect(noteEnding('a', { name: 'Trip', reason: 'removed' })).toBe(true);
});

test('given a user who leaves by themselves, that holds until they are in the group again', async () => {
  const call = leavesBySelf('c', Promise.resolve());
  // it is in the list until the call has its answer
  forgetEndings([{ id: 'c' }]);
  await call;
  expect(wentBySelf('c')).toBe(true);
  noteEnding('c', { name: 'Trip', reason: 'left' });
  forgetEndings([{ id: 'c' }]);
  expect(wentBySelf('c')).toBe(false);
});

test('given a leave that fails, they did not go', async () => {
  const refused = new Error('refused');
  await expect(leavesBySelf('d', Promise.reject(refused))).rejects.toBe(refused);
  expect(wentBySelf('d')).toBe(false);
});
