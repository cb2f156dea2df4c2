import { noSubject, unauthenticated } from '../platform/audit/actions.ts';
import { ChatError } from '../platform/errors.ts';
import { ConditionFailed } from '../platform/table.ts';
import type { AuthReply, LoginRequest } from '../protocol/index.ts';
import { auditSource, ownEntry, recordWrongCode } from './audit.ts';
import { requireCode } from './check-code.ts';
import { checkPassword, rehash } from './check-password.ts';
import type { AccountsContext } from './context.ts';
import { isKnownDevice } from './known-devices.ts';
import { meetRequirements } from './meet-requirements.ts';
import type { Account, Source } from './model.ts';
import { queueNotice } from './send-mail.ts';
import { authReply, newSession } from './sessions.ts';

/**
 * Signs a device in. Throws `invalid_credentials`, after the same work and with the same words, whether the person or
 * only the password is wrong, `second_factor_required` and `invalid_code` where a code is needed, `account_suspended`, what
 * `meetRequirements` throws, and `rate_limited`.
 */
export async function login(
  context: AccountsContext,
  source: Source,
  input: LoginRequest,
): Promise<AuthReply> {
  await context.limits.take('login', source.address);
  const name = input.username.trim();
  const id = name.includes('@')
    ? await context.accounts.idOfEmail(name)
    : await context.accounts.idOfUsername(name);
  const account = await context.accounts.get(id ?? 'nobody');
  const knownDevice =
    account !== undefined && (await isKnownDevice(context.secrets, account.id, input.deviceToken));
  // what is not there is guessed at like an account, so that the limit does not tell either
  const guessed = account?.id ?? (await context.accounts.emailHash(name));
  const matches = await checkPassword(context, { guessed, account, knownDevice }, input.password);
  if (!account || !matches) {
    context.metrics.count('FailedSignIns');
    await recordFailure(context, source, account);
    throw wrongCredentials();
  }
  await recordWrongCode(context, source, 'sign-in', account.id, () =>
    requireCode(context, account, input.code, { knownDevice }),
  );
  const met = await unlessChanged(() => meetRequirements(context, source, account, input, { knownDevice }));
  const current = await rehash(context, met.account, met.password);
  const session = await newSession(context, current, source);
  const entry = await ownEntry(context, source, 'sign-in', current.id);
  await unlessChanged(() => context.accounts.addSession(session, current, [entry]));
  context.metrics.count('SignIns');
  if (!knownDevice && current.emailVerified) {
    const { device } = session;
    await queueNotice(context, source, { mail: 'new-device', userId: current.id, device });
  }
  const { recoveryCodes } = met;
  return { ...(await authReply(context, current, session)), ...(recoveryCodes && { recoveryCodes }) };
}

const wrongCredentials = () => new ChatError('invalid_credentials', 'Wrong username or password.');

/** The same write whether there is an account or not, so that how long it takes does not tell. */
function recordFailure(
  { audit }: Pick<AccountsContext, 'audit'>,
  source: Source,
  account: Account | undefined,
): Promise<void> {
  return audit.record({
    action: account ? 'sign-in' : 'sign-in-unknown',
    actor: unauthenticated,
    subject: account?.id ?? noSubject,
    outcome: 'refused',
    source: auditSource(source),
  });
}

/** Throws `invalid_credentials` if the password was changed while it was checked. */
async function unlessChanged<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionFailed) throw wrongCredentials();
    throw error;
  }
}
