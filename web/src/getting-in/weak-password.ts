import type { MessageKey } from '../i18n/i18n.ts';
import { report } from '../report.ts';

/** The reasons that the estimator gives, by its names for them: the server uses the same one. */
const reasons: Readonly<Record<string, MessageKey>> = {
  topTen: 'password.weak.common',
  topHundred: 'password.weak.common',
  common: 'password.weak.common',
  similarToCommon: 'password.weak.common',
  straightRow: 'password.weak.keys',
  keyPattern: 'password.weak.keys',
  simpleRepeat: 'password.weak.repeated',
  extendedRepeat: 'password.weak.repeated',
  sequences: 'password.weak.sequence',
  dates: 'password.weak.date',
  recentYears: 'password.weak.date',
  userInputs: 'password.weak.own',
};

/** Why the server called a password weak, in the user's language. `known`: texts about its owner. */
export async function weakPasswordReason(password: string, known: readonly string[]): Promise<MessageKey> {
  try {
    const { warningOf } = await import('./password-strength.ts');
    return reasons[warningOf(password, known) ?? ''] ?? 'password.weak.other';
  } catch (error) {
    report(error);
    return 'password.weak.other';
  }
}
