import { isBotId } from '../platform/ids.ts';
import { wireTime } from '../platform/time.ts';
import type { Presence } from '../realtime/index.ts';
import type { OwnProfile, OwnUser, UserSummary } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Account } from './model.ts';

/** Where an account's e-mail address belongs: it opens nowhere else. */
export const emailPlace = (userId: string) => ['email', userId];
/** The same of the secret of its authenticator app. */
export const secretPlace = (userId: string) => ['authenticator', userId];
/** What an account's data key belongs to. */
export const accountKeyContext = (userId: string) => ({ user: userId });
export const accountKey = (account: Pick<Account, 'id' | 'keyId' | 'wrappedKey'>) => ({
  keyId: account.keyId,
  wrapped: account.wrappedKey,
  context: accountKeyContext(account.id),
});

/** The address of an account, opened. */
export const emailOf = (context: Pick<AccountsContext, 'envelope'>, account: Account): Promise<string> =>
  context.envelope.open(accountKey(account), emailPlace(account.id), account.sealedEmail);

/** An account as its owner sees it in auth replies. */
export async function viewOwnUser(
  context: Pick<AccountsContext, 'envelope'>,
  account: Account,
): Promise<OwnUser> {
  const { id, username, name, avatar, role, emailVerified, createdAt } = account;
  const email = await emailOf(context, account);
  return { id, username, name, email, avatar, role, emailVerified, createdAt: wireTime(createdAt) };
}

/** An account as its owner sees it on the profile page. */
export async function viewOwnProfile(
  context: Pick<AccountsContext, 'envelope'>,
  account: Account,
): Promise<OwnProfile> {
  return { ...(await viewOwnUser(context, account)), about: account.about, privacy: account.privacy };
}

/** A person in lists, of whom `account` and `presence` hold no more than the viewer may see. */
export function viewUserSummary(account: Account, presence: Presence): UserSummary {
  const { id, username, name, avatar } = account;
  const lastOnline = presence.lastOnline === null ? null : wireTime(presence.lastOnline);
  return {
    id,
    username,
    name,
    avatar,
    ...(isBotId(id) && { bot: true }),
    online: presence.online,
    lastOnline,
  };
}
