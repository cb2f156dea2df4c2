import { ChatError, InvalidCode } from '../platform/errors.ts';
import { wireTime } from '../platform/time.ts';
import { untilUnchanged } from '../platform/versions.ts';
import type {
  AuthenticatorSetup,
  ProofRequest,
  RecoveryCodes,
  SecondFactor,
  TurnOnRequest,
} from '../protocol/index.ts';
import { checkTotp, newRecoveryCodes, newTotpSecret, normalCode, recoveryHash } from './codes.ts';
import { ownEntry, recordOwn } from './audit.ts';
import { confirmOwner } from './confirm-owner.ts';
import type { AccountsContext } from './context.ts';
import type { Account, Caller, Source } from './model.ts';
import { ownAccount } from './own-account.ts';
import { keepSecondFactor } from './require-role.ts';
import { queueNotice } from './send-mail.ts';
import { accountKey, secretPlace } from './views.ts';

export async function getSecondFactor(context: AccountsContext, caller: Caller): Promise<SecondFactor> {
  const [account, factor] = await Promise.all([
    ownAccount(context, caller),
    context.secondFactors.get(caller.userId),
  ]);
  const since = account.secondFactor ? factor.since : undefined;
  return {
    on: account.secondFactor,
    since: since === undefined ? null : wireTime(since),
    recoveryCodesLeft: factor.recoveryCodes.length,
  };
}

/**
 * Makes a secret for an authenticator app. It counts once `turnOnSecondFactor` got a code of it; where another app counts, that
 * one does until then. Throws what `confirmOwner` throws.
 */
export async function setUpSecondFactor(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  proof: ProofRequest,
): Promise<AuthenticatorSetup> {
  return setUp(context, source, await confirmOwner(context, caller, source, 'set-up-second-factor', proof));
}

/** The same for an account whose owner has proved to be it. */
export async function setUp(
  context: AccountsContext,
  source: Source,
  account: Account,
): Promise<AuthenticatorSetup> {
  const setup = await newTotpSecret(context.random, account.username);
  const sealed = await context.envelope.seal(accountKey(account), secretPlace(account.id), setup.secret);
  await context.secondFactors.setPending(account.id, sealed);
  await recordOwn(context, source, 'set-up-second-factor', account.id);
  return setup;
}

/** Makes the app that was set up the one whose codes count. Throws `invalid_code`, `rate_limited`. */
export async function turnOnSecondFactor(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  { code }: TurnOnRequest,
): Promise<RecoveryCodes> {
  return turnOn(context, source, caller.userId, code, { knownDevice: true });
}

/** The same for a user who has proved who they are. */
export async function turnOn(
  context: AccountsContext,
  source: Source,
  userId: string,
  code: string,
  { knownDevice }: { knownDevice: boolean },
): Promise<RecoveryCodes> {
  const recoveryCodes = newRecoveryCodes(context.random);
  const hashes = await hashesOf(context, userId, recoveryCodes);
  let skew: number | undefined;
  const right = await context.guesses.attempt(userId, { knownDevice }, () =>
    untilUnchanged(async () => {
      const account = await ownAccount(context, { userId });
      const factor = await context.secondFactors.get(userId);
      const { sealedPending } = factor;
      if (!sealedPending) return false;
      const secret = await context.envelope.open(accountKey(account), secretPlace(userId), sealedPending);
      const now = context.clock.now();
      const standing = await checkTotp(secret, normalCode(code), now);
      if (standing.is === 'skewed') skew = standing.seconds;
      if (standing.is !== 'right') return false;
      const set = { since: now, lastStep: standing.step, recoveryCodes: hashes };
      const first = [context.secondFactors.turnOn(userId, { ...factor, sealedPending }, set)];
      const also = [await ownEntry(context, source, 'turn-on-second-factor', userId)];
      const met = ['mustSetUpSecondFactor'] as const;
      await context.accounts.changeCredentials(account, { secondFactor: true }, { first, also, met });
      return true;
    }),
  );
  if (!right) throw new InvalidCode('The code is not one of the app that was set up.', skew);
  await queueNotice(context, source, { mail: 'second-factor-on', userId });
  return { recoveryCodes };
}

/** Throws what `confirmOwner` throws, and `role_needs_second_factor`. */
export async function turnOffSecondFactor(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  proof: ProofRequest,
): Promise<void> {
  const owner = await confirmOwner(context, caller, source, 'turn-off-second-factor', proof);
  const { id } = owner;
  await keepSecondFactor(context, owner, { app: true });
  await untilUnchanged(async () => {
    const account = await ownAccount(context, caller);
    const turnOff = context.secondFactors.turnOff(id);
    const also = [await ownEntry(context, source, 'turn-off-second-factor', id)];
    await context.accounts.changeCredentials(account, { secondFactor: false }, { first: [turnOff], also });
  });
  await queueNotice(context, source, { mail: 'second-factor-off', userId: id });
}

/** Throws what `confirmOwner` throws, and `second_factor_required` where it is off. */
export async function renewRecoveryCodes(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  proof: ProofRequest,
): Promise<RecoveryCodes> {
  const { id, secondFactor } = await confirmOwner(context, caller, source, 'renew-recovery-codes', proof);
  if (!secondFactor) throw new ChatError('second_factor_required', 'Turn the second factor on first.');
  const recoveryCodes = newRecoveryCodes(context.random);
  await context.secondFactors.setRecoveryCodes(id, await hashesOf(context, id, recoveryCodes));
  await recordOwn(context, source, 'renew-recovery-codes', id);
  return { recoveryCodes };
}

const hashesOf = (context: AccountsContext, userId: string, codes: readonly string[]) =>
  Promise.all(codes.map((code) => recoveryHash(context.secrets, userId, code)));
