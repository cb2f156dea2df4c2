import { username as usernameForm, type UsernameReply } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import type { Source } from './model.ts';

/** Whether a new account could take the username now. What is not a username is not free either. */
export async function checkUsername(
  { accounts, limits }: Pick<AccountsContext, 'accounts' | 'limits'>,
  source: Source,
  username: string,
): Promise<UsernameReply> {
  await limits.take('checkUsername', source.address);
  if (!usernameForm.safeParse(username).success) return { available: false };
  return { available: (await accounts.idOfUsername(username)) === undefined };
}
