import { itemKind } from '../platform/item-kind.ts';
import type { Key } from '../platform/table.ts';
import { termKeys } from '../platform/term-keys.ts';

export const listingItems = {
  listing: itemKind({
    table: 'durable',
    partition: 'LISTING#<conversation>',
    sort: 'LISTING',
    item: 'by what a public group is found now',
    readBy: 'get where that changes; batch, of the groups that a search finds',
  }),
  place: itemKind({
    table: 'durable',
    partition: 'PUBLIC#<order>#<topic>',
    sort: '<rank>#<id>',
    item: 'place of a public group among those of a topic, or of all (`*`): by activity, age or size',
    readBy: 'query by pages, from the last on',
  }),
  groupTerm: itemKind({
    table: 'durable',
    partition: 'GROUPNAME#<beginning>',
    sort: '<term>#<id>',
    item: 'search entry: a term that finds a public group',
    readBy: 'query: terms of one beginning that begin with a text',
  }),
  groupBeginning: itemKind({
    table: 'durable',
    partition: 'GROUPNAMES#<character>',
    sort: '<beginning>',
    item: 'there are search entries of groups with this beginning',
    readBy: 'query: the beginnings that a shorter search can match',
  }),
  topicCount: itemKind({
    table: 'durable',
    partition: 'TOPIC#<topic>',
    sort: 'COUNT',
    item: 'how many public groups have a topic of the list',
    readBy: 'batch; counted in the transaction that changes topics',
  }),
  followedTopics: itemKind({
    table: 'durable',
    partition: 'USER#<user>',
    sort: 'TOPICS',
    item: 'the topics that a user follows',
    readBy: 'get',
  }),
};
const { listing, place, topicCount, followedTopics } = listingItems;

/** The index of the names of public groups. */
export const groupNames = termKeys({
  entry: listingItems.groupTerm,
  beginning: listingItems.groupBeginning,
});

/** The digits of a rank: as many as a time in epoch milliseconds has until the year 2286. */
const rankDigits = 13;
/** Stands for all public groups where a topic does: no topic is called so. */
const everyTopic = '*';

export const keys = {
  listing: (conversation: string): Key => listing.key({ conversation }),
  /** `topic: undefined`: among all public groups. */
  place: (order: string, topic: string | undefined, rank: number, id: string): Key =>
    place.key({
      order,
      topic: topic ?? everyTopic,
      rank: String(Math.max(0, rank)).padStart(rankDigits, '0'),
      id,
    }),
  places: (order: string, topic: string | undefined) => ({
    pk: place.partition({ order, topic: topic ?? everyTopic }),
  }),
  /** The places after one with this position, from the last on. */
  placesAfter: (order: string, topic: string | undefined, position: string) => ({
    after: { pk: place.partition({ order, topic: topic ?? everyTopic }), sk: position },
  }),
  /** What sorts places of one order: an earlier one is greater. */
  positionOf: ({ sk }: Key): string => sk,
  /** Which group has a place. */
  groupAt: ({ sk }: Key): string => sk.slice(rankDigits + 1),
  groupTerm: groupNames.entry,
  topicCount: (topic: string): Key => topicCount.key({ topic }),
  /** The topic of a count. */
  countedTopic: (key: Key): string => topicCount.parse(key).topic,
  followedTopics: (user: string): Key => followedTopics.key({ user }),
};

/** A key as one text. */
export const keyText = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);
/** A key without what else an item holds. */
export const keyOnly = ({ pk, sk }: Key): Key => ({ pk, sk });
