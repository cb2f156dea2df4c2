import { ChatError } from '../../../../shared/platform/errors.ts';
import type { Message } from '../../../../shared/protocol/index.ts';
import type { FakeChanges } from './changes.ts';
import { counted, storeVote } from './contents.ts';
import type { FakeConversations } from './conversations.ts';
import type { FrameHandlers } from './frames.ts';
import { wireTime, type Person } from './people.ts';
import { ok, type Answers } from './routes.ts';
import { messageOf, readBy, type Talk } from './talks.ts';
import type { World } from './world.ts';

/** Voting in polls, and their end. */
export class FakePolls {
  readonly #world: World;
  readonly #conversations: FakeConversations;
  readonly #changes: FakeChanges;

  readonly answers: Answers = {
    vote: ({ caller, params, body }) =>
      ok(this.#vote(this.#conversations.of(params.id, caller), caller, params.seq, body.options)),
    closePoll: ({ caller, params }) =>
      ok(this.#close(this.#conversations.of(params.id, caller), caller, params.seq)),
  };

  readonly frames: Pick<FrameHandlers, 'poll:vote'> = {
    'poll:vote': ({ person, data: { conversationId, seq, options }, socket }) =>
      this.#vote(this.#conversations.of(conversationId, person), person, seq, options, socket),
  };

  constructor(world: World, conversations: FakeConversations, changes: FakeChanges) {
    this.#world = world;
    this.#conversations = conversations;
    this.#changes = changes;
  }

  /** Votes, and once that is answered, counts the votes in the author's name. */
  #vote(talk: Talk, voter: Person, seq: number, chosen: readonly number[], from?: object): Message {
    const message = messageOf(talk, seq);
    const isNew = storeVote(talk, voter.id, message, chosen);
    const answer = readBy(talk, voter, message);
    if (!isNew) return answer;
    const mine = [...(answer.poll?.mine ?? [])];
    this.#world.deliver(voter, { type: 'poll:voted', data: { conversationId: talk.id, seq, mine } }, from);
    queueMicrotask(() => {
      const now = counted(talk, messageOf(talk, seq));
      const author = talk.members.find(({ id }) => id === now.senderId);
      if (author) this.#changes.store(talk, author, now, 'poll');
    });
    return answer;
  }

  #close(talk: Talk, actor: Person, seq: number): Message {
    const message = messageOf(talk, seq);
    if (!message.poll) throw new ChatError('not_a_poll');
    if (message.senderId !== actor.id) throw new ChatError('forbidden');
    const poll = { ...message.poll, closedAt: wireTime(this.#world.now()) };
    return this.#changes.store(talk, actor, { ...message, poll }, 'poll');
  }
}
