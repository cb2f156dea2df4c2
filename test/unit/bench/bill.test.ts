import { expect, it } from 'vitest';
import { dollars, invocations, secondsOf, total, usageOf } from '../../../bench/cost/bill.ts';
import { accessLogLine, lineBytes, logLines, platformLines } from '../../../bench/cost/log-lines.ts';
import { accessLogFields } from '../../../infra/access-log-fields.ts';

const perMillion = (amount: number) => Number((amount * 1e6).toFixed(4));

it('a frame is billed as a message, posts, table units, and the assumed Lambda time', () => {
  const counts = { update: 1, transact: 1, batchGet: 1, readUnits: 2, writeUnits: 5, posts: 2, postUnits: 3 };
  const usage = usageOf({ entry: 'ws-frame', counts });
  expect(perMillion(dollars(usage, ['readUnit', 'writeUnit']))).toBe(2 * 0.125 + 5 * 0.625);
  expect(perMillion(dollars(usage, ['socketMessage', 'httpRequest']))).toBe(1 + 3);
  // 5 ms + 3 requests of 5 ms + 2 posts of 1 ms, at 1 GB
  expect(perMillion(dollars(usage, ['invocation', 'gigabyteSecond']))).toBe(0.2 + 0.2933);
  const logs = perMillion(dollars(usage, ['logByte']));
  expect(perMillion(dollars(usage))).toBeCloseTo(3.375 + 4 + 0.4933 + logs, 4);
});

it('an HTTP request is billed with its KMS calls', () => {
  const usage = usageOf({ entry: 'auth', counts: { keyCalls: 1, signatures: 1, passwordHashes: 1 } });
  expect(perMillion(dollars(usage, ['httpRequest', 'socketMessage']))).toBe(1);
  expect(perMillion(dollars(usage, ['keyCall', 'signature']))).toBe(3 + 15);
  // 5 ms + 2 calls of 5 ms + 500 ms, at 1,769 MB
  expect(usage.gigabyteSecond).toBeCloseTo((0.515 * 1769) / 1024, 6);
});

it('queued work is billed as sent, received, deleted and one invocation', () => {
  const counts = { queued: 2, queueUnits: 3 };
  const usage = usageOf({ entry: 'ws-frame', counts });
  expect(invocations({ entry: 'ws-frame', counts })).toBe(3);
  expect(perMillion(dollars(usage, ['queueRequest']))).toBe(0.4 * (3 + 3 + 2));
});

it('a timer that is set is billed as one invocation of a schedule, and as a call that takes time', () => {
  const usage = usageOf({ entry: 'ws-frame', counts: { timersSet: 2, timersCancelled: 1 } });
  expect(perMillion(dollars(usage, ['timer']))).toBe(2);
  const without = usageOf({ entry: 'ws-frame', counts: {} });
  expect(usage.gigabyteSecond).toBeGreaterThan(without.gigabyteSecond ?? Infinity);
});

it('opening a socket is billed as two Lambda calls and no message', () => {
  const usage = usageOf({ entry: 'ws-connect', counts: {} });
  expect(perMillion(dollars(usage, ['socketMessage', 'httpRequest']))).toBe(0);
  expect(perMillion(dollars(usage, ['invocation']))).toBe(0.4);
});

it('repeated actions add up', () => {
  const usage = total([2, { readUnit: 3 }], [0.5, { readUnit: 1, connectionMinute: 4 }]);
  expect(usage).toMatchObject({ readUnit: 6.5, connectionMinute: 2, writeUnit: 0 });
});

it('work of other functions is billed with their memory, and not twice', () => {
  const action = {
    entry: 'ws-frame',
    counts: { update: 1, queued: 2, posts: 100, followed: 1, get: 3 },
    later: { 'queue-work': { posts: 100 }, 'after-commit': { followed: 1, get: 3 } },
  } as const;
  // an update and two pieces of work handed over; two calls and 100 posts; three reads
  const seconds = { 'ws-frame': 0.005 + 0.015, 'queue-work': 0.01 + 0.1, 'after-commit': 0.005 + 0.015 };
  expect(Object.fromEntries(secondsOf(action))).toMatchObject({
    'ws-frame': expect.closeTo(seconds['ws-frame'], 6) as number,
    'queue-work': expect.closeTo(seconds['queue-work'], 6) as number,
    'after-commit': expect.closeTo(seconds['after-commit'], 6) as number,
  });
  expect(usageOf(action).gigabyteSecond).toBeCloseTo(
    seconds['ws-frame'] + seconds['queue-work'] / 2 + seconds['after-commit'] / 4,
    6,
  );
});

it('log lines of functions, of Lambda for each call, and of the access log are billed', () => {
  const { logByte: frame } = usageOf({ entry: 'ws-frame', counts: { logBytes: 219, followed: 1 } });
  expect(frame).toBe(219 + 2 * logLines.invocation + logLines.socket);
  const { logByte: connect } = usageOf({ entry: 'ws-connect', counts: {} });
  expect(connect).toBe(2 * logLines.invocation + logLines.socket);
  const { logByte: request } = usageOf({ entry: 'conversations', counts: {} });
  expect(request).toBe(logLines.invocation + logLines.http);
  // a million times 1,000 bytes are a GB
  expect(perMillion(dollars({ logByte: 1000 }))).toBe(0.5);
});

it('a log line is billed as its bytes and 26 more', () => {
  expect(lineBytes('naïve\n')).toBe(6 + 26);
  expect(platformLines.map((line) => line.split(' ')[0])).toEqual(['START', 'END', 'REPORT']);
  expect(logLines.invocation).toBe(platformLines.join('').length - 1 + 3 * 26);
});

it.each(['http', 'socket'] as const)('the length of each access log field is known: %s', (kind) => {
  const line = JSON.parse(accessLogLine(kind)) as object;
  expect(Object.keys(line)).toEqual(Object.keys(accessLogFields[kind]));
  expect(JSON.stringify(line)).not.toContain('$context');
});
