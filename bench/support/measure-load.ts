import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from './ledger.ts';
import { drain, openLoop } from './load.ts';
import type { Measures } from './measures.ts';
import { startMeter, startProfile } from './meter.ts';
import { percentiles } from './percentiles.ts';
import type { Profile } from './profile.ts';
import type { ServerHandle } from './server-handle.ts';

/** How much is sent, and for how many seconds, the first of them only to warm the server up. */
export interface Load {
  /** Messages per second over all conversations, whatever becomes of them; or how many are under way in each of them. */
  pace: { rate: number } | { inFlight: number };
  warmup: number;
  seconds: number;
}

/** What a scenario sends, and what comes of it. */
export interface Traffic {
  readonly ledger: Ledger;
  /** Error frames by code. */
  readonly errors: ReadonlyMap<string, number>;
  readonly conversations: number;
  /** Sends one message in a conversation, by its index. */
  send(conversation: number, dueAt: number): void;
  /** Sends one message in the conversation whose turn it is. */
  sendNext(dueAt: number): void;
  /** Called with the conversation of each delivery. */
  onDelivered: (conversation: number) => void;
}

/** Without progress for so long, what is missing counts as lost. */
const drainMs = 5_000;
/** Bounds the messages of a load without a rate. */
const mostPerSecond = 40_000;

/** Room that a ledger needs for a load. */
export function capacityOf({ pace, seconds, warmup }: Load): number {
  return Math.ceil(('rate' in pace ? pace.rate : mostPerSecond) * (seconds + warmup)) + 1;
}

/** Waits until all that was sent is acked and delivered, or nothing comes any more. */
export const drained = (ledger: Ledger): Promise<void> =>
  drain({
    settled: () => ledger.settled,
    progress: () => ledger.acked + ledger.delivered,
    timeoutMs: drainMs,
  });

/** Loads the server, first to warm it up and then to measure, and waits until all is delivered. */
export async function measureLoad(options: {
  server: ServerHandle;
  traffic: Traffic;
  load: Load;
  profile: boolean;
  progress: (line: string) => void;
}): Promise<{ measures: Measures; profile?: Profile }> {
  const { server, traffic, load, progress } = options;
  const { ledger } = traffic;
  const { pace, warmup, seconds } = load;
  const driver = 'rate' in pace ? openDriver(traffic, pace.rate) : closedDriver(traffic, pace.inFlight);

  progress(`warming up for ${warmup} s`);
  await driver.run(warmup);
  progress(`measuring for ${seconds} s`);
  const profiling = await startProfile(server, options.profile);
  const meter = await startMeter(server);
  const first = ledger.sent;
  const deliveredBefore = ledger.delivered;
  const startedAt = performance.now();
  await driver.run(seconds);
  const sentBy = performance.now();
  driver.stop();
  await drained(ledger);
  const used = await meter.stop();
  const deliveries = ledger.delivered - deliveredBefore;
  const perMessage = ledger.expected / ledger.sent;
  const messages = deliveries / perMessage;
  const profiled = await profiling.stop(messages, 'message');
  for (const [code, count] of traffic.errors) progress(`${count} × ${code}`);

  const deliveriesPerSecond = (ledger.deliveredBetween(startedAt, sentBy) / (sentBy - startedAt)) * 1000;
  return {
    ...profiled,
    measures: {
      ...('rate' in pace && { offeredPerSecond: pace.rate }),
      deliveredPerSecond: deliveriesPerSecond / perMessage,
      ...(perMessage > 1 && { deliveriesPerSecond }),
      ...percentiles(ledger.latencies(first)),
      sent: ledger.sent,
      acked: ledger.acked,
      lost: ledger.expected - ledger.delivered,
      duplicates: ledger.duplicates,
      outOfOrder: ledger.outOfOrder,
      errors: [...traffic.errors.values()].reduce((sum, count) => sum + count, 0),
      serverCpuPerMessage: used.cpu / messages,
      ...(perMessage > 1 && { serverCpuPerDelivery: used.cpu / deliveries }),
      ...used.measures,
    },
  };
}

interface Driver {
  /** Keeps the load up for so long. */
  run(seconds: number): Promise<void>;
  stop(): void;
}

/** The load comes at its rate, whether the server keeps up or not. */
function openDriver(traffic: Traffic, rate: number): Driver {
  return {
    run: (seconds) =>
      openLoop({
        startAt: performance.now(),
        ratePerSecond: rate,
        seconds,
        send: (dueAt) => traffic.sendNext(dueAt),
      }),
    stop: () => undefined,
  };
}

/** Each delivery makes room for the next message of its conversation. */
function closedDriver(traffic: Traffic, inFlight: number): Driver {
  const next = (conversation: number) => {
    if (traffic.ledger.sent < traffic.ledger.capacity) traffic.send(conversation, performance.now());
  };
  return {
    async run(seconds) {
      if (traffic.ledger.sent === 0) {
        traffic.onDelivered = next;
        const { conversations } = traffic;
        for (let sent = 0; sent < conversations * inFlight; sent++) next(sent % conversations);
      }
      await sleep(seconds * 1000);
    },
    stop: () => {
      traffic.onDelivered = () => undefined;
    },
  };
}
