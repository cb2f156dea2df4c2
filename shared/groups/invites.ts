import * as z from 'zod';
import { auditSource, type Caller, type Source } from '../accounts/index.ts';
import {
  conversationKey,
  groupPolicy,
  permit,
  permitInGroup,
  sealingKey,
  type Head,
} from '../conversations/index.ts';
import { openCursor, sealCursor } from '../platform/cursor.ts';
import { ChatError } from '../platform/errors.ts';
import { ConditionFailed } from '../platform/table.ts';
import { wireTime } from '../platform/time.ts';
import { untilUnchanged } from '../platform/versions.ts';
import {
  limits,
  type CreateInviteRequest,
  type Invite,
  type InvitePreview,
  type Page,
} from '../protocol/index.ts';
import { seePeople } from '../relations/index.ts';
import { requireNotBanned } from './admit.ts';
import type { GroupsContext } from './context.ts';
import { inviteHash, type StoredInvite } from './invite-store.ts';
import { momentAhead } from './members.ts';
import { previewGroups } from './preview.ts';

/** Where the sealed code of an invite belongs. */
const placeOf = (conversationId: string, hash: string) => ['invite', conversationId, hash];

/**
 * Makes an invite to a group. Throws `conversation_not_found`, `not_a_group`, `forbidden`, `time_in_past`, and
 * `too_many_invites` where the group has 100 that can still be used.
 */
export async function createInvite(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  { expiresAt, maxUses, approval = false }: NonNullable<CreateInviteRequest> = {},
): Promise<Invite> {
  await context.limits.take('createInvite', caller.userId);
  const { conversations, groups, envelope, random, clock } = context;
  return untilUnchanged(async () => {
    const standing = await conversations.standing(conversationId, caller.userId);
    const { head, me } = permitInGroup('addMembers', standing);
    const now = clock.now();
    const endsAt = typeof expiresAt === 'string' ? momentAhead(expiresAt, now, 'expiresAt') : undefined;
    const code = Buffer.from(random(16)).toString('base64url');
    const hash = inviteHash(code);
    const fresh: StoredInvite = {
      hash,
      sealedCode: await envelope.seal(conversationKey(head), placeOf(conversationId, hash), code),
      keyId: head.keyId,
      conversationId,
      createdBy: me.userId,
      createdAt: now,
      ...(endsAt !== undefined && { endsAt }),
      ...(typeof maxUses === 'number' && { maxUses }),
      uses: 0,
      approval,
    };
    try {
      await groups.addInvite(fresh, [
        conversations.headCheck(head),
        await context.audit.entry({
          action: 'create-invite',
          actor: me.userId,
          subject: conversationId,
          outcome: 'done',
          source: auditSource(source),
        }),
      ]);
    } catch (error) {
      // the first write counts them
      if (error instanceof ConditionFailed && error.index === 0) await makeRoom(context, conversationId, now);
      throw error;
    }
    return viewInvite(fresh, code, source);
  });
}

/** Takes invites that ended by themselves out of the list. Throws `too_many_invites` where there are none. */
async function makeRoom(context: GroupsContext, conversationId: string, now: number): Promise<void> {
  const { groups } = context;
  const over = (await groups.invitesOf(conversationId)).filter((invite) => endOf(invite, now) !== undefined);
  if (over.length === 0) {
    throw new ChatError(
      'too_many_invites',
      `A group has at most ${limits.invitesPerGroup} invites: revoke one first.`,
    );
  }
  for (const invite of over) {
    try {
      await groups.closeInvite(invite, now, false);
    } catch (error) {
      // another one took it out, or revoked it
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}

/** By what an invite is over. `undefined`: it can be used. */
function endOf(
  { closedAt, revoked, endsAt = Infinity, maxUses = Infinity, uses }: StoredInvite,
  now: number,
): 'invite_revoked' | 'invite_expired' | 'invite_used_up' | undefined {
  if (closedAt !== undefined && revoked) return 'invite_revoked';
  if (endsAt <= now) return 'invite_expired';
  return uses >= maxUses ? 'invite_used_up' : undefined;
}

/** The invites of a group that can be used, newest first: to admins all, to others their own. Throws `conversation_not_found`, `not_a_group`, `invalid_cursor`. */
export async function listInvites(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<Invite>> {
  const standing = await context.conversations.standing(conversationId, caller.userId);
  const { head, me } = permitInGroup('seeMembers', standing);
  const scope = `invites|${conversationId}`;
  const after = cursor && (await openCursor(context.secrets, scope, cursor, z.string()));
  const now = context.clock.now();
  const invites = (await context.groups.invitesOf(conversationId))
    .filter((invite) => endOf(invite, now) === undefined)
    .filter(({ createdBy }) => createdBy === me.userId || groupPolicy.manageInvites[me.role] === 'allow')
    .map((invite) => ({ invite, place: `${String(invite.createdAt).padStart(14, '0')} ${invite.hash}` }))
    .sort((a, b) => (a.place < b.place ? 1 : -1))
    .filter(({ place }) => after === undefined || place < after);
  const shown = invites.slice(0, limit);
  const last = invites.length > limit ? shown.at(-1)?.place : undefined;
  const items = shown.map(async ({ invite }) => {
    const key = sealingKey(context, head, invite.keyId);
    const code = await context.envelope.open(key, placeOf(conversationId, invite.hash), invite.sealedCode);
    return viewInvite(invite, code, source);
  });
  return {
    items: await Promise.all(items),
    nextCursor: last === undefined ? null : await sealCursor(context.secrets, scope, last),
  };
}

/**
 * Ends an invite; one that is over is a no-op. Throws `conversation_not_found`, `not_a_group`, `invite_not_found`, and
 * `forbidden` to members who did not make it.
 */
export async function revokeInvite(
  context: GroupsContext,
  caller: Caller,
  source: Source,
  conversationId: string,
  code: string,
): Promise<void> {
  await context.limits.take('manageGroup', caller.userId);
  const { conversations, groups } = context;
  await untilUnchanged(async () => {
    const standing = await conversations.standing(conversationId, caller.userId);
    const { head, me } = permitInGroup('seeMembers', standing);
    const invite = await groups.invite(code);
    if (invite?.conversationId !== conversationId) throw new ChatError('invite_not_found');
    if (invite.createdBy !== me.userId) permit(groupPolicy, 'manageInvites', me);
    if (invite.closedAt !== undefined) return;
    await groups.closeInvite(invite, context.clock.now(), true, [
      conversations.headCheck(head),
      await context.audit.entry({
        action: 'revoke-invite',
        actor: me.userId,
        subject: conversationId,
        outcome: 'done',
        source: auditSource(source),
      }),
    ]);
  });
}

/** An invite and the group that it leads to, whether or not it still works. Throws `invite_not_found`. */
export async function findInvite(
  { conversations, groups }: Pick<GroupsContext, 'conversations' | 'groups'>,
  code: string,
): Promise<{ invite: StoredInvite; head: Head }> {
  const invite = await groups.invite(code);
  const head = invite && (await conversations.head(invite.conversationId));
  if (!head) throw new ChatError('invite_not_found');
  return { invite, head };
}

/**
 * An invite lets users in until it is over, and as long as the member who made it may add members: so that those who were removed
 * leave no way in behind. Throws `invite_expired`, `invite_revoked`, `invite_used_up`.
 */
export async function requireUsable(
  { conversations }: Pick<GroupsContext, 'conversations'>,
  { invite, head }: { invite: StoredInvite; head: Head },
  now: number,
): Promise<void> {
  const end = endOf(invite, now);
  if (end !== undefined) throw new ChatError(end);
  const [maker] = await conversations.membersAmong(head.id, [invite.createdBy]);
  try {
    permitInGroup('addMembers', maker && { head, me: maker });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    throw new ChatError('invite_revoked', 'The member who made this invite may not add members any more.');
  }
}

/** What a user sees of the group that an invite leads to. Throws `invite_not_found`, `member_banned` and what `requireUsable` does. */
export async function previewInvite(
  context: GroupsContext,
  caller: Caller,
  code: string,
): Promise<InvitePreview> {
  await context.limits.take('previewInvite', caller.userId);
  const found = await findInvite(context, code);
  const { head, invite } = found;
  const [preview] = await previewGroups(context, caller.userId, [head]);
  if (!preview) throw new Error('one group has one preview');
  // those who came in or asked by it may look where it leads, over or not
  if (preview.membership === 'none') {
    await requireUsable(context, found, context.clock.now());
    await requireNotBanned(context, head.id, [caller.userId]);
  }
  const [invitedBy] = await seeUsers(context, caller.userId, [invite.createdBy]);
  if (!invitedBy) throw new ChatError('invite_not_found');
  return { ...preview, invitedBy, approval: invite.approval };
}

/** Users as they are shown beside invites and requests; those without an account are missing. */
export async function seeUsers(
  context: GroupsContext,
  viewerId: string,
  userIds: readonly string[],
): Promise<InvitePreview['invitedBy'][]> {
  const people = await seePeople(context, viewerId, [...new Set(userIds)]);
  return userIds.flatMap((userId) => {
    const summary = people.of(userId)?.summary;
    if (!summary) return [];
    const { id, username, name, avatar } = summary;
    return [{ id, username, name, avatar }];
  });
}

function viewInvite(invite: StoredInvite, code: string, { origin }: Pick<Source, 'origin'>): Invite {
  const { createdBy, createdAt, endsAt, maxUses, uses, approval } = invite;
  return {
    code,
    // a fragment reaches no server and so no log
    url: `${origin}/invite#${code}`,
    createdBy,
    createdAt: wireTime(createdAt),
    expiresAt: endsAt === undefined ? null : wireTime(endsAt),
    maxUses: maxUses ?? null,
    uses,
    approval,
  };
}
