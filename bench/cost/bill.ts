import { tableRequests, type Counts } from '../../shared/platform/counting/counter.ts';
import type { Way } from './actions.ts';
import { prices, type Priced } from '../../infra/prices.ts';
import { lambdaAssumptions } from './lambda-assumptions.ts';

/** How much was used of what has a price. */
export type Usage = Partial<Record<Priced, number>>;

/** What an action takes of the gateway and of Lambda before it does anything. A connection's authorizer is a call too. */
const ways: Record<Way, { invocations: number; usage: Usage }> = {
  frame: { invocations: 1, usage: { socketMessage: 1 } },
  http: { invocations: 1, usage: { httpRequest: 1 } },
  connect: { invocations: 2, usage: {} },
  disconnect: { invocations: 1, usage: {} },
};

/**
 * Lambda invocations: besides those of the action one for each piece of queued work and for each new item that is followed
 * up, which is the worst case.
 */
export function invocations(way: Way, { queued = 0, followed = 0 }: Counts): number {
  return ways[way].invocations + queued + followed;
}

/** Everything that AWS bills for an action. */
export function usageOf(way: Way, counts: Counts): Usage {
  const { keyCalls = 0, signatures = 0, posts = 0, postUnits = 0, passwordHashes = 0 } = counts;
  const { readUnits = 0, writeUnits = 0, queued = 0, queueUnits = 0, closes = 0, logBytes = 0 } = counts;
  const { gigabytes, base, perCall, perPost, perPasswordHash } = lambdaAssumptions;
  const started = invocations(way, counts);
  const calls = tableRequests(counts) + keyCalls + signatures + queued;
  const milliseconds =
    base * started + perCall * calls + perPost * (posts + closes) + perPasswordHash * passwordHashes;
  const gateway = ways[way].usage;
  return {
    ...gateway,
    socketMessage: (gateway.socketMessage ?? 0) + postUnits,
    readUnit: readUnits,
    writeUnit: writeUnits,
    invocation: started,
    gigabyteSecond: (gigabytes * milliseconds) / 1000,
    keyCall: keyCalls,
    signature: signatures,
    logByte: logBytes,
    // sent and received by the piece, and deleted
    queueRequest: 2 * queueUnits + queued,
  };
}

/** The price of all of it in dollars, or of what `of` names. */
export function dollars(usage: Usage, of: readonly Priced[] = pricedNames): number {
  return of.reduce((sum, name) => sum + ((usage[name] ?? 0) * prices[name].dollars) / prices[name].units, 0);
}

const pricedNames = Object.keys(prices) as Priced[];

/** Several usages together, each so many times. */
export function total(...parts: readonly (readonly [times: number, usage: Usage])[]): Usage {
  return Object.fromEntries(
    pricedNames.map((name) => [
      name,
      parts.reduce((sum, [times, usage]) => sum + times * (usage[name] ?? 0), 0),
    ]),
  );
}
