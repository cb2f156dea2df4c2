import { ChatError, InvalidCode } from '../platform/errors.ts';
import { checkTotp, normalCode, recoveryHash } from './codes.ts';
import type { AccountsContext } from './context.ts';
import type { Account } from './model.ts';
import { accountKey, secretPlace } from './views.ts';

/**
 * Throws unless the code is one of the account's authenticator app or an unused recovery code, and uses it up. Nothing
 * where the second factor is off. Throws `second_factor_required` without a code, `invalid_code`, `rate_limited`.
 */
export async function requireCode(
  context: AccountsContext,
  account: Account,
  code: string | undefined,
  { knownDevice }: { knownDevice: boolean },
): Promise<void> {
  if (!account.secondFactor) return;
  if (code === undefined) {
    throw new ChatError(
      'second_factor_required',
      'Enter the code of your authenticator app, or a recovery code.',
    );
  }
  let skew: number | undefined;
  const right = await context.guesses.attempt(account.id, { knownDevice }, async () => {
    const outcome = await useCode(context, account, normalCode(code));
    if (typeof outcome === 'number') skew = outcome;
    return outcome === true;
  });
  if (right) return;
  if (skew === undefined) throw new InvalidCode('The code is wrong or was used before.');
  throw new InvalidCode(clockIsOff(skew), skew);
}

/** Whether the code counts, or by how many seconds the clock of its device is off. */
async function useCode(
  context: AccountsContext,
  { id, keyId, wrappedKey }: Account,
  code: string,
): Promise<boolean | number> {
  const factor = await context.secondFactors.get(id);
  if (/^\d{6}$/.test(code)) {
    if (!factor.sealedSecret) return false;
    const key = accountKey({ id, keyId, wrappedKey });
    const secret = await context.envelope.open(key, secretPlace(id), factor.sealedSecret);
    const standing = await checkTotp(secret, code, context.clock.now());
    if (standing.is === 'skewed') return standing.seconds;
    return standing.is === 'right' && context.secondFactors.useStep(id, standing.step);
  }
  const hash = await recoveryHash(context.secrets, id, code);
  return factor.recoveryCodes.includes(hash) && context.secondFactors.useRecoveryCode(id, factor, hash);
}

function clockIsOff(seconds: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(seconds) / 60));
  const about = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  const how = seconds < 0 ? `${about} behind` : `${about} ahead`;
  return `The clock of the device that makes the codes is about ${how}. Set it and try again.`;
}
