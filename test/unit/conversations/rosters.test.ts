import { describe, expect, it } from 'vitest';
import { conversationStore } from '../../../shared/conversations/index.ts';
import type { Member } from '../../../shared/conversations/index.ts';
import { aroundTable } from '../../../shared/platform/around-table.ts';
import { OperationCounter, tableRequests } from '../../../shared/platform/counting/counter.ts';
import { countingTable } from '../../../shared/platform/counting/counting-table.ts';
import { keys } from '../../../shared/platform/keys.ts';
import type { Table } from '../../../shared/platform/table.ts';
import { databaseForAll } from '../../support/database.ts';
import { newGroup } from '../../support/stored-groups.ts';

const database = databaseForAll();

/** A table whose pages end after `limit` items, as DynamoDB's end after 1 MB. */
function inPagesOf(limit: number, table: Table): Table {
  const delegate = aroundTable(table, (_call, perform) => perform());
  return {
    ...delegate,
    query: (query) => delegate.query({ ...query, limit: Math.min(query.limit ?? limit, limit) }),
  };
}

/** A table, and how many requests it took since that was last asked. */
function counted(table: Table) {
  const counter = new OperationCounter();
  return { table: countingTable(table, counter), requests: () => tableRequests(counter.take()) };
}

const idsOf = (members: readonly Member[]) => members.map(({ userId }) => userId);

describe('the members of a conversation', () => {
  it.each([1, 2, 3, 7])('are all found where pages hold %i items', async (size) => {
    const store = conversationStore(inPagesOf(size, database().table('durable')));
    const { head, members } = newGroup(7);
    expect(await store.create(head, members)).toBe(true);
    const roster = await store.roster(head.id, idsOf(members)[0] ?? '');
    expect([...roster.members.keys()]).toEqual(idsOf(members));
  });

  it('are read again after a change, though the roster in memory is older', async () => {
    const table = database().table('durable');
    const store = conversationStore(table);
    const { head, members } = newGroup(2);
    await store.create(head, members);
    const [ann = '', bob = ''] = idsOf(members);
    await store.cachedRoster(head.id, ann);

    // as an instance elsewhere does it
    await table.delete(keys.member(head.id, bob));
    const changed = await table.update(keys.conversation(head.id), {
      add: { membersVersion: 1, memberCount: -1 },
    });
    const current = { ...head, membersVersion: Number(changed['membersVersion']) };
    expect([...(await store.rosterOf(current, ann)).members.keys()]).toEqual([ann]);
    await expect(store.rosterOf({ ...current, membersVersion: 3 }, bob)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
  });

  it('come from memory while their version is the same', async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table);
    const { head, members } = newGroup(3);
    await store.create(head, members);
    const [ann = ''] = idsOf(members);
    await store.cachedRoster(head.id, ann);
    requests();
    await store.rosterOf(head, ann);
    await store.cachedRoster(head.id, ann);
    expect(requests()).toBe(0);
  });

  it('are forgotten where memory holds too many of them, the longest unused first', async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table, { cachedMembers: 12 });
    const [first, second, third] = [newGroup(4), newGroup(4), newGroup(4)];
    for (const { head, members } of [first, second, third]) {
      await store.create(head, members);
      await store.cachedRoster(head.id, idsOf(members)[0] ?? '');
    }
    const requestsFor = async ({ head, members }: typeof first) => {
      requests();
      await store.cachedRoster(head.id, idsOf(members)[0] ?? '');
      return requests();
    };
    expect(await requestsFor(third)).toBe(0);
    expect(await requestsFor(second)).toBe(0);
    expect(await requestsFor(first)).toBe(1);
  });
});
