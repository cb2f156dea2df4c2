import { operator } from '../platform/audit/actions.ts';
import { displayName, limits, username as usernameForm } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import { newAccount } from './new-account.ts';
import { usernameStem } from './suggestions.ts';
import { accountKeyContext, emailPlace } from './views.ts';

/** Of a username that a number is added to. */
const longestStem = 24;

/** A person whom an operator brings along from elsewhere. */
interface ToPlace {
  id: string;
  username: string;
  name: string;
  /** Where they get a link that sets a password. Without it no one can sign in to the account. */
  email: string | undefined;
}

/**
 * Makes an account for a person who is not here: it has no password and no session. Whose mailbox the address is can set a password
 * by mail, which proves it. Throws `username_taken`, `email_taken`.
 */
export async function placeAccount(
  context: Pick<AccountsContext, 'accounts' | 'audit' | 'clock' | 'envelope'>,
  { id, username, name, email }: ToPlace,
): Promise<void> {
  const key = await context.envelope.newKey(accountKeyContext(id));
  const account = newAccount({
    id,
    username,
    name,
    avatar: null,
    sealedEmail: await context.envelope.seal(key, emailPlace(id), email ?? ''),
    emailVerified: false,
    passwordHash: '',
    key,
    createdAt: context.clock.now(),
  });
  const entry = await context.audit.entry({
    action: 'place-account',
    actor: operator,
    subject: id,
    outcome: 'done',
  });
  await context.accounts.create(account, email, undefined, [entry]);
}

/** A username like the one that a person had elsewhere, of the form that usernames have here; `attempt` counts those that were taken. */
export function placedUsername(given: string, attempt: number): string {
  const stem = usernameStem(given);
  const fitting = usernameForm.safeParse(stem).success ? stem : `imported${stem && `-${stem}`}`;
  return attempt === 0 ? fitting : `${fitting.slice(0, longestStem)}-${attempt + 1}`;
}

/** A display name out of what a person was called elsewhere, or else their username. */
export function placedName(given: string, username: string): string {
  const short = [...given.replace(/\s+/g, ' ').trim()].slice(0, limits.nameCharacters).join('').trim();
  const { success, data } = displayName.safeParse(short);
  return success ? data : username;
}
