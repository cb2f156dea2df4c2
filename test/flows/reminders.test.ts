import { expect, it } from 'vitest';
import { rotateConversationKey } from '../../shared/app.ts';
import { keys } from '../../shared/keys.ts';
import { messageId } from '../../shared/platform/ids.ts';
import { limits, type Message, type Reminder } from '../../shared/protocol/index.ts';
import { fillLog } from '../support/backend/fill-log.ts';
import { groupCalls } from '../support/backend/group-world.ts';
import { lateTimers, startLater } from '../support/backend/later-world.ts';
import { problem, type Person } from '../support/backend/runtime.ts';
import { eventually } from '../support/eventually.ts';

/** Ann and Bob in a group of Ann's, and a message there that they can be reminded of. */
async function start(overrides: Parameters<typeof startLater>[0] = {}) {
  const world = await startLater(overrides);
  const { backend } = world;
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const group = await backend.conversation(ann, [bob], 'Group');
  const inGroup = groupCalls(backend, group.id);
  const send = async (by: Person, text: string) => {
    const path = `/v1/conversations/${group.id}/messages`;
    return (await backend.call<Message>('POST', path, { token: by.token, body: { text } })).body;
  };
  return { ...world, ann, bob, inGroup, send, message: await send(ann, 'Think of this') };
}

it.each([
  ['timers that go off at their time', {}],
  ['timers that go off late', { wrapPorts: lateTimers }],
])('a user is reminded at the time, on all devices, until they are done with it, by %s', async (_, given) => {
  const world = await start(given);
  const { ann, bob, message, at, remind, forget, reminders, backend, clock } = world;
  const [phone, anns] = [await backend.socket(bob), await backend.socket(ann)];
  const set = await remind(bob, message.id, { at: at(1_000), note: 'Answer Ann' });
  expect(set).toMatchObject({ status: 200 });
  expect(set.body).toMatchObject({
    ...{ id: message.id, seq: message.seq, note: 'Answer Ann', due: false },
    message: { id: message.id, text: 'Think of this' },
  });
  expect(await phone.events('reminder:updated', 1)).toEqual([set.body]);
  expect(await reminders(bob)).toEqual([set.body]);
  expect(await reminders(ann)).toEqual([]);
  const stored = await backend.runtime.app.durable.get(
    keys.reminder(bob.user.id, set.body.conversationId, message.seq),
  );
  expect(JSON.stringify(stored)).not.toContain('Answer');

  await rotateConversationKey(backend.runtime.app, set.body.conversationId);
  for (let second = 0; second < 990; second += 10) {
    clock.advance(10_000);
    await backend.call('GET', '/_local/mail');
  }
  expect(await reminders(bob)).toEqual([set.body]);
  clock.advance(10_000);
  const [due] = await phone.events<Reminder>('reminder:due', 1);
  expect(due).toEqual({ ...set.body, due: true, version: 1 });
  // also a device that was offline then finds it
  expect(await reminders(bob)).toEqual([due]);

  // once more, later
  const snoozed = await remind(bob, message.id, { at: at(600), note: 'Answer Ann' });
  expect(snoozed.body).toMatchObject({ due: false, version: 2 });
  clock.advance(601_000);
  await phone.events<Reminder>('reminder:due', 2);
  expect((await forget(bob, message.id)).status).toBe(204);
  expect(await phone.events('reminder:removed', 1)).toEqual([
    { id: message.id, conversationId: set.body.conversationId },
  ]);
  expect(problem(await forget(bob, message.id))).toMatchObject({ code: 'reminder_not_found' });
  expect(await reminders(bob)).toEqual([]);
  clock.advance(86_400_000);
  expect(await phone.eventsSoFar('reminder:due')).toHaveLength(2);
  expect(await anns.eventsSoFar('reminder:due')).toEqual([]);
});

it('a reminder of a message that is deleted says so; of one that the user can no longer see nothing is left', async () => {
  const world = await start();
  const { ann, bob, message, send, at, remind, reminders, inGroup, backend, clock } = world;
  const gone = await send(ann, 'Deleted later');
  const own = await send(ann, 'Hidden later');
  for (const { id } of [message, gone, own]) await remind(bob, id, { at: at(60) });
  const path = `/v1/conversations/${inGroup.id}/messages`;
  const deleted = await backend.call('DELETE', `${path}/${gone.seq}`, { token: ann.token });
  expect(deleted.status).toBeLessThan(300);
  const hidden = await backend.call('DELETE', `${path}/${own.seq}?for=me`, { token: bob.token });
  expect(hidden.status).toBeLessThan(300);
  const phone = await backend.socket(bob);
  clock.advance(60_000);
  const due = await phone.events<Reminder>('reminder:due', 2);
  expect(due.map(({ message: { text, deletedAt } }) => [text, deletedAt !== null]).sort()).toEqual([
    ['', true],
    ['Think of this', false],
  ]);
  expect(await phone.events('reminder:removed', 1)).toMatchObject([{ id: own.id }]);
  expect(await reminders(bob)).toHaveLength(2);
  await inGroup.kick(ann, bob);
  expect(await reminders(bob)).toEqual([]);
  expect(await backend.runtime.app.later.reminders(bob.user.id)).toEqual([]);
});

it('a user who leaves a group leaves their reminders there', async () => {
  const { bob, message, at, remind, inGroup, backend, clock } = await start();
  await remind(bob, message.id, { at: at(60) });
  const phone = await backend.socket(bob);
  await inGroup.leave(bob);
  await eventually(async () => expect(await backend.runtime.app.later.reminders(bob.user.id)).toEqual([]));
  clock.advance(60_000);
  expect(await phone.eventsSoFar('reminder:due')).toEqual([]);
});

it('reminders of what there is not, in the past, two years ahead or beyond the limit are refused', async () => {
  const { ann, bob, message, at, remind, reminders, inGroup, backend, clock } = await start();
  for (const [time, text] of [
    [at(-1), 'must be at least 10 seconds ahead'],
    [at(9), 'must be at least 10 seconds ahead'],
    [at(2 * 365 * 86_400), 'must be at most 366 days ahead'],
  ]) {
    expect((await remind(bob, message.id, { at: time })).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'at', message: text }],
    });
  }
  for (const body of [{}, { at: 'soon' }, { at: at(60), note: 'x'.repeat(301) }, { at: at(60), note: ' ' }]) {
    expect(problem(await remind(bob, message.id, body))).toMatchObject({ code: 'validation_failed' });
  }
  const stranger = await backend.person('stranger');
  const notFound = { code: 'message_not_found' };
  expect(problem(await remind(stranger, message.id, { at: at(60) }))).toMatchObject(notFound);
  for (const id of ['msg_x', inGroup.id, message.id.replace(/_[^_]+$/, '_zz')]) {
    expect(problem(await remind(bob, id, { at: at(60) })), id).toMatchObject(notFound);
  }
  const createdAt = clock.now();
  const messages = Array.from({ length: limits.reminders }, (_, index) => ({
    ...{ senderId: ann.user.id, text: `message ${index}`, createdAt },
  }));
  await fillLog(backend.runtime.app, inGroup.id, messages);
  const ids = messages.map((_, index) => messageId(inGroup.id, message.seq + 1 + index));
  await Promise.all(ids.map((id) => remind(bob, id, { at: at(60) })));
  const [first = ''] = ids;
  expect(problem(await remind(bob, message.id, { at: at(60) }))).toMatchObject({
    code: 'too_many_reminders',
  });
  // another time for one that there is
  expect((await remind(bob, first, { at: at(90) })).status).toBe(200);
  expect(await reminders(bob)).toHaveLength(limits.reminders);
});
