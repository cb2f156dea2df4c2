import { asciiDomain } from '../protocol/index.ts';
import type { AccountsContext } from './context.ts';
import { passwordPrint, type LinkPurpose } from './link-tokens.ts';
import { composeMail } from './mails/compose.ts';
import type { Account, Source } from './model.ts';
import { isSuspended } from './suspension.ts';
import { accountKey, emailOf, emailPlace } from './views.ts';
import type { AccountMailWork } from './work.ts';

/** Where each link of a mail leads in the web client. */
const pages: Record<LinkPurpose, string> = {
  'verify-email': '/verify-email',
  'change-email': '/verify-email',
  'reset-password': '/reset-password',
};

type Request<Mail extends AccountMailWork = AccountMailWork> = Mail extends AccountMailWork
  ? Omit<Mail, 'type' | 'language' | 'origin'>
  : never;

/** Has a mail sent. Rejects with `Unavailable` where the queue does not take it. */
export async function queueMail(
  context: Pick<AccountsContext, 'work'>,
  { language, origin }: Pick<Source, 'language' | 'origin'>,
  request: Request,
): Promise<void> {
  await context.work.add({ type: 'account-mail', language, origin, ...request });
}

/** Has a mail sent that informs of something done: what is done stays so, also where the queue does not take the mail. */
export async function queueNotice(
  context: Pick<AccountsContext, 'work' | 'log'>,
  source: Pick<Source, 'language' | 'origin'>,
  request: Request,
): Promise<void> {
  try {
    await queueMail(context, source, request);
  } catch (error) {
    context.log.error({ err: error, mail: request.mail }, 'a mail was not queued');
  }
}

/**
 * Makes a mail and sends it, with a fresh link where it has one. Does nothing where there is no account, or nothing left to
 * verify. Rejects with `Unavailable`; then it may be tried again, which at worst sends it twice.
 */
export async function sendAccountMail(context: AccountsContext, work: AccountMailWork): Promise<void> {
  if (work.mail === 'invitation') return sendInvitation(context, work);
  const userId =
    work.mail === 'reset-password' ? await context.accounts.idOfEmailHash(work.emailHash) : work.userId;
  const account = userId === undefined ? undefined : await context.accounts.get(userId);
  if (!account || (work.mail === 'verify-email' && account.emailVerified)) return;
  const to = await recipient(context, account, work);
  const link = await linkOf(context, account, work);
  const device = 'device' in work ? work.device : undefined;
  const blanks = { name: account.name, link, ...(device !== undefined && { device }) };
  await context.mailer.send(await composeMail(work.mail, work.language, asciiDomain(to) ?? to, blanks));
}

/**
 * Whom mails reach that a user has not asked for at this moment, and where. `undefined`: no one, since there is no such account, its
 * address is not verified, or it is suspended.
 */
export async function verifiedRecipient(
  context: Pick<AccountsContext, 'accounts' | 'clock' | 'envelope'>,
  userId: string,
): Promise<{ name: string; address: string } | undefined> {
  const account = await context.accounts.get(userId);
  if (!account?.emailVerified || isSuspended(account, context.clock.now())) return undefined;
  return { name: account.name, address: await emailOf(context, account) };
}

/** Where the address of an invitation belongs: it opens nowhere else. */
export const invitationPlace = (invitationId: string) => ['invitation', invitationId];

/** Does nothing where the invitation was taken back or used. */
async function sendInvitation(
  context: AccountsContext,
  { invitationId, origin, language }: AccountMailWork & { mail: 'invitation' },
): Promise<void> {
  const found = await context.invitations.get(invitationId);
  if (found?.state !== 'open' || found.sealedEmail === undefined) return;
  const inviter = await context.accounts.get(found.createdBy);
  if (!inviter) return;
  const sealed = Buffer.from(found.sealedEmail, 'base64');
  const to = await context.envelope.open(accountKey(inviter), invitationPlace(invitationId), sealed);
  const link = invitationLink(origin, await context.invitations.codeOf(invitationId));
  const blanks = { name: inviter.name, link };
  await context.mailer.send(await composeMail('invitation', language, asciiDomain(to) ?? to, blanks));
}

/** Where the web client creates an account by an invitation. The code is in the part of the address that no server sees. */
export const invitationLink = (origin: string, code: string): string =>
  `${origin}/register#invitation=${code}`;

type UserMailWork = Exclude<AccountMailWork, { mail: 'invitation' }>;

async function recipient(
  context: Pick<AccountsContext, 'envelope'>,
  account: Account,
  work: UserMailWork,
): Promise<string> {
  const sealed = 'sealedEmail' in work ? work.sealedEmail : undefined;
  return sealed === undefined
    ? emailOf(context, account)
    : context.envelope.open(accountKey(account), emailPlace(account.id), Buffer.from(sealed, 'base64'));
}

async function linkOf(context: AccountsContext, account: Account, work: UserMailWork): Promise<string> {
  const { mail, origin } = work;
  if (mail !== 'verify-email' && mail !== 'change-email' && mail !== 'reset-password') {
    return `${origin}/forgot-password`;
  }
  const token = await context.links.issue({
    purpose: mail,
    userId: account.id,
    emailHash: await context.accounts.emailHash(await emailOf(context, account)),
    passwordPrint: passwordPrint(account.passwordHash),
    ...(mail === 'change-email' && { sealedEmail: Buffer.from(work.sealedEmail, 'base64') }),
  });
  return `${origin}${pages[mail]}#token=${token}`;
}
