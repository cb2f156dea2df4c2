import { emailOf, requireRole, standingSessions, type Account, type Caller } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import type { AdminUser, AdminUserDetail } from '../protocol/index.ts';
import type { AdminContext } from './context.ts';
import { viewUser } from './view-user.ts';

/** Conversations of a user are counted up to this number. */
const countedConversations = 1_000;

/** A user with what protects their account, and their devices. Throws `user_not_found`, and as `requireRole` does. */
export async function getAdminUser(
  context: AdminContext,
  caller: Caller,
  userId: string,
): Promise<AdminUserDetail> {
  await requireRole(context, 'seeUsers', caller);
  const account = await accountOf(context, userId);
  const [user, email, sessions, passkeys, identities, { count, more }] = await Promise.all([
    viewUser(context, account),
    emailOf(context, account),
    standingSessions(context, account),
    context.passkeys.list(userId),
    context.identities.list(userId),
    context.conversations.countOf(userId, countedConversations),
  ]);
  return {
    ...user,
    hasEmail: email !== '',
    hasPassword: account.passwordHash !== '',
    secondFactor: account.secondFactor,
    passkeys: passkeys.length,
    providers: identities.map(({ provider }) => provider),
    sessions,
    conversations: count,
    conversationsAreMinimum: more,
  };
}

/** A user as administrators see them after they acted on them. Throws `user_not_found`. */
export async function shownUser(context: AdminContext, userId: string): Promise<AdminUser> {
  return viewUser(context, await accountOf(context, userId));
}

async function accountOf({ accounts }: AdminContext, userId: string): Promise<Account> {
  const account = await accounts.get(userId);
  if (!account) throw new ChatError('user_not_found');
  return account;
}
