import type { Caller } from '../accounts/index.ts';
import { ChatError } from '../platform/errors.ts';
import { directConversationId, newId } from '../platform/ids.ts';
import type { CreateConversationRequest } from '../protocol/index.ts';
import type { ConversationsContext } from './context.ts';
import { conversationKeyContext } from './data-key.ts';
import type { Member, Roster } from './model.ts';
import { conversationPolicy, permit } from './policy.ts';

export interface Made {
  roster: Roster;
  /** `false`: it is the direct conversation that the two had already. */
  created: boolean;
}

/**
 * Stores the direct conversation of two people, or a group with the caller as its owner. Throws `unknown_usernames`,
 * `validation_failed`.
 */
export async function makeConversation(
  context: ConversationsContext,
  caller: Caller,
  input: CreateConversationRequest,
): Promise<Made> {
  const others = (await resolve(context, input.participantUsernames)).filter((id) => id !== caller.userId);
  const [other, ...more] = others;
  if (other === undefined) throw invalid('participantUsernames', 'must name another user');
  if (input.name === undefined && more.length > 0) throw invalid('name', 'is required for a group');

  const isGroup = input.name !== undefined;
  const id = isGroup ? newId(context.random, 'cnv') : directConversationId(caller.userId, other);
  if (!isGroup && (await context.conversations.head(id))) return existing(context, caller, id);

  const roster = await fresh(context, caller, id, others, input.name);
  const stored = await context.conversations.create(roster.head, [...roster.members.values()]);
  // the other one opened it at the same moment: it is the same conversation
  return stored ? { roster, created: true } : existing(context, caller, id);
}

/** The ids behind usernames, each once. Throws `unknown_usernames`, naming each unknown one. */
async function resolve(context: ConversationsContext, usernames: readonly string[]): Promise<string[]> {
  const found = await context.accounts.idsOfUsernames(usernames);
  const unknown = usernames.flatMap((username, index) =>
    found.has(username)
      ? []
      : [{ path: `participantUsernames.${index}`, message: `unknown username "${username}"`, username }],
  );
  if (unknown.length > 0) {
    const names = unknown.map(({ username }) => username).join(', ');
    const fields = unknown.map(({ path, message }) => ({ path, message }));
    throw new ChatError('unknown_usernames', `Unknown usernames: ${names}`, fields);
  }
  return [...new Set(found.values())];
}

async function existing(context: ConversationsContext, caller: Caller, id: string): Promise<Made> {
  const roster = await context.conversations.roster(id);
  const me = roster?.members.get(caller.userId);
  return {
    ...permit(conversationPolicy, 'openAgain', roster && me && { roster, role: me.role }),
    created: false,
  };
}

async function fresh(
  context: ConversationsContext,
  caller: Caller,
  id: string,
  others: readonly string[],
  name: string | undefined,
): Promise<Roster> {
  const now = context.clock.now();
  const isGroup = name !== undefined;
  const [other] = others;
  const key = await context.envelope.newKey(conversationKeyContext(id));
  const member = (userId: string, role: Member['role']): [string, Member] => [
    userId,
    { userId, role, joinedAt: now, notifications: 'all', deliveredSeq: 0, readSeq: 0 },
  ];
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
    members: new Map([
      member(caller.userId, isGroup ? 'owner' : 'member'),
      ...others.map((userId) => member(userId, 'member')),
    ]),
  };
}

function invalid(path: string, message: string): ChatError {
  return new ChatError('validation_failed', `${path}: ${message}`, [{ path, message }]);
}
