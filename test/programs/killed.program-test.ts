import { expect, it, vi } from 'vitest';
import { startProcess } from '../support/backend/backend-process.ts';
import { messageOf } from '../support/faults/fault-device.ts';
import { verify, type Acked } from '../support/faults/fault-verdict.ts';
import { FaultyWorld, type ReadPage } from '../support/faults/fault-world.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';
import { eventually } from '../support/eventually.ts';

// Whole processes, and passwords at their full cost, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const kills = 3;
const lanesPerDevice = 10;
const messagesPerLane = 8;
/** A reader may have to wait until a number that is missing counts as given up. */
const settleMilliseconds = 30_000;

/** Numbers that look random and depend on the seed only (the minimal standard generator). */
function seededNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

it('given a process that is killed again and again, it loses, doubles and reorders nothing', async () => {
  const seed = Number(process.env['FAULT_SEED'] ?? 1 + (Date.now() % 1_000_000));
  const random = seededNumbers(seed);
  const dataDir = await temporaryFolder();
  const world = await FaultyWorld.start(async () => {
    const backend = await startProcess(dataDir);
    return { api: backend, crash: () => backend.stop('SIGKILL') };
  });
  const [reader] = world.people;
  if (!reader) throw new Error('no reader');
  const id = await world.group();
  const acked = new Map<string, Acked>();
  const pages: ReadPage[] = [];

  // a kill comes after this many acks since the one before, or since the start
  const share = Math.floor((world.devices.length * lanesPerDevice * messagesPerLane) / kills);
  const killAt = new Set(Array.from({ length: kills }, (_, kill) => kill * share + 1 + random(share - 1)));
  const lanes = world.devices.flatMap((device, number) =>
    Array.from({ length: lanesPerDevice }, async (_, lane) => {
      for (let message = 1; message <= messagesPerLane; message += 1) {
        const clientId = `${id}/${number}.${lane}.${message}`;
        acked.set(clientId, {
          senderId: device.person.user.id,
          ack: await device.send(messageOf(id, clientId)),
        });
        if (killAt.delete(acked.size)) world.crash();
      }
    }),
  );
  const sent = { all: false };
  const sending = Promise.all(lanes).finally(() => {
    sent.all = true;
  });
  let upTo = 0;
  const read = async () => {
    upTo = (await world.changes(reader, id, upTo, 20, pages))?.upTo ?? upTo;
  };
  while (!sent.all) await read();
  await sending;

  const [device] = world.devices;
  await device?.connected();
  const head = (await device?.catchUp())?.find((conversation) => conversation.id === id);
  await eventually(async () => {
    await read();
    expect(upTo).toBe(head?.lastSeq);
  }, settleMilliseconds);
  expect(killAt).toEqual(new Set());
  await verify({ world, id, acked, pages, pageSize: 50 }).catch((error: unknown) => {
    throw new Error(`with FAULT_SEED=${seed}`, { cause: error });
  });
});
