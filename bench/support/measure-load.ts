import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Request } from '../scenarios/scenario.ts';
import type { Ledger } from './ledger.ts';
import { drain, openLoop } from './load.ts';
import { busyMilliseconds } from './machine.ts';
import type { Measures } from './measures.ts';
import { percentiles } from './percentiles.ts';
import { analyseProfile, type Profile } from './profile.ts';
import type { ServerHandle } from './server-handle.ts';

/** Messages per second over all conversations, whatever becomes of them; or so many under way in each of them. */
export type Load = { rate: number } | { inFlight: number };

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
  /** Told of each delivery, in which conversation it was. */
  onDelivered: (conversation: number) => void;
}

/** Without progress for so long, what is missing counts as lost. */
const drainMs = 5_000;
/** Bounds the messages of a load without a rate. */
const mostPerSecond = 40_000;

/** Room that a ledger needs for a load. */
export function capacityOf(load: Load, { seconds, warmup }: Request): number {
  return Math.ceil(('rate' in load ? load.rate : mostPerSecond) * (seconds + warmup)) + 1;
}

/** Loads the server, first to warm it up and then to measure, and waits until all is delivered. */
export async function measureLoad(options: {
  server: ServerHandle;
  traffic: Traffic;
  load: Load;
  request: Request;
  progress: (line: string) => void;
}): Promise<{ measures: Measures; profile?: Profile }> {
  const { server, traffic, load, request, progress } = options;
  const { ledger } = traffic;
  const driver = 'rate' in load ? openDriver(traffic, load.rate) : closedDriver(traffic, load.inFlight);

  progress(`warming up for ${request.warmup} s`);
  await driver.run(request.warmup);
  progress(`measuring for ${request.seconds} s`);
  if (request.profile) await server.startProfile();
  const start = await sample(server, traffic);
  const first = ledger.sent;
  await driver.run(request.seconds);
  const sentBy = performance.now();
  driver.stop();
  await drain({
    settled: () => ledger.settled,
    progress: () => ledger.acked + ledger.delivered,
    timeoutMs: drainMs,
  });
  const end = await sample(server, traffic);
  for (const [code, count] of traffic.errors) progress(`${count} × ${code}`);

  const delivered = end.delivered - start.delivered;
  const wall = end.at - start.at;
  const serverCpu = end.server.cpu - start.server.cpu;
  const generatorCpu = end.generatorCpu - start.generatorCpu;
  const profile = request.profile ? analyseProfile(await server.stopProfile(), delivered) : undefined;
  return {
    ...(profile && { profile }),
    measures: {
      ...('rate' in load && { offeredPerSecond: load.rate }),
      deliveredPerSecond: (ledger.deliveredBetween(start.at, sentBy) / (sentBy - start.at)) * 1000,
      ...percentiles(ledger.latencies(first)),
      sent: ledger.sent,
      acked: ledger.acked,
      lost: ledger.sent - ledger.delivered,
      duplicates: ledger.duplicates,
      outOfOrder: ledger.outOfOrder,
      errors: [...traffic.errors.values()].reduce((sum, count) => sum + count, 0),
      serverCpuPerMessage: serverCpu / delivered,
      serverCpu: serverCpu / wall,
      generatorCpu: generatorCpu / wall,
      otherCpu: Math.max(0, (end.busy - start.busy - serverCpu - generatorCpu) / wall),
      residentEnd: end.server.resident / 2 ** 20,
      residentPeak: end.server.residentPeak / 2 ** 20,
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

/** What was used and done up to now. CPU times are in milliseconds. */
async function sample(server: ServerHandle, traffic: Traffic) {
  const used = await server.usage();
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now(),
    server: used,
    generatorCpu: (user + system) / 1000,
    busy: busyMilliseconds(),
    delivered: traffic.ledger.delivered,
  };
}
