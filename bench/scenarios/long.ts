import { randomBytes } from 'node:crypto';
import { changesPage, messagePage } from '../../shared/protocol/index.ts';
import type { Scenario, StepResult } from './scenario.ts';
import { createDevice } from '../support/device.ts';
import { MessageTexts } from '../support/message-texts.ts';
import type { Measures } from '../support/measures.ts';
import { startMeter } from '../support/meter.ts';
import { call, openConversation, register } from '../support/people.ts';
import { startServer, type ServerHandle } from '../support/server-handle.ts';
import { openStore } from '../support/store.ts';

const sizes = [1_000, 10_000, 100_000];
const fullSize = 1_000_000;
/** Messages stored between two lines of progress. */
const fillStep = 100_000;

/** Calls of each kind at each size: in rounds, of which the median counts, after some that do not. */
const rounds = 30;
const warmupRounds = 4;
const callsInRound = { newestPage: 50, middlePage: 50, changes: 50, send: 200 } as const;
const countedCalls = 10;
const pageSize = 50;
/** Cost against that in a conversation of 1,000. */
const ratioTarget = 1.2;

/** A conversation on a server of its own, and what people do in it. */
interface Subject {
  server: ServerHandle;
  conversationId: string;
  size: number;
  operations: Record<Operation, () => Promise<unknown>>;
}

const operationNames = ['newestPage', 'middlePage', 'changes', 'send'] as const;
type Operation = (typeof operationNames)[number];

/**
 * What things cost in a conversation that grows. Each is measured in turns with the same in a conversation of 1,000
 * messages on another server, so that whatever disturbs the machine disturbs both.
 */
export const long: Scenario = {
  summary: 'a conversation that grows to 100,000 messages, with --full to 1,000,000',
  async run(request, progress) {
    await using growingStore = await openStore(request);
    await using growingServer = await startServer(growingStore);
    await using smallStore = await openStore(request);
    await using smallServer = await startServer(smallStore);
    const texts = new MessageTexts(randomBytes(8).toString('hex'));
    const growing = await openSubject(growingServer, texts);
    const small = await openSubject(smallServer, texts);
    await grow(small, 1_000, texts, () => undefined);

    const results: StepResult[] = [];
    for (const size of request.full ? [...sizes, fullSize] : sizes) {
      const name = size.toLocaleString('en');
      await grow(growing, size, texts, (stored) => progress(name, `${stored.toLocaleString('en')} stored`));
      progress(name, `measuring ${rounds} rounds of each kind of call`);
      results.push({ name, ...(await compare(growing, small)) });
    }
    await growingServer.close();
    await smallServer.close();
    return results;
  },
};

async function openSubject(server: ServerHandle, texts: MessageTexts): Promise<Subject> {
  const people = await register(server.url, 2);
  const [reader] = people;
  if (!reader) throw new Error('no person was registered');
  const conversationId = await openConversation(server.url, people);
  const device = createDevice(server.url, reader, () => undefined);
  await device.connect();
  const { token } = reader;
  const path = `/conversations/${conversationId}`;
  const page = (query: string) =>
    call(server.url, `${path}/messages?limit=${pageSize}${query}`, messagePage, { token });
  let sent = 0;
  const subject: Subject = {
    server,
    conversationId,
    size: 0,
    operations: {
      newestPage: () => page(''),
      middlePage: () => page(`&before=${Math.floor(subject.size / 2)}`),
      changes: () => {
        const query = `after=${subject.size - pageSize}&limit=${pageSize}`;
        return call(server.url, `${path}/changes?${query}`, changesPage, { token });
      },
      async send() {
        const text = texts.of(sent++);
        await device.request('message:send', { conversationId, clientId: `long-${sent}`, text });
        subject.size += 1;
      },
    },
  };
  return subject;
}

async function grow(
  subject: Subject,
  size: number,
  texts: MessageTexts,
  progress: (stored: number) => void,
): Promise<void> {
  while (subject.size < size) {
    const count = Math.min(fillStep, size - subject.size);
    await subject.server.fill(subject.conversationId, count, texts.marker);
    subject.size += count;
    progress(subject.size);
  }
}

async function compare(growing: Subject, small: Subject): Promise<Omit<StepResult, 'name'>> {
  const meter = await startMeter(growing.server);
  const measures: Measures = {};
  const targets: Measures = {};
  for (const operation of operationNames) {
    const cpu: number[] = [];
    const ratios: number[] = [];
    for (let round = -warmupRounds; round < rounds; round++) {
      const here = await cpuOf(growing, operation);
      const there = await cpuOf(small, operation);
      if (round < 0) continue;
      cpu.push(here);
      ratios.push(here / there);
    }
    const asked = await askedBy(growing, operation);
    measures[`${operation}Cpu`] = median(cpu);
    measures[`${operation}CpuRatio`] = median(ratios);
    measures[`${operation}Requests`] = asked.requests / countedCalls;
    measures[`${operation}Units`] = (asked.readUnits + asked.writeUnits) / countedCalls;
    targets[`${operation}CpuRatio`] = ratioTarget;
    targets[`${operation}Requests`] =
      ((await askedBy(small, operation)).requests / countedCalls) * ratioTarget;
  }
  const used = await meter.stop();
  // the small one's server is no other program
  const { otherCpu: _, ...usedMeasures } = used.measures;
  return { measures: { ...measures, ...usedMeasures }, targets };
}

/** Milliseconds of the server's CPU for one call, in a round. */
async function cpuOf({ server, operations }: Subject, operation: Operation): Promise<number> {
  const before = await server.usage();
  const calls = callsInRound[operation];
  for (let made = 0; made < calls; made++) await operations[operation]();
  return ((await server.usage()).cpu - before.cpu) / calls;
}

async function askedBy({ server, operations }: Subject, operation: Operation) {
  await server.startCount();
  for (let made = 0; made < countedCalls; made++) await operations[operation]();
  return server.stopCount();
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
