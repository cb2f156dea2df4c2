import { adoptAvatar, releaseAvatar } from '../media/index.ts';
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

/**
 * Changes the fields that are given, and has those see it who know the user. Throws like `adoptAvatar` for a picture that
 * cannot be one.
 */
export async function updateOwnProfile(
  context: AccountsContext,
  caller: Caller,
  input: UpdateProfileRequest,
): Promise<OwnProfile> {
  const changed = await changeProfile(context, () => ownAccount(context, caller), caller.userId, input);
  return viewOwnProfile(context, changed);
}

/**
 * The same with the account that `read` gives; an uploaded picture is one that `uploaderId` uploaded. Gives the account as it is
 * then.
 */
export async function changeProfile(
  context: AccountsContext,
  read: () => Promise<Account>,
  uploaderId: string,
  input: UpdateProfileRequest,
): Promise<Account> {
  // Two changes at once, from two devices: the later one starts over from what the earlier one made.
  const { before, after } = await untilUnchanged(async () => {
    const before = await read();
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
      await setPresenceChoice(context, before.id, { presence, receipts });
    }
    const isNewAvatar = after.avatar !== before.avatar;
    const uses = isNewAvatar ? await adoptAvatar(context, uploaderId, after.avatar) : [];
    await context.accounts.update(before, after, uses);
    return { before, after };
  });
  if (after.avatar !== before.avatar) await releaseAvatar(context, before.avatar);
  if (looksOther(before, after)) await queueAnnouncement(context, after.id);
  return after;
}

/** Whether others see another user than before, or may see more or less of them. */
const looksOther = (before: Account, after: Account): boolean =>
  before.name !== after.name ||
  before.avatar !== after.avatar ||
  before.about !== after.about ||
  before.privacy.avatar !== after.privacy.avatar ||
  before.privacy.about !== after.privacy.about;

/** Never rejects: the change is stored, and others see it when they next load the user. */
async function queueAnnouncement({ work, log }: AccountsContext, userId: string): Promise<void> {
  try {
    await work.add({ type: 'announce-user', userId });
  } catch (error) {
    log.warn({ err: error, userId }, 'a changed profile is not announced');
  }
}

/** The settings with those that are given. */
const withChanges = (before: Privacy, changes: UpdateProfileRequest['privacy'] = {}): Privacy => ({
  presence: changes.presence ?? before.presence,
  about: changes.about ?? before.about,
  avatar: changes.avatar ?? before.avatar,
  receipts: changes.receipts ?? before.receipts,
  messages: changes.messages ?? before.messages,
  groups: changes.groups ?? before.groups,
  forwards: changes.forwards ?? before.forwards,
  linkPreviews: changes.linkPreviews ?? before.linkPreviews,
});
