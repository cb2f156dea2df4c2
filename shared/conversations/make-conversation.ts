import type { Caller } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { directConversationId, isBotId, newId } from '../platform/ids.ts';
import { requireReachable } from '../relations/index.ts';
import type { CreateConversationRequest } from '../protocol/index.ts';
import type { ConversationsContext } from './context.ts';
import { conversationKeyContext } from './data-key.ts';
import type { Head, Member } from './model.ts';
import { conversationPolicy, permit } from './policy.ts';
import { requireRoom } from './require-room.ts';
import { resolveUsernames } from './resolve-usernames.ts';
import { showingOf, type Showing } from './showing.ts';

export interface Made {
  /** To the caller. */
  showing: Showing;
  /** All members of one that is new. `undefined`: it is the direct conversation that the two had already. */
  created: readonly Member[] | undefined;
}

/**
 * Stores the direct conversation of two people, or a group with the caller as its owner. Throws `unknown_usernames`,
 * `validation_failed`, `forbidden` to bots that want a group, `group_full`, and where settings or blocks do not allow it `messages_not_accepted`, `invites_not_accepted`, `user_blocked`.
 */
export async function makeConversation(
  context: ConversationsContext,
  caller: Caller,
  input: CreateConversationRequest,
): Promise<Made> {
  const found = await resolveUsernames(context, input.participantUsernames, 'participantUsernames');
  const others = [...new Set(found.values())].filter((id) => id !== caller.userId);
  const [other, ...more] = others;
  if (other === undefined) throw invalid('participantUsernames', 'must name another user');
  if (input.name === undefined && more.length > 0) throw invalid('name', 'is required for a group');

  const isGroup = input.name !== undefined;
  if (isGroup && isBotId(caller.userId)) throw new ChatError('forbidden', 'Bots cannot own groups.');
  if (isGroup) await requireRoom(context, { memberCount: 1 }, others.length);
  const id = isGroup ? newId(context.random, 'cnv') : directConversationId(caller.userId, other);
  if (!isGroup && (await context.conversations.head(id))) return existing(context, caller, id);

  const nameOf = (userId: string) => {
    const index = input.participantUsernames.findIndex((username) => found.get(username) === userId);
    return { path: `participantUsernames.${index}`, name: input.participantUsernames[index] ?? '' };
  };
  await requireReachable(context, caller.userId, isGroup ? 'groups' : 'messages', others, nameOf);

  const { head, me, others: them } = await fresh(context, caller, id, others, input.name);
  const members = [me, ...them];
  const stored = await context.conversations.create(head, members);
  // the other one opened it at the same moment: it is the same conversation
  return stored ? { showing: showingOf(head, me, members), created: members } : existing(context, caller, id);
}

async function existing(context: ConversationsContext, caller: Caller, id: string): Promise<Made> {
  const showing = await context.conversations.showing(id, caller.userId);
  const found = showing && { showing, role: showing.me.role };
  return { showing: permit(conversationPolicy, 'openAgain', found).showing, created: undefined };
}

async function fresh(
  context: ConversationsContext,
  caller: Caller,
  id: string,
  others: readonly string[],
  name: string | undefined,
): Promise<{ head: Head; me: Member; others: Member[] }> {
  const now = context.clock.now();
  const isGroup = name !== undefined;
  const [other] = others;
  const key = await context.envelope.newKey(conversationKeyContext(id));
  const member = (userId: string, role: Member['role']): Member => ({
    userId,
    role,
    joinedAt: now,
    notifications: 'all',
    deliveredSeq: 0,
    readSeq: 0,
  });
  return {
    head: {
      id,
      isGroup,
      name: name ?? null,
      avatar: null,
      createdAt: now,
      createdBy: caller.userId,
      memberCount: others.length + 1,
      ...(other !== undefined && !isGroup && { pair: [caller.userId, other] }),
      membersVersion: 1,
      lastSeq: 0,
      lastActivityAt: now,
      keyId: key.keyId,
      wrappedKey: key.wrapped,
    },
    me: member(caller.userId, isGroup ? 'owner' : 'member'),
    others: others.map((userId) => member(userId, 'member')),
  };
}

function invalid(path: string, message: string): ChatError {
  return new ChatError('validation_failed', `${path}: ${message}`, [{ path, message }]);
}
