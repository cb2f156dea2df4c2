import type {
  Conversation,
  Message,
  OutgoingMessage,
  OwnProfile,
  Presence,
  Receipt,
} from '../api/protocol.ts';
import type { EndReason } from '../connection/frames.ts';
import { hasCode, isPassing } from '../errors.ts';
import type { ClientEvents, ClientStatus, SendOptions } from '../options.ts';
import type { Emitter } from '../platform/events.ts';
import type { ConversationItem } from './conversation-item.ts';
import { isEqual } from './equal.ts';
import { Conversations, type ConversationsSnapshot } from './conversations.ts';
import type { FeedEvents } from './feed.ts';
import type { StateHost } from './host.ts';
import { retryingHost, type RetryingHost } from './retrying-host.ts';
import { noMarks } from './marks.ts';
import { emptyMessages, MessageWindow, type MessagesSnapshot } from './message-window.ts';
import { Cell, Cells, Turn, type Slice } from './observable.ts';
import { defaultLimits, type StateLimits } from './options.ts';
import { PresenceState } from './presence-state.ts';
import { StateStore } from './state-store.ts';
import { UnsentMessages } from './unsent.ts';

/** Who is signed in. */
export interface SessionSnapshot {
  /** `undefined` when signed out, and before `restore` or a sign-in. */
  readonly userId: string | undefined;
  /** Why the last session ended, if the server ended it. */
  readonly ended: EndReason | undefined;
}

/** The list of conversations, and what loads more of it. */
export interface ConversationList extends Slice<ConversationsSnapshot> {
  /** Loads the next page, if there is one. Rejects with a `ChatClientError`. */
  readonly loadMore: () => Promise<void>;
}

/** The messages of one conversation, and what can be done about them. What talks to the server rejects with a `ChatClientError`. */
export interface MessagesView extends Slice<MessagesSnapshot> {
  readonly loadOlder: () => Promise<void>;
  readonly loadNewer: () => Promise<void>;
  /** Shows the messages around a sequence number. */
  readonly jumpTo: (seq: number) => Promise<void>;
  /** Shows the newest messages. */
  readonly jumpToNewest: () => Promise<void>;
  /** Says which sequence numbers are on screen: they stay here, however much is loaded around them. */
  readonly setVisible: (first: number, last: number) => void;
  /** Sends a message, which shows at once; resolves and rejects as `client.messages.send` does. */
  readonly send: (text: string, options?: SendOptions) => Promise<void>;
  /** Sends a message again that failed. */
  readonly retry: (clientId: string) => Promise<void>;
  /** Gives up a message that failed or waits; `false` for one that is under way, which may be stored any moment. */
  readonly discard: (clientId: string) => boolean;
  /** Everything up to `seq` was read. */
  readonly markRead: (seq: number) => Promise<void>;
}

interface ChatStateOptions {
  host: StateHost;
  events: Pick<Emitter<ClientEvents>, 'on'>;
  feed: Pick<Emitter<FeedEvents>, 'on'>;
  status: ClientStatus;
  limits?: StateLimits | undefined;
}

/**
 * What an application shows, kept up to date: observe a slice and render its snapshot. Snapshots are immutable and share
 * what did not change with the ones before; listeners are called once a turn. It belongs to whoever is signed in: what is
 * stored is theirs, opens with the next start, offline too, and is erased when they sign out.
 */
export class ChatState {
  readonly #host: StateHost;
  readonly #retries: RetryingHost;
  readonly #limits: Required<StateLimits>;
  readonly #turn: Turn;
  readonly #conversations: Conversations;
  readonly #presence: PresenceState;
  readonly #unsent: UnsentMessages;
  readonly #messageCells: Cells<MessagesSnapshot>;
  /** The most recently viewed last. */
  readonly #windows = new Map<string, MessageWindow>();
  readonly #connection: Cell<ClientStatus>;
  readonly #session: Cell<SessionSnapshot>;
  readonly #profile: Cell<OwnProfile | undefined>;
  #status: ClientStatus;
  #sessionNow: SessionSnapshot = { userId: undefined, ended: undefined };
  #profileNow: OwnProfile | undefined;
  #loadingProfile = false;
  #store: StateStore | undefined;
  /** Whether what is stored of the user is taken up, and the client can be asked. */
  #ready = false;
  /** How much work was done for windows that are gone. */
  #pastSteps = 0;

  constructor({ host: plainHost, events, feed, status, limits }: ChatStateOptions) {
    this.#retries = retryingHost(plainHost, () => this.#resume());
    const { host } = this.#retries;
    this.#host = host;
    this.#status = status;
    this.#limits = { ...defaultLimits, ...limits };
    this.#turn = new Turn(host.report);
    const turn = this.#turn;
    this.#connection = new Cell({ turn, compute: () => this.#status });
    this.#session = new Cell({ turn, compute: () => this.#sessionNow });
    this.#profile = new Cell({
      turn,
      compute: () => this.#profileNow,
      onObserved: (observed) => observed && this.#loadProfile(),
    });
    this.#unsent = new UnsentMessages((id) => this.#unsentChanged(id));
    this.#presence = new PresenceState({ host, turn, signedIn: () => this.#ready });
    this.#messageCells = new Cells({
      turn,
      compute: (id) => this.#windows.get(id)?.snapshot() ?? emptyMessages,
      onObserved: (id, observed) => this.#viewed(id, observed),
    });
    this.#conversations = new Conversations({
      host,
      turn,
      limit: this.#limits.conversations,
      userId: () => this.userId,
      linked: () => this.#linked,
      countAfter: (id, seq) =>
        this.#windows.get(id)?.othersAfter(seq, this.#conversations.get(id)?.lastSeq ?? seq),
      unsent: (id) => this.#unsentCounts(id),
      onMarks: (id, before) => this.#windows.get(id)?.marksRose(before),
      inUse: (id) => this.#messageCells.isObserved(id),
      onChange: (id) => this.#store?.conversationChanged(id),
      onGone: (id) => this.#gone(id),
    });
    this.#follow(events, feed);
  }

  /** The conversations of the user, the newest activity first. Observing it loads the first page. */
  get conversations(): ConversationList {
    const { getSnapshot, subscribe } = this.#conversations.list;
    return { getSnapshot, subscribe, loadMore: () => this.#conversations.loadMore() };
  }

  /** One conversation; `undefined` until it is known. Observing it fetches it, if need be. */
  conversation(id: string): Slice<ConversationItem | undefined> {
    return this.#conversations.slice(id);
  }

  /** The messages of a conversation. Observing them loads the newest, and follows them. */
  messages(id: string): MessagesView {
    const { getSnapshot, subscribe } = this.#messageCells.of(id);
    const window = () => this.#window(id);
    return {
      getSnapshot,
      subscribe,
      loadOlder: () => window().loadOlder(),
      loadNewer: () => window().loadNewer(),
      jumpTo: (seq) => window().jumpTo(seq),
      jumpToNewest: () => window().jumpToNewest(),
      setVisible: (first, last) => window().setVisible(first, last),
      send: (text, options = {}) => this.#send(id, text, options),
      retry: (clientId) => this.#retry(clientId),
      discard: (clientId) => this.#discard(id, clientId),
      markRead: (seq) => this.#host.markRead(id, seq),
    };
  }

  /** How a person is seen; `undefined` until that is known. Observing it watches them, at most 200 people at a time. */
  presence(userId: string): Slice<Presence | undefined> {
    return this.#presence.slice(userId);
  }

  /** Whether and how the client is connected. */
  get connection(): Slice<ClientStatus> {
    return this.#connection;
  }

  /** Who is signed in. */
  get session(): Slice<SessionSnapshot> {
    return this.#session;
  }

  /** The user's own profile; `undefined` until it is loaded. */
  get profile(): Slice<OwnProfile | undefined> {
    return this.#profile;
  }

  /** Who is signed in. */
  get userId(): string | undefined {
    return this.#sessionNow.userId;
  }

  /** How often items were made, looked at or compared so far: what events cost. For tests. */
  get work(): { conversationsMade: number; comparisons: number; messageSteps: number } {
    const steps = [...this.#windows.values()].reduce((sum, window) => sum + window.steps, this.#pastSteps);
    const { made, comparisons } = this.#conversations;
    return { conversationsMade: made, comparisons, messageSteps: steps };
  }

  /** What is in memory, in numbers. */
  get size(): { conversations: number; windows: number; messages: number } {
    const messages = [...this.#windows.values()].reduce((sum, { size }) => sum + size, 0);
    return { conversations: this.#conversations.size, windows: this.#windows.size, messages };
  }

  /** Somebody is signed in: takes up what is stored of them. For the client. */
  async entered(userId: string, storageKey: string): Promise<void> {
    const store = new StateStore({
      storage: this.#host.storage,
      storageKey,
      clock: this.#host.clock,
      maxConversations: this.#limits.storedConversations,
      maxWindows: this.#limits.storedWindows,
      conversation: (id) => this.#conversations.amongFirst(id, this.#limits.storedConversations),
      window: (id) => this.#windows.get(id)?.toStore(this.#limits.storedMessages),
      failures: () => this.#unsent.failures,
      report: this.#host.report,
    });
    this.#sessionNow = { userId, ended: undefined };
    this.#session.touch();
    const { conversations, failures } = await store.load();
    if (this.userId !== userId) return;
    this.#store = store;
    for (const { message, createdAt } of failures) this.#unsent.failed(message, undefined, createdAt);
    this.#conversations.restore(conversations);
  }

  /** The client can be asked by now; these messages wait to be sent from before. For the client. */
  ready(unsent: readonly OutgoingMessage[]): void {
    this.#ready = true;
    for (const message of unsent) this.#unsent.add(message, this.#now());
    this.#presence.renew();
    for (const id of this.#messageCells.observed) this.#viewed(id, true);
    if (this.#profile.observed) this.#loadProfile();
    this.#resume();
  }

  /** Nobody is signed in any more: forgets everything. Resolves when nothing more is written. For the client. */
  async left(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    this.#ready = false;
    this.#retries.stop();
    this.#sessionNow = { ...this.#sessionNow, userId: undefined };
    this.#profileNow = undefined;
    this.#conversations.clear();
    for (const window of this.#windows.values()) window.clear();
    for (const id of [...this.#windows.keys()])
      if (!this.#messageCells.isObserved(id)) this.#windows.delete(id);
    this.#unsent.clear();
    this.#presence.clear();
    this.#session.touch();
    this.#profile.touch();
    await store?.end();
  }

  /** Stores what changed now rather than soon. For the client. */
  flush(): void {
    this.#store?.flush();
  }

  /** Resolves when what changed is stored. For the client. */
  async stored(): Promise<void> {
    await this.#store?.stored();
  }

  get #linked(): boolean {
    const { state } = this.#status;
    if (!this.#ready) return false;
    return state === 'online' || state === 'catching-up' || state === 'polling';
  }

  #follow(events: ChatStateOptions['events'], feed: ChatStateOptions['feed']): void {
    feed.on('handed', ({ message, after }) => this.#handed(message, after));
    feed.on('head', ({ head, first }) => this.#conversations.head(head, first));
    feed.on('met', (conversation) => this.#met(conversation));
    feed.on('marked', ({ conversationId, marks, stored }) =>
      this.#conversations.ownMarks(conversationId, marks, stored),
    );
    feed.on('queued', (message) => this.#unsent.add(message, this.#now()));
    feed.on('sent', ({ message, result }) => this.#sent(message, result.seq));
    events.on('conversation:new', (conversation) => this.#met(conversation));
    events.on('message:failed', ({ message, error }) => this.#failed(message, error));
    events.on('receipt', (receipt) => this.#receipt(receipt));
    events.on('typing', ({ conversationId, userId, typing }) =>
      this.#conversations.typing(conversationId, userId, typing),
    );
    events.on('presence', (presence) => this.#presence.receive(presence));
    events.on('reset', ({ conversationId }) => this.#reset(conversationId));
    events.on('state', (status) => this.#statusChanged(status));
    events.on('session:ended', ({ reason }) => {
      this.#sessionNow = { ...this.#sessionNow, ended: reason };
      this.#session.touch();
    });
  }

  #statusChanged(status: ClientStatus): void {
    const wasLinked = this.#linked;
    this.#status = status;
    this.#connection.touch();
    if (!wasLinked) this.#resume();
  }

  /** Goes on with what waits for a connection, if there is one. */
  #resume(): void {
    if (!this.#linked) return;
    this.#conversations.resume();
    for (const id of this.#messageCells.observed) {
      this.#windows.get(id)?.resume();
      this.#loadMarks(id);
    }
    if (this.#profile.observed) this.#loadProfile();
  }

  #handed(message: Message, after: number): void {
    const { conversationId, clientId } = message;
    const own = message.senderId === this.userId;
    // Both in one turn: the place at the end is exchanged for the one among the others.
    if (own && clientId !== undefined) this.#settle(conversationId, clientId, message.seq);
    this.#windows.get(conversationId)?.receive(message, after);
    this.#conversations.received(message, after);
  }

  #met(conversation: Conversation): void {
    this.#conversations.met(conversation);
  }

  #receipt(receipt: Receipt): void {
    if (receipt.userId === this.userId) this.#conversations.ownMarks(receipt.conversationId, receipt, true);
    else this.#conversations.othersMark(receipt);
  }

  #reset(id: string): void {
    this.#store?.dropWindow(id);
    this.#windows.get(id)?.reset();
    this.#conversations.recount(id);
  }

  #sent(message: OutgoingMessage, seq: number): void {
    const handed = (this.#host.position(message.conversationId) ?? 0) >= seq;
    if (handed) this.#settle(message.conversationId, message.clientId, seq);
    else this.#unsent.sent(message.conversationId, message.clientId, seq);
  }

  /** An own message was handed over: it is among the stored ones now, or will be once the window is loaded. */
  #settle(conversationId: string, clientId: string, seq: number): void {
    if (this.#windows.get(conversationId)?.awaitsLoad === true)
      this.#unsent.sent(conversationId, clientId, seq);
    else this.#unsent.remove(conversationId, clientId);
  }

  #failed(message: OutgoingMessage, error: unknown): void {
    // The answer to an earlier attempt got lost, and what it stored is here.
    if (this.#windows.get(message.conversationId)?.hasSent(message.clientId) === true) return;
    this.#unsent.failed(message, error, this.#now());
    this.#store?.failuresChanged();
  }

  async #send(conversationId: string, text: string, options: SendOptions): Promise<void> {
    const sending = this.#host.send(conversationId, text, options);
    // Who writes wants to see it: it stands at the end.
    const window = this.#window(conversationId);
    if (window.snapshot().hasNewer && this.#linked) {
      window.jumpToNewest().catch((error: unknown) => this.#troubled(error));
    }
    await sending;
  }

  async #retry(clientId: string): Promise<void> {
    const message = this.#unsent.message(clientId);
    if (message === undefined) return;
    const { conversationId, text, replyTo } = message;
    await this.#host.send(conversationId, text, {
      clientId,
      ...(typeof replyTo === 'string' && { replyTo }),
    });
  }

  #discard(conversationId: string, clientId: string): boolean {
    const item = this.#unsent.of(conversationId).find((one) => one.clientId === clientId);
    if (item === undefined) return false;
    if (item.state !== 'failed' && !this.#host.discard(clientId)) return false;
    this.#unsent.remove(conversationId, clientId);
    this.#store?.failuresChanged();
    return true;
  }

  #unsentChanged(id: string): void {
    this.#windows.get(id)?.unsentChanged();
    this.#conversations.unsentChanged(id);
    this.#store?.failuresChanged();
  }

  #unsentCounts(id: string) {
    const all = this.#unsent.of(id);
    const unsentCount = all.filter(({ state }) => state !== 'sent').length;
    return { unsentCount, failedCount: all.filter(({ state }) => state === 'failed').length };
  }

  #gone(id: string): void {
    this.#store?.dropConversation(id);
    this.#windows.get(id)?.clear();
  }

  /** The window of a conversation, which is now the one viewed last. */
  #window(id: string): MessageWindow {
    const window = this.#windows.get(id) ?? this.#newWindow(id);
    this.#windows.delete(id);
    this.#windows.set(id, window);
    this.#evict(id);
    return window;
  }

  #newWindow(id: string): MessageWindow {
    return new MessageWindow({
      conversationId: id,
      userId: () => this.userId,
      host: this.#host,
      unsent: this.#unsent,
      maxMessages: this.#limits.messages,
      marks: () => this.#conversations.get(id)?.others ?? noMarks,
      linked: () => this.#linked,
      observed: () => this.#messageCells.isObserved(id),
      touch: () => this.#messageCells.touch(id),
      onMessages: (messages) => this.#gotMessages(id, messages),
      onChange: () => this.#store?.windowChanged(id),
    });
  }

  #gotMessages(id: string, messages: readonly Message[]): void {
    this.#conversations.statuses(id, messages);
    if (this.#unsent.of(id).length === 0) return;
    for (const { senderId, clientId } of messages) {
      if (senderId === this.userId && clientId !== undefined) this.#unsent.remove(id, clientId);
    }
    this.#unsent.removeSentUpTo(id, this.#windows.get(id)?.reached ?? 0);
  }

  /** Windows beyond the limit go, the least recently viewed first, but none that somebody looks at. */
  #evict(keep: string): void {
    let excess = this.#windows.size - this.#limits.windows;
    for (const [id, window] of this.#windows) {
      if (excess <= 0) return;
      if (id === keep || this.#messageCells.isObserved(id)) continue;
      this.#pastSteps += window.steps;
      // What is not stored of it yet is stored while it is here.
      this.#store?.flush();
      this.#windows.delete(id);
      excess -= 1;
    }
  }

  #viewed(id: string, observed: boolean): void {
    if (!observed && !this.#windows.has(id)) return;
    const window = this.#window(id);
    if (!observed || !this.#ready) return;
    void this.#open(id, window);
    this.#loadMarks(id);
  }

  /** Shows what is stored of it at once, and then what there is. */
  async #open(id: string, window: MessageWindow): Promise<void> {
    if (!window.loaded) {
      const { userId } = this;
      const stored = await this.#store?.window(id);
      if (userId !== this.userId || this.#windows.get(id) !== window) return;
      if (stored !== undefined) window.restore(stored);
    }
    window.refresh();
  }

  /** How far the others are, which may have changed unseen. */
  #loadMarks(id: string): void {
    if (!this.#linked) return;
    this.#conversations.loadMarks(id);
  }

  #loadProfile(): void {
    const { userId } = this;
    if (!this.#ready || this.#loadingProfile) return;
    this.#loadingProfile = true;
    const loading = this.#host.me().then((profile) => {
      if (userId !== this.userId || isEqual(profile, this.#profileNow)) return;
      this.#profileNow = profile;
      this.#profile.touch();
    });
    void loading
      .catch((error: unknown) => this.#troubled(error))
      .finally(() => {
        this.#loadingProfile = false;
      });
  }

  #troubled(error: unknown): void {
    if (!isPassing(error) && !hasCode(error, 'signed_out')) this.#host.report(error);
  }

  #now(): string {
    return new Date(this.#host.clock.now()).toISOString();
  }
}
