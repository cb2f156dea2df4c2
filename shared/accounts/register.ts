import { adoptAvatar } from '../media/index.ts';
import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { AuthReply, RegisterRequest } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import { ownEntry } from './audit.ts';
import { requireSupported } from './addresses.ts';
import { admitPerson, unlessUsed } from './admit-person.ts';
import type { Source } from './model.ts';
import { newAccount } from './new-account.ts';
import { checkNewPassword } from './password-strength.ts';
import { queueNotice } from './send-mail.ts';
import { authReply, newSession } from './sessions.ts';
import { accountKeyContext, emailPlace } from './views.ts';

/**
 * Creates an account, signs it in and has a link mailed that proves the address. Throws `username_taken`, `email_taken`,
 * `email_not_supported`, `weak_password`, what `admitPerson` throws, or `rate_limited`.
 */
export async function register(
  context: AccountsContext,
  source: Source,
  input: RegisterRequest,
): Promise<AuthReply> {
  await context.limits.take('register', source.address);
  // an uploaded picture belongs to an account, and this one has none yet
  await adoptAvatar(context, '', input.avatar ?? null);
  requireSupported(input.email);
  const id = newId(context.random, 'usr');
  const { email, invitation } = input;
  const admission = await admitPerson(context, { userId: id, email, invitation });
  await checkNewPassword(context, input.password, input);
  // Only the write decides; looking first spares a taken name the cost of hashing.
  if ((await context.accounts.idOfUsername(input.username)) !== undefined)
    throw new ChatError('username_taken');
  if ((await context.accounts.idOfEmail(input.email)) !== undefined) throw new ChatError('email_taken');

  const key = await context.envelope.newKey(accountKeyContext(id));
  const account = newAccount({
    id,
    username: input.username,
    name: input.name,
    avatar: input.avatar ?? null,
    sealedEmail: await context.envelope.seal(key, emailPlace(id), input.email),
    emailVerified: admission.provesEmail,
    passwordHash: await context.passwords.hash(input.password),
    key,
    createdAt: context.clock.now(),
  });
  const session = await newSession(context, account, source);
  await unlessUsed(admission, async () =>
    context.accounts.create(account, input.email, session, [
      ...admission.writes,
      await ownEntry(context, source, 'register', id),
    ]),
  );
  if (!account.emailVerified) await queueNotice(context, source, { mail: 'verify-email', userId: id });
  return authReply(context, account, session);
}
