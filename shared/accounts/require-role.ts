import { noSubject } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import type { AccountsContext } from './context.ts';
import type { Account } from './model.ts';
import { suspensionNow } from './suspension.ts';
import { permitRole, type Authority, type RoleAction } from './role-policy.ts';

type Context = Pick<AccountsContext, 'accounts' | 'audit' | 'clock' | 'config' | 'passkeys'>;

/**
 * Throws unless the authority may do this: `forbidden`, which is recorded, or `role_needs_second_factor` for a user whose account has neither an
 * authenticator app nor a passkey. The account is read each time, so that it does not matter by which way a request came, nor
 * what its token says; what takes a role is rare. Gives it back; `undefined` for an operator.
 */
export async function requireRole(
  context: Context,
  action: RoleAction,
  authority: Authority,
): Promise<Account | undefined> {
  try {
    permitRole(action, authority);
    if (authority === 'operator') return undefined;
    const account = await context.accounts.get(authority.userId);
    const isSuspended = account && suspensionNow(account, context.clock.now());
    if (account?.role !== authority.role || isSuspended) throw new ChatError('forbidden');
    if (context.config.roleSecondFactor === 'required' && !(await hasSecondFactor(context, account))) {
      throw new ChatError('role_needs_second_factor', 'Set up a second factor to use your role.');
    }
    return account;
  } catch (error) {
    if (error instanceof ChatError && authority !== 'operator') {
      const actor = authority.userId;
      const detail = { action };
      await context.audit.record({
        action: 'use-role',
        actor,
        subject: noSubject,
        outcome: 'refused',
        detail,
      });
    }
    throw error;
  }
}

/**
 * Throws `role_needs_second_factor` where the account has a role that takes a second factor, and would have none without
 * `removed`: the app, or a passkey by its id.
 */
export async function keepSecondFactor(
  context: Pick<AccountsContext, 'config' | 'passkeys'>,
  account: Account,
  removed: { app: true } | { passkeyId: string },
): Promise<void> {
  if (account.role === 'user' || context.config.roleSecondFactor === 'optional') return;
  const keepsApp = account.secondFactor && !('app' in removed);
  const others = (await context.passkeys.list(account.id)).filter(
    ({ id }) => 'app' in removed || id !== removed.passkeyId,
  );
  // an app that is off can be turned off again, which changes nothing
  const hadNone = 'app' in removed && !account.secondFactor;
  if (keepsApp || others.length > 0 || hadNone) return;
  throw new ChatError(
    'role_needs_second_factor',
    'Your role takes a second factor. Set up another one first.',
  );
}

const hasSecondFactor = async ({ passkeys }: Pick<Context, 'passkeys'>, account: Account) =>
  account.secondFactor || (await passkeys.list(account.id)).length > 0;
