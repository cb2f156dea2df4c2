import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayLimits } from '../../shared/messages/model.ts';
import type { SentReply } from '../../shared/protocol/index.ts';
import { chatThrough, stepsOf, surviveAll } from '../support/faults/fault-cases.ts';
import { messageOf } from '../support/faults/fault-device.ts';
import { faultKinds, postFaultKinds } from '../support/faults/fault-kinds.ts';
import type { PlannedFault } from '../support/faults/fault-plan.ts';
import { verify } from '../support/faults/fault-verdict.ts';
import { FaultyWorld } from '../support/faults/fault-world.ts';
import { propertyRuns } from '../support/property-runs.ts';

const numRuns = propertyRuns(30);

describe('given several faults, nothing acknowledged is lost, doubled or reordered', () => {
  it('when the queue that posts to a big group fails, or does its work twice', async () => {
    const world = await FaultyWorld.start();
    const steps = (await stepsOf(world, { size: 'big' })).filter(({ label }) => label.startsWith('work.add'));
    expect(steps).toHaveLength(3);
    const cases = faultKinds.flatMap((kind) => steps.map((step) => [{ ...step, kind }]));
    await surviveAll(world, cases, { size: 'big' });
  });

  it.for(['refused', 'late', 'hung'] as const)(
    'when a message is %s and the write that gives its number up fails too',
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
    'when random calls fail and frames arrive several times',
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
    60_000 + 5_000 * numRuns,
  );

  it.for(['slow', 'repeated', 'overtaken', 'lost'] as const)(
    'when the write of a message without a clientId is %s',
    async (kind) => {
      const world = await FaultyWorld.start();
      const [reader, sender] = world.people;
      if (!reader || !sender) throw new Error('no person is there');
      const id = await world.group();
      world.plan.arm([{ kind, label: 'durable.put LOG', nth: 1 }]);
      const api = await world.api();
      const path = `/v1/conversations/${id}/messages`;
      const sent = api.call<SentReply>('POST', path, { token: sender.token, body: { text: 'once' } });
      await world.endOrCalm(sent);
      world.passGivingUp();
      const before = await world.changes(reader, id, 0, 100);
      expect(world.plan.disarm().happened).toHaveLength(1);

      // without a clientId no client can know whether it was stored when its answer was lost
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

  it('when a reader gets a reset while a message is on its way', async () => {
    const world = await FaultyWorld.start();
    const { plan, people, devices } = world;
    const [reader] = people;
    const [sender] = devices;
    if (!reader || !sender) throw new Error('no person is there');
    const id = await world.group();
    const { conversations, clock } = await world.app();
    // more sends died than the server replays numbers
    const dead = Array.from({ length: replayLimits.entries + 1 }, () =>
      conversations.takeSeq(id, clock.now()),
    );
    await Promise.all(dead);
    world.passGivingUp();
    await world.changes(reader, id, replayLimits.entries, 100);

    plan.arm([{ kind: 'slow', label: 'durable.transact LOG', nth: 1 }]);
    const sent = sender.send(messageOf(id, 'slow'));
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
