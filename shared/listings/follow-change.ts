import { isDeepStrictEqual } from 'node:util';
import { communityOf, isListingDue, isPublic, type Head } from '../conversations/index.ts';
import type { Write } from '../platform/table.ts';
import type { ListingsContext } from './context.ts';
import { listingOf, sizeStep } from './model.ts';

/** What a change of a group has follow for how it is found. */
export interface ListingChange {
  /** To be written in the transaction of the change. */
  writes: Write[];
  /** When its place among the others was brought up to date, in epoch milliseconds: by these writes, or soon. */
  listedAt?: number;
  /** Its place is to be brought up to date afterwards. */
  isDue: boolean;
}

/**
 * What follows from a change of a group. That it becomes public or private, its name, topics and language change how it is found at
 * once. Its place follows once an hour, and when it has clearly more or fewer members. Of a private group nothing is read or written.
 */
export async function followChange(
  { listings }: Pick<ListingsContext, 'listings'>,
  before: Head,
  after: Head,
  now: number,
): Promise<ListingChange> {
  if (!isPublic(before) && !isPublic(after)) return { writes: [], isDue: false };
  const found = ({ name, ...head }: Head) => ({ ...communityOf(head), joining: null, name });
  if (isDeepStrictEqual(found(before), found(after))) {
    const grew = sizeStep(before.memberCount) !== sizeStep(after.memberCount);
    return grew || isListingDue(before, now)
      ? { writes: [], isDue: true, listedAt: now }
      : { writes: [], isDue: false };
  }
  const old = await listings.get(before.id);
  const fresh = listingOf(after, (old?.version ?? 0) + 1);
  // it was neither found nor is it
  if (!old && !fresh) return { writes: [], isDue: false };
  return { writes: await listings.writes(before.id, old, fresh), isDue: false, listedAt: now };
}

/** The writes after which a group that is deleted is found no more. */
export async function followDeletion(
  { listings }: Pick<ListingsContext, 'listings'>,
  head: Head,
): Promise<Write[]> {
  const old = isPublic(head) ? await listings.get(head.id) : undefined;
  return old ? listings.writes(head.id, old, undefined) : [];
}
