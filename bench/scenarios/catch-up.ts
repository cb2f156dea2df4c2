import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Progress, Request, Scenario, StepResult } from './scenario.ts';
import { createDevice, type Handed } from '../support/device.ts';
import { MessageTexts } from '../support/message-texts.ts';
import { startMeter, startProfile } from '../support/meter.ts';
import { mapParallel, openConversation, register } from '../support/people.ts';
import { startServer } from '../support/server-handle.ts';
import { openStore } from '../support/store.ts';

/** How many messages in how many conversations: to replay, and too many to replay in one conversation. */
const shapes = [
  { conversations: 25, messages: 400 },
  { conversations: 1, messages: 10_000 },
] as const;

/** One device that was away for long comes back, on a server that has just started. */
export const catchUp: Scenario = {
  summary: 'a device that missed 10,000 messages, in many conversations or in one',
  async run(request, progress) {
    const results = [];
    for (const shape of shapes) results.push(await missed(shape, request, progress));
    return results;
  },
};

async function missed(
  { conversations, messages }: { conversations: number; messages: number },
  request: Request,
  progress: Progress,
): Promise<StepResult> {
  const name = `${conversations} × ${messages.toLocaleString('en')}`;
  await using store = await openStore(request);
  await using server = await startServer(store);
  const [reader, ...others] = await register(server.url, conversations + 1);
  if (!reader) throw new Error('no person was registered');
  const ids = await mapParallel(others, (other) => openConversation(server.url, [reader, other]));
  const texts = new MessageTexts(randomBytes(8).toString('hex'));
  const found: Handed[] = [];
  const device = createDevice(server.url, reader, (message) => found.push(message));
  await device.connect();
  await device.catchUp();
  device.drop();

  progress(name, `storing ${conversations * messages} messages`);
  for (const id of ids) await server.fill(id, messages, texts.marker);
  progress(name, 'catching up');
  device.requests = 0;
  const profiling = await startProfile(server, request.profile);
  await server.startCount();
  const meter = await startMeter(server);
  const startedAt = performance.now();
  await device.connect();
  await device.catchUp();
  const seconds = (performance.now() - startedAt) / 1000;
  const used = await meter.stop();
  const asked = await server.stopCount();
  const profiled = await profiling.stop(conversations * messages, 'message');
  await device.close();
  await server.close();

  const right = found.filter(({ text, seq }) => text === texts.of(seq));
  const distinct = new Set(right.map(({ conversationId, seq }) => `${conversationId} ${seq}`));
  return {
    name,
    ...profiled,
    targets: { caughtUpSeconds: 5 },
    measures: {
      ...used.measures,
      caughtUpSeconds: seconds,
      missed: conversations * messages,
      lost: conversations * messages - distinct.size,
      duplicates: right.length - distinct.size,
      errors: device.errors.length,
      clientRequests: device.requests,
      tableRequests: asked.requests,
      readUnits: asked.readUnits,
      writeUnits: asked.writeUnits,
      serverCpuPerMessage: used.cpu / (conversations * messages),
    },
  };
}
