import { expect, it } from 'vitest';
import { conversationStore } from '../../../shared/conversations/index.ts';
import { OperationCounter, tableRequests } from '../../../shared/platform/counting/counter.ts';
import { countingTable } from '../../../shared/platform/counting/counting-table.ts';
import { databaseForAll } from '../../support/backend/database.ts';
import { newGroup } from '../../support/backend/stored-groups.ts';

const database = databaseForAll();
const noon = Date.UTC(2026, 10, 29, 12);

/** A stored group, and what taking a number at a time costs and leaves. */
async function group() {
  const counter = new OperationCounter();
  const store = conversationStore(countingTable(database().table('durable'), counter));
  const { head, members } = newGroup(2);
  await store.create(head, members);
  return async (now: number) => {
    counter.take();
    const { lastSeq, lastActivityAt } = await store.takeSeq(head.id, now);
    return { lastSeq, lastActivityAt, requests: tableRequests(counter.take()) };
  };
}

it('given a clock that is right or a little behind, takes one write', async () => {
  const take = await group();
  expect(await take(noon)).toEqual({ lastSeq: 1, lastActivityAt: noon, requests: 1 });
  expect(await take(noon - 999)).toEqual({ lastSeq: 2, lastActivityAt: noon - 999, requests: 1 });
});

it('given a clock that is far behind, keeps the time of the last activity', async () => {
  const take = await group();
  await take(noon);
  const hours = 2 * 3_600_000;
  expect(await take(noon - hours)).toEqual({ lastSeq: 2, lastActivityAt: noon, requests: 2 });
  expect(await take(noon + hours)).toEqual({ lastSeq: 3, lastActivityAt: noon + hours, requests: 1 });
});

it('given an unknown conversation, takes no number', async () => {
  const store = conversationStore(database().table('durable'));
  await expect(store.takeSeq('cnv_none', noon)).rejects.toMatchObject({ code: 'conversation_not_found' });
});
