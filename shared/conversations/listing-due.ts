import { communityOf } from './settings.ts';
import type { Head } from './model.ts';

/** By so much the order of public groups may lag behind what happens in them. */
export const listingMilliseconds = 3_600_000;

/** Whether users can find the group who are not in it. */
export const isPublic = (head: Pick<Head, 'community'>): boolean => communityOf(head).visibility === 'public';

/** Whether the place of a public group among the others was not brought up to date for long. `now` in epoch milliseconds. */
export const isListingDue = (head: Pick<Head, 'community' | 'listedAt'>, now: number): boolean =>
  isPublic(head) && now - (head.listedAt ?? 0) >= listingMilliseconds;
