import { tableRequests, type Counts } from '../../shared/platform/counting/counter.ts';
import { catalog, type FunctionName } from '../../functions/catalog.ts';
import { prices, type Priced } from '../../infra/prices.ts';
import { lambdaAssumptions } from './lambda-assumptions.ts';
import { logLines } from './log-lines.ts';

/** How much was used of what has a price. */
export type Usage = Partial<Record<Priced, number>>;

/** The function that an action comes to first. */
export type Entry =
  | 'ws-frame'
  | 'ws-connect'
  | 'ws-disconnect'
  | 'auth'
  | 'conversations'
  | 'later'
  | 'media'
  | 'queue-work'
  | 'users';

/** What was counted of an action: all of it, and the part of it that other functions did later. */
export interface Counted {
  counts: Counts;
  later?: Partial<Record<LaterFunction, Counts>>;
}
type LaterFunction = 'queue-work' | 'after-commit';

export interface EnteredAction extends Counted {
  entry: Entry;
  /** How often it comes to that function, where it is a series. */
  arrivals?: number;
}

const socket = { usage: {}, accessLog: 'socket' } as const;
const http = { usage: { httpRequest: 1 }, accessLog: 'http' } as const;

/** What an action takes of the gateway, or of the queue, before it does anything. */
const entries: Record<Entry, { usage: Usage; accessLog?: 'socket' | 'http' }> = {
  'ws-frame': { ...socket, usage: { socketMessage: 1 } },
  'ws-connect': socket,
  'ws-disconnect': socket,
  auth: http,
  conversations: http,
  later: http,
  media: http,
  'queue-work': { usage: { queueRequest: 3 } },
  users: http,
};

/**
 * How often an action calls each function: besides the one that it comes to, a connection's authorizer, and one call for
 * each piece of queued work and for each new item that is followed up, which is the worst case.
 */
function calls({
  entry,
  arrivals = 1,
  counts: { queued = 0, followed = 0 },
}: EnteredAction): [FunctionName, number][] {
  return [
    [entry, arrivals],
    ['ws-authorize', entry === 'ws-connect' ? 1 : 0],
    ['queue-work', queued],
    ['after-commit', followed],
  ];
}

/** The Lambda invocations of an action, of all functions together. */
export function invocations(action: EnteredAction): number {
  return calls(action).reduce((sum, [, times]) => sum + times, 0);
}

/** What operations take of the function that does them, in milliseconds, by the assumptions. */
function milliseconds(counts: Counts): number {
  const { keyCalls = 0, signatures = 0, queued = 0, posts = 0, closes = 0, passwordHashes = 0 } = counts;
  const { timersSet = 0, timersCancelled = 0, mails = 0 } = counts;
  const { perCall, perPost, perPasswordHash } = lambdaAssumptions;
  const waits = tableRequests(counts) + keyCalls + signatures + queued + timersSet + timersCancelled + mails;
  return perCall * waits + perPost * (posts + closes) + perPasswordHash * passwordHashes;
}

/** How long each function runs for an action, in seconds. */
export function secondsOf(action: EnteredAction): [FunctionName, number][] {
  const later = action.later ?? {};
  const elsewhere = Object.values(later).reduce((sum, counts) => sum + milliseconds(counts), 0);
  const worked: Partial<Record<FunctionName, number>> = {
    'queue-work': milliseconds(later['queue-work'] ?? {}),
    'after-commit': milliseconds(later['after-commit'] ?? {}),
    [action.entry]: milliseconds(action.counts) - elsewhere,
  };
  return calls(action).map(([name, times]) => [
    name,
    (lambdaAssumptions.base * times + (worked[name] ?? 0)) / 1000,
  ]);
}

/** Everything that AWS bills for an action. */
export function usageOf(action: EnteredAction): Usage {
  const { keyCalls = 0, signatures = 0, postUnits = 0, readUnits = 0, writeUnits = 0 } = action.counts;
  const { queued = 0, queueUnits = 0, logBytes = 0, timersSet = 0, mails = 0 } = action.counts;
  const { arrivals = 1 } = action;
  const { usage: once, accessLog } = entries[action.entry];
  const usage: Usage = arrivals === 1 ? once : total([arrivals, once]);
  const started = invocations(action);
  return {
    ...usage,
    socketMessage: (usage.socketMessage ?? 0) + postUnits,
    readUnit: readUnits,
    writeUnit: writeUnits,
    invocation: started,
    gigabyteSecond: secondsOf(action).reduce((sum, [name, seconds]) => sum + gigabytes(name) * seconds, 0),
    keyCall: keyCalls,
    signature: signatures,
    logByte: logBytes + logLines.invocation * started + arrivals * (accessLog ? logLines[accessLog] : 0),
    // each that is set goes off once; one that is taken back first is billed here all the same
    timer: timersSet,
    mail: mails,
    // sent and received by the piece, and deleted
    queueRequest: (usage.queueRequest ?? 0) + 2 * queueUnits + queued,
  };
}

const gigabytes = (name: FunctionName) => catalog[name].memoryMiB / 1024;

/** The price of all of it in dollars, or of what `of` names. */
export function dollars(usage: Usage, of: readonly Priced[] = pricedNames): number {
  return of.reduce((sum, name) => sum + ((usage[name] ?? 0) * prices[name].dollars) / prices[name].units, 0);
}

const pricedNames = Object.keys(prices) as Priced[];

/** Several usages together, each a number of times. */
export function total(...parts: readonly (readonly [times: number, usage: Usage])[]): Usage {
  return Object.fromEntries(
    pricedNames.map((name) => [
      name,
      parts.reduce((sum, [times, usage]) => sum + times * (usage[name] ?? 0), 0),
    ]),
  );
}
