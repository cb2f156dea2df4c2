import { expect, it } from 'vitest';
import type { Measured } from '../../../bench/cost/measure.ts';
import { bounds, loadOf, quotas } from '../../../bench/cost/scaling.ts';
import type { Counts } from '../../../shared/platform/counting/counter.ts';

const everyAction = [
  ['ws-connect', 'connect, with 1 watcher'],
  ['ws-disconnect', 'disconnect, with 1 watcher'],
  ['ws-frame', 'sync of 20 conversations, nothing new'],
  ['ws-frame', 'sync of 20 conversations, 1 changed'],
  ['ws-frame', 'watch the presence of 1, unchanged'],
  ['ws-frame', 'ping'],
  ['auth', 'refresh'],
  ['conversations', 'list of 20 conversations, 1 unread, cold'],
  ['conversations', 'history, 50 messages, cold'],
  ['ws-frame', 'direct message, cold'],
  ['ws-frame', 'typing'],
  ['ws-frame', 'delivered'],
  ['ws-frame', 'read'],
] as const;

const nothing = { counts: {} };

/** Each action costs nothing but what is said of it. */
function measured(counts: Partial<Record<(typeof everyAction)[number][1], Counts>>): Measured {
  return {
    actions: everyAction.map(([entry, name]) => ({ entry, name, counts: counts[name] ?? {} })),
    messages: [],
    group: { message: nothing, delivered: nothing, read: nothing, typing: nothing },
  };
}

/** In the busiest second, at three times the average, this many users do what one does in a day. */
const users = (24 * 3600) / 3;
const close = (amount: number) => expect.closeTo(amount, 6) as number;

it('the daily actions of a user add up', () => {
  const counts = {
    ping: { posts: 1 },
    'direct message, cold': { writeUnits: 5, keyCalls: 1 },
    refresh: { signatures: 1 },
  };
  // 4 visits of a handshake and twice a sync and a watch, 30 pings, 8 syncs and watches on the way, 8 refreshes, 1 list, 4 histories; 35 messages with typing and, as half are read at once, 1.5
  // receipts, and 5 with typing and 1.5 receipts of each of 3 people; an ack for each ping
  const requests = 4 * (1 + 2 * 2) + 30 + 2 * 8 + 8 + 1 + 4 + 35 * 3.5 + 5 * (2 + 1.5 * 3) + 30;
  expect(loadOf(users, measured(counts))).toMatchObject({
    sockets: close((users * 2 * 3) / 24),
    newSockets: close(4),
    messages: close(40),
    gatewayRequests: close(requests),
    writeUnits: close(35 * 5),
    readUnits: 0,
    // those to groups ask for a key too
    keyCalls: close(35 + 5),
    signatures: close(8),
  });
});

it('each quota gives the number of users at which it is used up, the lowest first', () => {
  const counts = measured({ refresh: { signatures: 1, readUnits: 1, writeUnits: 1 } });
  const found = bounds(counts);
  expect(found.map((bound) => bound.users)).toEqual(
    found.map((bound) => bound.users).sort((one, other) => one - other),
  );
  const signatures = found.find(({ limit }) => limit === 'KMS: signatures a second');
  expect(signatures?.users).toBeCloseTo((users * quotas.signatures) / 8);
});
