import { expect, test } from 'vitest';
import type { Reaction } from '../../../../client/index.ts';
import { wanted, type Wish } from '../../../../web/src/chat/wanted-reactions.ts';

const own = 'usr_own';
const others = Array.from({ length: 10 }, (_, index) => `usr_${index}`);
const reaction = (emoji: string, userIds: string[], mine = false, count = userIds.length): Reaction => ({
  emoji,
  count,
  userIds,
  mine,
});
const wishes = (...all: [string, Wish][]) => new Map(all);

test('given a first reaction, it shows at the end, before the server has it', () => {
  const reactions = [reaction('👍', ['usr_1'])];
  expect(wanted({ reactions }, wishes(['🎉', { mine: true }]), own)).toEqual([
    ...reactions,
    reaction('🎉', [own], true),
  ]);
  expect(wanted({}, wishes(['🎉', { mine: true }]), own)).toEqual([reaction('🎉', [own], true)]);
});

test('given one that is taken back, it counts one less, and the last one goes', () => {
  const reactions = [reaction('👍', ['usr_1', own], true), reaction('🎉', [own], true)];
  const back = wishes(['👍', { mine: false }], ['🎉', { mine: false }]);
  expect(wanted({ reactions }, back, own)).toEqual([reaction('👍', ['usr_1'])]);
});

test('given what the server has already, nothing is counted twice', () => {
  const reactions = [reaction('👍', ['usr_1', own], true)];
  expect(wanted({ reactions }, wishes(['👍', { mine: true }]), own)).toBe(reactions);
  expect(wanted({ reactions: [] }, wishes(['👍', { mine: false }]), own)).toEqual([]);
});

test('given more users than are named, the count goes on and the names stay', () => {
  const reactions = [reaction('👍', others, false, 12)];
  expect(wanted({ reactions }, wishes(['👍', { mine: true }]), own)).toEqual([
    reaction('👍', others, true, 13),
  ]);
});

test('given an answer, it shows until the message has that change, and not longer', () => {
  const stored = wishes(['👍', { mine: true, storedWith: 7 }]);
  expect(wanted({ changeSeq: 6 }, stored, own)).toEqual([reaction('👍', [own], true)]);
  // taken back since, on another device
  expect(wanted({ changeSeq: 8 }, stored, own)).toEqual([]);
});
