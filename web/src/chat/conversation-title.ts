import type { Conversation, Participant } from '../../../client/index.ts';

type Named = Pick<Conversation, 'isGroup' | 'name' | 'participants'>;

/** The other person of a direct conversation; `undefined` in a group, and where they have left. */
export function otherOf(
  { isGroup, participants }: Pick<Conversation, 'isGroup' | 'participants'>,
  ownId: string | undefined,
): Participant | undefined {
  return isGroup ? undefined : participants.find(({ id }) => id !== ownId);
}

/** What a conversation is called: the group's own name, or that of the other person. Empty where there is neither. */
export const titleOf = (conversation: Named, ownId: string | undefined): string =>
  (conversation.isGroup ? conversation.name : otherOf(conversation, ownId)?.name) ?? '';
