import { describe, expect, it } from 'vitest';
import {
  conversationStore,
  progressOf,
  type Head,
  type Member,
} from '../../../shared/conversations/index.ts';
import type { MembersCache } from '../../../shared/conversations/members.ts';
import { aroundTable } from '../../../shared/platform/around-table.ts';
import { OperationCounter, tableRequests } from '../../../shared/platform/counting/counter.ts';
import { countingTable } from '../../../shared/platform/counting/counting-table.ts';
import { keys } from '../../../shared/keys.ts';
import type { Table } from '../../../shared/platform/table.ts';
import type { Audience } from '../../../shared/realtime/index.ts';
import { databaseForAll } from '../../support/backend/database.ts';
import { newGroup } from '../../support/backend/stored-groups.ts';

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

async function idsIn(audience: Audience | undefined): Promise<string[]> {
  const pages: string[][] = [];
  if (!audience) throw new Error('no membership was found');
  for await (const page of audience.pages()) pages.push([...page]);
  return pages.flat();
}

describe('a membership', () => {
  it.each([1, 2, 3, 7, 8])('names all members, given table pages of %i items', async (size) => {
    const store = conversationStore(inPagesOf(size, database().table('durable')));
    const { head, members } = newGroup(7);
    expect(await store.create(head, members)).toBe(true);
    for (const { userId, role } of [...members, ...members]) {
      const membership = await store.membership(head.id, userId);
      expect(membership).toMatchObject({ head, role, audience: { size: 7 } });
      expect((await idsIn(membership?.audience)).sort()).toEqual(idsOf(members));
    }
    expect(await store.membership(head.id, 'usr_eve')).toBeUndefined();
    expect(await store.membership('cnv_none', 'usr_eve')).toBeUndefined();
  });

  it('given a change and an older copy in memory, is read again', async () => {
    const table = database().table('durable');
    const store = conversationStore(table);
    const { head, members } = newGroup(2);
    await store.create(head, members);
    const [ann = '', bob = ''] = idsOf(members);
    await idsIn((await store.membership(head.id, ann))?.audience);

    const current = await leave(table, head, bob);
    const audience = (await store.membershipUnder(current, ann))?.audience;
    expect(await idsIn(audience)).toEqual([ann]);
    expect(await store.membershipUnder(current, bob)).toBeUndefined();
    expect(await store.membershipUnder({ ...current, membersVersion: 3 }, bob)).toBeUndefined();
  });

  it('given a group of up to 200 and a change, takes one query for all members', async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table);
    const { head, members } = newGroup(3);
    await store.create(head, members);
    const [ann = '', bob = '', eve = ''] = idsOf(members);
    await idsIn((await store.membership(head.id, ann))?.audience);
    const current = await leave(table, head, bob);
    requests();
    const membership = await store.membershipUnder(current, ann);
    expect(await idsIn(membership?.audience)).toEqual([ann, eve]);
    expect(requests()).toBe(1);
  });

  it('given a group of up to 100, a change and several sends at once, takes one query', async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table);
    const { head, members } = newGroup(4);
    await store.create(head, members);
    const [ann = '', bob = '', cat = '', eve = ''] = idsOf(members);
    await idsIn((await store.membership(head.id, ann))?.audience);
    const current = await leave(table, head, bob);
    requests();
    const found = await Promise.all([ann, cat, eve].map((id) => store.membershipUnder(current, id)));
    for (const membership of found) expect(await idsIn(membership?.audience)).toEqual([ann, cat, eve]);
    expect(requests()).toBe(1);
  });

  it('given a newer version than that of a read under way, reads again', async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table);
    const { head, members } = newGroup(3);
    await store.create(head, members);
    const [ann = ''] = idsOf(members);
    requests();
    const early = store.membership(head.id, ann);
    const stranger = store.membership(head.id, 'usr_eve');
    const newer = store.membershipUnder({ ...head, membersVersion: head.membersVersion + 1 }, ann);
    expect(await early).toMatchObject({ role: 'owner' });
    expect(await stranger).toBeUndefined();
    expect(await newer).toMatchObject({ role: 'owner' });
    expect(requests()).toBe(3);
  });

  it('given a big group, a change and several sends at once, takes one query for their pushes', async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table);
    const { head, members } = newGroup(202);
    await store.create(head, members);
    const [ann = '', bob = '', cat = ''] = idsOf(members);
    const current = await leave(table, head, bob);
    requests();
    const found = await Promise.all([ann, cat].map((id) => store.membershipUnder(current, id)));
    expect(requests()).toBe(2);
    const audiences = await Promise.all(found.map((membership) => idsIn(membership?.audience)));
    for (const ids of audiences) expect(ids).toHaveLength(201);
    expect(requests()).toBe(1);
  });

  it("given a big group and a change, reads the caller's item alone, and the others while pushing", async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table);
    const { head, members } = newGroup(202);
    await store.create(head, members);
    const [ann = '', bob = ''] = idsOf(members);
    await idsIn((await store.membership(head.id, ann))?.audience);
    const current = await leave(table, head, bob);
    requests();

    expect(await store.membershipUnder(current, bob)).toBeUndefined();
    const audience = (await store.membershipUnder(current, ann))?.audience;
    expect(requests()).toBe(2);
    expect(await idsIn(audience)).toEqual(idsOf(members).filter((id) => id !== bob));
    expect(requests()).toBe(1);
    const again = await store.membershipUnder(current, ann);
    expect(await idsIn(again?.audience)).toHaveLength(201);
    expect(requests()).toBe(0);
  });

  it('given the same version, comes from memory', async () => {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table);
    const { head, members } = newGroup(3);
    await store.create(head, members);
    const [ann = '', bob = ''] = idsOf(members);
    await store.membership(head.id, ann);
    requests();
    await idsIn((await store.membershipUnder(head, bob))?.audience);
    await idsIn((await store.membership(head.id, bob))?.audience);
    expect(await store.membershipUnder(head, 'usr_eve')).toBeUndefined();
    expect(requests()).toBe(0);
  });
});

describe('the cache of members', () => {
  /** How many requests each of these groups takes, in this order, if one of its members sends. */
  async function requestsFor(cache: MembersCache, groups: ReturnType<typeof newGroup>[]) {
    const { table, requests } = counted(database().table('durable'));
    const store = conversationStore(table, cache);
    for (const { head, members } of groups) {
      await store.create(head, members);
      await idsIn((await store.membership(head.id, idsOf(members)[0] ?? ''))?.audience);
    }
    const taken: number[] = [];
    for (const { head, members } of groups.toReversed()) {
      requests();
      await idsIn((await store.membership(head.id, idsOf(members)[0] ?? ''))?.audience);
      taken.push(requests());
    }
    return taken;
  }

  it('given too many members, evicts the least recently used conversation', async () => {
    expect(await requestsFor({ cachedMembers: 12 }, [newGroup(4), newGroup(4), newGroup(4)])).toEqual([
      0, 0, 1,
    ]);
  });

  it('given too many conversations, evicts the least recently used', async () => {
    expect(await requestsFor({ cachedConversations: 2 }, [newGroup(2), newGroup(2), newGroup(2)])).toEqual([
      0, 0, 1,
    ]);
  });

  it('given a group larger than the cache, reads it page by page each time', async () => {
    const table = database().table('durable');
    const store = conversationStore(inPagesOf(4, table), { cachedMembers: 5 });
    const { head, members } = newGroup(15);
    await store.create(head, members);
    for (const { userId } of members) {
      const audience = (await store.membership(head.id, userId))?.audience;
      expect(await idsIn(audience)).toEqual(idsOf(members));
      const found = await store.progress(head.id, userId);
      expect(found?.progress).toEqual(progressOf(members));
    }
    expect(await store.progress(head.id, 'usr_eve')).toBeUndefined();
  });
});

/** A member leaves, as an instance elsewhere stores it. Gives the head of now. */
async function leave(table: Table, head: Head, userId: string): Promise<Head> {
  await table.delete(keys.member(head.id, userId));
  const change = { add: { membersVersion: 1, memberCount: -1 } };
  const { membersVersion, memberCount } = await table.update(keys.conversation(head.id), change);
  return { ...head, membersVersion: Number(membersVersion), memberCount: Number(memberCount) };
}
