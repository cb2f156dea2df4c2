import { randomBytes, randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario, StepResult } from './scenario.ts';
import { chunksOf } from '../support/chunks.ts';
import { createDevice, isDisconnected, type Device } from '../support/device.ts';
import { Ledger } from '../support/ledger.ts';
import { drain, openLoop } from '../support/load.ts';
import { MessageTexts } from '../support/message-texts.ts';
import { startMeter, startProfile, type Reading } from '../support/meter.ts';
import { mapParallel, openConversation, register, type Person } from '../support/people.ts';
import { startServer, type ServerHandle } from '../support/server-handle.ts';
import { slopePerMinute, type Sample } from '../support/slope.ts';
import { openStore } from '../support/store.ts';

const defaultPeople = 200;
const defaultRate = 200;
/** Each person is in a direct conversation and in a group of this size. */
const groupSize = 8;
/** How long a connection lasts, and how long its device stays away then: at most, at random. */
const connectedMs = 40_000;
const awayMs = 10_000;
const sampleMs = 10_000;
/** Of the time, before memory counts: caches fill up. */
const settling = 0.3;
/** Without progress for so long after the end, what is missing counts as lost. */
const drainMs = 15_000;

interface Room {
  conversationId: string;
  /** Their indexes among all people. */
  members: readonly number[];
}

/** People write to each other for long while their connections break all the time. */
export const soak: Scenario = {
  summary: `${defaultPeople} people whose connections break at random, ${defaultRate} messages/s for --minutes`,
  onlyByName: true,
  async run(request, progress) {
    const count = request.people ?? defaultPeople;
    const rate = request.rate ?? defaultRate;
    const seconds = request.minutes * 60;
    const name = `${request.minutes} minutes`;
    await using store = await openStore(request);
    await using server = await startServer(store);
    progress(name, `registering ${count} people`);
    const people = await register(server.url, count);
    const rooms = await makeRooms(server.url, people);
    const run = new Soak(server.url, people, rooms, Math.ceil(rate * seconds) + 1);
    await run.open();

    const profiling = await startProfile(server, request.profile);
    const meter = await startMeter(server);
    const memory = watchMemory(server, (line) => progress(name, `${run.standing}, ${line}`));
    const breaking = run.breakConnections();
    await openLoop({
      startAt: performance.now(),
      ratePerSecond: rate,
      seconds,
      send: (dueAt) => run.send(dueAt),
    });
    progress(name, 'waiting for the last messages');
    await breaking.stop();
    const samples = await memory.stop();
    await drain({
      settled: () => run.ledger.settled,
      progress: () => run.ledger.acked + run.ledger.delivered,
      timeoutMs: drainMs,
    });
    const used = await meter.stop();
    const profiled = await profiling.stop(run.ledger.sent, 'message');
    await run.close();
    await server.close();
    for (const error of new Set(run.errors.map(({ message }) => message))) progress(name, error);
    return [{ name, ...profiled, ...figures(run, samples, used) }];
  },
};

function figures(run: Soak, samples: readonly Sample[], used: Reading): Omit<StepResult, 'name'> {
  const { ledger } = run;
  const late = samples.slice(Math.floor(samples.length * settling));
  const megabytes = (of: keyof Omit<Sample, 'at'>) => slopePerMinute(late, of) / 2 ** 20;
  return {
    targets: { heapSlope: 0.5, residentSlope: 2 },
    measures: {
      ...used.measures,
      sent: ledger.sent,
      acked: ledger.acked,
      disconnects: run.disconnects,
      lost: ledger.expected - ledger.delivered + (ledger.sent - ledger.acked),
      duplicates: ledger.duplicates,
      orderViolations: ledger.outOfOrder,
      errors: run.errors.length,
      serverCpuPerMessage: used.cpu / ledger.sent,
      heapSlope: megabytes('heap'),
      residentSlope: megabytes('resident'),
    },
  };
}

/** The devices, what they send to each other, and what comes of it. */
class Soak {
  readonly ledger: Ledger;
  disconnects = 0;
  readonly #texts = new MessageTexts(randomBytes(8).toString('hex'));
  readonly #rooms: readonly Room[];
  readonly #devices: readonly Device[];
  readonly #failures: Error[] = [];

  constructor(url: string, people: readonly Person[], rooms: readonly Room[], capacity: number) {
    this.#rooms = rooms;
    this.ledger = new Ledger(capacity, groupSize);
    const roomOf = new Map(rooms.map((room, index) => [room.conversationId, { ...room, index }]));
    const indexOf = new Map(people.map(({ id }, index) => [id, index]));
    this.#devices = people.map((person, own) => {
      return createDevice(url, person, ({ conversationId, senderId, text }) => {
        const room = roomOf.get(conversationId);
        if (senderId === person.id || !room) return;
        const sender = room.members.indexOf(indexOf.get(senderId) ?? -1);
        const slot = room.members.indexOf(own);
        const number = this.#texts.numberIn(text);
        // one device sends one message after the other, so those of one sender must arrive in that order
        const row = (room.index * groupSize + slot) * groupSize + sender;
        this.ledger.deliver(number, { slot, row, order: number }, performance.now());
      });
    });
  }

  get errors(): Error[] {
    return [...this.#failures, ...this.#devices.flatMap(({ errors }) => errors)];
  }

  get standing(): string {
    const { sent, acked, delivered, expected } = this.ledger;
    return `${sent} sent, ${acked} acked, ${delivered} of ${expected} delivered, ${this.disconnects} disconnects`;
  }

  async open(): Promise<void> {
    await mapParallel(this.#devices, (device) => this.#online(device));
  }

  async close(): Promise<void> {
    await Promise.all(this.#devices.map((device) => device.close()));
  }

  /** From anybody to any of their conversations, also while they have no connection. */
  send(dueAt: number): void {
    const room = this.#rooms[randomInt(this.#rooms.length)];
    if (!room) throw new Error('there is no conversation to write to');
    const sender = randomInt(room.members.length);
    const number = this.ledger.send(dueAt, { sender, members: room.members.length });
    const { conversationId } = room;
    this.#devices[room.members[sender] ?? 0]
      ?.sendInTurn({ conversationId, clientId: `soak-${number}`, text: this.#texts.of(number) })
      .then(({ seq }) => this.ledger.ack(number, seq))
      .catch((error: unknown) => this.#fail(error));
  }

  /** Breaks the connections at random from now on. After `stop` every device has one again. */
  breakConnections(): { stop(): Promise<void> } {
    const stopping = new AbortController();
    const pause = (mostMs: number) =>
      sleep(randomInt(mostMs), undefined, { signal: stopping.signal }).catch(() => undefined);
    const running = this.#devices.map(async (device) => {
      for (;;) {
        await pause(connectedMs);
        if (stopping.signal.aborted) return;
        device.drop();
        this.disconnects += 1;
        await pause(awayMs);
        await this.#online(device);
      }
    });
    return {
      async stop() {
        stopping.abort();
        await Promise.all(running);
      },
    };
  }

  /** Connects and recovers what was missed. */
  async #online(device: Device): Promise<void> {
    try {
      await device.connect();
      await device.catchUp();
    } catch (error) {
      if (!isDisconnected(error)) this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failures.push(error instanceof Error ? error : new Error(String(error)));
  }
}

async function makeRooms(url: string, people: readonly Person[]): Promise<Room[]> {
  const all = people.map((_, index) => index);
  return mapParallel(
    [...chunksOf(all, 2), ...chunksOf(all, groupSize)].filter(({ length }) => length > 1),
    async (members) => {
      const named = people.filter((_, index) => members.includes(index));
      return { members, conversationId: await openConversation(url, named, { group: members.length > 2 }) };
    },
  );
}

/** Asks for the server's memory again and again. */
function watchMemory(server: ServerHandle, progress: (line: string) => void) {
  const stopping = new AbortController();
  const samples: Sample[] = [];
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const { heap, resident } = await server.memory();
      samples.push({ at: performance.now(), heap, resident });
      const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
      progress(`heap ${megabytes(heap)} MB, resident ${megabytes(resident)} MB`);
      await sleep(sampleMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
      return samples;
    },
  };
}
