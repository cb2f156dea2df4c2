import {
  contentOf,
  plainText,
  viewContent,
  type GivenContent,
} from '../../../../shared/messages/content/content.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import type { Message } from '../../../../shared/protocol/index.ts';
import type { Talk } from './talks.ts';

/** What a message is that is no text, as an event says it; nothing of a text. */
export function contentIn(
  given: GivenContent,
): (Pick<Message, 'text' | 'kind'> & Partial<Message>) | undefined {
  const content = contentOf(given);
  return (
    content && {
      kind: content.kind,
      text: plainText(content),
      ...viewContent(content, { tally: undefined, ballot: undefined }),
    }
  );
}

/** What the reply to a send says of it. */
export const sentContent = ({
  kind,
  text,
  poll,
  location,
  contact,
}: Pick<Message, 'kind' | 'text' | 'poll' | 'location' | 'contact'>) =>
  kind === 'text'
    ? {}
    : { kind, text, ...(poll && { poll }), ...(location && { location }), ...(contact && { contact }) };

const voteKey = (seq: number, userId: string) => `${seq} ${userId}`;

/** What a user chose in the poll of a message; nothing of one that is none. */
export const ownVote = ({ votes }: Talk, userId: string, { seq, poll }: Message): Pick<Message, 'poll'> =>
  poll ? { poll: { ...poll, mine: [...(votes.get(voteKey(seq, userId)) ?? [])] } } : {};

/** Stores a vote. `false`: it was so already. Throws what the real server does. */
export function storeVote(talk: Talk, userId: string, message: Message, chosen: readonly number[]): boolean {
  const { seq, poll, deletedAt } = message;
  if (deletedAt !== null) throw new ChatError('message_deleted');
  if (!poll) throw new ChatError('not_a_poll');
  if (poll.closedAt !== undefined) throw new ChatError('poll_closed');
  const wrong = chosen.some((index) => index >= poll.options.length) || (!poll.multiple && chosen.length > 1);
  if (wrong) throw new ChatError('validation_failed', undefined, [{ path: 'options', message: 'wrong' }]);
  const options = [...chosen].sort((a, b) => a - b);
  const before = talk.votes.get(voteKey(seq, userId)) ?? [];
  if (before.join() === options.join()) return false;
  talk.votes.set(voteKey(seq, userId), options);
  return true;
}

/** The message with its votes as they are now. */
export function counted(talk: Talk, message: Message): Message {
  const { poll, seq } = message;
  if (!poll) return message;
  const votes = [...talk.votes].flatMap(([key, one]) =>
    key.startsWith(`${seq} `) && one.length > 0 ? [one] : [],
  );
  const options = poll.options.map(({ text }, index) => ({
    text,
    count: votes.filter((one) => one.includes(index)).length,
  }));
  return { ...message, poll: { ...poll, options, voterCount: votes.length } };
}
