import * as z from 'zod';
import {
  accountKey,
  invitationLink,
  invitationPlace,
  queueMail,
  requireRole,
  requireSupported,
  type Account,
  type Caller,
  type Source,
  type StoredInvitation,
} from '../accounts/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { ConditionFailed } from '../platform/table.ts';
import { wireTime } from '../platform/time.ts';
import type { CreatedInvitation, CreateInvitationRequest, Invitation, Page } from '../protocol/index.ts';
import { actorOf, byCaller } from './acting.ts';
import type { AdminContext } from './context.ts';

const hourMs = 3_600_000;
const defaultHours = 7 * 24;

/**
 * Invites one person to create an account: by mail, or by a link that is shown this once. Throws `email_taken`,
 * `email_not_supported`, and as `requireRole` does.
 */
export async function createInvitation(
  context: AdminContext,
  caller: Caller,
  source: Source,
  { email, hours = defaultHours }: CreateInvitationRequest,
): Promise<CreatedInvitation> {
  const inviter = await requireRole(context, 'invitePeople', caller);
  if (!inviter) throw new Error('a caller has an account');
  if (email !== undefined) {
    requireSupported(email);
    if ((await context.accounts.idOfEmail(email)) !== undefined) throw new ChatError('email_taken');
  }
  const acting = byCaller(caller, source);
  const now = context.clock.now();
  const id = newId(context.random, 'inv');
  const fresh: StoredInvitation = {
    id,
    createdBy: inviter.id,
    createdAt: now,
    endsAt: now + hours * hourMs,
    state: 'open',
    ...(email !== undefined && (await addressOf(context, inviter, id, email))),
  };
  const entry = await context.audit.entry({
    action: 'create-invitation',
    actor: actorOf(acting),
    subject: id,
    outcome: 'done',
    source: acting.source,
    detail: { by: email === undefined ? 'link' : 'mail' },
  });
  await context.invitations.add(fresh, [context.accounts.standsWrite(inviter), entry]);
  if (email !== undefined) await queueMail(context, source, { mail: 'invitation', invitationId: id });
  const url =
    email === undefined ? invitationLink(source.origin, await context.invitations.codeOf(id)) : null;
  return { ...view(fresh, email ?? null, now), url };
}

/** The address of an invitation as it is stored. */
async function addressOf(context: AdminContext, inviter: Account, id: string, email: string) {
  const sealed = await context.envelope.seal(accountKey(inviter), invitationPlace(id), email);
  return {
    sealedEmail: Buffer.from(sealed).toString('base64'),
    emailHash: await context.accounts.emailHash(email),
  };
}

/** Invitations, the newest first. Throws `invalid_cursor`, and as `requireRole` does. */
export async function listInvitations(
  context: AdminContext,
  caller: Caller,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Invitation>> {
  await requireRole(context, 'invitePeople', caller);
  const scope = 'invitations';
  const after =
    cursor === undefined ? undefined : await openCursor(context.secrets, scope, cursor, z.string());
  const { invitations, next } = await context.invitations.list(limit, after);
  const inviters = await context.accounts.getMany(invitations.map(({ createdBy }) => createdBy));
  const now = context.clock.now();
  return {
    items: await Promise.all(
      invitations.map(async (one) => view(one, await openAddress(context, one, inviters), now)),
    ),
    nextCursor: next === undefined ? null : await sealCursor(context.secrets, scope, next),
  };
}

/** `null` also where the account is no more under whose key it is sealed. */
async function openAddress(
  { envelope }: AdminContext,
  { id, createdBy, sealedEmail }: StoredInvitation,
  inviters: ReadonlyMap<string, Account>,
): Promise<string | null> {
  const inviter = inviters.get(createdBy);
  if (sealedEmail === undefined || !inviter) return null;
  return envelope.open(accountKey(inviter), invitationPlace(id), Buffer.from(sealedEmail, 'base64'));
}

/** Takes an invitation back. Throws `invitation_not_found`, also where it was used, and as `requireRole` does. */
export async function revokeInvitation(
  context: AdminContext,
  caller: Caller,
  source: Source,
  id: string,
): Promise<void> {
  await requireRole(context, 'invitePeople', caller);
  const acting = byCaller(caller, source);
  const found = await context.invitations.get(id);
  if (found?.state !== 'open') throw new ChatError('invitation_not_found');
  const entry = await context.audit.entry({
    action: 'revoke-invitation',
    actor: actorOf(acting),
    subject: id,
    outcome: 'done',
    source: acting.source,
  });
  try {
    await context.invitations.remove(found, [entry]);
  } catch (error) {
    if (error instanceof ConditionFailed) throw new ChatError('invitation_not_found');
    throw error;
  }
}

const view = (
  { id, createdBy, createdAt, endsAt, state, usedBy }: StoredInvitation,
  email: string | null,
  now: number,
): Invitation => ({
  id,
  email,
  state: state === 'open' && endsAt <= now ? 'expired' : state,
  createdBy,
  createdAt: wireTime(createdAt),
  expiresAt: wireTime(endsAt),
  usedBy: usedBy ?? null,
});
