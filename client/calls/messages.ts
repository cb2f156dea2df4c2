import {
  routes,
  type ForwardReply,
  type ForwardRequest,
  type Message,
  type MessagePage,
  type MessageRevisionPage,
  type PollVoterPage,
  type OutgoingMessage,
  type ReactionUserPage,
  type ReceiptPage,
  type SearchPage,
  type SendResult,
  type ThreadPage,
  type ThreadStanding,
  type UpdateThreadRequest,
} from '../api/protocol.ts';
import { checkMessage } from '../delivery/check-message.ts';
import { ChatClientError } from '../errors.ts';
import type {
  EditOptions,
  HistoryOptions,
  PageOptions,
  SearchOptions,
  SendOptions,
  VoteOptions,
} from '../options.ts';
import { randomId } from '../platform/random.ts';
import type { MessageWriter } from '../streams/message-writer.ts';
import type { CallContext } from './context.ts';

/** Messages and their receipts. */
export class MessageCalls {
  readonly #context: CallContext;

  constructor(context: CallContext) {
    this.#context = context;
  }

  /**
   * Sends a message; resolves once it is stored. It waits while offline, also across a reload, and is repeated after a lost
   * connection under the same `clientId`: it is stored once. Rejects when the message is not valid or the server refuses
   * it, and with `signed_out` when the session ends first; unless that was a `logout`, the message is then kept for the
   * user's next sign-in (`message:kept`). `onMessage` hands it over in its place: before this resolves or, if earlier
   * messages are missing, after.
   */
  async send(conversationId: string, text: string, options: SendOptions = {}): Promise<SendResult> {
    const { signedIn, random } = this.#context;
    const { outbox } = signedIn();
    const checked = checkMessage({ conversationId, text, clientId: randomId(random), ...options });
    if ('errors' in checked) {
      throw new ChatClientError('validation_failed', 'The message is not valid.', { errors: checked.errors });
    }
    return outbox.add(checked.message);
  }

  /** The messages that wait to be sent, including those from before a reload, in the order of sending. */
  unsent(): OutgoingMessage[] {
    return this.#context.current()?.outbox.waiting ?? [];
  }

  /** Messages of a conversation, ascending; without options the newest. */
  list(conversationId: string, options: HistoryOptions = {}): Promise<MessagePage> {
    const query = { ...options };
    return this.#context.session.call(routes.listMessages, { params: { id: conversationId }, query });
  }

  /**
   * Messages that have all words of `q`, in all conversations of the user or one of them, the newest first; `marks` say where the words
   * stand. A page may hold fewer than asked for, or none, and still have a next one.
   */
  search(q: string, options: SearchOptions = {}): Promise<SearchPage> {
    return this.#context.session.call(routes.searchMessages, { query: { q, ...options } });
  }

  /** One message. Rejects with `message_not_found`. */
  get(conversationId: string, seq: number): Promise<Message> {
    return this.#context.session.call(routes.getMessage, {
      params: { id: conversationId, seq: String(seq) },
    });
  }

  /**
   * Gives an own message another text, as long as `editableUntil` allows. Resolves with the message as it is then, which
   * `message:updated` hands over too. Rejects with `edit_expired`, `message_deleted`, and what else refuses it.
   */
  edit(conversationId: string, seq: number, text: string, options: EditOptions = {}): Promise<Message> {
    return this.#context.signedIn().change('message:edit', { conversationId, seq, text, ...options });
  }

  /**
   * Opens a message, for programs that write while they think: what is written shows on all devices at once, and it is one
   * message. What this needs is loaded at the first use. Rejects as `send` does where the server refuses it.
   */
  async open(
    conversationId: string,
    options: Pick<SendOptions, 'clientId' | 'replyTo'> = {},
  ): Promise<MessageWriter> {
    const { openStream } = await this.#context.streams();
    return openStream(this.#context, conversationId, options);
  }

  /**
   * Stops a message that is being written: it says what is stored of it. For an own one, in a direct conversation for both, in a
   * group for the user whom it answers and for admins. Rejects with `forbidden`, `message_deleted`.
   */
  stop(conversationId: string, seq: number): Promise<Message> {
    return this.#context.signedIn().change('message:stop', { conversationId, seq });
  }

  /** Deletes a message for everyone. Resolves with what is left of it. Rejects with `forbidden`. */
  delete(conversationId: string, seq: number): Promise<Message> {
    return this.#context.signedIn().change('message:delete', { conversationId, seq });
  }

  /** Deletes a message for the user alone, on all their devices (`message:hidden`). Rejects with `hide_limit_reached`. */
  hide(conversationId: string, seq: number): Promise<void> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.deleteMessage, { params, query: { for: 'me' } });
  }

  /** Reacts to a message with an emoji. Rejects with `message_deleted`, `too_many_reactions`. */
  react(conversationId: string, seq: number, emoji: string): Promise<Message> {
    return this.#context.signedIn().change('message:react', { conversationId, seq, emoji });
  }

  /** Takes a reaction back. */
  unreact(conversationId: string, seq: number, emoji: string): Promise<Message> {
    return this.#context.signedIn().change('message:react', { conversationId, seq, emoji, remove: true });
  }

  /**
   * Votes in a poll, in place of an earlier vote: the indexes of one option, or of several where the poll allows that; none takes it back.
   * Resolves with the message, whose `poll.mine` says what was chosen; the counts follow (`message:updated`). Rejects with `poll_closed`.
   */
  vote(conversationId: string, seq: number, options: readonly number[]): Promise<Message> {
    return this.#context.signedIn().vote({ conversationId, seq, options: [...options] });
  }

  /** Closes a poll: an own one, or as an admin of the group any. */
  closePoll(conversationId: string, seq: number): Promise<Message> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.closePoll, { params });
  }

  /** Who voted in a poll, all or those who chose one option. Rejects with `forbidden` where it is anonymous. */
  votes(conversationId: string, seq: number, options: VoteOptions = {}): Promise<PollVoterPage> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.listVotes, { params, query: { ...options } });
  }

  /** Removes the preview of a link from an own message, which then gets no other one. Rejects with `forbidden`, `message_deleted`. */
  removePreview(conversationId: string, seq: number): Promise<Message> {
    return this.#context.session.call(routes.removePreview, {
      params: { id: conversationId, seq: String(seq) },
    });
  }

  /** What a message said before it was edited, the latest first. */
  revisions(conversationId: string, seq: number, options: PageOptions = {}): Promise<MessageRevisionPage> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.listRevisions, { params, query: { ...options } });
  }

  /** Who reacted to a message, by emoji. */
  reactions(conversationId: string, seq: number, options: PageOptions = {}): Promise<ReactionUserPage> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.listReactions, { params, query: { ...options } });
  }

  /** Replies to a message and to its replies, ascending; without options the newest. */
  replies(conversationId: string, seq: number, options: HistoryOptions = {}): Promise<MessagePage> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.listReplies, { params, query: { ...options } });
  }

  /** Follows a thread or not, or marks it as read; `thread:updated` hands it over too, also on other devices. */
  updateThread(conversationId: string, seq: number, change: UpdateThreadRequest): Promise<ThreadStanding> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.updateThread, { params, body: change });
  }

  /** The pinned messages of a conversation, the one pinned last first. */
  async pins(conversationId: string): Promise<Message[]> {
    const params = { id: conversationId };
    return (await this.#context.session.call(routes.listPins, { params })).items;
  }

  /** Pins a message for all members, where `mayInGroup` says `pin`. Rejects with `too_many_pins`. */
  pin(conversationId: string, seq: number): Promise<Message> {
    return this.#context.session.call(routes.pinMessage, {
      params: { id: conversationId, seq: String(seq) },
    });
  }

  /** Unpins a message. */
  unpin(conversationId: string, seq: number): Promise<Message> {
    return this.#context.session.call(routes.unpinMessage, {
      params: { id: conversationId, seq: String(seq) },
    });
  }

  /** The threads that the user follows, the latest reply first. */
  threads(options: PageOptions = {}): Promise<ThreadPage> {
    return this.#context.session.call(routes.listThreads, { query: { ...options } });
  }

  /**
   * Sends what a message says, and its files, to other conversations: each with a `clientId`, under which a repeat is sent once.
   * Resolves with what became of it in each. Rejects with `message_deleted`.
   */
  async forward(conversationId: string, seq: number, to: ForwardRequest['to']): Promise<ForwardReply> {
    const params = { id: conversationId, seq: String(seq) };
    return this.#context.session.call(routes.forwardMessage, { params, body: { to } });
  }

  /**
   * Reports everything up to `seq` as read, and so as delivered. Resolves once the server has it: receipts of a
   * conversation are sent at most once a second, and wait while the connection is lost. Before the first `connect` this is
   * a plain HTTP call.
   */
  async markRead(conversationId: string, seq: number): Promise<void> {
    const { signedIn, feed } = this.#context;
    const { receipts } = signedIn();
    const marks = { readSeq: seq, deliveredSeq: seq };
    feed.emit('marked', { conversationId, marks, stored: false });
    await receipts.mark('read', conversationId, seq);
    feed.emit('marked', { conversationId, marks, stored: true });
  }

  /** Reports everything up to `seq` as delivered, in the same way. Not needed with `autoDelivered`. */
  async markDelivered(conversationId: string, seq: number): Promise<void> {
    await this.#context.signedIn().receipts.mark('delivered', conversationId, seq);
  }

  /** The delivered and read marks of each member of a conversation. */
  receipts(conversationId: string, options: PageOptions = {}): Promise<ReceiptPage> {
    const query = { ...options };
    return this.#context.session.call(routes.listReceipts, { params: { id: conversationId }, query });
  }
}
