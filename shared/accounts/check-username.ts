import { username as usernameForm, type UsernameReply } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';

/** Whether a new account could take the username now. What is not a username is not free either. */
export async function checkUsername(
  { accounts }: Pick<AccountsContext, 'accounts'>,
  username: string,
): Promise<UsernameReply> {
  if (!usernameForm.safeParse(username).success) return { available: false };
  return { available: (await accounts.idOfUsername(username)) === undefined };
}
