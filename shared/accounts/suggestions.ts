import { displayName, username as usernameForm } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';

/** How many endings are tried where a username is taken. */
const attempts = 4;
const longestStem = 28;

/** A username out of what an address begins with, which is free now; empty for none. */
export async function suggestUsername(
  { accounts, random }: Pick<AccountsContext, 'accounts' | 'random'>,
  email: string,
): Promise<string> {
  const stem = usernameStem(email);
  for (let attempt = 0; attempt <= attempts; attempt += 1) {
    const username = attempt === 0 ? stem : `${stem}${digits(random)}`;
    if (!usernameForm.safeParse(username).success) continue;
    if ((await accounts.idOfUsername(username)) === undefined) return username;
  }
  return '';
}

/** What usernames may hold of the beginning of an address: letters first, no signs at the end, no tag after a plus. */
export function usernameStem(email: string): string {
  const [mailbox = ''] = email.toLowerCase().split('@');
  const [untagged = ''] = mailbox.split('+');
  return untagged
    .replace(/[^a-z0-9_.-]/g, '')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestStem)
    .replace(/[_.-]+$/, '');
}

/** The name that a provider gave, if it can be one here; empty otherwise. */
export function suggestName(name: string | undefined): string {
  const { success, data } = displayName.safeParse(name?.trim());
  return success ? data : '';
}

const digits = (random: AccountsContext['random']): string => {
  const [high = 0, low = 0] = random(2);
  return String((high * 256 + low) % 1000).padStart(3, '0');
};
