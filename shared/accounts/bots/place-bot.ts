import { newId } from '../../platform/ids.ts';
import type { Write } from '../../platform/table.ts';
import type { AccountsContext } from '../context.ts';
import type { Account } from '../model.ts';
import { newAccount } from '../new-account.ts';
import { accountKeyContext, emailPlace } from '../views.ts';

type Context = Pick<AccountsContext, 'accounts' | 'clock' | 'envelope' | 'random'>;

/** A bot as it begins. Without an owner it belongs to what makes it. */
export type BotToPlace = Pick<Account, 'username' | 'name'> &
  Partial<Pick<Account, 'about' | 'avatar' | 'ownerId'>>;

/**
 * Makes the account of a bot: it has no address, no password and no session, so that nothing signs in to it. What else is given is
 * written in the same transaction. Throws `username_taken`; rejects with `ConditionFailed` for a condition of what else is given.
 */
export async function placeBot(
  { accounts, clock, envelope, random }: Context,
  { avatar = null, ...bot }: BotToPlace,
  also: (bot: Account) => Promise<readonly Write[]> = () => Promise.resolve([]),
): Promise<Account> {
  const id = newId(random, 'bot');
  const key = await envelope.newKey(accountKeyContext(id));
  const account = newAccount({
    ...bot,
    id,
    avatar,
    sealedEmail: await envelope.seal(key, emailPlace(id), ''),
    emailVerified: false,
    passwordHash: '',
    key,
    createdAt: clock.now(),
  });
  await accounts.create(account, undefined, undefined, await also(account));
  return account;
}
