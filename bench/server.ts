import { rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startRuntime } from '../local/runtime.ts';
import { readSettings } from '../local/settings.ts';
import { reindex } from '../shared/app.ts';
import { keys } from '../shared/keys.ts';
import { writeUnits } from '../shared/platform/counting/capacity.ts';
import { itemBytes } from '../shared/platform/item.ts';
import type { Key, Table } from '../shared/platform/table.ts';
import { enlarge } from './support/enlarge.ts';
import { fill } from './support/fill.ts';
import { MessageTexts } from './support/message-texts.ts';
import { serverQuestion, type Memory, type ServerQuestion, type Usage } from './support/server-protocol.ts';
import { TableCounter } from './support/table-counter.ts';
import { WordTexts } from './support/word-texts.ts';

/**
 * The backend as a child process of the bench, on the data folder that its first argument names, with the setting
 * `SQLITE_SYNCHRONOUS` of the second, and on the DynamoDB engine that the third one names, if there is one. Answers the questions of `server-protocol.ts`; where the bench
 * vanishes without asking it to close, it removes the folder and ends.
 */
const [, , folder = '', synchronous, endpoint] = process.argv;
if (folder === '' || !process.connected) throw new Error('This is started by bench/main.ts.');

const counter = new TableCounter();
const runtime = await startRuntime(
  readSettings({
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    // one machine is the source of all that is sent
    RATE_LIMITS: 'off',
    // the push service is on this machine too
    OUTBOUND_TARGETS: 'any',
    SQLITE_SYNCHRONOUS: synchronous,
    ...(endpoint !== undefined && { TABLE: 'dynamodb', DYNAMODB_ENDPOINT: endpoint }),
  }),
  // Signing in is not what is measured.
  {
    config: { passwordCost: 4, accessTokenSeconds: 24 * 3600 },
    wrapPorts: (ports) => ({
      ...ports,
      durable: counter.wrap(ports.durable),
      ephemeral: counter.wrap(ports.ephemeral),
    }),
  },
);

/** Often enough for a peak that lasts; reading it costs some microseconds. */
const residentSampleMs = 100;
let residentPeak = 0;
const resident = () => {
  const now = process.memoryUsage.rss();
  residentPeak = Math.max(residentPeak, now);
  return now;
};
const sampler = setInterval(resident, residentSampleMs);

/** The loop is looked at so often. A stall shows as at most so much shorter; each look costs some microseconds. */
const lookMs = 2;
const loop = monitorEventLoopDelay({ resolution: lookMs });
loop.enable();
/** The histogram's times are nanoseconds from look to look. */
const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - lookMs);

/** Short enough for some tens of thousands of samples in ten seconds. */
const profileIntervalMicroseconds = 400;
const inspector = new Session();

/** SQLite puts many appends into one transaction; an engine's client has connections for 50. */
const fillParallel = endpoint === undefined ? 2_000 : 50;

/** What it takes to write all items of a partition once. */
async function unitsOf(table: Table, partition: { pk: string }): Promise<number> {
  let units = 0;
  for (let after: Key | undefined, isFirst = true; isFirst || after; isFirst = false) {
    const page = await table.query({ ...partition, ...(after && { after }) });
    units += page.items.reduce((sum, item) => sum + writeUnits(itemBytes(item)), 0);
    after = page.next;
  }
  return units;
}

async function answer(question: ServerQuestion): Promise<object> {
  switch (question.ask) {
    case 'usage': {
      const { user, system } = process.cpuUsage();
      const now = resident();
      return {
        cpu: (user + system) / 1000,
        resident: now,
        residentPeak,
        stallMax: late(loop.max),
        stallP99: late(loop.percentile(99)),
      } satisfies Usage;
    }
    case 'watch-loop':
      loop.reset();
      return { done: true };
    case 'memory': {
      if (!globalThis.gc) throw new Error('This is started with --expose-gc.');
      // what a first collection finalizes, a second one frees
      await globalThis.gc({ execution: 'async' });
      await globalThis.gc({ execution: 'async' });
      const { rss, heapUsed, external } = process.memoryUsage();
      return { resident: rss, heap: heapUsed + external } satisfies Memory;
    }
    case 'start-profile':
      inspector.connect();
      await inspector.post('Profiler.enable');
      await inspector.post('Profiler.setSamplingInterval', { interval: profileIntervalMicroseconds });
      await inspector.post('Profiler.start');
      return { done: true };
    case 'stop-profile': {
      const { profile } = await inspector.post('Profiler.stop');
      inspector.disconnect();
      const file = join(tmpdir(), `chatflow-bench-${process.pid}.cpuprofile`);
      writeFileSync(file, JSON.stringify(profile));
      return { file };
    }
    case 'start-count':
      counter.start();
      return { done: true };
    case 'stop-count':
      return counter.stop();
    case 'sockets':
      return { sockets: (await runtime.app.presence.socketsOf(question.userIds)).length };
    case 'fill': {
      const { marker, ...what } = question;
      await fill(runtime.app, { ...what, texts: new MessageTexts(marker), parallel: fillParallel });
      return { done: true };
    }
    case 'fill-words': {
      const { words, ...what } = question;
      await fill(runtime.app, { ...what, texts: new WordTexts(words), parallel: fillParallel });
      return { done: true };
    }
    case 'reindex': {
      const { conversationId } = question;
      await reindex(runtime.app, { conversation: conversationId, anew: false, from: 0 });
      return { writeUnits: await unitsOf(runtime.app.durable, keys.searchNodes(conversationId)) };
    }
    case 'enlarge':
      await enlarge(runtime.app, question);
      return { done: true };
    case 'close':
      process.off('disconnect', abandoned);
      await close();
      return { done: true };
  }
}

async function close(): Promise<void> {
  clearInterval(sampler);
  loop.disable();
  await runtime.close();
}

function abandoned(): void {
  void close().finally(() => rmSync(folder, { recursive: true, force: true }));
}

/** An error ends the process, which the bench notices. */
async function reply(question: ServerQuestion): Promise<void> {
  const answered = await answer(question);
  process.send?.(answered, () => {
    if (question.ask === 'close') process.disconnect();
  });
}

process.on('message', (message) => void reply(serverQuestion.parse(message)));
// Ctrl-C reaches the whole process group: the bench ends, and then this.
process.on('SIGINT', () => undefined);
process.once('disconnect', abandoned);
process.send?.({ port: runtime.port });
