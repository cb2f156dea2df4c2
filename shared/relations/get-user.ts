import type { Account, Caller } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { isBotId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import type { BotOwner, UserProfile } from '../protocol/index.ts';
import { seePerson, type SeeContext } from './see-people.ts';

/** The profile of a user as the caller sees it. Throws `user_not_found`. */
export async function getUser(context: SeeContext, caller: Caller, userId: string): Promise<UserProfile> {
  const [account, presence] = await Promise.all([context.accounts.get(userId), context.presence.of(userId)]);
  const seen = account && (await seePerson(context, caller.userId, account, presence));
  if (!seen) throw new ChatError('user_not_found');
  const { summary, about } = seen;
  return {
    ...summary,
    about,
    createdAt: wireTime(account.createdAt),
    ...(isBotId(userId) && { owner: await ownerOf(context, account) }),
  };
}

/** The user whom a bot belongs to: anyone may know who answers for it. */
async function ownerOf(
  { accounts }: Pick<SeeContext, 'accounts'>,
  { ownerId }: Account,
): Promise<BotOwner | null> {
  const owner = ownerId === undefined ? undefined : await accounts.get(ownerId);
  return owner ? { id: owner.id, username: owner.username, name: owner.name } : null;
}
