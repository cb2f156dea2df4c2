import type { Caller } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { announceBetween, type UserPresence } from '../realtime/index.ts';
import type { RelationsContext } from './context.ts';

/**
 * Blocks a user for the caller; one whom the caller blocked already is a no-op. Each sees the other offline from now on. Throws
 * `cannot_block_self`, `user_not_found`, `block_limit_reached`.
 */
export async function blockUser(
  context: RelationsContext,
  caller: Caller,
  userId: string,
): Promise<{ pushed: Promise<void> }> {
  if (userId === caller.userId) throw new ChatError('cannot_block_self');
  if (!(await context.accounts.get(userId))) throw new ChatError('user_not_found');
  // first the presence items: should the rest fail, others look for blocks in vain, and miss none
  const presences = await presencesOf(context, caller.userId, userId);
  const saw = await seeingEachOther(context, presences);
  const at = context.clock.now();
  await untilUnchanged(async () => {
    const further = await context.directs.blockWrites(caller.userId, userId, at);
    await context.relations.block(caller.userId, userId, at, further);
  });
  return { pushed: announceDifference(context, presences, saw) };
}

/** Ends the caller's block of a user; without one it is a no-op. */
export async function unblockUser(
  context: RelationsContext,
  caller: Caller,
  userId: string,
): Promise<{ pushed: Promise<void> }> {
  const blocked = (await context.relations.between(caller.userId, [userId])).get(userId)?.to ?? false;
  if (!blocked) return { pushed: Promise.resolve() };
  const presences = await presencesOf(context, caller.userId, userId);
  const saw = await seeingEachOther(context, presences);
  await untilUnchanged(async () => {
    const further = await context.directs.blockWrites(caller.userId, userId, null);
    await context.relations.unblock(caller.userId, userId, further);
  });
  return { pushed: announceDifference(context, presences, saw) };
}

type Both = readonly [UserPresence, UserPresence];

const presencesOf = (context: RelationsContext, userId: string, otherId: string): Promise<Both> =>
  Promise.all([context.presence.markBlocks(userId), context.presence.markBlocks(otherId)]);

/** Whether the second one sees the first one's presence, and the other way round. */
const seeingEachOther = (
  { sight }: RelationsContext,
  [one, other]: Both,
): Promise<readonly [boolean, boolean]> =>
  Promise.all([
    sight.viewersOf(one, [other.userId]).then((viewers) => viewers.has(other.userId)),
    sight.viewersOf(other, [one.userId]).then((viewers) => viewers.has(one.userId)),
  ]);

/** Shows each of the two what changed for them. Never rejects. */
async function announceDifference(
  context: RelationsContext,
  presences: Both,
  saw: readonly [boolean, boolean],
): Promise<void> {
  try {
    const [one, other] = presences;
    const sees = await seeingEachOther(context, presences);
    await Promise.all([
      announceBetween(context, one, other.userId, { saw: saw[0], sees: sees[0] }),
      announceBetween(context, other, one.userId, { saw: saw[1], sees: sees[1] }),
    ]);
  } catch (error) {
    context.log.error({ err: error }, 'a block was not announced');
  }
}
