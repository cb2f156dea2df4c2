import { ChatError } from '../platform/errors.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { setHidden } from '../realtime/index.ts';
import type { OwnProfile, UpdateProfileRequest, UserProfile } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Caller } from './model.ts';
import { ownAccount } from './own-account.ts';
import { viewOwnProfile, viewUserProfile } from './views.ts';

export async function getOwnProfile(
  context: Pick<AccountsContext, 'accounts' | 'envelope'>,
  caller: Caller,
): Promise<OwnProfile> {
  return viewOwnProfile(context, await ownAccount(context, caller));
}

/** Changes the fields that are given. */
export async function updateOwnProfile(
  context: AccountsContext,
  caller: Caller,
  input: UpdateProfileRequest,
): Promise<OwnProfile> {
  // Two changes at once, from two devices: the later one starts over from what the earlier one made.
  return untilUnchanged(async () => {
    const before = await ownAccount(context, caller);
    const after: Account = {
      ...before,
      name: input.name ?? before.name,
      avatar: input.avatar === undefined ? before.avatar : input.avatar,
      about: input.about ?? before.about,
      privacy: {
        presence: input.privacy?.presence ?? before.privacy.presence,
        about: input.privacy?.about ?? before.privacy.about,
      },
    };
    // first the presence item: should the rest fail, the person is hidden rather than shown against their will
    if (input.privacy?.presence !== undefined) {
      await setHidden(context, caller.userId, after.privacy.presence === 'nobody');
    }
    await context.accounts.update(before, after);
    return viewOwnProfile(context, after);
  });
}

/** The public profile of a person. Throws `user_not_found`. */
export async function getUser(
  context: Pick<AccountsContext, 'accounts' | 'presence'>,
  userId: string,
): Promise<UserProfile> {
  const [account, presence] = await Promise.all([context.accounts.get(userId), context.presence.of(userId)]);
  if (!account) throw new ChatError('user_not_found');
  return viewUserProfile(account, presence);
}
