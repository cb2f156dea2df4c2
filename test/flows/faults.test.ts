import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayLimits } from '../../shared/messages/model.ts';
import type { SentReply } from '../../shared/protocol/index.ts';
import { faultKinds, postFaultKinds } from '../support/fault-kinds.ts';
import type { PlannedFault } from '../support/fault-plan.ts';
import { verify, type Acked, type Outcome } from '../support/fault-verdict.ts';
import { FaultyWorld, type Told } from '../support/fault-world.ts';
import { propertyRuns } from '../support/property-runs.ts';

interface Options {
  size?: 'small' | 'big';
  /** How often each frame arrives. */
  copies?: number;
}

/**
 * Everybody sends at the same time, somebody reads `changes` from the start over and over, and the planned faults
 * happen; what they keep waiting goes on when everybody else is done and readers have given its number up. Then all is
 * well, everybody sends once more, and all that happened is handed back.
 */
async function chatThrough(
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
  const told: Told[] = [];
  const sendAll = (round: number) =>
    Promise.all(
      senders.map(async (device, index) => {
        const clientId = `${id}/${round}.${index}`;
        acked.set(clientId, {
          senderId: device.person.user.id,
          ack: await device.send(id, clientId, copies),
        });
      }),
    );
  const readAll = () => world.changes(reader.person, id, 0, 100, told);

  plan.arm(faults);
  const mentioned = `${id}/mentioned`;
  const sending = { over: false };
  const sent = Promise.all([sendAll(1), mentioner.mention(id, mentioned)]).finally(() => {
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
  return { world, id, acked, mentioned, told, calls, happened };
}

const numRuns = propertyRuns(30);

/** How often calls are made for readers depends on the time. */
const leastReads = { 'durable.query CONV': 2, 'durable.query LOG': 1, 'durable.put LOG': 0 };
/** So many of the calls that are all alike are tried. */
const mostAlike = (label: string) => ({ ...leastReads, 'sockets.post message:new': 2 })[label] ?? 3;

/** Each call that is made while everybody sends and somebody reads, when nothing fails. */
async function stepsOf(world: FaultyWorld, options?: Options): Promise<{ label: string; nth: number }[]> {
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

async function surviveAll(world: FaultyWorld, cases: readonly PlannedFault[][], options?: Options) {
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

describe('nothing acknowledged is lost, doubled or reordered', () => {
  it.for(faultKinds)('when one call is %s, whichever', async (kind) => {
    const world = await FaultyWorld.start();
    const steps = await stepsOf(world);
    await surviveAll(
      world,
      steps.map((step) => [{ ...step, kind }]),
    );
  });

  it.for(postFaultKinds)('when one post is %s, whichever', async (kind) => {
    const world = await FaultyWorld.start();
    const posts = (await stepsOf(world)).filter(({ label }) => label.startsWith('sockets.post'));
    await surviveAll(
      world,
      posts.map((step) => [{ ...step, kind }]),
    );
  });

  it('when the queue that posts to a big group fails, or does its work twice', async () => {
    const world = await FaultyWorld.start();
    const steps = (await stepsOf(world, { size: 'big' })).filter(({ label }) => label.startsWith('work.add'));
    expect(steps).toHaveLength(3);
    const cases = faultKinds.flatMap((kind) => steps.map((step) => [{ ...step, kind }]));
    await surviveAll(world, cases, { size: 'big' });
  });

  it.for(['refused', 'late', 'hung'] as const)(
    'when a message is %s and then the giving up of its number fails',
    async (kind) => {
      const world = await FaultyWorld.start();
      const cases = faultKinds.map((then): PlannedFault[] => [
        { kind, label: 'durable.transact LOG', nth: 1 },
        { kind: then, label: 'durable.put LOG', nth: 1 },
      ]);
      await surviveAll(world, cases);
    },
  );

  it(
    'when several calls fail at random, also of frames that arrive several times',
    async () => {
      const world = await FaultyWorld.start();
      const fault = fc.record({
        kind: fc.constantFrom(...faultKinds, ...postFaultKinds),
        nth: fc.integer({ min: 1, max: 50 }),
      });
      const faults = fc.uniqueArray(fault, { minLength: 2, maxLength: 4, selector: ({ nth }) => nth });
      await fc.assert(
        fc.asyncProperty(faults, fc.integer({ min: 1, max: 3 }), async (planned, copies) =>
          verify(await chatThrough(world, planned, { copies })),
        ),
        { numRuns },
      );
    },
    30_000 + 1000 * numRuns,
  );

  it.for(['slow', 'repeated', 'overtaken', 'lost'] as const)(
    'when the write of a message without a clientId is %s',
    async (kind) => {
      const world = await FaultyWorld.start();
      const [reader, sender] = world.people;
      if (!reader || !sender) throw new Error('nobody is there');
      const id = await world.group();
      world.plan.arm([{ kind, label: 'durable.put LOG', nth: 1 }]);
      const api = await world.api();
      const path = `/v1/conversations/${id}/messages`;
      const sent = api.call<SentReply>('POST', path, { token: sender.token, body: { text: 'once' } });
      await world.endOrCalm(sent);
      world.passGivingUp();
      const before = await world.changes(reader, id, 0, 100);
      expect(world.plan.disarm().happened).toHaveLength(1);

      // without a clientId nobody can tell whether it was stored when its answer was lost
      const { status, body } = await sent;
      expect(status).toBe(kind === 'lost' ? 503 : 201);
      const [message, ...others] = await world.history(reader, id);
      expect(others).toEqual([]);
      expect(message).toMatchObject(kind === 'lost' ? { text: 'once' } : body);
      // what readers had given up was not used any more
      if (kind === 'slow') expect(message?.seq).toBeGreaterThan(before?.upTo ?? 0);
      await world.plan.idle();
    },
  );

  it('when somebody who is told to start afresh does so while a message is on its way', async () => {
    const world = await FaultyWorld.start();
    const { plan, people, devices } = world;
    const [reader] = people;
    const [sender] = devices;
    if (!reader || !sender) throw new Error('nobody is there');
    const id = await world.group();
    const { conversations, clock } = await world.app();
    // so many sends that died that nobody is replayed the numbers of all
    const dead = Array.from({ length: replayLimits.entries + 1 }, () =>
      conversations.takeSeq(id, clock.now()),
    );
    await Promise.all(dead);
    world.passGivingUp();
    await world.changes(reader, id, replayLimits.entries, 100);

    plan.arm([{ kind: 'slow', label: 'durable.transact LOG', nth: 1 }]);
    const sent = sender.send(id, 'slow');
    await world.endOrCalm(sent);
    const page = await world.changes(reader, id, 0, 100);
    expect(page?.reset).toBe(true);
    expect(await world.history(reader, id)).toEqual([]);
    plan.disarm();
    const { seq } = await sent;
    const rest = await world.changes(reader, id, page?.upTo ?? 0, 100);
    expect(rest).toMatchObject({ items: [{ seq }], upTo: seq, reset: false });
  });
});
