import { newId } from '../../platform/ids.ts';
import type { AccountsContext } from '../context.ts';
import type { Account } from '../model.ts';
import { newAccount } from '../new-account.ts';
import { accountKeyContext, emailPlace } from '../views.ts';

type Context = Pick<AccountsContext, 'clock' | 'envelope' | 'random'>;

/** A bot as it begins. Without an owner it belongs to what makes it. */
export type BotToMake = Pick<Account, 'username' | 'name'> &
  Partial<Pick<Account, 'about' | 'avatar' | 'ownerId'>>;

/** The account of a new bot, which is not stored yet: it has no address, no password and no session, so that nothing signs in to it. */
export async function newBot(
  { clock, envelope, random }: Context,
  { avatar = null, ...bot }: BotToMake,
): Promise<Account> {
  const id = newId(random, 'bot');
  const key = await envelope.newKey(accountKeyContext(id));
  return newAccount({
    ...bot,
    id,
    avatar,
    sealedEmail: await envelope.seal(key, emailPlace(id), ''),
    emailVerified: false,
    passwordHash: '',
    key,
    createdAt: clock.now(),
  });
}
