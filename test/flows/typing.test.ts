import { expect, it } from 'vitest';
import { OperationCounter } from '../../shared/platform/counting/counter.ts';
import { countingPorts } from '../../shared/platform/counting/counting-ports.ts';
import { startBackend } from '../support/backend/runtime.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { ManualClock } from '../support/manual-clock.ts';

async function start() {
  const counter = new OperationCounter();
  const backend = await startBackend({
    // each second an instance looks which sessions have ended, which is not what is counted here
    clock: new ManualClock(),
    ...withoutFollowUps((ports) => countingPorts(ports, counter)),
  });
  const [ann, bob, eve] = [
    await backend.person('ann'),
    await backend.person('bob'),
    await backend.person('eve'),
  ];
  const { id } = await backend.conversation(ann, [bob, eve], 'Three');
  return { backend, counter, ann, bob, eve, id };
}

const heard = (socket: TestSocket) => socket.eventsSoFar('typing');

it('typing is pushed to every socket of the other members, and not to the sender', async () => {
  const { backend, ann, bob, eve, id } = await start();
  const [laptop, phone] = [await backend.socket(ann), await backend.socket(ann)];
  const others = [await backend.socket(bob), await backend.socket(bob), await backend.socket(eve)];
  const carol = await backend.person('carol');
  const carols = await backend.socket(carol);
  for (const typing of [true, false]) {
    const ack = await laptop.request('typing', { conversationId: id, typing });
    expect(ack).toEqual({ type: 'ack', id: ack.id, data: {} });
    // what follows at once may overtake it
    await Promise.all(others.map((socket) => socket.events('typing', typing ? 1 : 2)));
  }
  const event = { conversationId: id, userId: ann.user.id };
  for (const socket of others) {
    expect(await heard(socket)).toEqual([
      { ...event, typing: true },
      { ...event, typing: false },
    ]);
  }
  for (const socket of [laptop, phone, carols]) expect(await heard(socket)).toEqual([]);
});

it('typing without an id gets no answer', async () => {
  const { backend, ann, bob, id } = await start();
  const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
  anns.send({ type: 'typing', data: { conversationId: id, typing: true } });
  await bobs.events('typing', 1);
  await anns.request('ping');
  expect(anns.frames).toHaveLength(1);
});

it('typing is neither stored nor queued', async () => {
  const { backend, counter, ann, bob, id } = await start();
  const [anns, bobs] = [await backend.socket(ann), await backend.socket(bob)];
  // the first one reads the members
  await anns.request('typing', { conversationId: id, typing: true });
  await bobs.events('typing', 1);
  counter.take();
  for (let index = 1; index <= 20; index++) {
    await anns.request('typing', { conversationId: id, typing: index % 2 === 0 });
    await bobs.events('typing', index + 1);
  }
  const { get, batchGet, readUnits, posts, postUnits, ...others } = counter.take();
  // an ack and an event each time
  expect({ get, batchGet, posts }).toEqual({ get: 20, batchGet: 20, posts: 40 });
  expect([readUnits, postUnits]).not.toContain(undefined);
  expect(others).toEqual({});
});

it('typing in a missing conversation, or one of others, is an error and is pushed to no one', async () => {
  const { backend, ann, bob, id } = await start();
  const mallory = await backend.person('mallory');
  const [mallorys, bobs] = [await backend.socket(mallory), await backend.socket(bob)];
  const anns = await backend.socket(ann);
  // the group is in memory now
  await anns.request('typing', { conversationId: id, typing: true });
  await bobs.events('typing', 1);
  for (const conversationId of [id, 'cnv_x']) {
    const refused = await mallorys.request('typing', { conversationId, typing: true });
    expect(refused).toMatchObject({ type: 'error', error: { code: 'conversation_not_found' } });
  }
  mallorys.send({ type: 'typing', data: { conversationId: id, typing: true } });
  const error = await mallorys.wait(({ type, id: of }) => type === 'error' && of === undefined);
  expect(error.error?.code).toBe('conversation_not_found');
  expect(await heard(bobs)).toEqual([{ conversationId: id, userId: ann.user.id, typing: true }]);
});
