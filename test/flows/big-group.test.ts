import { expect, it } from 'vitest';
import { openStage } from '../../bench/cost/stage.ts';
import { getConversation, listConversations } from '../../shared/inbox/index.ts';
import { keys } from '../../shared/keys.ts';
import { startBackend } from '../support/backend/runtime.ts';

const size = 5_000;
/** Presence of all members: batches of 100, each of half a unit per member, as they may be a moment old. */
const audience = { batchGet: 50, presence: size / 2 };
/** The number, and the message with the record of its `clientId`. */
const stored = { update: 1, transact: 1, writeUnits: 5 };

it('a send to 5,000 members reads no member item while its members stay the same', async () => {
  const stage = await openStage(async (overrides) => (await startBackend(overrides)).runtime.app);
  const { id: conversationId, members } = await stage.group(size, 1);
  const [owner, other] = members;
  if (!owner || !other) throw new Error('a group has members');
  let sent = 0;
  const send = async (sender = owner) => {
    const clientId = String((sent += 1)).padStart(36, '0');
    const message = { conversationId, clientId, text: 'hello' };
    const { request } = await stage.count(() => stage.frame(sender, 'message:send', message));
    const { batchGet, update, transact, writeUnits, readUnits, get, query } = request;
    return { batchGet, update, transact, writeUnits, readUnits, get, query };
  };
  const warm = { ...stored, batchGet: audience.batchGet, readUnits: audience.presence };

  stage.restart();
  const cold = await send();
  const membersUnits = (cold.readUnits ?? 0) - audience.presence;
  // the group's members, and which sessions have ended
  expect(cold).toEqual({ ...warm, query: 2, readUnits: expect.any(Number) as number });
  // items of some 150 bytes, at 4 KB a unit
  expect(membersUnits).toBeGreaterThan(150);
  expect(membersUnits).toBeLessThan(250);

  expect(await send()).toEqual(warm);
  // another sender
  expect(await send(other)).toEqual(warm);

  // a member left: the sender's own item is read before the message is stored, the others once while it is pushed
  const { durable } = stage.app();
  const leaver = members.at(-1)?.userId ?? '';
  await durable.delete(keys.member(conversationId, leaver));
  await durable.update(keys.conversation(conversationId), { add: { membersVersion: 1, memberCount: -1 } });
  const after = await send();
  expect(after).toMatchObject({ get: 1, query: 1, batchGet: 50 });
  expect(await send()).toEqual({ ...warm, readUnits: audience.presence - 0.5 });
});

it('a view of a conversation of 5,000 members reads a few of them while nothing changed', async () => {
  const stage = await openStage(async (overrides) => (await startBackend(overrides)).runtime.app);
  const { id: conversationId, members } = await stage.group(size, 1);
  const [owner, other] = members;
  if (!owner || !other) throw new Error('a group has members');
  const one = (viewer = owner) => getConversation(stage.app(), viewer, conversationId);
  const list = (viewer = owner) => listConversations(stage.app(), viewer, { limit: 20 });
  const requests = async (act: () => Promise<unknown>) => {
    const { counts } = await stage.count(act);
    const { batchGet, query, readUnits = 0 } = counts;
    return { batchGet, query, readUnits };
  };

  stage.restart();
  const cold = await requests(one);
  expect(cold).toMatchObject({ batchGet: 2, query: 1 });
  expect(cold.readUnits).toBeGreaterThan(150);
  // head, own item and the two least advanced, if these are others; half a unit for each account and presence of 20
  for (const viewer of [owner, other]) {
    const warm = await requests(() => one(viewer));
    expect(warm).toMatchObject({ batchGet: 3, query: undefined });
    expect(warm.readUnits).toBeLessThanOrEqual(24);
    const listed = await requests(() => list(viewer));
    expect(listed).toMatchObject({ batchGet: 4, query: 1 });
    expect(listed.readUnits).toBeLessThanOrEqual(26);
  }
});
