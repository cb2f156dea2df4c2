import {
  clientFrames,
  routes,
  type AuthReply,
  type Conversation,
  type LoginRequest,
  type Message,
  type MessagePage,
  type OwnProfile,
  type OwnUser,
  type Page,
  type RegisterRequest,
  type UpdateProfileRequest,
  type UserSummary,
} from '../shared/protocol/index.ts';
import { systemClock } from './clock.ts';
import { Connection } from './connection.ts';
import { ChatClientError, hasCode, signedOutError } from './errors.ts';
import { Emitter, reportUncaught } from './events.ts';
import type { PushedEvent } from './frames.ts';
import { Http } from './http.ts';
import { noLock, sharedLock } from './lock.ts';
import type {
  ClientEvents,
  ClientOptions,
  ClientState,
  HistoryOptions,
  PageOptions,
  SendOptions,
} from './options.ts';
import { Outbox, type SendResult } from './outbox.ts';
import { randomId, systemRandom, type Random } from './random.ts';
import { SeenMessages } from './seen-messages.ts';
import { Session } from './session.ts';
import { memoryStorage } from './storage.ts';

/** Reasons after which the tokens are worth nothing. After others (`too_many_sockets`) `connect` comes back. */
const endsSession: ReadonlySet<string> = new Set(['signed_out', 'session_revoked', 'suspended', 'expired']);

/**
 * A chat account as seen from one device. Methods that talk to the server reject with a `ChatClientError`: the
 * server's own code, or one of `LocalErrorCode`.
 */
export class ChatClient {
  readonly #http: Http;
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #events = new Emitter<ClientEvents>();
  readonly #seen = new SeenMessages();
  readonly #random: Random;
  #state: ClientState = 'signed-out';

  constructor(options: ClientOptions) {
    const { clock = systemClock, random = systemRandom } = options;
    const baseUrl = options.baseUrl.replace(/\/+$/, '');
    const storageKey = `chatflow ${baseUrl}`;
    this.#random = random;
    // Called through a function of its own: browsers refuse `fetch` as a method of anything else.
    this.#http = new Http({ baseUrl, fetch: options.fetch ?? ((...input) => fetch(...input)), clock });
    this.#session = new Session({
      http: this.#http,
      storage: options.storage ?? memoryStorage(),
      storageKey,
      clock,
      lock: options.storage === undefined ? noLock : sharedLock(storageKey),
      onExpired: () => this.#sessionEnded('expired'),
    });
    this.#connection = new Connection({
      url: `${baseUrl.replace(/^http/, 'ws')}/ws`,
      WebSocket: options.WebSocket ?? WebSocket,
      clock,
      random,
      token: (refused) => this.#socketToken(refused),
      onEvent: (event) => this.#received(event),
      onState: () => this.#updateState(),
    });
    this.#outbox = new Outbox({
      transmit: (message) => this.#connection.socket?.request('message:send', message),
      clock,
      random,
    });
  }

  /** `signed-out`, or how the connection stands; changes are `state` events. */
  get state(): ClientState {
    return this.#state;
  }

  /** Calls `listener` with each event of the type. The returned function ends that. */
  on<T extends keyof ClientEvents>(type: T, listener: (data: ClientEvents[T]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /** Calls `listener` with each message that arrives, never twice with the same one. */
  onMessage(listener: (message: Message) => void): () => void {
    return this.on('message:new', listener);
  }

  /** Creates an account and signs in. */
  async register(account: RegisterRequest): Promise<OwnUser> {
    return this.#signIn(await this.#http.call(routes.register, { body: account }));
  }

  /** Signs in; `username` may be the e-mail address. */
  async login(credentials: LoginRequest): Promise<OwnUser> {
    return this.#signIn(await this.#http.call(routes.login, { body: credentials }));
  }

  /** Signs in with the tokens in the storage, without asking the server. Whether there were any. */
  async restore(): Promise<boolean> {
    const signedIn = await this.#session.restore();
    this.#updateState();
    return signedIn;
  }

  /**
   * Disconnects, ends the session on the server and forgets it here. When the server cannot be told, this rejects but
   * is signed out here all the same.
   */
  async logout(): Promise<void> {
    this.disconnect();
    try {
      if (this.#session.signedIn) await this.#session.logout();
    } finally {
      this.#forgetPerson();
    }
  }

  /**
   * Opens the socket and keeps it open, reconnecting as needed, until `disconnect` or `session:ended`. Resolves once
   * online, however long that takes. Calling it again while offline tries at once. Rejects with `signed_out`.
   */
  async connect(): Promise<void> {
    if (!(await this.restore())) throw signedOutError();
    await this.#connection.start();
  }

  /** Closes the socket. Messages that wait stay for the next `connect`. */
  disconnect(): void {
    this.#connection.stop(new ChatClientError('disconnected', 'Disconnected before it was connected.'));
  }

  /**
   * Sends a message; resolves once it is stored. While offline it waits, and a lost connection repeats it, under the
   * same `clientId`: it is stored once. Rejects at once when the message is not valid or the server refuses it.
   */
  async send(conversationId: string, text: string, options: SendOptions = {}): Promise<SendResult> {
    if (!this.#session.signedIn) throw signedOutError();
    const message = clientFrames['message:send'].data.safeParse({
      conversationId,
      text,
      clientId: randomId(this.#random),
      ...options,
    });
    // Checked here already, because a gateway cuts the connection on frames that are too large.
    if (!message.success) {
      const errors = message.error.issues.map((issue) => ({
        path: ['data', ...issue.path].join('.'),
        message: issue.message,
      }));
      throw new ChatClientError('validation_failed', 'The message is not valid.', { errors });
    }
    const result = await this.#outbox.add(message.data);
    this.#seen.add(conversationId, result.seq);
    return result;
  }

  /** Messages of a conversation, ascending; without options the newest. */
  history(conversationId: string, options: HistoryOptions = {}): Promise<MessagePage> {
    return this.#session.call(routes.listMessages, { params: { id: conversationId }, query: { ...options } });
  }

  /** The own conversations, newest activity first. */
  conversations(options: PageOptions = {}): Promise<Page<Conversation>> {
    return this.#session.call(routes.listConversations, { query: { ...options } });
  }

  conversation(id: string): Promise<Conversation> {
    return this.#session.call(routes.getConversation, { params: { id } });
  }

  /** The direct conversation with somebody, created when it does not exist yet. Rejects with `unknown_usernames`. */
  openDirect(username: string): Promise<Conversation> {
    return this.#session.call(routes.createConversation, { body: { participantUsernames: [username] } });
  }

  /** A new group with the own user as its owner. Rejects with `unknown_usernames`. */
  createGroup(name: string, usernames: string[]): Promise<Conversation> {
    return this.#session.call(routes.createConversation, { body: { participantUsernames: usernames, name } });
  }

  /** People whose username, or a word of whose name, begins with `q`. */
  searchUsers(q: string, options: PageOptions = {}): Promise<Page<UserSummary>> {
    return this.#session.call(routes.searchUsers, { query: { q, ...options } });
  }

  me(): Promise<OwnProfile> {
    return this.#session.call(routes.getOwnProfile);
  }

  updateProfile(changes: UpdateProfileRequest): Promise<OwnProfile> {
    return this.#session.call(routes.updateOwnProfile, { body: changes });
  }

  /** Tells that everything up to `seq` has been read here. */
  markRead(conversationId: string, seq: number): Promise<void> {
    return this.#mark('read', conversationId, seq);
  }

  /** Tells that everything up to `seq` has arrived here. */
  markDelivered(conversationId: string, seq: number): Promise<void> {
    return this.#mark('delivered', conversationId, seq);
  }

  async #mark(what: 'read' | 'delivered', conversationId: string, seq: number): Promise<void> {
    try {
      const ack = this.#connection.socket?.request(`receipt:${what}`, { conversationId, seq });
      if (ack !== undefined) {
        await ack;
        return;
      }
    } catch (error) {
      if (!hasCode(error, 'connection_lost', 'timeout')) throw error;
    }
    // Without a socket there is still HTTP; watermarks only move forward, so that repeating one is harmless.
    const route = what === 'read' ? routes.markRead : routes.markDelivered;
    await this.#session.call(route, { params: { id: conversationId }, body: { seq } });
  }

  async #signIn(reply: AuthReply): Promise<OwnUser> {
    this.disconnect();
    this.#forgetPerson();
    await this.#session.begin(reply.user.id, reply);
    this.#updateState();
    return reply.user;
  }

  /** A token for the next handshake. One that was perhaps refused is tried on a harmless call first. */
  async #socketToken(refused: boolean): Promise<string> {
    if (refused) await this.#session.call(routes.getOwnProfile);
    return this.#session.token();
  }

  #received(event: PushedEvent): void {
    switch (event.type) {
      case 'message:new': {
        const { conversationId, seq } = event.data;
        if (this.#seen.add(conversationId, seq)) this.#events.emit('message:new', event.data);
        break;
      }
      case 'conversation:new':
        this.#events.emit('conversation:new', event.data);
        break;
      case 'receipt':
        this.#events.emit('receipt', event.data);
        break;
      case 'session:ended':
        this.#sessionEnded(event.data.reason);
    }
  }

  #sessionEnded(reason: string): void {
    // Expired tokens are forgotten already, and the storage may hold somebody else's by now.
    if (endsSession.has(reason) && this.#session.signedIn) this.#session.forget().catch(reportUncaught);
    this.#connection.stop(
      this.#session.signedIn
        ? new ChatClientError('disconnected', 'The server ended the connection.')
        : signedOutError(),
    );
    if (!this.#session.signedIn) this.#forgetPerson();
    this.#events.emit('session:ended', { reason });
  }

  /** Nothing of one person may reach the next. */
  #forgetPerson(): void {
    this.#outbox.rejectAll(signedOutError());
    this.#seen.clear();
    this.#updateState();
  }

  #updateState(): void {
    const state = this.#session.signedIn ? this.#connection.state : 'signed-out';
    if (state === this.#state) return;
    this.#state = state;
    this.#events.emit('state', state);
    if (state === 'online') this.#outbox.resume();
  }
}

/** A client of the server at `baseUrl`, signed out and offline at first. */
export function createClient(options: ClientOptions): ChatClient {
  return new ChatClient(options);
}
