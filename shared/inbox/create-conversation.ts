import type { Caller } from '../accounts/index.ts';
import { makeConversation, type Head, type Member } from '../conversations/index.ts';
import type { Conversation, CreateConversationRequest } from '../protocol/index.ts';
import { publishEach } from '../realtime/index.ts';
import type { InboxContext } from './context.ts';
import { viewMe, viewNewConversation } from './views.ts';

export interface Created {
  conversation: Conversation;
  /** `false`: it is the direct conversation that the two had already. */
  created: boolean;
  /** Settles when the event was pushed to every member's sockets; never rejects. */
  pushed: Promise<void>;
}

/**
 * Opens the direct conversation of two people, or makes a group with the caller as its owner, and shows it to its
 * members. Throws `unknown_usernames`, `validation_failed`, `messages_not_accepted`, `invites_not_accepted`, `user_blocked`.
 */
export async function createConversation(
  context: InboxContext,
  caller: Caller,
  input: CreateConversationRequest,
): Promise<Created> {
  await context.limits.take('createConversation', caller.userId);
  const { showing, created } = await makeConversation(context, caller, input);
  const { conversation, toOthers } = await viewNewConversation(context, caller.userId, showing);
  const viewOf = (userId: string) => (userId === caller.userId ? conversation : toOthers);
  const pushed = created ? pushToMembers(context, showing.head, created, viewOf) : Promise.resolve();
  return { conversation, created: created !== undefined, pushed };
}

/** The event differs between the other members only in `me`, each member's own part. */
function pushToMembers(
  context: InboxContext,
  head: Head,
  members: readonly Member[],
  viewOf: (userId: string) => Conversation,
): Promise<void> {
  const event = (member: Member) =>
    ({
      type: 'conversation:new',
      data: { ...viewOf(member.userId), me: viewMe(head, member, context.clock.now()) },
    }) as const;
  return publishEach(context, new Map(members.map((member) => [member.userId, event(member)])));
}
