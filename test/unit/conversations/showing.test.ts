import { describe, expect, it } from 'vitest';
import {
  conversationStore,
  progressOf,
  type ConversationStore,
  type Member,
} from '../../../shared/conversations/index.ts';
import { keys } from '../../../shared/keys.ts';
import { OperationCounter, tableRequests } from '../../../shared/platform/counting/counter.ts';
import { countingTable } from '../../../shared/platform/counting/counting-table.ts';
import { databaseForAll } from '../../support/backend/database.ts';
import { newGroup } from '../../support/backend/stored-groups.ts';

const database = databaseForAll();
const memberCount = 220;

/** A stored group whose last two members are admins, and how many requests a call took. */
async function bigGroup() {
  const counter = new OperationCounter();
  const table = countingTable(database().table('durable'), counter);
  const store = conversationStore(table);
  const fresh = newGroup(memberCount);
  const { head } = fresh;
  const members = fresh.members.map((one, index): Member =>
    index >= memberCount - 2 ? { ...one, role: 'admin' } : one,
  );
  await store.create(head, members);
  const counted = async <T>(act: () => Promise<T>) => {
    counter.take();
    const result = await act();
    return { result, requests: tableRequests(counter.take()) };
  };
  /** The same, by an instance that has nothing in memory. */
  const fromStore = (userId: string) => conversationStore(table).showing(head.id, userId);
  return { table, store, head, members, counted, fromStore };
}

const ids = (members: readonly Member[]) => members.map(({ userId }) => userId);
const inList = async (store: ConversationStore, id: string, userId: string) =>
  (await store.showingsOf(await store.standings([id], userId), userId))[0];

describe('a conversation as it is shown to a member, of a group of more than 200', () => {
  it('names the owner, then admins wherever their ids are, then members, 20 in all', async () => {
    const { store, head, members } = await bigGroup();
    const [owner = '', second = ''] = ids(members);
    for (const viewer of [second, owner, second]) {
      const showing = await store.showing(head.id, viewer);
      const [first, ...rest] = ids(members);
      expect(showing?.shown.map(({ userId }) => userId)).toEqual([
        first,
        ...ids(members).slice(-2),
        ...rest.slice(0, 17),
      ]);
      expect(showing?.me).toEqual(members.find(({ userId }) => userId === viewer));
      expect(showing?.progress).toEqual(progressOf(members));
      expect(await inList(store, head.id, viewer)).toEqual(showing);
    }
    expect(await store.showing(head.id, 'usr_eve')).toBeUndefined();
    expect(await store.showing('cnv_none', owner)).toBeUndefined();
  });

  it('given least advanced members that have not moved, takes one request', async () => {
    const { store, head, members, counted } = await bigGroup();
    const [owner = '', second = '', third = ''] = ids(members);
    await store.showing(head.id, owner);
    await store.advance(head.id, third, 'readSeq', 5);
    const { result, requests } = await counted(() => store.showing(head.id, second));
    expect(result?.me.userId).toBe(second);
    expect(requests).toBe(1);
    const list = await counted(() => inList(store, head.id, second));
    expect(list.result).toEqual(result);
    expect(list.requests).toBe(2);
  });

  it.each(['deliveredSeq', 'readSeq'] as const)(
    'shows the progress that an instance with nothing in memory reads, after members move their %s',
    async (mark) => {
      const { store, head, members, fromStore } = await bigGroup();
      const [owner = '', second = '', ...others] = ids(members);
      await store.showing(head.id, owner);
      const least = async () => {
        const shown = await store.showing(head.id, second);
        expect((await inList(store, head.id, second))?.progress).toEqual(shown?.progress);
        const { read, delivered } = shown?.progress ?? {};
        return [read?.mark, read?.otherwise, delivered?.mark, delivered?.otherwise];
      };
      const expected = async () => {
        const { read, delivered } = (await fromStore(second))?.progress ?? {};
        return [read?.mark, read?.otherwise, delivered?.mark, delivered?.otherwise];
      };
      for (const mover of [owner, ...others.slice(0, 3), second]) {
        await store.advance(head.id, mover, mark, 7);
        expect(await least()).toEqual(await expected());
      }
      await Promise.all(others.map((id) => store.advance(head.id, id, mark, 7)));
      const all = await least();
      expect(all).toEqual(await expected());
      expect(all.slice(2)).toEqual([7, 7]);
    },
  );

  it('given a change of members and an older copy in memory, shows the members of now', async () => {
    const { table, store, head, members } = await bigGroup();
    const [owner = '', second = '', third = ''] = ids(members);
    await store.showing(head.id, owner);
    await table.delete(keys.member(head.id, second));
    await table.update(keys.conversation(head.id), { add: { membersVersion: 1, memberCount: -1 } });
    expect(await store.showing(head.id, second)).toBeUndefined();
    const showing = await store.showing(head.id, third);
    expect(showing?.head.memberCount).toBe(memberCount - 1);
    expect(showing?.shown.map(({ userId }) => userId)).not.toContain(second);
  });
});
