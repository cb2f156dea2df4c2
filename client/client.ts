import { Connection } from './connection/connection.ts';
import { ChatClientError, disconnectedError, noStateError, signedOutError } from './errors.ts';
import { environmentOf, type Environment } from './environment.ts';
import { Emitter } from './platform/events.ts';
import type { PushedEvent } from './connection/frames.ts';
import { Http } from './api/http.ts';
import type { ClientEvents, ClientOptions, ClientState, ClientStatus } from './options.ts';
import { UserSession } from './session/user-session.ts';
import {
  routes,
  type AuthReply,
  type LoginRequest,
  type Media,
  type MediaWithAddresses,
  type Message,
  type OwnUser,
  type PasskeySignInRequest,
  type ProviderAnswer,
  type ProviderCodeRequest,
  type ProviderPending,
  type ProviderSignUpRequest,
  type RegisterRequest,
} from './api/protocol.ts';
import type { AdminCalls } from './admin/index.ts';
import { AccountCalls } from './calls/account.ts';
import { BlockCalls } from './calls/blocks.ts';
import { BotCalls } from './calls/bots.ts';
import type { CallContext } from './calls/context.ts';
import { ConversationCalls } from './calls/conversations.ts';
import { DeprecatedCalls, withOldCall, type ListConversations } from './calls/deprecated.ts';
import { DiscoverCalls } from './calls/discover.ts';
import { DraftCalls } from './calls/drafts.ts';
import { ReminderCalls, ScheduledCalls } from './calls/later.ts';
import { GroupCalls } from './calls/groups.ts';
import { MessageCalls } from './calls/messages.ts';
import { NotificationCalls } from './calls/notifications.ts';
import { PushCalls } from './calls/push.ts';
import { PasskeyCalls } from './calls/passkeys.ts';
import { PresenceCalls } from './calls/presence.ts';
import { ProviderCalls } from './calls/providers.ts';
import { SecondFactorCalls } from './calls/second-factor.ts';
import { SessionCalls } from './calls/sessions.ts';
import { StarCalls } from './calls/stars.ts';
import { UserCalls } from './calls/users.ts';
import { ownWebSocket } from './connection/own-web-socket.ts';
import { withResolvers, type Resolvers } from './platform/with-resolvers.ts';
import { BotSession } from './session/bot-session.ts';
import { CurrentUser } from './session/current-user.ts';
import { DeviceTokens } from './session/device-tokens.ts';
import { ProvidedSession } from './session/provided-session.ts';
import { socketToken } from './session/socket-token.ts';
import { StateHolder } from './session/state-holder.ts';
import { StoredSession } from './session/stored-session.ts';
import type { MediaCalls } from './media/index.ts';
import type { UploadSource } from './media/source.ts';
import type { UploadOptions } from './media/upload.ts';
import type { ChatState } from './state/chat-state.ts';
import type { WebhookCalls } from './webhooks/index.ts';
import { stateHost } from './state-host.ts';
import type { FeedEvents } from './state/feed.ts';
import { PageLifecycle } from './connection/page-lifecycle.ts';

/** Reasons after which the tokens are no longer valid. After others (`too_many_sockets`) `connect` works again. */
const endsSession: ReadonlySet<string> = new Set(['signed_out', 'session_revoked', 'suspended', 'expired']);

/**
 * A chat account on one device. Methods that call the server do not throw but reject with a `ChatClientError`: with a code
 * of the server or one of `LocalErrorCode`, for example `signed_out` where no user is signed in.
 */
export class ChatClient extends DeprecatedCalls {
  override readonly messages: MessageCalls;
  override readonly conversations: ConversationCalls & ListConversations;
  override readonly presence: PresenceCalls;
  override readonly users: UserCalls;
  override readonly account: AccountCalls;
  readonly groups: GroupCalls;
  readonly discover: DiscoverCalls;
  readonly blocks: BlockCalls;
  readonly bots: BotCalls;
  readonly drafts: DraftCalls;
  readonly scheduled: ScheduledCalls;
  readonly reminders: ReminderCalls;
  readonly stars: StarCalls;
  readonly notifications: NotificationCalls;
  readonly push: PushCalls;
  readonly sessions: SessionCalls;
  readonly secondFactor: SecondFactorCalls;
  readonly passkeys: PasskeyCalls;
  readonly providers: ProviderCalls;
  readonly #http: Http;
  readonly #session: StoredSession | ProvidedSession | BotSession;
  readonly #deviceTokens: DeviceTokens;
  readonly #connection: Connection;
  readonly #pageLifecycle: PageLifecycle;
  readonly #events = new Emitter<ClientEvents>();
  /** The events for `client.state` besides the public ones. */
  readonly #feed = new Emitter<FeedEvents>();
  readonly #environment: Environment;
  readonly #state: StateHolder;
  readonly #user: CurrentUser;
  readonly #loadMedia: () => Promise<MediaCalls>;
  #mediaCalls: Promise<MediaCalls> | undefined;
  /** The pending `connect`. */
  #connecting: Resolvers | undefined;
  /** The number of stops: what began before the last one must not continue. */
  #stops = 0;
  #status: ClientStatus = { state: 'signed-out', behind: 0 };

  constructor(options: ClientOptions) {
    super();
    const { autoDelivered = true, tokenProvider: provider, token } = options;
    const baseUrl = options.baseUrl.replace(/\/+$/, '');
    const environment = environmentOf(options, (error) => this.#events.emit('error', error));
    this.#environment = environment;
    const storageKey = `chatflow ${baseUrl}`;
    this.#feed.on('error', environment.onTrouble);
    // Wrapped: browsers refuse `fetch` as a method of another object.
    const ownFetch: typeof fetch = options.fetch ?? ((...input) => fetch(...input));
    const http = new Http({ ...environment, baseUrl, fetch: ownFetch });
    this.#http = http;
    this.#deviceTokens = new DeviceTokens({ ...environment, storageKey });
    const session = {
      ...environment,
      http,
      storageKey,
      lock: environment.lock(storageKey),
      renewalLock: environment.lock(`${storageKey} renewal`),
    };
    const onExpired = () => this.#sessionEnded('expired');
    const onToken = (isOtherUser: boolean, adopt: () => Promise<void>) => this.#takeUp(isOtherUser, adopt);
    this.#session =
      token !== undefined
        ? new BotSession({ http, token, onToken, onExpired })
        : provider === undefined
          ? new StoredSession({ ...session, onExpired })
          : new ProvidedSession({ ...session, provider, onToken, onFailure: environment.onTrouble });
    this.#connection = new Connection({
      ...environment,
      url: `${baseUrl.replace(/^http/, 'ws')}/ws`,
      WebSocket: options.WebSocket ?? ownWebSocket(),
      token: (doubt) => socketToken(this.#session, doubt),
      onEvent: (event) => this.#received(event),
      onState: (state) => {
        this.#userSession?.link(state);
        this.#updateStatus();
      },
      onSignedOut: (error) => this.#stop(error),
    });
    this.#pageLifecycle = new PageLifecycle({
      ...environment,
      onWake: () => this.#wake(),
      onStorage: () => this.#inBackground(this.#session.confirm()),
      onHide: () => {
        this.#userSession?.turn();
        this.#userSession?.delivery.store();
        this.#state.flush();
      },
    });
    const current = () => this.#userSession;
    const userKey = (userId: string) => `${storageKey} ${userId}`;
    this.#state = new StateHolder({
      ...environment,
      current,
      userKey,
      make: () => this.#newState(options.state),
    });
    this.#user = new CurrentUser({
      session: this.#session,
      state: this.#state,
      onChange: () => this.#updateStatus(),
      newUserSession: (userId) =>
        new UserSession({
          environment,
          userId,
          session: this.#session,
          connection: this.#connection,
          storageKey: userKey(userId),
          autoDelivered,
          emit: (type, data) => this.#events.emit(type, data),
          feed: (type, data) => this.#feed.emit(type, data),
          onProgress: () => this.#updateStatus(),
        }),
    });
    const context: CallContext = {
      ...environment,
      http,
      session: this.#session,
      media: () => this.#media(),
      streams: () => import('./streams/index.ts').catch(notLoaded),
      feed: this.#feed,
      current,
      signedIn: () => this.#user.signedIn(),
    };
    this.messages = new MessageCalls(context);
    this.conversations = withOldCall(new ConversationCalls(context));
    this.presence = new PresenceCalls(context);
    this.users = new UserCalls(context);
    this.account = new AccountCalls(context);
    this.groups = new GroupCalls(context);
    this.discover = new DiscoverCalls(context);
    this.blocks = new BlockCalls(context);
    this.bots = new BotCalls(context);
    this.drafts = new DraftCalls(context);
    this.scheduled = new ScheduledCalls(context);
    this.reminders = new ReminderCalls(context);
    this.stars = new StarCalls(context);
    this.notifications = new NotificationCalls(context);
    this.push = new PushCalls(context);
    this.sessions = new SessionCalls(context);
    this.secondFactor = new SecondFactorCalls(context);
    this.passkeys = new PasskeyCalls(context);
    this.providers = new ProviderCalls(context);
    this.#loadMedia = async () => {
      const { MediaCalls } = await import('./media/index.ts');
      return new MediaCalls({ ...environment, session: this.#session, fetch: ownFetch });
    };
  }

  /**
   * What an application shows: conversations, messages and presence, as slices to observe. Created at its first use; what
   * happened before is loaded as needed. Throws `no_state` where `createClient` got no `state`.
   */
  get state(): ChatState {
    return this.#state.get();
  }

  /** Whether and how the client is connected; changes are `state` events. */
  get status(): ClientState {
    return this.#status.state;
  }

  /** How many conversations are not caught up yet; changes are `state` events too. */
  get behind(): number {
    return this.#status.behind;
  }

  /** The id of the signed-in user, known after `restore` or signing in; `undefined` when signed out. */
  get userId(): string | undefined {
    return this.#session.userId;
  }

  /** Calls `listener` with each event of the type. The returned function ends that. */
  on<T extends keyof ClientEvents>(type: T, listener: (data: ClientEvents[T]) => void): () => void {
    return this.#events.on(type, listener);
  }

  /**
   * Calls `listener` with each message, including those of this client: in ascending order per conversation, each exactly
   * once, even if the connection is lost in between. Messages from before this device first saw the conversation come from
   * `messages.list`. With a `storage` it continues after a reload; a program that crashes within a quarter of a second of a
   * hand-over may see those messages again, with the same `id`. A listener that throws does not change that.
   */
  onMessage(listener: (message: Message) => void): () => void {
    return this.on('message:new', listener);
  }

  /** Creates an account and signs in. Rejects with `token_provider_in_use` where the client has a `tokenProvider`. */
  async register(account: RegisterRequest): Promise<OwnUser> {
    const session = this.#storedSession();
    return this.#signIn(session, await this.#http.call(routes.register, { body: account }));
  }

  /**
   * Signs in; `username` may be the e-mail address. Sends the device token of an earlier sign-in here along, unless there
   * is one in `credentials`. Rejects with `invalid_credentials`, with `second_factor_required` where a
   * `code` is missing, with `invalid_code`, with `password_change_required` where a `newPassword` is missing, with
   * `second_factor_setup_required` where a code of the app is missing that `secondFactor.enrol` sets up, with `rate_limited`, whose `retryAfterMs` says when to
   * try again, and with `token_provider_in_use` as `register` does.
   */
  async login(credentials: LoginRequest): Promise<OwnUser & Pick<AuthReply, 'recoveryCodes'>> {
    const session = this.#storedSession();
    const deviceToken = await this.#deviceTokens.for(credentials.username);
    const reply = await this.#http.call(routes.login, { body: { deviceToken, ...credentials } });
    const user = await this.#signIn(session, reply);
    return reply.recoveryCodes ? { ...user, recoveryCodes: reply.recoveryCodes } : user;
  }

  /**
   * Signs in with what a passkey signed of `passkeys.beginSignIn`; it stands for the password and a code. Rejects with
   * `invalid_passkey`, also where the challenge is older than five minutes, and as `login` does.
   */
  async loginWithPasskey(signed: PasskeySignInRequest): Promise<OwnUser> {
    const session = this.#storedSession();
    return this.#signIn(session, await this.#http.call(routes.signInWithPasskey, { body: signed }));
  }

  /**
   * Signs in with what a provider answered to `providers.beginSignIn`. Resolves with what is still needed, for
   * `confirmProviderLogin` or `registerWithProvider`; with `undefined` it is done. Rejects with `provider_state_invalid`,
   * `provider_refused`, `provider_unavailable`, `provider_email_missing`, `provider_email_unverified`,
   * `provider_email_taken`, and with `token_provider_in_use` as `register` does.
   */
  async loginWithProvider(id: string, answer: ProviderAnswer): Promise<ProviderPending | undefined> {
    const session = this.#storedSession();
    const { auth, pending } = await this.#http.call(routes.finishProviderSignIn, {
      params: { id },
      body: answer,
    });
    if (auth) await this.#signIn(session, auth);
    return pending ?? undefined;
  }

  /** Goes on by a code of the second factor. Rejects with `invalid_code`, `provider_state_invalid`. */
  async confirmProviderLogin(request: ProviderCodeRequest): Promise<OwnUser> {
    const session = this.#storedSession();
    return this.#signIn(session, await this.#http.call(routes.confirmProviderSignIn, { body: request }));
  }

  /** Creates an account without a password and signs in. Rejects with `username_taken`, `provider_state_invalid`. */
  async registerWithProvider(request: ProviderSignUpRequest): Promise<OwnUser> {
    const session = this.#storedSession();
    return this.#signIn(session, await this.#http.call(routes.signUpWithProvider, { body: request }));
  }

  /**
   * Signs in with what is in the storage, without a call. Resolves with whether there was a session; with a `tokenProvider`,
   * whether the user is known from before.
   */
  async restore(): Promise<boolean> {
    await this.#session.restore();
    await this.#user.enter();
    return this.#userSession !== undefined;
  }

  /**
   * Disconnects, ends the session on the server, and removes all that is stored of the user here, including unsent
   * messages; only the device token stays, for the next sign-in. When the call fails, this rejects, but the user is signed out here anyway. Rejects with
   * `token_provider_in_use` as `register` does: end the session where it began, and call `forget`.
   */
  async logout(): Promise<void> {
    const session = this.#storedSession();
    const taken = await this.#forgetUser(() => session.take());
    if (taken !== undefined) await session.end(taken);
  }

  /**
   * Disconnects, and removes the session and all that is stored of the user here, including unsent messages. Makes no call:
   * with a `tokenProvider`, call it when the user signs out of your application.
   */
  async forget(): Promise<void> {
    await this.#forgetUser(() => this.#session.take());
  }

  /**
   * Opens the socket and keeps it open, reconnecting as needed, until `disconnect` or `session:ended`; where sockets are
   * blocked it polls. Resolves, however long that takes, once connected and synced: missed messages may still be on their
   * way (`catching-up`). Another call while offline retries at once. Rejects with `signed_out`; with a `tokenProvider` it
   * signs in, and asks again, with backoff, while that fails.
   */
  async connect(): Promise<void> {
    const stops = this.#stops;
    if (!(await this.restore()) && !this.#session.signsInByItself) throw signedOutError();
    if (stops !== this.#stops) throw disconnectedError();
    if (this.#isConnected) return;
    this.#connecting ??= withResolvers();
    const { promise } = this.#connecting;
    this.#pageLifecycle.start();
    this.#connection.start();
    await promise;
  }

  /** Closes the socket. Waiting messages and receipts are sent after the next `connect`. */
  disconnect(): void {
    this.#userSession?.leave();
    this.#state.flush();
    this.#stop(disconnectedError());
  }

  /**
   * Resolves when everything that must survive a reload is in the storage: positions and unsent messages. Await it after
   * `disconnect` before you end a program.
   */
  async stored(): Promise<void> {
    await Promise.all([this.#userSession?.stored(), this.#state.stored()]);
  }

  /**
   * Uploads a file, for `attachments` of a message or as an avatar; what it needs is loaded at the first use. It goes
   * straight to the object store, and on after a lost connection; large files in parts. Rejects with `aborted` by the
   * `signal`, with `media_type_not_allowed`, `media_too_large`, `media_quota_exceeded`, `media_mismatch`, with
   * `upload_refused` where the store does not take it, and with `network_error` after minutes without getting through.
   */
  async upload(file: UploadSource, options: UploadOptions = {}): Promise<Media> {
    return (await this.#media()).upload(file, options);
  }

  /**
   * Takes back a file that this user uploaded and no message or profile has. Resolves too where it is gone already, and
   * rejects with `media_in_use` where it was sent.
   */
  async discardUpload(id: string): Promise<void> {
    return (await this.#media()).discardUpload(id);
  }

  /**
   * Files with their addresses, in the order of `ids`, without those that this user may not see. Addresses are kept until
   * shortly before they expire, and what is asked for at the same time is one request. `fresh`: an address did not work.
   */
  async media(ids: readonly string[], options: { fresh?: boolean } = {}): Promise<MediaWithAddresses[]> {
    return (await this.#media()).get(ids, options);
  }

  /** An address that saves a file under its name, also where a browser would show it. */
  async saveAddress(id: string): Promise<string> {
    return (await this.#media()).saveAddress(id);
  }

  /** The calls for webhooks of groups, which are loaded at their first use. Rejects with `network_error` where they cannot be. */
  async webhooks(): Promise<WebhookCalls> {
    const { WebhookCalls } = await import('./webhooks/index.ts').catch(notLoaded);
    return new WebhookCalls(this.#session);
  }

  /** The user is active: without a socket, polls more often for a while. */
  touch(): void {
    this.#userSession?.syncLoop.touch();
  }

  /** The session of the signed-in user, once what is stored of them is loaded. */
  get #userSession(): UserSession | undefined {
    return this.#user.userSession;
  }

  /** What administrators do, which is loaded at its first use. */
  async admin(): Promise<AdminCalls> {
    const { AdminCalls } = await import('./admin/index.ts').catch(notLoaded);
    return new AdminCalls(this.#session);
  }

  #media(): Promise<MediaCalls> {
    return (this.#mediaCalls ??= this.#loadMedia().catch((cause: unknown) => {
      this.#mediaCalls = undefined;
      return notLoaded(cause);
    }));
  }

  get #isConnected(): boolean {
    const { state } = this.#connection;
    return (state === 'online' || state === 'polling') && this.#userSession?.synced === true;
  }

  #newState(make: ClientOptions['state']): ChatState {
    if (make === undefined) throw noStateError();
    return make({
      host: stateHost(
        this,
        this.#environment,
        () => this.#userSession,
        (place) => this.#events.emit('message:expired', place),
      ),
      events: this.#events,
      feed: this.#feed,
      status: this.#status,
    });
  }

  #storedSession(): StoredSession {
    if (this.#session instanceof StoredSession) return this.#session;
    throw new ChatClientError('token_provider_in_use', 'The token or tokenProvider signs in and out.');
  }

  async #signIn(session: StoredSession, reply: AuthReply): Promise<OwnUser> {
    this.disconnect();
    await this.#user.leave('ended');
    await session.begin(reply.user.id, reply);
    await this.#deviceTokens.keep(reply.user.username, reply.deviceToken);
    await this.#user.enter();
    return reply.user;
  }

  /** The token provider has a token: of the user before, of the first one, or of another one, who is then connected. */
  async #takeUp(isOtherUser: boolean, adopt: () => Promise<void>): Promise<void> {
    const stops = this.#stops;
    const { started } = this.#connection;
    if (isOtherUser) {
      this.#connection.stop();
      await this.#user.leave('ended');
    }
    await adopt();
    await this.#user.enter();
    if (isOtherUser && started && stops === this.#stops) this.#connection.start();
  }

  /** Removes the session by `take`, and then the user with all that is stored of them. */
  async #forgetUser<T>(take: () => Promise<T>): Promise<T> {
    this.disconnect();
    await this.restore();
    try {
      return await take();
    } finally {
      await this.#user.leave('chosen');
    }
  }

  #received(event: PushedEvent): void {
    if (event.type === 'media:updated') {
      const { id } = event.data.media;
      this.#inBackground(Promise.resolve(this.#mediaCalls).then((calls) => calls?.changed(id)));
    }
    if (event.type === 'session:ended') this.#sessionEnded(event.data.reason);
    else this.#userSession?.receive(event);
  }

  #wake(): void {
    // The user may have signed out in another tab while this one could not learn of it.
    this.#inBackground(this.#session.confirm());
    if (!this.#connection.started) return;
    this.#userSession?.turn();
    this.#connection.start();
    this.#userSession?.syncLoop.touch();
    this.#userSession?.syncLoop.now();
  }

  #sessionEnded(reason: string): void {
    // Expired tokens are removed already.
    if (endsSession.has(reason) && this.#session.signedIn) this.#inBackground(this.#session.forget());
    this.#stop(
      this.#session.signedIn
        ? new ChatClientError('disconnected', 'The server ended the connection.')
        : signedOutError(),
    );
    if (!this.#session.signedIn) this.#inBackground(this.#user.leave('ended'));
    this.#events.emit('session:ended', { reason });
  }

  /** Goes offline and stays offline. */
  #stop(reason: ChatClientError): void {
    this.#stops += 1;
    this.#pageLifecycle.stop();
    this.#connection.stop();
    this.#connecting?.reject(reason);
    this.#connecting = undefined;
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
    const { state, started } = this.#connection;
    if (this.#userSession === undefined || !this.#session.signedIn) {
      return { state: started ? state : 'signed-out', behind: 0 };
    }
    const { behind } = this.#userSession.delivery;
    return {
      state: state === 'online' && (behind > 0 || !this.#isConnected) ? 'catching-up' : state,
      behind,
    };
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch(this.#environment.onTrouble);
  }
}

function notLoaded(cause: unknown): never {
  throw new ChatClientError('network_error', 'A part of the client could not be loaded.', { cause });
}

/**
 * A client of the server at `baseUrl`, signed out and offline at first. Throws `no_websocket` where the runtime has no
 * WebSocket and `options` has none.
 */
export function createClient(options: ClientOptions): ChatClient {
  return new ChatClient(options);
}
