import { describe, expect, it } from 'vitest';
import { keys } from '../../../shared/keys.ts';
import { followChange, listingStore, refreshListing } from '../../../shared/listings/index.ts';
import { indexOf, listingOf, sizeStep, sorts } from '../../../shared/listings/model.ts';
import { conversationStore, headAfter, type Head } from '../../../shared/conversations/index.ts';
import { ConditionFailed } from '../../../shared/platform/table.ts';
import { untilUnchanged } from '../../../shared/platform/versions.ts';
import { databaseForAll } from '../../support/backend/database.ts';
import { newGroup } from '../../support/backend/stored-groups.ts';

const database = databaseForAll();
const hour = 3_600_000;
const tag = (letter: string, index: number) => `${letter.repeat(30)}${index}`;
const community = (topics: string[], language: string | null): NonNullable<Head['community']> => ({
  visibility: 'public',
  joining: 'open',
  topics,
  language,
});

function start() {
  const table = database().table('durable');
  const { head, members } = newGroup(2);
  const listings = listingStore(table);
  const conversations = conversationStore(table);
  return { table, head, members, listings, conversations };
}

describe('the listing of a group', () => {
  it('given other topics, words and another language, changes by at most 80 writes, all or nothing', async () => {
    const { table, head, listings } = start();
    const at = (name: string, topics: string[], language: string) =>
      ({ ...head, name, community: community(topics, language) }) satisfies Head;
    const five = [0, 1, 2, 3, 4];
    const before = listingOf(
      at(
        'Aa bb cc dd ee',
        five.map((index) => tag('x', index)),
        'de',
      ),
      1,
    );
    const after = listingOf(
      { ...at('Ff gg hh ii jj', ['music', 'art', 'film', 'news', 'books'], 'en'), lastActivityAt: 2 },
      2,
    );
    await listings.transact(await listings.writes(head.id, undefined, before));
    const writes = await listings.writes(head.id, before, after);
    expect(writes.length).toBeGreaterThan(40);
    expect(writes.length).toBeLessThanOrEqual(80);
    await listings.transact(writes);
    expect(await listings.get(head.id)).toEqual(after);
    // what another writer did meanwhile stays
    await expect(table.transact(writes)).rejects.toThrow(ConditionFailed);
    const { places } = await listings.places('active', tag('x', 0), 10);
    expect(places).toEqual([]);
    expect(await listings.places('active', 'music', 10)).toMatchObject({
      places: [{ id: head.id, language: 'en' }],
    });
  });

  it('follows a change of the group: at once what it is found by, later its place, and never of a private one', async () => {
    const { head, listings } = start();
    const store = { listings: { ...listings, get: () => Promise.reject(new Error('it is not read')) } };
    const listed = { ...head, community: community(['music'], null), listedAt: hour };
    const none = { writes: [], isDue: false };
    expect(await followChange(store, head, { ...head, name: 'Other', memberCount: 90 }, hour)).toEqual(none);
    expect(await followChange(store, listed, { ...listed, lastSeq: 9 }, 2 * hour - 1)).toEqual(none);
    const due = { writes: [], isDue: true, listedAt: 2 * hour };
    expect(await followChange(store, listed, { ...listed, lastSeq: 9 }, 2 * hour)).toEqual(due);
    expect(await followChange(store, listed, { ...listed, memberCount: 3 }, hour + 1)).toMatchObject({
      isDue: true,
    });
    await expect(followChange(store, listed, { ...listed, name: 'Other' }, hour + 1)).rejects.toThrow();
  });

  it('given a refresh, gets the place of now, and nothing where the group is private by then', async () => {
    const { table, head, members, listings, conversations } = start();
    const listed = { ...head, community: community(['science'], null) };
    await conversations.create(listed, members);
    await listings.transact(await listings.writes(head.id, undefined, listingOf(listed, 1)));
    const refresh = () => refreshListing({ conversations, listings }, { conversationId: head.id });
    const set = { memberCount: 40, lastActivityAt: 5 };
    await table.update(keys.conversation(head.id), { set });
    await refresh();
    expect(await listings.get(head.id)).toMatchObject({ memberCount: 40, activeAt: 5, version: 2 });
    await refresh();
    expect(await listings.get(head.id)).toMatchObject({ version: 2 });
    const listing = await listings.get(head.id);
    await listings.transact(await listings.writes(head.id, listing, undefined));
    await refresh();
    expect(await listings.get(head.id)).toBeUndefined();
    expect((await listings.places('large', 'science', 10)).places).toEqual([]);
  });

  it('given changes at the same time, ends as the group ends, with no item left of what it was', async () => {
    const { table, head, members, listings, conversations } = start();
    await conversations.create(head, members);
    const topics = ['history', 'family', 'travel', 'animals', 'pets'];
    const refresh = () => refreshListing({ conversations, listings }, { conversationId: head.id });
    const change = (index: number) =>
      untilUnchanged(async () => {
        const before = await conversations.head(head.id);
        if (!before) throw new Error('the group is there');
        const set = {
          name: `Name ${index % 4}`,
          community: {
            ...community(topics.slice(index % 3, (index % 3) + 3), index % 2 === 0 ? 'de' : null),
            visibility: index % 5 === 0 ? ('private' as const) : ('public' as const),
          },
        };
        const now = 1_000 + index;
        const { writes } = await followChange(
          { listings },
          before,
          headAfter(before, now, { entries: 1, set }),
          now,
        );
        await conversations.changeGroup(before, now, { entries: 1, set }, writes);
      });
    await Promise.all(Array.from({ length: 24 }, (_, index) => [change(index), refresh()]).flat());
    await refresh();

    const after = await conversations.head(head.id);
    const listing = await listings.get(head.id);
    expect(listing).toEqual(after && listingOf(after, listing?.version ?? 0));
    const expected = listing ? indexOf(listing).map(({ pk }) => pk) : [];
    const scopes = [undefined, ...topics].flatMap((topic) =>
      sorts.map((order) => keys.places(order, topic).pk),
    );
    const found = await Promise.all(
      scopes.map(async (pk) =>
        (await table.query({ pk })).items.filter((item) => keys.groupAt(item) === head.id),
      ),
    );
    const places = found.flat().map(({ pk }) => pk);
    expect(places.toSorted()).toEqual(expected.filter((pk) => scopes.includes(pk)).toSorted());
    const { entries } = await listings.search('name', 100, undefined);
    expect(entries.filter(({ id }) => id === head.id).map(({ term }) => term)).toEqual(
      (listing?.terms ?? []).filter((term) => term.startsWith('name')),
    );
    const counts = await listings.counts();
    const counted = topics.filter((topic) => (counts.get(topic) ?? 0) > 0);
    expect(counted.toSorted()).toEqual(
      (listing?.topics ?? []).filter((topic) => topic !== 'pets').toSorted(),
    );
  });

  it('takes some 60 steps from 1 member to 5,000, each a few members apart at first', () => {
    const steps = new Set(Array.from({ length: 5_000 }, (_, index) => sizeStep(index + 1)));
    expect(steps.size).toBeGreaterThan(40);
    expect(steps.size).toBeLessThanOrEqual(62);
    expect(sizeStep(0)).toBe(0);
    expect(sizeStep(2)).not.toBe(sizeStep(3));
    expect(sizeStep(4_000)).toBe(sizeStep(4_010));
  });
});
