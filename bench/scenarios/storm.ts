import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { sentReply } from '../../shared/protocol/index.ts';
import type { Room } from './conversation-traffic.ts';
import type { Request, Scenario, StepResult } from './scenario.ts';
import { chunksOf } from '../support/chunks.ts';
import { createDevice, type Device } from '../support/device.ts';
import { MessageTexts } from '../support/message-texts.ts';
import { startMeter, startProfile } from '../support/meter.ts';
import { call, mapParallel, openConversation, register, type Person } from '../support/people.ts';
import { percentiles } from '../support/percentiles.ts';
import { startServer } from '../support/server-handle.ts';
import { untilSockets } from '../support/sockets.ts';
import { openStore } from '../support/store.ts';

const defaultPeople = 1_000;
const groupSize = 50;
/** Messages that each direct conversation gets from either side, and each group from its members. */
const messagesMissed = 5;
const parallel = 64;
/** The first wait of the client library after a lost connection is a random part of this. */
const backoffMs = 250;

/** All lose their connection, miss some messages, and come back at the same time. */
export const storm: Scenario = {
  summary: `${defaultPeople} people lose their sockets, miss messages, and all come back at once`,
  async run(request, progress) {
    const count = request.people ?? defaultPeople;
    const name = `${count} people`;
    return [await breakAndRecover(name, count, request, (line) => progress(name, line))];
  },
};

async function breakAndRecover(
  name: string,
  count: number,
  request: Request,
  say: (line: string) => void,
): Promise<StepResult> {
  await using store = await openStore(request);
  await using server = await startServer(store);
  say(`registering ${count} people with ${count / 2} direct conversations and ${count / groupSize} groups`);
  const people = await register(server.url, count);
  const rooms = await makeRooms(server.url, people);

  say('connecting');
  const texts = new MessageTexts(randomBytes(8).toString('hex'));
  const received = people.map(() => new Map<number, number>());
  const devices = people.map((person, index) => {
    const seen = received[index];
    return createDevice(server.url, person, ({ text }) => {
      const number = texts.numberIn(text);
      seen?.set(number, (seen.get(number) ?? 0) + 1);
    });
  });
  const online = async (device: Device) => {
    await device.connect();
    await device.catchUp();
  };
  await mapParallel(devices, online, parallel);

  say('cutting all off');
  for (const device of devices) device.drop();
  await untilSockets(server, people, 0);
  const sent = await sendTo(server.url, rooms, texts);
  say(`${sent} messages were sent meanwhile; all come back`);

  for (const device of devices) device.requests = 0;
  const profiling = await startProfile(server, request.profile);
  await server.startCount();
  const meter = await startMeter(server);
  const startedAt = performance.now();
  const took = await Promise.all(
    devices.map(async (device) => {
      await sleep(Math.random() * backoffMs);
      const from = performance.now();
      await online(device);
      return performance.now() - from;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const used = await meter.stop();
  const asked = await server.stopCount();
  const profiled = await profiling.stop(count, 'client');
  await Promise.all(devices.map((device) => device.close()));
  await server.close();

  const missed = rooms.reduce((sum, room) => sum + numbersOf(room) * room.members.length, 0);
  const found = received.flatMap((seen) => [...seen.values()]);
  const { p50, p99, max } = percentiles(Float64Array.from(took));
  const requests = devices.reduce((sum, device) => sum + device.requests, 0);
  return {
    name,
    ...profiled,
    measures: {
      ...used.measures,
      caughtUpSeconds: seconds,
      clientP50: p50,
      clientP99: p99,
      clientMax: max,
      missed,
      lost: missed - found.length,
      duplicates: found.filter((times) => times > 1).length,
      errors: devices.reduce((sum, device) => sum + device.errors.length, 0),
      clientRequests: requests / count,
      tableRequests: asked.requests / count,
      readUnits: asked.readUnits / count,
      writeUnits: asked.writeUnits / count,
      serverCpuPerClient: used.cpu / count,
    },
  };
}

/** Each person is in one direct conversation and in one group. */
async function makeRooms(url: string, people: readonly Person[]): Promise<Room[]> {
  return mapParallel(
    [...chunksOf(people, 2), ...chunksOf(people, groupSize)].filter(({ length }) => length > 1),
    async (members) => ({ members, conversationId: await openConversation(url, members) }),
  );
}

const numbersOf = ({ members }: Room) => messagesMissed * (members.length === 2 ? 2 : 1);

/** Over HTTP, as no one has a socket. Gives how many were sent. */
async function sendTo(url: string, rooms: readonly Room[], texts: MessageTexts): Promise<number> {
  let sent = 0;
  await mapParallel(rooms, async (room) => {
    for (let turn = 0; turn < numbersOf(room); turn++) {
      const sender = room.members[turn % room.members.length];
      const path = `/conversations/${room.conversationId}/messages`;
      await call(url, path, sentReply, { token: sender?.token ?? '', body: { text: texts.of(sent++) } });
    }
  });
  return sent;
}
