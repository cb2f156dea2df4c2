import { ChatError } from '../platform/errors.ts';
import { ConditionFailed } from '../platform/table.ts';
import type {
  ChangePasswordRequest,
  ForgotPasswordRequest,
  ResetPasswordRequest,
} from '../protocol/index.ts';
import { ownEntry } from './audit.ts';
import { requireSupported } from './addresses.ts';
import { confirmOwner } from './confirm-owner.ts';
import { checkNewPassword } from './password-strength.ts';
import type { AccountsContext } from './context.ts';
import { endAllSessions } from './end-session.ts';
import { invalidLink, passwordPrint } from './link-tokens.ts';
import type { Caller, Source } from './model.ts';
import { queueMail, queueNotice } from './send-mail.ts';
import { emailOf } from './views.ts';

/**
 * Has a link mailed that sets a new password, if an account has the address. It does the same whether one has or not: the
 * queue looks. Throws `email_not_supported`, `rate_limited`.
 */
export async function forgotPassword(
  context: AccountsContext,
  source: Source,
  { email }: ForgotPasswordRequest,
): Promise<void> {
  await context.limits.take('forgotPassword', source.address);
  requireSupported(email);
  const emailHash = await context.accounts.emailHash(email);
  await context.limits.take('resetMail', emailHash);
  await queueMail(context, source, { mail: 'reset-password', emailHash });
}

/** Sets a new password by a mailed link, and ends all sessions. Throws `invalid_link`, `weak_password`, `rate_limited`. */
export async function resetPassword(
  context: AccountsContext,
  source: Source,
  { token, password }: ResetPasswordRequest,
): Promise<void> {
  await context.limits.take('redeemLink', source.address);
  const link = await context.links.open(token, ['reset-password']);
  const account = await context.accounts.get(link.userId);
  if (!account) throw invalidLink();
  const email = await emailOf(context, account);
  const stillFits =
    link.emailHash === (await context.accounts.emailHash(email)) &&
    link.passwordPrint === passwordPrint(account.passwordHash);
  if (!stillFits) throw invalidLink();
  // a password that is refused leaves the link as it is
  await checkNewPassword(context, password, { ...account, email });

  const passwordHash = await context.passwords.hash(password);
  try {
    // who opens mail at the address has proved it, too
    const first = [context.links.useUp(token)];
    await context.accounts.changeCredentials(
      account,
      { passwordHash, emailVerified: true },
      {
        first,
        endSessions: true,
        also: [await ownEntry(context, source, 'reset-password', account.id)],
        met: ['mustSetPassword'],
      },
    );
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // used at this very moment, or the account changed since it was read: then the link may still work
    if (error.index === 0) throw invalidLink();
    return resetPassword(context, source, { token, password });
  }
  await endAllSessions(context, { userId: account.id, reason: 'session_revoked' });
  await context.guesses.forget(account.id);
  await queueNotice(context, source, { mail: 'password-changed', userId: account.id });
}

/**
 * Sets another password and ends the other sessions. Throws `invalid_credentials` for a wrong current one, `weak_password`,
 * `second_factor_required`, `invalid_code`, `rate_limited`.
 */
export async function changePassword(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  { currentPassword, newPassword, code }: ChangePasswordRequest,
): Promise<void> {
  const account = await confirmOwner(context, caller, source, 'change-password', {
    password: currentPassword,
    code,
  });
  await checkNewPassword(
    context,
    newPassword,
    { ...account, email: await emailOf(context, account) },
    'newPassword',
  );
  const passwordHash = await context.passwords.hash(newPassword);
  try {
    const keep = caller.sessionId;
    const also = [await ownEntry(context, source, 'change-password', account.id)];
    const met = ['mustSetPassword'] as const;
    await context.accounts.changeCredentials(
      account,
      { passwordHash },
      { endSessions: true, keep, also, met },
    );
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (error.index === 1) throw new ChatError('invalid_token', 'This session has ended. Sign in again.');
    // the account changed since it was read; if its password did, the current one is wrong by now
    return changePassword(context, caller, source, { currentPassword, newPassword, code });
  }
  await endAllSessions(context, {
    userId: account.id,
    reason: 'session_revoked',
    keep: caller.sessionId,
  });
  await queueNotice(context, source, { mail: 'password-changed', userId: account.id });
}
