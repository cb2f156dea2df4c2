import { expect } from 'vitest';
import type { PlannedFault } from './fault-plan.ts';
import { messageOf } from './fault-device.ts';
import { verify, type Acked, type Outcome } from './fault-verdict.ts';
import type { FaultyWorld, ReadPage } from './fault-world.ts';

export interface Options {
  size?: 'small' | 'big';
  /** How often each frame arrives. */
  copies?: number;
}

/**
 * All senders send at the same time, a reader reads `changes` from the start over and over, and the planned faults
 * happen. What they keep waiting goes on when all others are done and readers have given its number up. Then nothing
 * fails any more, and each sends once more. Returns all that happened.
 */
export async function chatThrough(
  world: FaultyWorld,
  faults: readonly PlannedFault[],
  { size, copies }: Options = {},
): Promise<Outcome & { calls: string[]; happened: PlannedFault[] }> {
  const { plan, devices } = world;
  const [mentioner, reader, ...senders] = devices;
  if (!mentioner || !reader) throw new Error('too few devices');
  for (const device of devices) device.forget();
  const id = await world.group(size);
  const acked = new Map<string, Acked>();
  const pages: ReadPage[] = [];
  const sendAll = (round: number) =>
    Promise.all(
      senders.map(async (device, index) => {
        const clientId = `${id}/${round}.${index}`;
        acked.set(clientId, {
          senderId: device.person.user.id,
          ack: await device.send(messageOf(id, clientId), copies),
        });
      }),
    );
  const readAll = () => world.changes(reader.person, id, 0, 100, pages);

  plan.arm(faults);
  const mentioned = `${id}/mentioned`;
  const sending = { over: false };
  const sent = Promise.all([sendAll(1), mentioner.mention(messageOf(id, mentioned))]).finally(() => {
    sending.over = true;
  });
  const read = (async () => {
    while (!sending.over) await readAll();
  })();
  await world.endOrCalm(sent);
  world.passGivingUp();
  const passing = readAll();
  await world.endOrCalm(passing);
  plan.release();
  await Promise.all([sent, read, passing]);
  // an ack does not wait for its pushes, whose calls count too
  await plan.idle();
  const { calls, happened } = plan.disarm();
  await sendAll(2);
  await plan.idle();
  world.passGivingUp();
  return { world, id, acked, mentioned, pages, calls, happened };
}

/** How often calls are made for readers depends on the time. */
const leastReads = { 'durable.query CONV': 2, 'durable.query LOG': 1, 'durable.put LOG': 0 };
/** How many of the calls that are alike are tried. */
const mostAlike = (label: string) => ({ ...leastReads, 'sockets.post message:new': 2 })[label] ?? 3;

/** Each call that is made while all send and one reads, when nothing fails. */
export async function stepsOf(
  world: FaultyWorld,
  options?: Options,
): Promise<{ label: string; nth: number }[]> {
  const outcome = await chatThrough(world, [], options);
  await verify(outcome);
  const nth = new Map<string, number>();
  return outcome.calls.flatMap((label) => {
    nth.set(label, (nth.get(label) ?? 0) + 1);
    return (nth.get(label) ?? 0) <= mostAlike(label) ? [{ label, nth: nth.get(label) ?? 0 }] : [];
  });
}

const name = (faults: readonly PlannedFault[]) =>
  faults.map(({ kind, label = 'call', nth }) => `${kind}: ${label} #${nth}`).join(', ');

/** Throws, naming the faults, unless nothing is lost, doubled or reordered in any of these cases. */
export async function surviveAll(world: FaultyWorld, cases: readonly PlannedFault[][], options?: Options) {
  for (const faults of cases) {
    try {
      const outcome = await chatThrough(world, faults, options);
      expect(outcome.happened).toEqual(faults);
      await verify(outcome);
    } catch (error) {
      throw new Error(`not survived: ${name(faults)}`, { cause: error });
    }
  }
}
