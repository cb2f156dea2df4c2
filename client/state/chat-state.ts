import type {
  Conversation,
  Message,
  OutgoingMessage,
  OwnProfile,
  Presence,
  Receipt,
} from '../api/protocol.ts';
import type { ClientEvents, ClientStatus } from '../options.ts';
import type { Emitter } from '../platform/events.ts';
import { Account } from './account.ts';
import type { ConversationItem } from './conversation-item.ts';
import { Conversations } from './conversations.ts';
import type { FeedEvents } from './feed.ts';
import type { StateHost } from './host.ts';
import { retryingHost, type RetryingHost } from './retrying-host.ts';
import { noMarks } from './marks.ts';
import { MessageWindows } from './message-windows.ts';
import { Cell, Turn, type Slice } from './observable.ts';
import { defaultLimits, type StateLimits } from './options.ts';
import { OwnMessages } from './own-messages.ts';
import { PresenceState } from './presence-state.ts';
import { StateStore, stateLock } from './state-store.ts';
import { UnsentMessages } from './unsent.ts';
import { Users, type UserItem } from './users.ts';
import type { ConversationList, MessagesView, SessionSnapshot } from './views.ts';

interface ChatStateOptions {
  host: StateHost;
  events: Pick<Emitter<ClientEvents>, 'on'>;
  feed: Pick<Emitter<FeedEvents>, 'on'>;
  status: ClientStatus;
  limits?: StateLimits | undefined;
}

/**
 * What an application shows, kept up to date: observe a slice and render its snapshot. Snapshots are immutable and share
 * what did not change with the ones before; listeners are called once a turn. It belongs to the signed-in user: what is
 * stored of it opens with the next start, offline too, and is erased when they sign out.
 */
export class ChatState {
  readonly #host: StateHost;
  readonly #retries: RetryingHost;
  readonly #limits: Required<StateLimits>;
  readonly #conversations: Conversations;
  readonly #windows: MessageWindows;
  readonly #unsent = new UnsentMessages((id) => this.#unsentChanged(id));
  readonly #own: OwnMessages;
  readonly #presence: PresenceState;
  readonly #users: Users;
  readonly #account: Account;
  readonly #connection: Cell<ClientStatus>;
  readonly #session: Cell<SessionSnapshot>;
  #status: ClientStatus;
  #sessionNow: SessionSnapshot = { userId: undefined, ended: undefined };
  #store: StateStore | undefined;
  /** Whether what is stored of the user is taken up, and the client can be asked. */
  #ready = false;

  constructor({ host: plainHost, events, feed, status, limits }: ChatStateOptions) {
    this.#retries = retryingHost(plainHost, () => this.#resume());
    const { host } = this.#retries;
    this.#host = host;
    this.#status = status;
    this.#limits = { ...defaultLimits, ...limits };
    const turn = new Turn(host.report);
    const userId = () => this.userId;
    const ready = () => this.#ready;
    const linked = () => this.#linked;
    this.#connection = new Cell({ turn, compute: () => this.#status });
    this.#session = new Cell({ turn, compute: () => this.#sessionNow });
    this.#account = new Account({ host, turn, ready });
    this.#presence = new PresenceState({ host, turn, signedIn: ready });
    this.#users = new Users({ host, turn, presence: this.#presence, linked, limit: this.#limits.users });
    this.#own = new OwnMessages({ host, unsent: this.#unsent, windows: () => this.#windows, linked, userId });
    this.#windows = new MessageWindows({
      host,
      turn,
      unsent: this.#unsent,
      limits: this.#limits,
      userId,
      ready,
      linked,
      marks: (id) => this.#conversations.get(id)?.others ?? noMarks,
      stored: async (id) => this.#store?.window(id),
      onMarksWanted: (id) => linked() && this.#conversations.loadMarks(id),
      onMessages: (id, messages) => {
        this.#conversations.statuses(id, messages);
        this.#own.shown(id, messages);
      },
      onChange: (id) => this.#store?.windowChanged(id),
      onEvict: () => this.#store?.flush(),
    });
    this.#conversations = new Conversations({
      host,
      turn,
      limit: this.#limits.conversations,
      userId,
      linked,
      countAfter: (id, seq) =>
        this.#windows.get(id)?.othersAfter(seq, this.#conversations.get(id)?.lastSeq ?? seq),
      unsent: (id) => this.#own.summary(id),
      onMarks: (id, before) => this.#windows.get(id)?.marksRose(before),
      inUse: (id) => this.#windows.isObserved(id),
      onChange: (id) => this.#store?.conversationChanged(id),
      onReplaced: (id) => this.#store?.replaceConversation(id),
      onParticipants: (participants) => this.#users.describe(participants),
      onGone: (id) => {
        this.#store?.dropConversation(id);
        this.#windows.get(id)?.clear();
      },
    });
    this.#follow(events, feed);
  }

  /** The conversations of the user, the newest activity first. Observing it loads the first page. */
  get conversations(): ConversationList {
    const { list } = this.#conversations.pages;
    const { getSnapshot, subscribe } = list;
    return { getSnapshot, subscribe, loadMore: () => this.#conversations.pages.loadMore() };
  }

  /** One conversation; `undefined` until it is known. Observing it fetches it, if need be. */
  conversation(id: string): Slice<ConversationItem | undefined> {
    return this.#conversations.items.slice(id);
  }

  /** Unread messages of all conversations that are loaded: for a badge. */
  get unreadTotal(): Slice<number> {
    return this.#conversations.items.unreadTotal;
  }

  /** The messages of a conversation. Observing them loads the newest, and follows them. */
  messages(id: string): MessagesView {
    const { getSnapshot, subscribe } = this.#windows.slice(id);
    const window = () => this.#windows.open(id);
    return {
      getSnapshot,
      subscribe,
      loadOlder: () => window().loadOlder(),
      loadNewer: () => window().loadNewer(),
      jumpTo: (seq) => window().jumpTo(seq),
      jumpToNewest: () => window().jumpToNewest(),
      jumpToFirstUnread: () => this.#jumpToFirstUnread(id),
      setVisible: (first, last) => window().setVisible(first, last),
      send: (text, options = {}) => this.#own.send(id, text, options),
      retry: (clientId) => this.#own.retry(clientId),
      discard: (clientId) => this.#own.discard(id, clientId),
      markRead: (seq) => this.#host.markRead(id, seq),
    };
  }

  /** A user's presence; `undefined` until it is known. Observing it watches them, at most 200 users at a time. */
  presence(userId: string): Slice<Presence | undefined> {
    return this.#presence.slice(userId);
  }

  /** A user; `undefined` until they are known. Observing an unknown one fetches it; it also watches their presence. */
  user(id: string): Slice<UserItem | undefined> {
    return this.#users.slice(id);
  }

  /** Whether and how the client is connected. */
  get connection(): Slice<ClientStatus> {
    return this.#connection;
  }

  /** Who is signed in. */
  get session(): Slice<SessionSnapshot> {
    return this.#session;
  }

  /** The signed-in user's own account; `undefined` until it is loaded, which observing it does. */
  get account(): Slice<OwnProfile | undefined> {
    return this.#account.slice;
  }

  /** Who is signed in. */
  get userId(): string | undefined {
    return this.#sessionNow.userId;
  }

  /** How often items were made, looked at or compared so far: what events cost. For tests. */
  get work(): { conversationsMade: number; comparisons: number; messageSteps: number } {
    const { made, comparisons } = this.#conversations.items;
    return { conversationsMade: made, comparisons, messageSteps: this.#windows.steps };
  }

  /** What is in memory, in numbers. */
  get size(): { conversations: number; windows: number; messages: number; users: number } {
    return {
      conversations: this.#conversations.items.size,
      users: this.#users.size,
      ...this.#windows.size,
    };
  }

  /** A user is signed in: takes up what is stored of them. For the client. */
  async entered(userId: string, storageKey: string): Promise<void> {
    const { storedConversations, storedWindows, storedMessages } = this.#limits;
    const store = new StateStore({
      storage: this.#host.storage,
      storageKey,
      lock: this.#host.lock(stateLock(storageKey)),
      clock: this.#host.clock,
      maxConversations: storedConversations,
      maxWindows: storedWindows,
      conversation: (id) => this.#conversations.items.amongFirst(id, storedConversations),
      window: (id) => this.#windows.get(id)?.toStore(storedMessages),
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
    this.#windows.ready();
    this.#account.resume();
    this.#resume();
  }

  /** The user is signed out: forgets everything. Resolves when nothing more is written. For the client. */
  async left(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    this.#ready = false;
    this.#retries.stop();
    this.#sessionNow = { ...this.#sessionNow, userId: undefined };
    this.#conversations.clear();
    this.#windows.clear();
    this.#unsent.clear();
    this.#presence.clear();
    this.#users.clear();
    this.#account.clear();
    this.#session.touch();
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
    const conversations = this.#conversations;
    const describe = (conversation: Conversation) => conversations.describe(conversation);
    feed.on('handed', ({ message, after }) => this.#received(message, after));
    feed.on('head', ({ head, first }) => conversations.head(head, first));
    feed.on('met', describe);
    feed.on('marked', ({ conversationId, marks, stored }) =>
      conversations.ownMarks(conversationId, marks, stored),
    );
    feed.on('queued', (message) => this.#unsent.add(message, this.#now()));
    feed.on('sent', ({ message, result }) => this.#own.sent(message, result.seq));
    feed.on('users', (users) => this.#users.describe(users));
    feed.on('account', (account) => {
      this.#account.describe(account);
      this.#users.describe([account]);
    });
    events.on('conversation:new', describe);
    events.on('message:failed', ({ message, error }) => this.#own.failed(message, error, this.#now()));
    events.on('receipt', (receipt) => this.#receipt(receipt));
    events.on('typing', ({ conversationId, userId, typing }) =>
      conversations.typing(conversationId, userId, typing),
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
    this.#windows.resume();
    this.#users.resume();
    this.#account.resume();
  }

  #received(message: Message, after: number): void {
    // All in one turn: an own message leaves its place at the end for the one among the others.
    this.#own.received(message);
    this.#windows.get(message.conversationId)?.receive(message, after);
    this.#conversations.received(message, after);
  }

  #receipt(receipt: Receipt): void {
    if (receipt.userId === this.userId) this.#conversations.ownMarks(receipt.conversationId, receipt, true);
    else this.#conversations.othersMark(receipt);
  }

  #reset(id: string): void {
    this.#store?.dropWindow(id);
    this.#windows.get(id)?.reset();
    this.#conversations.doubt(id);
  }

  async #jumpToFirstUnread(id: string): Promise<number | undefined> {
    const window = this.#windows.open(id);
    const { unreadCount, me } = this.#conversations.get(id) ?? (await this.#host.conversation(id));
    if (unreadCount === 0) {
      await window.jumpToNewest();
      return undefined;
    }
    await window.jumpTo(me.readSeq + 1);
    return window.firstOfOthersAfter(me.readSeq);
  }

  #unsentChanged(id: string): void {
    this.#windows.get(id)?.unsentChanged();
    this.#conversations.unsentChanged(id);
    this.#store?.failuresChanged();
  }

  #now(): string {
    return new Date(this.#host.clock.now()).toISOString();
  }
}
