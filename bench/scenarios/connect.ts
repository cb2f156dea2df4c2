import { performance } from 'node:perf_hooks';
import type { WebSocket } from 'ws';
import type { Scenario } from './scenario.ts';
import { startMeter, startProfile } from '../support/meter.ts';
import { mapParallel, openSocket, register, type Person } from '../support/people.ts';
import { startServer, type ServerHandle } from '../support/server-handle.ts';
import { closeAll, untilSockets } from '../support/sockets.ts';
import { openStore, type Store } from '../support/store.ts';

const defaultPeople = 1_000;
/** Handshakes under way at once. */
const parallel = 64;
/** People who connect and leave beforehand, so that the code is loaded and compiled. */
const firstPeople = 100;

/** Signed-in people connect as fast as they can. */
export const connect: Scenario = {
  summary: `${defaultPeople} signed-in people open their sockets at once`,
  async run(request, progress) {
    const count = request.people ?? defaultPeople;
    const name = `${count} sockets`;
    await using store = await openStore(request);
    progress(name, `registering ${count} people`);
    const people = await registerBefore(store, count);
    await using server = await startServer(store);
    await closeAll(await openAll(server, people.slice(0, firstPeople)));
    await untilSockets(server, people, 0);

    progress(name, 'connecting');
    const before = await server.memory();
    const profiling = await startProfile(server, request.profile);
    const meter = await startMeter(server);
    const startedAt = performance.now();
    const sockets = await openAll(server, people);
    const seconds = (performance.now() - startedAt) / 1000;
    const used = await meter.stop();
    const profiled = await profiling.stop(count, 'socket');
    const after = await server.memory();
    const registered = await server.sockets(people.map(({ id }) => id));
    await closeAll(sockets);
    await server.close();

    const perSocket = (bytes: number) => bytes / count / 1024;
    return [
      {
        name,
        ...profiled,
        targets: { connectSeconds: 3, heapPerSocket: 40, residentPerSocket: 40 },
        measures: {
          ...used.measures,
          connectSeconds: seconds,
          errors: count - registered,
          serverCpuPerClient: used.cpu / count,
          heapPerSocket: perSocket(after.heap - before.heap),
          residentPerSocket: perSocket(after.resident - before.resident),
        },
      },
    ];
  },
};

/** On a server that is closed again, so that its garbage does not hide what the sockets take. */
async function registerBefore(store: Store, count: number): Promise<Person[]> {
  await using server = await startServer(store);
  const people = await register(server.url, count);
  await server.close();
  return people;
}

function openAll(server: ServerHandle, people: readonly Person[]): Promise<WebSocket[]> {
  return mapParallel(people, (person) => openSocket(server.url, person), parallel);
}
