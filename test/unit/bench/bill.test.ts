import { expect, it } from 'vitest';
import { dollars, invocations, total, usageOf } from '../../../bench/cost/bill.ts';

const perMillion = (amount: number) => Number((amount * 1e6).toFixed(4));

it('bills a frame: its own message, posts, table units, and Lambda by the time assumed', () => {
  const counts = { update: 1, transact: 1, batchGet: 1, readUnits: 2, writeUnits: 5, posts: 2, postUnits: 3 };
  const usage = usageOf('frame', counts);
  expect(perMillion(dollars(usage, ['readUnit', 'writeUnit']))).toBe(2 * 0.125 + 5 * 0.625);
  expect(perMillion(dollars(usage, ['socketMessage', 'httpRequest']))).toBe(1 + 3);
  // 5 ms + 3 requests of 5 ms + 2 posts of 1 ms, at 1 GB
  expect(perMillion(dollars(usage, ['invocation', 'gigabyteSecond']))).toBe(0.2 + 0.2933);
  expect(perMillion(dollars(usage))).toBe(3.375 + 4 + 0.4933);
});

it('bills a request over HTTP with its calls of KMS', () => {
  const usage = usageOf('http', { keyCalls: 1, signatures: 1, passwordHashes: 1 });
  expect(perMillion(dollars(usage, ['httpRequest', 'socketMessage']))).toBe(1);
  expect(perMillion(dollars(usage, ['keyCall', 'signature']))).toBe(3 + 15);
  // 5 ms + 2 calls of 5 ms + 500 ms
  expect(usage.gigabyteSecond).toBeCloseTo(0.515);
});

it('bills queued work as sent, received, deleted and worked off by an invocation', () => {
  const counts = { queued: 2, queueUnits: 3 };
  const usage = usageOf('frame', counts);
  expect(invocations('frame', counts)).toBe(3);
  expect(perMillion(dollars(usage, ['queueRequest']))).toBe(0.4 * (3 + 3 + 2));
});

it('bills opening a socket as two calls of Lambda and no message', () => {
  const usage = usageOf('connect', {});
  expect(perMillion(dollars(usage, ['socketMessage', 'httpRequest']))).toBe(0);
  expect(perMillion(dollars(usage, ['invocation']))).toBe(0.4);
});

it('adds up what is done several times', () => {
  const usage = total([2, { readUnit: 3 }], [0.5, { readUnit: 1, connectionMinute: 4 }]);
  expect(usage).toMatchObject({ readUnit: 6.5, connectionMinute: 2, writeUnit: 0 });
});
