import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { createClient, type ChatClient, type MessageWriter } from '../../client/index.ts';
import { chunksOf } from '../support/chunks.ts';
import { mapParallel, openConversation, register, type Person } from '../support/people.ts';
import { percentiles } from '../support/percentiles.ts';
import { startMeter } from '../support/meter.ts';
import { startServer } from '../support/server-handle.ts';
import { openStore } from '../support/store.ts';
import type { Progress, Request, Scenario, StepResult } from './scenario.ts';

/** How many programs write at once, each in a conversation with a reader. */
const sizes = [1, 20];
const tokens = 1_000;
const token = 'word';
const perSecond = 50;

/** Programs that write answers of 1,000 tokens, 50 tokens a second, through the client library. */
export const streams: Scenario = {
  summary: 'programs that write answers of 1,000 tokens: one, and 20 at once',
  async run(request, progress) {
    const results = [];
    for (const size of sizes) results.push(await answers(size, request, progress));
    return results;
  },
};

async function answers(size: number, request: Request, progress: Progress): Promise<StepResult> {
  const name = size === 1 ? 'one' : `${size} at once`;
  await using store = await openStore(request);
  await using server = await startServer(store);
  const errors: unknown[] = [];
  const connect = async (person: Person): Promise<ChatClient> => {
    const tokenProvider = () => Promise.resolve(person.token);
    const client = createClient({ baseUrl: server.url, tokenProvider, autoDelivered: false });
    client.on('error', (error) => errors.push(error));
    await client.connect();
    return client;
  };
  const people = await register(server.url, 2 * size);
  const pairs = await mapParallel(chunksOf(people, 2), (pair) => pairOf(server.url, pair, connect));
  progress(name, 'writing');
  await server.startCount();
  const meter = await startMeter(server);
  const written = await Promise.all(pairs.map(write));
  const used = await meter.stop();
  const asked = await server.stopCount();
  for (const { program, reader } of pairs) for (const client of [program, reader]) client.disconnect();
  await server.close();

  const { p50, p95, p99, max } = percentiles(Float64Array.from(written.flatMap(({ delays }) => delays)));
  const wrong = written.filter(({ text }) => text !== token.repeat(tokens)).length;
  return {
    name,
    targets: { p99: 500 },
    measures: {
      ...used.measures,
      p50,
      p95,
      p99,
      max,
      piecesPerSecond: written.reduce((sum, { pieces, seconds }) => sum + pieces / seconds, 0) / size,
      lost: wrong,
      errors: errors.length,
      messageRequests: asked.requests / size,
      messageReadUnits: asked.readUnits / size,
      messageWriteUnits: asked.writeUnits / size,
      serverCpuPerMessage: used.cpu / size,
    },
  };
}

interface Pair {
  conversationId: string;
  program: ChatClient;
  reader: ChatClient;
}

async function pairOf(
  url: string,
  [writer, other]: readonly Person[],
  connect: (person: Person) => Promise<ChatClient>,
): Promise<Pair> {
  if (!writer || !other) throw new Error('two people were registered for each answer');
  const conversationId = await openConversation(url, [writer, other]);
  const [program, reader] = await Promise.all([connect(writer), connect(other)]);
  return { conversationId, program, reader };
}

/** Writes an answer, and measures how long each token takes until the reader has it. */
async function write({ conversationId, program, reader }: Pair) {
  /** When each token was written, and how long it took. */
  const writtenAt: number[] = [];
  const delays: number[] = [];
  let pieces = 0;
  reader.on('message:appended', ({ offset, text }) => {
    pieces += 1;
    const now = performance.now();
    const here = Math.floor((offset + text.length) / token.length);
    while (delays.length < Math.min(here, writtenAt.length)) {
      delays.push(now - (writtenAt[delays.length] ?? now));
    }
  });
  const stream: MessageWriter = await program.messages.open(conversationId);
  const startedAt = performance.now();
  for (let index = 0; index < tokens; index += 1) {
    const due = startedAt + (index * 1_000) / perSecond;
    await setTimeout(Math.max(0, due - performance.now()));
    writtenAt.push(performance.now());
    stream.write(token);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const { text } = await stream.close();
  return { text, delays, pieces, seconds };
}
