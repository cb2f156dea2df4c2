import { isDeepStrictEqual } from 'node:util';
import type { GivenContent } from '../../../../shared/messages/content/content.ts';
import { ChatError } from '../../../../shared/platform/errors.ts';
import type { Message } from '../../../../shared/protocol/index.ts';
import type { FakeConversations } from './conversations.ts';
import type { FrameHandlers } from './frames.ts';
import type { FakeMedia } from './media.ts';
import { wireTime, type Person } from './people.ts';
import { contentIn, sentContent } from './contents.ts';
import type { Answers } from './routes.ts';
import { messageOf, saidIn, seenBy, type Said, type Talk } from './talks.ts';
import type { World } from './world.ts';

export interface Outgoing extends Said, GivenContent {
  clientId?: string | undefined;
  attachments?: readonly string[] | undefined;
  replyTo?: string | null | undefined;
  repeat?: boolean | undefined;
  streaming?: true;
}

/** How messages get into conversations, each once. */
export class FakeSending {
  readonly #world: World;
  readonly #conversations: FakeConversations;
  readonly #media: FakeMedia;
  readonly #sentAs = new Map<string, Message>();
  #seconds = 0;

  readonly answers: Answers = {
    sendMessage: ({ caller, params, body }) => {
      const sent = this.send(this.#conversations.of(params.id, caller), caller, body);
      const { duplicate, ...reply } = sentReply(sent);
      return { status: duplicate ? 200 : 201, body: reply };
    },
  };

  readonly frames: Pick<FrameHandlers, 'message:send'> = {
    'message:send': ({ person, data: { conversationId, ...message }, socket }) =>
      sentReply(this.send(this.#conversations.of(conversationId, person), person, message, socket)),
  };

  constructor(world: World, conversations: FakeConversations, media: FakeMedia) {
    this.#world = world;
    this.#conversations = conversations;
    this.#media = media;
  }

  /** Throws `message_not_found`, `client_id_conflict`. */
  send(talk: Talk, sender: Person, message: Outgoing, from?: object): Message & { duplicate: boolean } {
    const { clientId, text, entities, replyTo, attachments = [] } = message;
    const key = clientId === undefined ? undefined : `${sender.id} ${clientId}`;
    const first = key === undefined ? undefined : this.#sentAs.get(key);
    this.requireSendable(talk, sender, first ? null : replyTo);
    if (!first) for (const id of attachments) this.#media.require(sender.id, id);
    if (first === undefined) {
      const stored = this.store(talk, sender, message, from);
      if (key !== undefined) this.#sentAs.set(key, stored);
      return { ...stored, duplicate: false };
    }
    // the server looks for the first one only after it took a number, unless the client says that this is a repeat
    if (!message.repeat) this.#conversations.nextSeq(talk);
    const { conversationId } = first;
    if (
      conversationId !== talk.id ||
      (first.streaming ?? false) !== (message.streaming ?? false) ||
      first.text !== (contentIn(message)?.text ?? text) ||
      (entities !== undefined && !isDeepStrictEqual(first.entities ?? [], entities)) ||
      first.replyTo !== (replyTo ?? null) ||
      idsOf(first) !== attachments.join()
    ) {
      throw new ChatError('client_id_conflict');
    }
    return { ...first, duplicate: true };
  }

  /** Stores a message under the next number, and pushes it. */
  store(talk: Talk, sender: Person, stored: Outgoing & { seq?: number }, from?: object): Message {
    const {
      text,
      entities,
      replyTo,
      clientId,
      attachments = [],
      seq = this.#conversations.nextSeq(talk),
    } = stored;
    const said = saidIn(talk, { text, entities });
    const message: Message = {
      id: `${talk.id.replace('cnv', 'msg')}_${seq.toString(36)}`,
      seq,
      conversationId: talk.id,
      senderId: sender.id,
      kind: 'text',
      ...said,
      ...contentIn(stored),
      attachments: attachments.map((id) => this.#media.get(id)),
      replyTo: replyTo ?? null,
      createdAt: wireTime(this.#world.now() + (this.#world.timePasses ? ++this.#seconds * 1_000 : 0)),
      editedAt: null,
      deletedAt: null,
      status: 'sent',
      ...(stored.streaming && { streaming: true as const }),
      ...(clientId !== undefined && { clientId }),
    };
    this.#joinThread(talk, message);
    talk.messages = [...talk.messages, message].sort((a, b) => a.seq - b.seq);
    for (const member of this.#world.pushes ? talk.members : []) {
      this.#world.deliver(member, { type: 'message:new', data: seenBy(talk, member, message) }, from);
    }
    return message;
  }

  /** Throws `user_blocked`, `message_not_found`. */
  requireSendable(talk: Talk, sender: Person, replyTo: string | null | undefined): void {
    if (talk.name === null && talk.members.some(({ id }) => sender.blocks.has(id))) {
      throw new ChatError('user_blocked');
    }
    const canReply = ({ id, deletedAt }: Message) => id === replyTo && deletedAt === null;
    if (replyTo && !talk.messages.some(canReply)) throw new ChatError('message_not_found');
  }

  #joinThread(talk: Talk, reply: Message): void {
    const target = talk.messages.find(({ id }) => id === reply.replyTo);
    if (!target) return;
    const rootSeq = target.threadSeq ?? target.seq;
    reply.threadSeq = rootSeq;
    const root = messageOf(talk, rootSeq);
    const { count = 0, userIds = [] } = root.thread ?? {};
    const named = userIds.includes(reply.senderId) ? userIds : [...userIds, reply.senderId];
    const thread = { count: count + 1, lastSeq: reply.seq, userIds: named };
    talk.messages = talk.messages.map((one) => (one.seq === rootSeq ? { ...one, thread } : one));
    const author = `${root.senderId} ${rootSeq}`;
    if (count === 0) talk.threads.set(author, { following: true, readCount: 0 });
    talk.threads.set(`${reply.senderId} ${rootSeq}`, { following: true, readCount: count + 1 });
  }
}

/** What a send is answered. */
export const sentReply = ({
  id,
  seq,
  createdAt,
  entities,
  attachments,
  threadSeq,
  duplicate,
  ...said
}: Message & { duplicate: boolean }) => ({
  id,
  seq,
  createdAt,
  ...(entities && { entities }),
  ...(attachments.length > 0 && { attachments }),
  ...sentContent(said),
  ...(threadSeq !== undefined && { threadSeq }),
  duplicate,
});

const idsOf = ({ attachments }: Message): string => attachments.map(({ id }) => id).join();
