import { ChatError } from '../platform/errors.ts';
import { ConditionFailed, type Write } from '../platform/table.ts';
import type { AccountsContext } from './context.ts';
import { normalEmail } from './model.ts';

type Context = Pick<AccountsContext, 'accounts' | 'clock' | 'invitations' | 'settings'>;

/** What lets a person in: writes for the transaction that creates the account. */
export interface Admission {
  writes: Write[];
  /** The invitation was mailed to the address, which that has proved. */
  provesEmail: boolean;
}

/** Throws `email_domain_not_allowed` for an address that the administrators' settings do not let in. */
export async function requireDomain({ settings }: Pick<Context, 'settings'>, email: string): Promise<void> {
  const { emailDomains } = await settings.current();
  const domain = normalEmail(email).split('@').at(-1) ?? '';
  if (emailDomains.length > 0 && !emailDomains.includes(domain)) {
    throw new ChatError('email_domain_not_allowed');
  }
}

/** Throws `registration_closed` where no one can create an account. */
export async function requireRegistration({ settings }: Pick<Context, 'settings'>): Promise<void> {
  if ((await settings.current()).registration === 'closed') throw new ChatError('registration_closed');
}

/**
 * Whether a person can create an account with this address, by the administrators' settings. Throws `registration_closed`,
 * `email_domain_not_allowed`, `invitation_required`, `invitation_invalid`.
 */
export async function admitPerson(
  context: Context,
  { userId, email, invitation }: { userId: string; email: string; invitation: string | undefined },
): Promise<Admission> {
  await requireRegistration(context);
  const { registration } = await context.settings.current();
  if (invitation === undefined) {
    if (registration === 'invitation') throw new ChatError('invitation_required');
    await requireDomain(context, email);
    return { writes: [], provesEmail: false };
  }
  const emailHash = await context.accounts.emailHash(email);
  const { id, emailHash: mailedTo } = await context.invitations.open(
    invitation,
    emailHash,
    context.clock.now(),
  );
  // an administrator who invites an address decided about it
  if (mailedTo === undefined) await requireDomain(context, email);
  return { writes: [context.invitations.use(id, userId)], provesEmail: mailedTo !== undefined };
}

/** Creates the account. Throws `invitation_invalid` where the invitation was used or taken back at this moment. */
export async function unlessUsed(
  { writes }: Pick<Admission, 'writes'>,
  create: () => Promise<void>,
): Promise<void> {
  try {
    await create();
  } catch (error) {
    // of what goes along with an account, the invitation alone has a condition on what is there
    if (error instanceof ConditionFailed && writes.length > 0) {
      const { state } = error.item ?? { state: 'gone' };
      if (state !== 'open') throw new ChatError('invitation_invalid');
    }
    throw error;
  }
}
