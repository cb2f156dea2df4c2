import { rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRuntime } from '../local/runtime.ts';
import { readSettings } from '../local/settings.ts';
import { serverQuestion, type ServerQuestion, type Usage } from './support/server-protocol.ts';

/**
 * The backend as a child process of the bench, on the data folder that its argument names. Answers the questions of
 * `server-protocol.ts`; where the bench vanishes without asking it to close, it removes the folder and ends.
 */
const [, , folder = ''] = process.argv;
if (folder === '' || !process.connected) throw new Error('This is started by bench/main.ts.');

const runtime = await startRuntime(
  readSettings({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, LOG_LEVEL: 'error' }),
  // Signing in is not what is measured.
  { config: { passwordCost: 4 } },
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

/** Short enough for some tens of thousands of samples in ten seconds. */
const profileIntervalMicroseconds = 400;
const inspector = new Session();

const answers: Record<ServerQuestion, () => Promise<object>> = {
  async usage() {
    const { user, system } = process.cpuUsage();
    const now = resident();
    return { cpu: (user + system) / 1000, resident: now, residentPeak } satisfies Usage;
  },
  async 'start-profile'() {
    inspector.connect();
    await inspector.post('Profiler.enable');
    await inspector.post('Profiler.setSamplingInterval', { interval: profileIntervalMicroseconds });
    await inspector.post('Profiler.start');
    return { done: true };
  },
  async 'stop-profile'() {
    const { profile } = await inspector.post('Profiler.stop');
    inspector.disconnect();
    const file = join(tmpdir(), `chatflow-bench-${process.pid}.cpuprofile`);
    writeFileSync(file, JSON.stringify(profile));
    return { file };
  },
  async close() {
    process.off('disconnect', abandoned);
    await close();
    return { done: true };
  },
};

async function close(): Promise<void> {
  clearInterval(sampler);
  await runtime.close();
}

function abandoned(): void {
  void close().finally(() => rmSync(folder, { recursive: true, force: true }));
}

async function answer(question: ServerQuestion): Promise<void> {
  const reply = await answers[question]();
  process.send?.(reply, () => {
    if (question === 'close') process.disconnect();
  });
}

process.on('message', (message) => void answer(serverQuestion.parse(message)));
// Ctrl-C reaches the whole process group: the bench ends, and then this.
process.on('SIGINT', () => undefined);
process.once('disconnect', abandoned);
process.send?.({ port: runtime.port });
