import type { BlockedUser, Message, OutgoingMessage, OwnProfile, Presence } from '../api/protocol.ts';
import type { ClientEvents, ClientStatus } from '../options.ts';
import type { Emitter } from '../platform/events.ts';
import type { ConversationItem } from './conversation-item.ts';
import type { FeedEvents } from './feed.ts';
import { follow } from './follow.ts';
import type { StateHost } from './host.ts';
import { messagesView } from './messages-view.ts';
import type { Slice } from './observable.ts';
import { defaultLimits, type StateLimits } from './options.ts';
import { StateParts } from './state-parts.ts';
import type { UserItem } from './users.ts';
import type { ConversationList, MessagesView, SessionSnapshot } from './views.ts';

/** What the client gives the state that it makes. */
export interface ChatStateOptions {
  host: StateHost;
  events: Pick<Emitter<ClientEvents>, 'on'>;
  feed: Pick<Emitter<FeedEvents>, 'on'>;
  status: ClientStatus;
}

/**
 * What an application shows, kept up to date: observe a slice and render its snapshot. Snapshots are immutable and share
 * what did not change with the ones before; listeners are called once a turn. It belongs to the signed-in user: what is
 * stored of it opens with the next start, offline too, and is erased when they sign out.
 */
export class ChatState {
  readonly #parts: StateParts;

  constructor({ host, events, feed, status }: ChatStateOptions, limits: StateLimits = {}) {
    this.#parts = new StateParts({ host, status, limits: { ...defaultLimits, ...limits } });
    follow(this.#parts, events, feed);
  }

  /** The conversations of the user, the newest activity first. Observing it loads the first page. */
  get conversations(): ConversationList {
    const { list } = this.#parts.conversations.pages;
    const { getSnapshot, subscribe } = list;
    return { getSnapshot, subscribe, loadMore: () => this.#parts.conversations.pages.loadMore() };
  }

  /** One conversation; `undefined` until it is known. Observing it fetches it, if need be. */
  conversation(id: string): Slice<ConversationItem | undefined> {
    return this.#parts.conversations.items.slice(id);
  }

  /** Unread messages of all conversations that are loaded: for a badge. */
  get unreadTotal(): Slice<number> {
    return this.#parts.conversations.items.unreadTotal;
  }

  /** The messages of a conversation. Observing them loads the newest, and follows them. */
  messages(id: string): MessagesView {
    return messagesView(this.#parts, id);
  }

  /** A user's presence; `undefined` until it is known. Observing it watches them, at most 200 users at a time. */
  presence(userId: string): Slice<Presence | undefined> {
    return this.#parts.presence.slice(userId);
  }

  /** A user; `undefined` until they are known. Observing an unknown one fetches it; it also watches their presence. */
  user(id: string): Slice<UserItem | undefined> {
    return this.#parts.users.slice(id);
  }

  /** Whether and how the client is connected. */
  get connection(): Slice<ClientStatus> {
    return this.#parts.connection;
  }

  /** Who is signed in. */
  get session(): Slice<SessionSnapshot> {
    return this.#parts.session;
  }

  /** The signed-in user's own account; `undefined` until it is loaded, which observing it does. */
  get account(): Slice<OwnProfile | undefined> {
    return this.#parts.account.slice;
  }

  /** How many notifications wait for the user; `undefined` until that is loaded, which observing it does. */
  get notificationCount(): Slice<number | undefined> {
    return this.#parts.notified.slice;
  }

  /** The users whom the signed-in user blocked; `undefined` until they are loaded, which observing it does. */
  get blocks(): Slice<readonly BlockedUser[] | undefined> {
    return this.#parts.blocks.slice;
  }

  /** Messages that the application shows besides: of each that expires, `message:expired` says when it does. */
  noteExpiring(messages: readonly Message[]): void {
    for (const message of messages) this.#parts.expiries.note(message);
  }

  /** The time in milliseconds since the epoch by the server's clock, as far as that is known: what remains of a message counts by it. */
  get serverNow(): number {
    return this.#parts.expiries.now;
  }

  /** Who is signed in. */
  get userId(): string | undefined {
    return this.#parts.userId;
  }

  /** How often items were made, looked at or compared so far: what events cost. For tests. */
  get work(): { conversationsMade: number; comparisons: number; messageSteps: number } {
    const { made, comparisons } = this.#parts.conversations.items;
    return { conversationsMade: made, comparisons, messageSteps: this.#parts.windows.steps };
  }

  /** What is in memory, in numbers. */
  get size(): { conversations: number; windows: number; messages: number; users: number } {
    return {
      conversations: this.#parts.conversations.items.size,
      users: this.#parts.users.size,
      ...this.#parts.windows.size,
    };
  }

  /** A user is signed in: takes up what is stored of them. For the client. */
  async entered(userId: string, storageKey: string): Promise<void> {
    await this.#parts.entered(userId, storageKey);
  }

  /** The client can be asked by now; these messages wait to be sent from before. For the client. */
  ready(unsent: readonly OutgoingMessage[]): void {
    this.#parts.ready(unsent);
  }

  /** The user is signed out: forgets everything. Resolves when nothing more is written. For the client. */
  async left(): Promise<void> {
    await this.#parts.left();
  }

  /** Stores what changed now rather than soon. For the client. */
  flush(): void {
    this.#parts.flush();
  }

  /** Resolves when what changed is stored. For the client. */
  async stored(): Promise<void> {
    await this.#parts.stored();
  }
}
