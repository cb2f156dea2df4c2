import { changeEntry, isOfKnownKind, type Entry } from '../api/entries.ts';
import type { Environment } from '../environment.ts';
import type { Connection, ConnectionState } from '../connection/connection.ts';
import { Delivery } from '../delivery/delivery.ts';
import type { ChatClientError } from '../errors.ts';
import type { PushedEvent } from '../connection/frames.ts';
import type { ClientEvents } from '../options.ts';
import type { FeedEvents } from '../state/feed.ts';
import { OutboxStore } from '../delivery/outbox-store.ts';
import { Outbox } from '../delivery/outbox.ts';
import { Focus } from '../presence/focus.ts';
import { PresenceWatch } from '../presence/presence.ts';
import type {
  AckData,
  ClientFrameData,
  ClientFrameType,
  Message,
  MessageChange,
  OutgoingMessage,
  SendResult,
} from '../api/protocol.ts';
import { Receipts } from '../delivery/receipts.ts';
import type { Session } from './session.ts';
import { SyncLoop } from '../delivery/sync-loop.ts';
import { Typing } from '../presence/typing.ts';
import { Transport, type ChangeFrameType } from './transport.ts';

interface UserSessionOptions {
  environment: Environment;
  userId: string;
  session: Session;
  connection: Connection;
  /** The prefix of the storage keys of this user. */
  storageKey: string;
  autoDelivered: boolean;
  emit: <T extends keyof ClientEvents>(type: T, data: ClientEvents[T]) => void;
  /** The same for the events that `client.state` follows. */
  feed: <T extends keyof FeedEvents>(type: T, data: FeedEvents[T]) => void;
  /** `synced` or `behind` may have changed. */
  onProgress: () => void;
}

/** Whether this is a page that is not visible. */
const isHidden = () => 'document' in globalThis && document.visibilityState === 'hidden';

/** What a frame that changes a message reports. */
const changeTypes = {
  'message:edit': 'edited',
  'message:delete': 'deleted',
  'message:react': 'reactions',
  'message:close': 'written',
  'message:stop': 'written',
} as const satisfies Record<ChangeFrameType, MessageChange['type']>;

/** The parts that work for the signed-in user, and their connections. */
export class UserSession {
  readonly userId: string;
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly presence: PresenceWatch;
  readonly focus: Focus;
  readonly syncLoop: SyncLoop;
  readonly #options: UserSessionOptions;
  readonly #transport: Transport;
  readonly #outboxStore: OutboxStore;
  #synced = false;
  /** Whether there ever was a connection: a program that only makes HTTP calls does not wait for one. */
  #wasLinked = false;

  constructor(options: UserSessionOptions) {
    const { environment, userId, connection, session, storageKey, emit, feed } = options;
    const transport = new Transport(connection, session);
    this.#options = options;
    this.#transport = transport;
    this.userId = userId;
    this.delivery = new Delivery({
      ...environment,
      storageKey: `${storageKey} positions`,
      sync: (cursor) => transport.sync(cursor),
      changes: (id, after) => transport.changes(id, after),
      history: (id, from) => transport.history(id, from),
      onMessage: (message, after) => this.#handOver(message, after),
      onReset: (conversationId) => emit('reset', { conversationId }),
      onHead: (head, first) => {
        this.receipts.confirm(head.id, head);
        feed('head', { head, first });
      },
      onGone: (id) => emit('conversation:removed', { id }),
      onProgress: options.onProgress,
    });
    this.#outboxStore = new OutboxStore({
      ...environment,
      storageKey: `${storageKey} outbox`,
      lock: environment.lock(storageKey),
    });
    this.outbox = new Outbox({
      ...environment,
      transmit: (message) => this.#transmit(message),
      store: this.#outboxStore,
      onQueued: (message) => feed('queued', message),
      onStored: (message, result) => {
        this.#stored(message, result);
        feed('sent', { message, result });
      },
      onRefused: (message, error) => emit('message:failed', { message, error }),
    });
    this.receipts = new Receipts({
      ...environment,
      send: (kind, conversationId, seq) => transport.sendReceipt(kind, conversationId, seq),
      willResume: () => this.#wasLinked,
    });
    this.typing = new Typing({
      ...environment,
      send: (data) => connection.socket?.post('typing', data),
      onChange: (event) => emit('typing', event),
    });
    this.presence = new PresenceWatch({
      ...environment,
      watch: (userIds) => connection.socket?.request('presence:watch', { userIds }),
      onPresence: (presence) => emit('presence', presence),
    });
    this.focus = new Focus(isHidden(), (data) => connection.socket?.post('focus', data));
    this.syncLoop = new SyncLoop({
      ...environment,
      // Right after connecting, what is missing is old; later a push may still bring it.
      sync: () => this.delivery.sync(!this.#synced || connection.state === 'polling'),
      onSynced: () => {
        if (this.#synced) this.presence.renew();
        this.#synced = true;
        this.receipts.resume();
        options.onProgress();
      },
      onUnreachable: () => connection.unreachable(),
    });
  }

  /** Loads what is stored. Call it once, before anything else. */
  async load(): Promise<void> {
    await this.delivery.load();
    await this.outbox.load();
  }

  /** Whether a sync completed on the current connection; messages may not be handed over yet. */
  get synced(): boolean {
    return this.#synced;
  }

  /** The screen was hidden or shown. */
  turn(): void {
    this.focus.hide(isHidden());
  }

  /** Takes a change of the connection. */
  link(state: ConnectionState): void {
    this.#synced = false;
    if (state === 'online' || state === 'polling') {
      this.#wasLinked = true;
      this.delivery.resume(state === 'online');
      this.syncLoop.start(state === 'polling');
      this.outbox.resume();
      this.receipts.resume();
      this.presence.resume();
      this.focus.resume();
    } else {
      this.syncLoop.stop();
      this.delivery.pause();
      this.presence.pause();
      this.typing.clear();
    }
  }

  /** Takes a push of the server. */
  receive(event: Exclude<PushedEvent, { type: 'session:ended' }>): void {
    const { emit } = this.#options;
    switch (event.type) {
      case 'message:new':
        this.delivery.receive(event.data);
        break;
      case 'message:updated':
      case 'message:deleted':
        this.#changed(event.data);
        break;
      case 'message:appended':
        emit('message:appended', event.data);
        break;
      case 'conversation:new':
        emit('conversation:new', event.data);
        this.delivery.track(event.data, true);
        break;
      case 'conversation:updated':
        emit('conversation:updated', event.data);
        break;
      case 'conversation:removed':
        this.delivery.forget(event.data.id);
        emit('conversation:removed', event.data);
        break;
      case 'group:request':
        emit('group:request', event.data);
        break;
      case 'message:hidden':
        emit('message:hidden', event.data);
        break;
      case 'poll:voted':
        emit('poll:voted', event.data);
        break;
      case 'draft:updated':
        emit('draft:updated', event.data);
        break;
      case 'scheduled:updated':
        emit('scheduled:updated', event.data);
        break;
      case 'scheduled:removed':
        emit('scheduled:removed', event.data);
        break;
      case 'reminder:updated':
        emit('reminder:updated', event.data);
        break;
      case 'reminder:due':
        emit('reminder:due', event.data);
        break;
      case 'reminder:removed':
        emit('reminder:removed', event.data);
        break;
      case 'star:updated':
        emit('star:updated', event.data);
        break;
      case 'thread:updated':
        emit('thread:updated', event.data);
        break;
      case 'media:updated':
        emit('media:updated', event.data);
        break;
      case 'notification:new':
        emit('notification:new', event.data);
        break;
      case 'notification:cleared':
        emit('notification:cleared', event.data);
        break;
      case 'notification:settings':
        emit('notification:settings', event.data);
        break;
      case 'user:updated':
        emit('user:updated', event.data);
        break;
      case 'receipt':
        if (event.data.userId === this.userId) this.receipts.confirm(event.data.conversationId, event.data);
        emit('receipt', event.data);
        break;
      case 'typing':
        this.typing.receive(event.data);
        break;
      case 'presence:update':
        this.presence.receive(event.data);
    }
  }

  /**
   * Changes a message, over the socket while there is one. Resolves with the message as it is then, after it was handed over in
   * its place.
   */
  async change<T extends ChangeFrameType>(type: T, data: ClientFrameData<T>): Promise<AckData<T>> {
    const message = await this.#transport.change(type, data);
    const { seq, changeSeq } = message;
    // this socket gets no event of it
    if (changeSeq !== undefined) {
      const change = { type: changeTypes[type], seq: changeSeq, messageSeq: seq, userId: this.userId };
      this.#changed({ ...message, change });
    }
    return message;
  }

  /** Votes in a poll. Resolves with the message as it is then, after `poll:voted`. */
  async vote(data: ClientFrameData<'poll:vote'>): Promise<Message> {
    const message = await this.#transport.vote(data);
    const { conversationId, seq } = data;
    // this socket gets no event of it
    this.#options.emit('poll:voted', { conversationId, seq, mine: message.poll?.mine ?? data.options });
    return message;
  }

  /** Sends a frame, or calls `byHttp` where there is no socket. */
  ask<T extends ClientFrameType>(
    type: T,
    data: ClientFrameData<T>,
    byHttp: () => Promise<AckData<T>>,
  ): Promise<AckData<T>> {
    return this.#transport.ask(type, data, byHttp);
  }

  /** The time of the server; `undefined` without a socket. */
  serverTime(): Promise<string> | undefined {
    return this.#transport.serverTime();
  }

  /** Before the connection is closed: sends delayed receipts and stores the positions. */
  leave(): void {
    this.receipts.flush();
    this.delivery.store();
  }

  /** Resolves when everything that must survive a reload is stored. */
  async stored(): Promise<void> {
    await Promise.all([this.delivery.stored(), this.#outboxStore.settled()]);
  }

  /**
   * The user is signed out: stops everything, and removes what is stored. Unsent messages stay for the next sign-in and are
   * reported as kept, unless the sign-out was `chosen`, here or in another tab, which then removed them.
   */
  async end(error: ChatClientError, chosen: boolean): Promise<void> {
    this.syncLoop.stop();
    this.presence.pause();
    this.typing.clear();
    this.receipts.rejectAll(error);
    const unsent = this.outbox.waiting;
    this.outbox.stop(error);
    await Promise.all([this.delivery.end(), chosen ? this.#outboxStore.clear() : this.#reportKept(unsent)]);
  }

  async #reportKept(unsent: OutgoingMessage[]): Promise<void> {
    await this.#outboxStore.settled();
    const kept = new Set((await this.#outboxStore.load()).map(({ message }) => message.clientId));
    for (const message of unsent) {
      if (kept.has(message.clientId)) this.#options.emit('message:kept', { message });
    }
  }

  #transmit(message: OutgoingMessage): Promise<SendResult> | undefined {
    const sending = this.#transport.send(message);
    if (sending === undefined) return undefined;
    this.typing.sent(message.conversationId);
    this.syncLoop.touch();
    return sending;
  }

  /** The server pushes a message to every socket except the sender's, which learns its place from the ack. */
  #stored(sent: OutgoingMessage, result: SendResult): void {
    const { duplicate, kind = 'text', text = sent.text, attachments = [], ...stored } = result;
    const { conversationId, replyTo = null, clientId } = sent;
    if (duplicate) {
      // The first message with this `clientId` is stored, and its text may differ.
      this.delivery.expect(conversationId, stored.seq);
      return;
    }
    this.delivery.receive({
      conversationId,
      senderId: this.userId,
      kind,
      text,
      ...stored,
      attachments,
      replyTo,
      editedAt: null,
      deletedAt: null,
      status: 'sent',
      clientId,
    });
  }

  #changed({ change, ...message }: Message): void {
    if (change) this.delivery.receive(changeEntry({ ...message, change }));
  }

  #handOver(message: Entry, after: number): void {
    const { autoDelivered, emit, feed } = this.#options;
    const { conversationId, senderId, seq } = message;
    feed('handed', { message, after });
    const { changed, change } = message;
    if (changed && change) {
      emit(change.type === 'deleted' ? 'message:deleted' : 'message:updated', { ...changed, change });
    }
    // an entry of a later version is skipped, and is not a message
    if (!isOfKnownKind(message)) return;
    this.typing.ended({ conversationId, userId: senderId });
    emit('message:new', message);
    // Afterwards, since a listener may have marked it as read, which covers this. What the system says waits for no receipt.
    if (autoDelivered && senderId !== this.userId && message.kind !== 'system')
      this.receipts.note('delivered', conversationId, seq);
  }
}
