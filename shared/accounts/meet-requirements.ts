import { ChatError } from '../platform/errors.ts';
import type { AuthenticatorSetup, EnrolRequest, LoginRequest } from '../protocol/index.ts';
import { ownEntry, recordWrongCode } from './audit.ts';
import { checkPassword } from './check-password.ts';
import type { AccountsContext } from './context.ts';
import { endAllSessions } from './end-session.ts';
import type { Account, Source } from './model.ts';
import { ownAccount } from './own-account.ts';
import { checkNewPassword } from './password-strength.ts';
import { setUp, turnOn } from './second-factor.ts';
import { queueNotice } from './send-mail.ts';
import { refuseMissingFactor, refuseOldPassword, refuseSuspended } from './suspension.ts';
import { emailOf } from './views.ts';

/** An account that fulfils what was asked of its user. */
interface Met {
  account: Account;
  /** The password of now. */
  password: string;
  /** Where this turned the second factor on. */
  recoveryCodes?: string[];
}

/**
 * Does with a sign-in what an administrator asks of the user first: sets the new password that it brings, and turns on the
 * authenticator app whose code it brings. The user has proved who they are. Throws `account_suspended`, `password_change_required`,
 * `second_factor_setup_required`, `weak_password`, `invalid_code`, `rate_limited`; rejects with `ConditionFailed` where the account
 * changed meanwhile.
 */
export async function meetRequirements(
  context: AccountsContext,
  source: Source,
  before: Account,
  { password, newPassword, code }: LoginRequest,
  { knownDevice }: { knownDevice: boolean },
): Promise<Met> {
  if (newPassword === undefined && !before.mustSetPassword && !before.mustSetUpSecondFactor) {
    return { account: before, password };
  }
  await refuseSuspended(context, before, context.clock.now());
  if (newPassword === undefined) refuseOldPassword(before);
  if (code === undefined) refuseMissingFactor(before);
  const { id } = before;
  let recoveryCodes: string[] | undefined;
  if (before.mustSetUpSecondFactor && !before.secondFactor && code !== undefined) {
    const turningOn = () => turnOn(context, source, id, code, { knownDevice });
    ({ recoveryCodes } = await recordWrongCode(context, source, 'sign-in', id, turningOn));
  }
  if (newPassword !== undefined) await setPassword(context, source, id, password, newPassword);
  return {
    account: await ownAccount(context, { userId: id }),
    password: newPassword ?? password,
    ...(recoveryCodes && { recoveryCodes }),
  };
}

async function setPassword(
  context: AccountsContext,
  source: Source,
  userId: string,
  password: string,
  newPassword: string,
): Promise<void> {
  if (newPassword === password) {
    const message = 'must be another one than before';
    throw new ChatError('weak_password', `The new password ${message}.`, [{ path: 'newPassword', message }]);
  }
  const account = await ownAccount(context, { userId });
  await checkNewPassword(
    context,
    newPassword,
    { ...account, email: await emailOf(context, account) },
    'newPassword',
  );
  const passwordHash = await context.passwords.hash(newPassword);
  const also = [await ownEntry(context, source, 'change-password', userId)];
  const met = ['mustSetPassword'] as const;
  await context.accounts.changeCredentials(account, { passwordHash }, { endSessions: true, also, met });
  await endAllSessions(context, { userId, reason: 'session_revoked' });
  await queueNotice(context, source, { mail: 'password-changed', userId });
}

/**
 * What an authenticator app needs, for a user who cannot sign in before there is one. Nothing changes until a sign-in brings a
 * code of it. Throws `invalid_credentials`, `account_suspended`, `second_factor_not_due`, `rate_limited`.
 */
export async function enrolSecondFactor(
  context: AccountsContext,
  source: Source,
  { username, password }: EnrolRequest,
): Promise<AuthenticatorSetup> {
  await context.limits.take('login', source.address);
  const name = username.trim();
  const id = name.includes('@')
    ? await context.accounts.idOfEmail(name)
    : await context.accounts.idOfUsername(name);
  const account = await context.accounts.get(id ?? 'nobody');
  const guessed = account?.id ?? (await context.accounts.emailHash(name));
  const isRight = await checkPassword(context, { guessed, account, knownDevice: false }, password);
  if (!account || !isRight) throw new ChatError('invalid_credentials', 'Wrong username or password.');
  await refuseSuspended(context, account, context.clock.now());
  if (!account.mustSetUpSecondFactor || account.secondFactor) throw new ChatError('second_factor_not_due');
  return setUp(context, source, account);
}
