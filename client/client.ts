import { systemClock, type Clock } from './platform/clock.ts';
import { Connection, type TokenDoubt } from './connection/connection.ts';
import { ChatClientError, disconnectedError, hasCode, signedOutError } from './errors.ts';
import { Emitter } from './platform/events.ts';
import type { PushedEvent } from './connection/frames.ts';
import { guardedStorage } from './storage/guarded-storage.ts';
import { Http } from './api/http.ts';
import { queueLock, sharedLock, type Lock } from './storage/lock.ts';
import type { ClientEvents, ClientOptions, ClientState, ClientStatus } from './options.ts';
import { UserSession } from './session/user-session.ts';
import {
  routes,
  type AuthReply,
  type LoginRequest,
  type Message,
  type OwnUser,
  type RegisterRequest,
} from './api/protocol.ts';
import type { CallContext } from './calls/context.ts';
import { ConversationCalls } from './calls/conversations.ts';
import { DeprecatedCalls, withOldCall, type ListConversations } from './calls/deprecated.ts';
import { MessageCalls } from './calls/messages.ts';
import { PresenceCalls } from './calls/presence.ts';
import { AccountCalls, UserCalls } from './calls/users.ts';
import { systemRandom, type Random } from './platform/random.ts';
import { Session } from './session/session.ts';
import { ChatState } from './state/chat-state.ts';
import type { FeedEvents } from './state/feed.ts';
import type { StateLimits } from './state/options.ts';
import { eraseState } from './state/state-store.ts';
import { memoryStorage, type Storage } from './storage/storage.ts';
import { PageLifecycle } from './connection/page-lifecycle.ts';

/** Reasons after which the tokens are worth nothing. After others (`too_many_sockets`) `connect` comes back. */
const endsSession: ReadonlySet<string> = new Set(['signed_out', 'session_revoked', 'suspended', 'expired']);

/**
 * A chat account as seen from one device. Methods that talk to the server never throw but reject with a
 * `ChatClientError`: the server's own code, or one of `LocalErrorCode`, which is `signed_out` where nobody is signed in.
 */
export class ChatClient extends DeprecatedCalls {
  override readonly messages: MessageCalls;
  override readonly conversations: ConversationCalls & ListConversations;
  override readonly presence: PresenceCalls;
  override readonly users: UserCalls;
  override readonly account: AccountCalls;
  readonly #http: Http;
  readonly #session: Session;
  readonly #connection: Connection;
  readonly #pageLifecycle: PageLifecycle;
  readonly #events = new Emitter<ClientEvents>();
  /** What the state follows besides the events. */
  readonly #feed = new Emitter<FeedEvents>();
  readonly #stateLimits: StateLimits | undefined;
  #state: ChatState | undefined;
  readonly #storage: Storage;
  readonly #storageKey: string;
  /** The lock of this name, shared with whoever shares the storage. */
  readonly #lock: (name: string) => Lock;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #autoDelivered: boolean;
  /** Whoever is signed in, once what is stored of them is loaded. */
  #userSession: UserSession | undefined;
  #restoring: Promise<void> | undefined;
  /** Settles when what is kept or forgotten of people who left is so in the storage. */
  #leaving: Promise<unknown> = Promise.resolve();
  /** Who waits for `connect`. */
  #connecting: Resolvers | undefined;
  /** How often it was stopped: what began before the last time must not go on. */
  #stops = 0;
  #status: ClientStatus = { state: 'signed-out', behind: 0 };

  constructor(options: ClientOptions) {
    super();
    const { clock = systemClock, random = systemRandom, autoDelivered = true } = options;
    const baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#clock = clock;
    this.#random = random;
    this.#autoDelivered = autoDelivered;
    this.#stateLimits = options.state;
    this.#feed.on('error', (error) => this.#report(error));
    this.#storage = guardedStorage(options.storage ?? memoryStorage(), (error) => this.#report(error));
    this.#storageKey = `chatflow ${baseUrl}`;
    const shared = { storage: this.#storage, clock, random };
    this.#lock = (name) => (options.storage === undefined ? queueLock() : sharedLock(name, shared));
    // Called through a function of its own: browsers refuse `fetch` as a method of anything else.
    this.#http = new Http({ baseUrl, fetch: options.fetch ?? ((...input) => fetch(...input)), clock });
    this.#session = new Session({
      http: this.#http,
      storage: this.#storage,
      storageKey: this.#storageKey,
      clock,
      random,
      lock: this.#lock(this.#storageKey),
      renewalLock: this.#lock(`${this.#storageKey} renewal`),
      onExpired: () => this.#sessionEnded('expired'),
    });
    this.#connection = new Connection({
      url: `${baseUrl.replace(/^http/, 'ws')}/ws`,
      WebSocket: options.WebSocket ?? ownWebSocket(),
      clock,
      random,
      token: (doubt) => this.#socketToken(doubt),
      onEvent: (event) => this.#received(event),
      onState: (state) => {
        this.#userSession?.link(state);
        this.#updateStatus();
      },
      onSignedOut: (error) => this.#stop(error),
    });
    this.#pageLifecycle = new PageLifecycle({
      clock,
      onWake: () => this.#wake(),
      onHide: () => {
        this.#userSession?.delivery.store();
        this.#state?.flush();
      },
    });
    const context: CallContext = {
      session: this.#session,
      random,
      feed: this.#feed,
      current: () => this.#userSession,
      signedIn: () => this.#signedIn(),
    };
    this.messages = new MessageCalls(context);
    this.conversations = withOldCall(new ConversationCalls(context));
    this.presence = new PresenceCalls(context);
    this.users = new UserCalls(context);
    this.account = new AccountCalls(context);
  }

  /**
   * What an application shows: conversations, messages, presence, as slices to observe. Made at its first use; what happened
   * before is loaded as it is needed.
   */
  get state(): ChatState {
    return (this.#state ??= this.#newState());
  }

  /** Whether and how the client is connected; changes are `state` events. */
  get status(): ClientState {
    return this.#status.state;
  }

  /** How many conversations are still to be caught up; changes are `state` events too. */
  get behind(): number {
    return this.#status.behind;
  }

  /** Who is signed in, known from `restore` or signing in on; `undefined` when signed out. */
  get userId(): string | undefined {
    return this.#session.userId;
  }

  /** Calls `listener` with each event of the type. The returned function ends that. */
  on<T extends keyof ClientEvents>(type: T, listener: (data: ClientEvents[T]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /**
   * Calls `listener` with each message, those of this client included: in every conversation in ascending order, each
   * exactly once, however often the connection is lost in between. What was there before this device first saw the
   * conversation is for `history`. With a `storage` it goes on after a reload; a program that dies within a quarter of a
   * second of a hand-over may see those messages again, by the same `id`. A listener that throws changes nothing about
   * that.
   */
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
    await this.#session.restore();
    await this.#enter();
    return this.#userSession !== undefined;
  }

  /**
   * Disconnects, ends the session on the server, and forgets it here with all that is stored of the user, unsent
   * messages included. When the server cannot be told, this rejects but is signed out here all the same.
   */
  async logout(): Promise<void> {
    this.disconnect();
    await this.restore();
    await this.#leave('chosen');
    await this.#session.logout();
  }

  /**
   * Opens the socket and keeps it open, reconnecting as needed, until `disconnect` or `session:ended`; where sockets do
   * not get through it polls. Resolves once connected and aware of what was missed, which may still be on its way
   * (`catching-up`), however long that takes. Calling it again while offline tries at once. Rejects with `signed_out`.
   */
  async connect(): Promise<void> {
    const stops = this.#stops;
    if (!(await this.restore())) throw signedOutError();
    if (stops !== this.#stops) throw disconnectedError();
    if (this.#isConnected) return;
    this.#connecting ??= withResolvers();
    const { promise } = this.#connecting;
    this.#pageLifecycle.start();
    this.#connection.start();
    await promise;
  }

  /** Closes the socket. Messages and receipts that wait stay for the next `connect`. */
  disconnect(): void {
    this.#userSession?.leave();
    this.#state?.flush();
    this.#stop(disconnectedError());
  }

  /**
   * Resolves when everything that is to survive a reload is in the storage: what was handed over, what waits to be sent.
   * A program that ends on purpose awaits this after `disconnect`.
   */
  async stored(): Promise<void> {
    await Promise.all([this.#userSession?.stored(), this.#state?.stored()]);
  }

  /** Somebody uses the app: where there is no socket, polls more often for a while. */
  touch(): void {
    this.#userSession?.syncLoop.touch();
  }

  get #isConnected(): boolean {
    const { state } = this.#connection;
    return (state === 'online' || state === 'polling') && this.#userSession?.synced === true;
  }

  #signedIn(): UserSession {
    if (this.#userSession === undefined || !this.#session.signedIn) throw signedOutError();
    return this.#userSession;
  }

  async #signIn(reply: AuthReply): Promise<OwnUser> {
    this.disconnect();
    await this.#leave('ended');
    await this.#session.begin(reply.user.id, reply);
    await this.#enter();
    return reply.user;
  }

  /** Takes up what is stored of whoever is signed in, unless that is done. */
  async #enter(): Promise<void> {
    while (this.#session.userId !== this.#userSession?.userId) {
      this.#restoring ??= this.#load().finally(() => {
        this.#restoring = undefined;
      });
      await this.#restoring;
    }
    this.#updateStatus();
  }

  async #load(): Promise<void> {
    const { userId } = this.#session;
    if (userId === undefined) return;
    const storageKey = `${this.#storageKey} ${userId}`;
    const userSession = new UserSession({
      userId,
      session: this.#session,
      connection: this.#connection,
      storage: this.#storage,
      storageKey,
      lock: this.#lock(storageKey),
      clock: this.#clock,
      random: this.#random,
      autoDelivered: this.#autoDelivered,
      emit: (type, data) => this.#events.emit(type, data),
      feed: (type, data) => this.#feed.emit(type, data),
      onProgress: () => this.#updateStatus(),
    });
    await this.#leaving;
    await Promise.all([userSession.load(), this.#state?.entered(userId, storageKey)]);
    // Somebody may have signed out meanwhile.
    if (this.#session.userId !== userId) return;
    this.#userSession = userSession;
    this.#state?.ready(userSession.outbox.waiting);
  }

  #newState(): ChatState {
    const state = new ChatState({
      host: {
        clock: this.#clock,
        random: this.#random,
        storage: this.#storage,
        history: (id, options) => this.messages.list(id, options),
        conversations: (options) => this.conversations.list(options),
        conversation: (id) => this.conversations.get(id),
        receipts: (id, options) => this.messages.receipts(id, options),
        me: () => this.account.get(),
        send: (id, text, options) => this.messages.send(id, text, options),
        discard: (clientId) => this.#userSession?.outbox.discard(clientId) ?? false,
        markRead: (id, seq) => this.messages.markRead(id, seq),
        watchPresence: (userIds) => this.presence.watch(userIds),
        position: (id) => this.#userSession?.delivery.position(id),
        report: (error) => this.#report(error),
      },
      events: this.#events,
      feed: this.#feed,
      status: this.#status,
      limits: this.#stateLimits,
    });
    const userSession = this.#userSession;
    if (userSession === undefined) return state;
    // From now on it follows; what is stored comes as soon as it is read.
    const entering = state.entered(userSession.userId, `${this.#storageKey} ${userSession.userId}`);
    this.#inBackground(
      entering.then(() => {
        if (this.#userSession === userSession) state.ready(userSession.outbox.waiting);
      }),
    );
    return state;
  }

  /** A token for the next handshake. After a failed one it is tried on a harmless call; only a renewal knows for sure. */
  async #socketToken(doubt: TokenDoubt): Promise<string> {
    const sure = doubt === 'none' || (doubt === 'blocked' && (await this.#renewed()));
    if (!sure) await this.#session.call(routes.getOwnProfile);
    return this.#session.token();
  }

  /** Whether the tokens could be renewed. That they could not need not keep the rest from working. Rejects with `signed_out`. */
  async #renewed(): Promise<boolean> {
    try {
      await this.#session.renew();
      return true;
    } catch (error) {
      if (hasCode(error, 'signed_out')) throw error;
      return false;
    }
  }

  #received(event: PushedEvent): void {
    if (event.type === 'session:ended') this.#sessionEnded(event.data.reason);
    else this.#userSession?.receive(event);
  }

  #wake(): void {
    if (!this.#connection.started) return;
    this.#connection.start();
    this.#userSession?.syncLoop.touch();
    this.#userSession?.syncLoop.now();
  }

  #sessionEnded(reason: string): void {
    // Expired tokens are forgotten already.
    if (endsSession.has(reason) && this.#session.signedIn) this.#inBackground(this.#session.forget());
    this.#stop(
      this.#session.signedIn
        ? new ChatClientError('disconnected', 'The server ended the connection.')
        : signedOutError(),
    );
    if (!this.#session.signedIn) this.#inBackground(this.#leave('ended'));
    this.#events.emit('session:ended', { reason });
  }

  /** Goes offline and stays there. */
  #stop(reason: ChatClientError): void {
    this.#stops += 1;
    this.#pageLifecycle.stop();
    this.#connection.stop();
    this.#connecting?.reject(reason);
    this.#connecting = undefined;
  }

  /** Nothing of one person may reach the next. A sign-out that was `chosen` forgets what they did not send, too. */
  async #leave(how: 'chosen' | 'ended'): Promise<void> {
    const userSession = this.#userSession;
    this.#userSession = undefined;
    const ended = userSession && this.#end(userSession, how);
    this.#leaving = Promise.allSettled([this.#leaving, ended]);
    this.#updateStatus();
    await ended;
  }

  async #end(userSession: UserSession, how: 'chosen' | 'ended'): Promise<void> {
    const { userId } = userSession;
    const left = this.#state?.left();
    await Promise.all([
      userSession.end(signedOutError(), how === 'chosen'),
      Promise.resolve(left).then(() => eraseState(this.#storage, `${this.#storageKey} ${userId}`)),
    ]);
  }

  #updateStatus(): void {
    if (this.#isConnected) {
      this.#connecting?.resolve();
      this.#connecting = undefined;
    }
    const { state, behind } = this.#status;
    const status = this.#currentStatus();
    if (status.state === state && status.behind === behind) return;
    this.#status = status;
    this.#events.emit('state', status);
  }

  #currentStatus(): ClientStatus {
    if (this.#userSession === undefined || !this.#session.signedIn) return { state: 'signed-out', behind: 0 };
    const { state } = this.#connection;
    const { behind } = this.#userSession.delivery;
    return {
      state: state === 'online' && (behind > 0 || !this.#isConnected) ? 'catching-up' : state,
      behind,
    };
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#report(error));
  }

  #report(error: unknown): void {
    this.#events.emit('error', error);
  }
}

interface Resolvers {
  promise: Promise<void>;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers(): Resolvers {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => undefined, () => undefined];
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}

/** The WebSocket that the runtime has. */
function ownWebSocket(): typeof WebSocket {
  if ('WebSocket' in globalThis) return WebSocket;
  throw new ChatClientError(
    'no_websocket',
    'This runtime has no WebSocket, as Node before version 22: pass createClient one as the option `WebSocket`, for example that of the package "ws".',
  );
}

/**
 * A client of the server at `baseUrl`, signed out and offline at first. Throws `no_websocket` where the runtime has no
 * WebSocket of its own and `options` no `WebSocket`.
 */
export function createClient(options: ClientOptions): ChatClient {
  return new ChatClient(options);
}
