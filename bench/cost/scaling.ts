import type { CountedAction, CountedGroup } from './actions.ts';
import { dollars, secondsOf, total, usageOf, type EnteredAction, type Usage } from './bill.ts';
import type { Measured } from './measure.ts';
import { clientHabits } from './client-habits.ts';

/** What a daily user does in a day: assumptions, to be replaced by what is seen. */
export const habits = {
  hoursOnline: 2,
  visits: 4,
  ...clientHabits,
  refreshesPerHour: 4,
  /** Opening the list of 20 conversations, and the history of one. */
  lists: 1,
  histories: 4,
  directMessages: 35,
  groupMessages: 5,
  groupMembers: 10,
  /** Of them, with the sender. */
  groupOnline: 4,
  /** The busiest second, to the average one. */
  peak: 3,
} as const;

/** Quotas of an account in a Region, as they are at first. Sources: docs/operations.md. */
export const quotas = {
  gatewayRequests: 10_000,
  newSockets: 500,
  tableUnits: 40_000,
  concurrency: 1_000,
  newAccountConcurrency: 10,
  keyCalls: 10_000,
  signatures: 1_000,
} as const;

/** What a number of daily users needs in the busiest second. */
export interface Load {
  users: number;
  sockets: number;
  newSockets: number;
  messages: number;
  /** Everything that counts into the gateway's quota: frames in, posts, HTTP requests and handshakes. */
  gatewayRequests: number;
  readUnits: number;
  writeUnits: number;
  /** Functions at once, by the durations that the bill assumes. */
  concurrency: number;
  keyCalls: number;
  signatures: number;
  dollarsAMonth: number;
  /** Of them, for the gateway. */
  gatewayDollarsAMonth: number;
}

interface Done extends EnteredAction {
  times: number;
}

/** Everything that one user causes in a day. Keys are looked up in KMS each time: the most that it can be. */
function day({ actions, group }: Measured): Done[] {
  const { hoursOnline, visits, refreshesPerHour, lists, histories } = habits;
  const { syncsPerSocket, pingsPerHour, resyncsPerHour } = habits;
  const { directMessages, groupMessages, groupOnline, readAtOnce } = habits;
  const one = (times: number, name: string): Done => ({ times, ...action(actions, name) });
  const inGroup = (times: number, name: keyof CountedGroup): Done => ({
    times: groupMessages * times,
    entry: 'ws-frame',
    ...group[name],
    ...(name === 'message' && { counts: { ...group.message.counts, keyCalls: 1 } }),
  });
  return [
    one(visits, 'connect, with 1 watcher'),
    one(visits, 'disconnect, with 1 watcher'),
    one(visits, 'sync of 20 conversations, 1 changed'),
    one(
      visits * (syncsPerSocket - 1) + hoursOnline * resyncsPerHour,
      'sync of 20 conversations, nothing new',
    ),
    one(visits * syncsPerSocket + hoursOnline * resyncsPerHour, 'watch the presence of 1, unchanged'),
    one(hoursOnline * pingsPerHour, 'ping'),
    one(hoursOnline * refreshesPerHour, 'refresh'),
    one(lists, 'list of 20 conversations, 1 unread, cold'),
    one(histories, 'history, 50 messages, cold'),
    one(directMessages, 'direct message, cold'),
    one(directMessages, 'typing'),
    one(directMessages * (1 - readAtOnce), 'delivered'),
    one(directMessages, 'read'),
    inGroup(1, 'message'),
    inGroup(1, 'typing'),
    inGroup((groupOnline - 1) * (1 - readAtOnce), 'delivered'),
    inGroup(groupOnline - 1, 'read'),
  ];
}

function action(actions: readonly CountedAction[], wanted: string): CountedAction {
  const found = actions.find(({ name }) => name === wanted);
  if (!found) throw new Error(`nothing was measured as "${wanted}"`);
  return found;
}

const secondsADay = 24 * 3600;
const daysAMonth = 30;

/** What a number of daily users needs. It grows in proportion, as each user's contacts stay the same. */
export function loadOf(users: number, measured: Measured): Load {
  const done = day(measured);
  const sum = (amount: (one: Done) => number) => done.reduce((all, one) => all + one.times * amount(one), 0);
  const atPeak = (aDay: number) => (users * aDay * habits.peak) / secondsADay;
  const usage: Usage = total(
    [60 * habits.hoursOnline, { connectionMinute: 1 }],
    ...done.map((one) => [one.times, usageOf(one)] as const),
  );
  const seconds = (one: Done) => secondsOf(one).reduce((all, [, each]) => all + each, 0);
  const monthly = users * daysAMonth;
  return {
    users,
    sockets: (users * habits.hoursOnline * habits.peak) / 24,
    newSockets: atPeak(habits.visits),
    messages: atPeak(habits.directMessages + habits.groupMessages),
    gatewayRequests: atPeak(
      sum(({ entry, counts }) => (entry === 'ws-disconnect' ? 0 : 1) + (counts.posts ?? 0)),
    ),
    readUnits: atPeak(sum(({ counts }) => counts.readUnits ?? 0)),
    writeUnits: atPeak(sum(({ counts }) => counts.writeUnits ?? 0)),
    concurrency: atPeak(sum(seconds)),
    keyCalls: atPeak(sum(({ counts }) => counts.keyCalls ?? 0)),
    signatures: atPeak(sum(({ counts }) => counts.signatures ?? 0)),
    dollarsAMonth: monthly * dollars(usage),
    gatewayDollarsAMonth: monthly * dollars(usage, ['socketMessage', 'connectionMinute', 'httpRequest']),
  };
}

/** A quota and the number of daily users whose busiest second takes all of it. */
export interface Bound {
  limit: string;
  quota: string;
  users: number;
  then: string;
}

const thousands = new Intl.NumberFormat('en-US');

/** When which quota binds, the first one first. */
export function bounds(measured: Measured): Bound[] {
  const one = loadOf(1, measured);
  const bound = (limit: string, quota: number, perUser: number, then: string): Bound => ({
    limit,
    quota: thousands.format(quota),
    users: quota / perUser,
    then,
  });
  const { gatewayRequests, newSockets, tableUnits, concurrency, keyCalls, signatures } = quotas;
  return [
    bound(
      'functions at once, in a new account',
      quotas.newAccountConcurrency,
      one.concurrency,
      'raised before the first day',
    ),
    bound('functions at once', concurrency, one.concurrency, 'raised; cells'),
    bound(
      'gateway requests a second, posts among them',
      gatewayRequests,
      one.gatewayRequests,
      'raised; then another adapter of `Sockets`, or cells',
    ),
    bound('new sockets a second', newSockets, one.newSockets, 'raised'),
    bound(
      'new sockets, all users back within a minute',
      60 * newSockets,
      one.sockets,
      'raised; until then clients back off for longer',
    ),
    bound('write units of both tables, at the quota of one', tableUnits, one.writeUnits, 'raised; cells'),
    bound('read units of both tables, at the quota of one', tableUnits, one.readUnits, 'raised; cells'),
    bound('KMS: data keys a second', keyCalls, one.keyCalls, 'raised; longer in memory; cells'),
    bound('KMS: signatures a second', signatures, one.signatures, 'raised; access tokens that live longer'),
  ].sort((a, b) => a.users - b.users);
}
