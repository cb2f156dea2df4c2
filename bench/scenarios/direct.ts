import { conversationLoad, defaultSeconds } from './conversation-load.ts';
import type { Request, Scenario } from './scenario.ts';
import type { Load } from '../support/measure-load.ts';
import type { Measures } from '../support/measures.ts';

const pairs = 50;

interface Rung {
  pace: Load['pace'];
  seconds?: number;
  targets?: Measures;
}

/** Messages per second over all pairs; in the end as fast as it goes. */
const ladder: readonly Rung[] = [
  { pace: { rate: 500 }, targets: { p99: 10 } },
  { pace: { rate: 1000 }, targets: { p99: 10, serverCpuPerMessage: 0.4 } },
  { pace: { rate: 2000 } },
  { pace: { rate: 4000 }, seconds: 30, targets: { p99: 100 } },
  { pace: { inFlight: 8 } },
];
/** Each request to an engine costs it and the SDK far more CPU than SQLite does. */
const dynamoDbLadder: readonly Rung[] = [{ pace: { rate: 200 } }];

/** Pairs of people who write to each other in turn. */
export const direct: Scenario = {
  summary: `${pairs} pairs of people in direct conversations, at several rates`,
  async run(request, progress) {
    const results = [];
    for (const { pace, seconds = defaultSeconds, targets } of rungsOf(request)) {
      const name = 'rate' in pace ? `${pace.rate}/s` : `max (${pace.inFlight} in flight)`;
      const load = { pace, warmup: request.warmup, seconds: request.seconds ?? seconds };
      const result = await conversationLoad({ name, rooms: pairs, size: 2, load }, request, progress);
      results.push({ ...result, ...(targets && { targets }) });
    }
    return results;
  },
};

function rungsOf({ rate, inFlight, table }: Request): readonly Rung[] {
  if (rate !== undefined) return [{ pace: { rate } }];
  if (inFlight !== undefined) return [{ pace: { inFlight } }];
  return table === 'dynamodb' ? dynamoDbLadder : ladder;
}
