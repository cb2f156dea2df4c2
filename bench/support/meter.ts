import { performance } from 'node:perf_hooks';
import { busyMilliseconds } from './machine.ts';
import type { Measures } from './measures.ts';
import { analyseProfile, type Profile } from './profile.ts';
import type { ServerHandle } from './server-handle.ts';

/** What a span of time cost. */
export interface Reading {
  /** Milliseconds of the clock, and of the server's CPU. */
  wall: number;
  cpu: number;
  /** How many cores each program used, and the server's memory. */
  measures: Measures;
}

/** Measures what the server and this process use from now on. */
export async function startMeter(server: ServerHandle): Promise<{ stop(): Promise<Reading> }> {
  await server.watchLoop();
  const start = await sample(server);
  return {
    async stop() {
      const end = await sample(server);
      const wall = end.at - start.at;
      const cpu = end.server.cpu - start.server.cpu;
      const generatorCpu = end.generatorCpu - start.generatorCpu;
      return {
        wall,
        cpu,
        measures: {
          serverCpu: cpu / wall,
          generatorCpu: generatorCpu / wall,
          otherCpu: Math.max(0, (end.busy - start.busy - cpu - generatorCpu) / wall),
          residentEnd: end.server.resident / 2 ** 20,
          residentPeak: end.server.residentPeak / 2 ** 20,
          stallP99: end.server.stallP99,
          stallMax: end.server.stallMax,
        },
      };
    },
  };
}

/** Profiles the server from now on, if that is wanted. `stop` takes how many of which unit the time was for. */
export async function startProfile(
  server: ServerHandle,
  wanted: boolean,
): Promise<{ stop(count: number, unit: string): Promise<{ profile?: Profile }> }> {
  if (wanted) await server.startProfile();
  return {
    async stop(count, unit) {
      return wanted ? { profile: analyseProfile(await server.stopProfile(), count, unit) } : {};
    },
  };
}

/** CPU times are in milliseconds. */
async function sample(server: ServerHandle) {
  const used = await server.usage();
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now(),
    server: used,
    generatorCpu: (user + system) / 1000,
    busy: busyMilliseconds(),
  };
}
