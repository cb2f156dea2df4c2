import { untilUnchanged } from '../platform/versions.ts';
import { setPresenceChoice } from '../realtime/index.ts';
import type { OwnProfile, Privacy, UpdateProfileRequest } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Caller } from './model.ts';
import { ownAccount } from './own-account.ts';
import { viewOwnProfile } from './views.ts';

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
      privacy: withChanges(before.privacy, input.privacy),
    };
    // first the presence item: should the rest fail, the person is hidden rather than shown against their will
    const { presence, receipts } = input.privacy ?? {};
    if (presence !== undefined || receipts !== undefined) {
      await setPresenceChoice(context, caller.userId, { presence, receipts });
    }
    await context.accounts.update(before, after);
    return viewOwnProfile(context, after);
  });
}

/** The settings with those that are given. */
const withChanges = (before: Privacy, changes: UpdateProfileRequest['privacy'] = {}): Privacy => ({
  presence: changes.presence ?? before.presence,
  about: changes.about ?? before.about,
  avatar: changes.avatar ?? before.avatar,
  receipts: changes.receipts ?? before.receipts,
  messages: changes.messages ?? before.messages,
  groups: changes.groups ?? before.groups,
});
