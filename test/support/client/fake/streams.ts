import { ChatError } from '../../../../shared/platform/errors.ts';
import type {
  AppendedReply,
  AppendRequest,
  Message,
  OpenedStream,
} from '../../../../shared/protocol/index.ts';
import type { FakeChanges } from './changes.ts';
import type { FakeConversations } from './conversations.ts';
import type { FrameHandlers } from './frames.ts';
import type { Person } from './people.ts';
import { ok, type Answers } from './routes.ts';
import type { FakeSending, Outgoing } from './sending.ts';
import { messageOf, readBy, saidIn, type Said, type Talk } from './talks.ts';
import type { World } from './world.ts';

/** Messages that are written piece by piece. */
export class FakeStreams {
  readonly #world: World;
  readonly #conversations: FakeConversations;
  readonly #sending: FakeSending;
  readonly #changes: FakeChanges;
  /** When messages that are being written were stored last, by id. */
  readonly #checkpoints = new Map<string, number>();

  readonly answers: Answers = {
    openStream: ({ caller, params, body }) => {
      const { duplicate, ...reply } = this.#open(this.#conversations.of(params.id, caller), caller, body);
      return { status: duplicate ? 200 : 201, body: reply };
    },
    appendToStream: ({ caller, params, body }) =>
      ok(this.#append(this.#conversations.of(params.id, caller), caller, params.seq, body)),
    closeStream: ({ caller, params, body }) =>
      ok(this.#close(this.#conversations.of(params.id, caller), caller, params.seq, body)),
    stopStream: ({ caller, params }) =>
      ok(this.#stop(this.#conversations.of(params.id, caller), caller, params.seq)),
  };

  readonly frames: Pick<FrameHandlers, 'message:open' | 'message:append' | 'message:close' | 'message:stop'> =
    {
      'message:open': ({ person, data: { conversationId, ...opening }, socket }) =>
        this.#open(this.#conversations.of(conversationId, person), person, opening, socket),
      'message:append': ({ person, data: { conversationId, seq, ...piece }, socket }) =>
        this.#append(this.#conversations.of(conversationId, person), person, seq, piece, socket),
      'message:close': ({ person, data: { conversationId, seq, ...said }, socket }) =>
        this.#close(this.#conversations.of(conversationId, person), person, seq, said, socket),
      'message:stop': ({ person, data: { conversationId, seq }, socket }) =>
        this.#stop(this.#conversations.of(conversationId, person), person, seq, socket),
    };

  constructor(world: World, conversations: FakeConversations, sending: FakeSending, changes: FakeChanges) {
    this.#world = world;
    this.#conversations = conversations;
    this.#sending = sending;
    this.#changes = changes;
  }

  #open(
    talk: Talk,
    author: Person,
    opening: Pick<Outgoing, 'clientId' | 'replyTo' | 'repeat'>,
    from?: object,
  ): OpenedStream & { duplicate: boolean } {
    const sent = this.#sending.send(talk, author, { ...opening, text: '', streaming: true }, from);
    const { id, seq, createdAt, threadSeq, duplicate } = sent;
    if (!duplicate) this.#checkpoints.set(id, this.#world.now());
    const stored = messageOf(talk, seq);
    return {
      id,
      seq,
      createdAt,
      ...(threadSeq !== undefined && { threadSeq }),
      offset: stored.streaming ? stored.text.length : 0,
      duplicate,
    };
  }

  #append(
    talk: Talk,
    author: Person,
    seq: number,
    { offset, text, checkpoint = false }: AppendRequest,
    from?: object,
  ): AppendedReply {
    const message = this.#ownOpen(talk, author, seq);
    const known = message.text.slice(offset);
    const goesOn = offset <= message.text.length && (text.startsWith(known) || known.startsWith(text));
    if (!goesOn) throw new ChatError('stream_conflict');
    const added = text.slice(known.length);
    const at = message.text.length;
    const stores = checkpoint && this.#world.now() - (this.#checkpoints.get(message.id) ?? 0) >= 1_000;
    if (stores) {
      this.#checkpoints.set(message.id, this.#world.now());
      const stored = { ...message, text: message.text + added };
      talk.messages = talk.messages.map((one) => (one.seq === seq ? stored : one));
    }
    const data = { conversationId: talk.id, seq, offset: at, text: added };
    for (const member of this.#world.pushes && (stores || added !== '') ? talk.members : []) {
      this.#world.deliver(member, { type: 'message:appended', data }, from);
    }
    return { offset: stores ? at + added.length : at };
  }

  #close(talk: Talk, author: Person, seq: number, { text, entities }: Said, from?: object): Message {
    const message = messageOf(talk, seq);
    if (message.senderId !== author.id) throw new ChatError('forbidden');
    if (message.deletedAt === null && !message.streaming && !message.incomplete && message.text === text) {
      return readBy(talk, author, message);
    }
    const { streaming: _, ...rest } = this.#ownOpen(talk, author, seq);
    return this.#changes.store(
      talk,
      author,
      { ...rest, ...saidIn(talk, { text, entities }) },
      'written',
      from,
    );
  }

  #stop(talk: Talk, actor: Person, seq: number, from?: object): Message {
    const message = messageOf(talk, seq);
    const answered = talk.messages.find(({ id }) => id === message.replyTo)?.senderId;
    const mayStop = [talk.members[0]?.id, message.senderId, answered].includes(actor.id);
    if (talk.name !== null && !mayStop) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    if (!message.streaming) return readBy(talk, actor, message);
    const { streaming: _, ...rest } = message;
    return this.#changes.store(talk, actor, { ...rest, incomplete: 'stopped' }, 'written', from);
  }

  #ownOpen(talk: Talk, author: Person, seq: number): Message {
    const message = messageOf(talk, seq);
    if (message.senderId !== author.id) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    if (!message.streaming) throw new ChatError('stream_ended');
    return message;
  }
}
