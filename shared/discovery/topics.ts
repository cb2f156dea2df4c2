import type { Caller } from '../accounts/index.ts';
import { maintainedTopics, type FollowedTopics } from '../protocol/index.ts';
import type { DiscoveryContext } from './context.ts';

type TopicsContext = Pick<DiscoveryContext, 'listings'>;

/** The topics that clients offer, and how many public groups have each. */
export async function listTopics({
  listings,
}: TopicsContext): Promise<{ items: { id: string; groups: number }[] }> {
  const counts = await listings.counts();
  return { items: maintainedTopics.map((id) => ({ id, groups: Math.max(0, counts.get(id) ?? 0) })) };
}

/** The topics that the caller follows. */
export const getFollowedTopics = async (
  { listings }: TopicsContext,
  { userId }: Caller,
): Promise<FollowedTopics> => ({ topics: await listings.followed(userId) });

/** Has the caller follow these topics and no others. */
export async function followTopics(
  { listings }: TopicsContext,
  { userId }: Caller,
  topics: string[],
): Promise<FollowedTopics> {
  await listings.follow(userId, topics);
  return { topics };
}
