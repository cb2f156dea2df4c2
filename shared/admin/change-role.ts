import * as z from 'zod';
import {
  permitTarget,
  requireRole,
  suspensionNow,
  type Account,
  type AccountsContext,
} from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { isBotId } from '../platform/ids.ts';
import type { Write } from '../platform/table.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { role, type Role } from '../protocol/index.ts';
import { actorOf, type Acting } from './acting.ts';

export const roleRequest = z.strictObject({
  /** Of the user who gets the role. */
  username: z.string().min(1),
  role,
});

/**
 * Gives a user another role: their access tokens count as expired within 2 seconds, and fresh ones say it. It may be done
 * again, which says so once more. An administrator gives up a role of their own only while another one is left, who can sign in: an operator
 * takes any. A bot has none. Gives the role that the user had. Throws `user_not_found`, `last_administrator`, and as `requireRole` does.
 */
export async function changeRole(
  context: AccountsContext,
  acting: Acting,
  userId: string,
  wanted: Role,
): Promise<{ userId: string; before: Role }> {
  const { authority, source } = acting;
  const before = await untilUnchanged(async () => {
    const actor = await requireRole(context, 'changeRoles', authority);
    const account = await context.accounts.get(userId);
    if (!account || isBotId(userId)) throw new ChatError('user_not_found');
    const isOwn = actor?.id === userId;
    if (!isOwn) permitTarget(authority, account);
    // the same role once more has it found among those who have it
    const isNew = account.role !== wanted;
    const entry = await context.audit.entry({
      action: 'change-role',
      actor: actorOf(acting),
      subject: userId,
      outcome: 'done',
      source,
      detail: { from: account.role, to: wanted },
    });
    await context.accounts.changeRole(account, wanted, [
      ...(isNew ? await whoStays(context, actor, isOwn) : []),
      ...(isNew ? [entry] : []),
    ]);
    return account.role;
  });
  // after the account, as a token that counts as expired is traded for one with what stands there
  await context.revocations.changeRole(userId, wanted);
  return { userId, before };
}

/** How many of those with the role are looked at for one who stays. */
const lookedAt = 50;

/**
 * The write that holds the transaction back unless an administrator is left: the one who acts on another, or who stays where one
 * gives the role up. Of two who give it up at once, or take it from each other, one is first. Throws `last_administrator`.
 */
async function whoStays(
  { accounts, clock }: AccountsContext,
  actor: Account | undefined,
  isOwn: boolean,
): Promise<Write[]> {
  if (!actor) return [];
  if (!isOwn) return [accounts.standsWrite(actor)];
  const { ids } = await accounts.list({ role: 'admin' }, lookedAt, undefined);
  const now = clock.now();
  for (const id of ids) {
    if (id === actor.id) continue;
    const other = await accounts.get(id);
    if (other?.role === 'admin' && !suspensionNow(other, now)) return [accounts.standsWrite(other)];
  }
  throw new ChatError('last_administrator');
}
