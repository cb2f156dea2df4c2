import type { Caller } from '../accounts/index.ts';
import { makeConversation, type Member } from '../conversations/index.ts';
import type { Conversation, CreateConversationRequest } from '../protocol/index.ts';
import { publishEach } from '../realtime/index.ts';
import type { InboxContext } from './context.ts';
import { viewConversations, viewMe } from './views.ts';

export interface Created {
  conversation: Conversation;
  /** `false`: it is the direct conversation that the two had already. */
  created: boolean;
  /** Settles when the event was pushed to every member's sockets; never rejects. */
  pushed: Promise<void>;
}

/**
 * Opens the direct conversation of two people, or makes a group with the caller as its owner, and shows it to its
 * members. Throws `unknown_usernames`, `validation_failed`.
 */
export async function createConversation(
  context: InboxContext,
  caller: Caller,
  input: CreateConversationRequest,
): Promise<Created> {
  await context.limits.take('createConversation', caller.userId);
  const { showing, created } = await makeConversation(context, caller, input);
  const [conversation] = await viewConversations(context, [showing]);
  if (!conversation) throw new Error('a stored conversation has a view');
  const pushed = created ? pushToMembers(context, created, conversation) : Promise.resolve();
  return { conversation, created: created !== undefined, pushed };
}

/** The event differs between the members only in `me`, each member's own part. */
function pushToMembers(
  context: InboxContext,
  members: readonly Member[],
  conversation: Conversation,
): Promise<void> {
  const event = (member: Member) =>
    ({ type: 'conversation:new', data: { ...conversation, me: viewMe(member) } }) as const;
  return publishEach(context, new Map(members.map((member) => [member.userId, event(member)])));
}
