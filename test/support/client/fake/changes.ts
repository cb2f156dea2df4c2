import { isDeepStrictEqual } from 'node:util';
import { ChatError } from '../../../../shared/platform/errors.ts';
import type { Message, MessageChange } from '../../../../shared/protocol/index.ts';
import type { FakeConversations } from './conversations.ts';
import type { FrameHandlers } from './frames.ts';
import { wireTime, type Person } from './people.ts';
import { noContent, ok, type Answers } from './routes.ts';
import { messageOf, readBy, saidIn, seenBy, type Said, type Talk } from './talks.ts';
import type { World } from './world.ts';

/** What becomes of messages that were sent. */
export class FakeChanges {
  readonly #world: World;
  readonly #conversations: FakeConversations;

  readonly answers: Answers = {
    editMessage: ({ caller, params, body }) =>
      ok(this.edit(this.#conversations.of(params.id, caller), caller, params.seq, body)),
    deleteMessage: ({ caller, params }) => {
      this.delete(this.#conversations.of(params.id, caller), caller, params.seq);
      return noContent;
    },
    addReaction: ({ caller, params: { id, seq, emoji } }) =>
      ok(this.react(this.#conversations.of(id, caller), caller, seq, emoji, true)),
    removeReaction: ({ caller, params: { id, seq, emoji } }) =>
      ok(this.react(this.#conversations.of(id, caller), caller, seq, emoji, false)),
    removePreview: ({ caller, params }) =>
      ok(this.#removePreview(this.#conversations.of(params.id, caller), caller, params.seq)),
  };

  readonly frames: Pick<FrameHandlers, 'message:edit' | 'message:delete' | 'message:react'> = {
    'message:edit': ({ person, data: { conversationId, seq, ...said }, socket }) =>
      this.edit(this.#conversations.of(conversationId, person), person, seq, said, socket),
    'message:delete': ({ person, data: { conversationId, seq }, socket }) =>
      this.delete(this.#conversations.of(conversationId, person), person, seq, socket),
    'message:react': ({ person, data: { conversationId, seq, emoji, remove = false }, socket }) =>
      this.react(this.#conversations.of(conversationId, person), person, seq, emoji, !remove, socket),
  };

  constructor(world: World, conversations: FakeConversations) {
    this.#world = world;
    this.#conversations = conversations;
  }

  edit(talk: Talk, editor: Person, seq: number, { text, entities }: Said, from?: object): Message {
    const message = messageOf(talk, seq);
    if (message.senderId !== editor.id) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    if (message.streaming) throw new ChatError('message_streaming');
    if (message.kind !== 'text') throw new ChatError('not_editable');
    const same = entities === undefined || isDeepStrictEqual(message.entities ?? [], entities);
    if (message.text === text && same) return readBy(talk, editor, message);
    const editedAt = wireTime(this.#world.now());
    const { entities: _, ...rest } = message;
    const said = saidIn(talk, { text, entities });
    return this.store(talk, editor, { ...rest, ...said, editedAt }, 'edited', from);
  }

  delete(talk: Talk, actor: Person, seq: number, from?: object): Message {
    const message = messageOf(talk, seq);
    const mayAny = talk.name !== null && actor === talk.members[0];
    if (message.senderId !== actor.id && !mayAny) throw new ChatError('forbidden');
    if (message.deletedAt !== null) return readBy(talk, actor, message);
    const { reactions: _, entities: __, streaming: ___, incomplete: ____, ...said } = message;
    const { poll: _____, location: ______, contact: _______, ...rest } = said;
    const deletedAt = wireTime(this.#world.now());
    const left = { ...rest, kind: 'text' as const, text: '', attachments: [], editedAt: null, deletedAt };
    return this.store(talk, actor, left, 'deleted', from);
  }

  react(talk: Talk, actor: Person, seq: number, emoji: string, on: boolean, from?: object): Message {
    const message = messageOf(talk, seq);
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    const { reactions: before = [], ...rest } = message;
    const known = before.find((one) => one.emoji === emoji) ?? { emoji, count: 0, userIds: [] };
    if (known.userIds.includes(actor.id) === on) return readBy(talk, actor, message);
    const userIds = on ? [...known.userIds, actor.id] : known.userIds.filter((id) => id !== actor.id);
    const now = { emoji, count: userIds.length, userIds };
    const isNew = before.every((one) => one.emoji !== emoji);
    const all = isNew ? [...before, now] : before.map((one) => (one.emoji === emoji ? now : one));
    const reactions = all.filter(({ count }) => count > 0);
    return this.store(
      talk,
      actor,
      { ...rest, ...(reactions.length > 0 && { reactions }) },
      'reactions',
      from,
    );
  }

  /** No page is read here: there is nothing to remove. */
  #removePreview(talk: Talk, actor: Person, seq: number): Message {
    const message = messageOf(talk, seq);
    if (message.senderId !== actor.id) throw new ChatError('forbidden');
    if (message.deletedAt !== null) throw new ChatError('message_deleted');
    const { preview: _, ...plain } = message;
    return message.preview ? this.store(talk, actor, plain, 'preview') : message;
  }

  /** Stores a message as it is now, under a number of its own, and pushes it. */
  store(talk: Talk, actor: Person, now: Message, type: MessageChange['type'], from?: object): Message {
    const seq = this.#conversations.nextSeq(talk);
    const changed = { ...now, changeSeq: seq };
    const change = { type, seq, messageSeq: now.seq, userId: actor.id };
    talk.messages = talk.messages.map((one) => (one.seq === now.seq ? changed : one));
    talk.edits = [
      ...talk.edits,
      {
        id: `${talk.id.replace('cnv', 'msg')}_${seq.toString(36)}`,
        seq,
        conversationId: talk.id,
        senderId: actor.id,
        kind: 'change',
        text: '',
        attachments: [],
        replyTo: null,
        createdAt: wireTime(this.#world.now()),
        editedAt: null,
        deletedAt: null,
        status: 'sent',
        change,
      },
    ];
    const event = type === 'deleted' ? 'message:deleted' : 'message:updated';
    const mine = readBy(talk, actor, changed);
    for (const member of this.#world.pushes ? talk.members : []) {
      const { clientId: _, ...plain } = seenBy(talk, member, changed);
      const forOthers = { ...plain, ...(plain.reactions && { reactions: changed.reactions }) };
      const data = member === actor ? mine : forOthers;
      this.#world.deliver(member, { type: event, data: { ...data, change } }, from);
    }
    return mine;
  }
}
