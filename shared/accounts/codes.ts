import type { Random } from '../platform/ports.ts';
import type { Secrets } from '../platform/secrets.ts';

/** TOTP (RFC 6238) as every authenticator app knows it: SHA-1, six digits, 30 seconds. */
export const totpForm = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A code counts one period before and after its own: clocks differ, and typing takes time. */
const window = 1;
/** How far off a clock is still recognised as the reason, in periods: 10 minutes. */
const recognised = 20;

/** What a six-digit code is at `now`, in epoch milliseconds. */
export type CodeStanding =
  | { is: 'right'; step: number }
  /** It would be right if the clock of its device were not off, by `seconds`: below 0, it is behind. */
  | { is: 'skewed'; seconds: number }
  | { is: 'wrong' };

/** The library is only loaded where a code is made or checked. */
export async function checkTotp(secret: string, code: string, now: number): Promise<CodeStanding> {
  const { Secret, TOTP } = await import('otpauth');
  const totp = new TOTP({ ...totpForm, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: recognised });
  if (delta === null) return { is: 'wrong' };
  if (Math.abs(delta) > window) return { is: 'skewed', seconds: delta * totpForm.period };
  return { is: 'right', step: totp.counter({ timestamp: now }) + delta };
}

/** A secret of 160 bits in base32, and the address that authenticator apps read it from. */
export async function newTotpSecret(random: Random, label: string): Promise<{ secret: string; uri: string }> {
  const { Secret, TOTP } = await import('otpauth');
  const secret = new Secret({ buffer: Uint8Array.from(random(20)).buffer });
  const totp = new TOTP({ ...totpForm, issuer: 'ChatFlow', label, secret });
  return { secret: secret.base32, uri: totp.toString() };
}

/** Crockford's base32: without the letters that are mistaken for digits. */
const recoveryAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const recoveryCount = 10;

/** Ten fresh recovery codes of 50 bits: `7kqt2-m4xwp`. */
export function newRecoveryCodes(random: Random): string[] {
  return Array.from({ length: recoveryCount }, () => {
    const letters = [...random(10)].map((byte) => recoveryAlphabet[byte % recoveryAlphabet.length]).join('');
    return `${letters.slice(0, 5)}-${letters.slice(5)}`;
  });
}

/** A code as it is compared: spaces, hyphens and case do not matter, nor letters taken for digits. */
export const normalCode = (code: string): string =>
  code.replace(/[\s-]/g, '').toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1');

/** What is stored of a recovery code: someone who has the database alone cannot try codes against it. */
export const recoveryHash = (secrets: Secrets, userId: string, code: string): Promise<string> =>
  secrets.mac('recovery-code', `${userId}|${normalCode(code)}`);
