import { ChatError } from '../platform/errors.ts';
import { ConditionFailed, type Write } from '../platform/table.ts';
import type { ChangeEmailRequest, VerifyEmailRequest } from '../protocol/index.ts';
import { ownEntry, recordOwn } from './audit.ts';
import { requireSupported } from './addresses.ts';
import { requireDomain } from './admit-person.ts';
import type { AccountsContext } from './context.ts';
import { confirmOwner } from './confirm-owner.ts';
import { invalidLink, passwordPrint, type LinkToken } from './link-tokens.ts';
import type { Account, Caller, Source } from './model.ts';
import { ownAccount } from './own-account.ts';
import { queueMail, queueNotice } from './send-mail.ts';
import { accountKey, emailOf, emailPlace } from './views.ts';

/** Has the link that proves the caller's address mailed once more; nothing where it is proved. Throws `rate_limited`. */
export async function resendVerification(
  context: AccountsContext,
  caller: Caller,
  source: Source,
): Promise<void> {
  await context.limits.take('accountMail', caller.userId);
  const account = await ownAccount(context, caller);
  if (!account.emailVerified) await queueMail(context, source, { mail: 'verify-email', userId: account.id });
}

/**
 * Has a link mailed to another address that makes it the account's. Until then nothing changes. Throws
 * `invalid_credentials`, `email_taken`, `email_not_supported`, `email_domain_not_allowed`, `rate_limited`.
 */
export async function changeEmail(
  context: AccountsContext,
  caller: Caller,
  source: Source,
  { password, email, code }: ChangeEmailRequest,
): Promise<void> {
  await context.limits.take('accountMail', caller.userId);
  requireSupported(email);
  await requireDomain(context, email);
  const account = await confirmOwner(context, caller, source, 'request-email-change', { password, code });
  const holder = await context.accounts.idOfEmail(email);
  if (holder !== undefined && holder !== account.id) throw new ChatError('email_taken');
  const sealed = await context.envelope.seal(accountKey(account), emailPlace(account.id), email);
  const sealedEmail = Buffer.from(sealed).toString('base64');
  await recordOwn(context, source, 'request-email-change', account.id);
  await queueMail(context, source, { mail: 'change-email', userId: account.id, sealedEmail });
}

/** Does what a mailed link is for: proves the address of the account, or gives it another. Throws `invalid_link`, `email_taken`. */
export async function verifyEmail(
  context: AccountsContext,
  source: Source,
  { token }: VerifyEmailRequest,
): Promise<void> {
  await context.limits.take('redeemLink', source.address);
  const link = await context.links.open(token, ['verify-email', 'change-email']);
  const account = await context.accounts.get(link.userId);
  if (!account) throw invalidLink();
  const email = await emailOf(context, account);
  if (link.emailHash !== (await context.accounts.emailHash(email))) throw invalidLink();
  try {
    const useUp = context.links.useUp(token);
    if (link.purpose === 'verify-email') {
      const also = [await ownEntry(context, source, 'verify-email', account.id)];
      await context.accounts.changeCredentials(account, { emailVerified: true }, { first: [useUp], also });
    } else {
      const entry = await ownEntry(context, source, 'change-email', account.id);
      await adoptEmail(context, account, link, { useUp, entry });
    }
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (error.index === 0) throw invalidLink();
    // the account changed since it was read
    return verifyEmail(context, source, { token });
  }
  if (link.purpose === 'change-email') {
    const sealedEmail = Buffer.from(account.sealedEmail).toString('base64');
    await queueNotice(context, source, { mail: 'email-changed', userId: account.id, sealedEmail });
  }
}

/** Gives the account the address of the link. Throws `email_taken`; rejects with `ConditionFailed`. */
async function adoptEmail(
  context: AccountsContext,
  account: Account,
  { sealedEmail, emailHash: from, passwordPrint: print }: LinkToken,
  { useUp, entry }: { useUp: Write; entry: Write },
): Promise<void> {
  // a user who set another password since may not have wanted this any more
  if (!sealedEmail || print !== passwordPrint(account.passwordHash)) throw invalidLink();
  const email = await context.envelope.open(accountKey(account), emailPlace(account.id), sealedEmail);
  const to = await context.accounts.emailHash(email);
  // the same address in other letters, or one that is there already
  const claims = to === from ? [] : context.accounts.moveEmailClaim(account.id, from, to);
  try {
    await context.accounts.changeCredentials(
      account,
      { sealedEmail, emailVerified: true },
      { first: [useUp, ...claims], also: [entry] },
    );
  } catch (error) {
    if (error instanceof ConditionFailed && claims.length > 0 && error.index === 1) {
      throw new ChatError('email_taken');
    }
    throw error;
  }
}
