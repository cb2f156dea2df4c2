import * as z from 'zod';
import { requireRole, type AccountsContext, type Authority } from '../accounts/index.ts';
import { operator } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import { isBotId } from '../platform/ids.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { role, type Role } from '../protocol/index.ts';

export const roleRequest = z.strictObject({
  /** Of the user who gets the role. */
  username: z.string().min(1),
  role,
});

/**
 * Gives a user another role: their access tokens count as expired within 2 seconds, and fresh ones say it. It may be done
 * again, which says so once more. Gives the role that the user had. A bot has none. Throws `user_not_found`, and as `requireRole` does.
 */
export async function changeRole(
  context: AccountsContext,
  authority: Authority,
  { username, role: wanted }: z.infer<typeof roleRequest>,
): Promise<{ userId: string; before: Role }> {
  await requireRole(context, 'changeRoles', authority);
  const userId = await context.accounts.idOfUsername(username);
  if (userId === undefined || isBotId(userId)) throw new ChatError('user_not_found');
  const before = await untilUnchanged(async () => {
    const account = await context.accounts.get(userId);
    if (!account) throw new ChatError('user_not_found');
    if (account.role === wanted) return account.role;
    const entry = await context.audit.entry({
      action: 'change-role',
      actor: authority === 'operator' ? operator : authority.userId,
      subject: userId,
      outcome: 'done',
      detail: { from: account.role, to: wanted },
    });
    await context.accounts.changeRole(account, wanted, [entry]);
    return account.role;
  });
  // after the account, as a token that counts as expired is traded for one with what stands there
  await context.revocations.changeRole(userId, wanted);
  return { userId, before };
}
