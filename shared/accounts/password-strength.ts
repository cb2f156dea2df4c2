import { ChatError } from '../platform/errors.ts';
import { utf8Bytes } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import { guessLimits } from './guesses.ts';

/**
 * How many guesses a password must withstand, in the order in which an attacker makes them who knows its owner: a month at
 * the pace that `guessLimits` allow. NIST SP 800-63B asks for that and for a list of common ones, and against rules about
 * digits and capitals.
 */
const guessesWithstood = (30 * 24 * 3600 * guessLimits.perWindow) / guessLimits.windowSeconds;

/** The estimator takes 32 times the same letter for easy, but no attacker's list reaches passwords of 32 bytes. */
const bytesBeyondLists = 32;

/** The reasons that the estimator gives, by its names for them. */
const reasons: Readonly<Record<string, string>> = {
  topTen: 'it is one of the ten most common passwords',
  topHundred: 'it is one of the hundred most common passwords',
  common: 'it is on the list of common and breached passwords',
  similarToCommon: 'it is like one on the list of common and breached passwords',
  straightRow: 'it is a row of the keyboard',
  keyPattern: 'it is a pattern on the keyboard',
  simpleRepeat: 'it repeats a character',
  extendedRepeat: 'it repeats a few characters',
  sequences: 'it is a sequence like abc or 6543',
  dates: 'it is a date',
  recentYears: 'it is a year',
  userInputs: 'it is made of your own name or address',
};

/** What a password is not to be made of. */
interface Owner {
  username: string;
  name: string;
  email: string;
}

/**
 * Throws `weak_password`, with the reason at `path`, for a password that is on the list of common and breached ones or
 * that is guessed soon for another reason: patterns of the keyboard, repetitions, the name of its owner.
 */
export async function checkNewPassword(
  context: Pick<AccountsContext, 'passwords'>,
  password: string,
  owner: Owner,
  path = 'password',
): Promise<void> {
  if (utf8Bytes(password) >= bytesBeyondLists) return;
  const { guesses, weakness } = await context.passwords.estimate(password, ownersWords(owner));
  if (guesses >= guessesWithstood) return;
  const reason = reasons[weakness ?? ''] ?? 'it is guessed soon';
  const message = `${reason}; use several words that do not belong together`;
  throw new ChatError('weak_password', `This password is too easy to guess: ${message}.`, [
    { path, message },
  ]);
}

function ownersWords({ username, name, email }: Owner): string[] {
  const texts = [username, name, email];
  const words = texts.flatMap((text) => [text, ...text.split(/[\s@._-]+/)]);
  return ['chatflow', ...words.filter((word) => word.length > 2)];
}
