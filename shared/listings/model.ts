import * as z from 'zod';
import { nameTerms, searchTerm } from '../accounts/index.ts';
import { communityOf, isPublic, type Head } from '../conversations/index.ts';
import type { Item, Key } from '../platform/table.ts';
import { maintainedTopics, type DiscoverySort } from '../protocol/index.ts';
import { keys } from './keys.ts';

/** By what a public group is found, as it stands in the index now. Times are milliseconds since the epoch. */
export const listing = z.object({
  id: z.string(),
  /** What a search finds it by. */
  terms: z.array(z.string()),
  topics: z.array(z.string()),
  language: z.string().nullable(),
  createdAt: z.number(),
  /** When something last happened in it and how many members it had, when its place was last brought up to date. */
  activeAt: z.number(),
  memberCount: z.number(),
  /** Grows with each change. */
  version: z.number(),
});
export type Listing = z.infer<typeof listing>;

export const maintained: ReadonlySet<string> = new Set(maintainedTopics);

/** By what each order sorts, from high to low. */
const ranks: Readonly<Record<DiscoverySort, (listing: Listing) => number>> = {
  active: ({ activeAt }) => activeAt,
  new: ({ createdAt }) => createdAt,
  large: ({ memberCount }) => memberCount,
};
export const sorts = Object.keys(ranks) as DiscoverySort[];

/** Topics of the list are found without terms: all groups of `music` would stand before one whose name is longer. */
function termsOf(name: string, topics: readonly string[]): string[] {
  const tags = topics.filter((topic) => !maintained.has(topic)).map(searchTerm);
  return [...new Set([...nameTerms(name), ...tags])];
}

/** By what a group is found that is as its head says. `undefined`: it is private. */
export function listingOf(head: Head, version: number): Listing | undefined {
  if (!isPublic(head)) return undefined;
  const { id, createdAt, memberCount, lastActivityAt } = head;
  const { topics, language } = communityOf(head);
  const terms = termsOf(head.name ?? '', topics);
  return { id, terms, topics, language, createdAt, activeAt: lastActivityAt, memberCount, version };
}

const placeOf = (listing: Listing, order: DiscoverySort, topic: string | undefined): Key =>
  keys.place(order, topic, ranks[order](listing), listing.id);

/** Where a group stands in one order: an earlier position is greater. */
export const positionOf = (listing: Listing, order: DiscoverySort): string =>
  keys.positionOf(placeOf(listing, order, undefined));

/** All items by which a group is found. */
export function indexOf(listing: Listing): Item[] {
  const { id, language, topics, terms } = listing;
  const scopes = [undefined, ...topics];
  return [
    ...scopes.flatMap((topic) =>
      sorts.map((order) => ({ ...placeOf(listing, order, topic), ...(language !== null && { language }) })),
    ),
    ...terms.map((term) => ({ ...keys.groupTerm(term, id), id })),
  ];
}

/**
 * The step of a number of members: they are about a seventh apart, so that a group takes some 60 of them from 1 member to 5,000,
 * and each brings its place among the others up to date.
 */
export const sizeStep = (members: number): number => Math.floor(Math.log2(Math.max(1, members)) * 5);
