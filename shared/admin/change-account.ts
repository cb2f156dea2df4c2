import {
  permitTarget,
  requireRole,
  type Account,
  type AccountsContext,
  type RoleAction,
} from '../accounts/index.ts';
import type { PlainAction } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import type { Write } from '../platform/table.ts';
import { untilUnchanged } from '../platform/versions.ts';
import { actorOf, type Acting } from './acting.ts';

/** One way in which administrators act on an account. */
export interface AccountAction {
  /** What the role policy calls it. */
  permission: RoleAction;
  /** How the audit log has it. */
  audit: { action: PlainAction } | { action: 'end-sessions'; detail: { which: 'all' } };
  /** Whether there is nothing to do: then nothing is written or recorded. */
  isDone?: (target: Account) => boolean;
  /** Writes it in one transaction with `also`. Rejects with `ConditionFailed` where the account changed since. */
  write: (target: Account, also: readonly Write[]) => Promise<void>;
}

/**
 * Does something to an account, and records it, in one transaction that holds only while the actor may do so: of two
 * administrators who act on each other at once, one is first, and the other is refused. Gives the account as it was. Throws
 * `user_not_found`, `cannot_target_self`, `outranked`, and as `requireRole` does.
 */
export async function changeAccount(
  context: AccountsContext,
  acting: Acting,
  targetId: string,
  { permission, audit, isDone = () => false, write }: AccountAction,
): Promise<Account> {
  const { authority, source } = acting;
  return untilUnchanged(async () => {
    const actor = await requireRole(context, permission, authority);
    const target = await context.accounts.get(targetId);
    if (!target) throw new ChatError('user_not_found');
    permitTarget(authority, target);
    if (isDone(target)) return target;
    const about = { actor: actorOf(acting), subject: targetId, outcome: 'done' as const, source };
    const entry = await context.audit.entry({ ...audit, ...about });
    await write(target, [...(actor ? [context.accounts.standsWrite(actor)] : []), entry]);
    return target;
  });
}

/** The id of a user by their name. Throws `user_not_found`. */
export async function idOfUsername(
  { accounts }: Pick<AccountsContext, 'accounts'>,
  username: string,
): Promise<string> {
  const userId = await accounts.idOfUsername(username);
  if (userId === undefined) throw new ChatError('user_not_found');
  return userId;
}
