import type { BlockedUser, Message, OutgoingMessage, OwnProfile, ServerEvents } from '../api/protocol.ts';
import type { ClientStatus } from '../options.ts';
import { Conversations } from './conversations.ts';
import type { StateHost } from './host.ts';
import { noMarks } from './marks.ts';
import { loadBlocks } from './load-blocks.ts';
import { Loaded } from './loaded.ts';
import { ChangeNews } from './change-news.ts';
import { Expiries, type Ending } from './expiries.ts';
import { MediaNews } from './media-news.ts';
import { Pieces } from './pieces.ts';
import { MessageWindows } from './message-windows.ts';
import { Cell, Turn } from './observable.ts';
import type { StateLimits } from './options.ts';
import { OwnMessages } from './own-messages.ts';
import { PresenceState } from './presence-state.ts';
import { retryingHost, type RetryingHost } from './retrying-host.ts';
import { StateStore } from './state-store.ts';
import { stateLock } from './stored-index.ts';
import { UnsentMessages } from './unsent.ts';
import { Users } from './users.ts';
import type { SessionSnapshot } from './views.ts';

interface StatePartsOptions {
  host: StateHost;
  status: ClientStatus;
  limits: Required<StateLimits>;
}

/** The parts of the state, connected: what happens to one of them reaches the others that show or store it. */
export class StateParts {
  readonly host: StateHost;
  readonly conversations: Conversations;
  readonly windows: MessageWindows;
  readonly unsent = new UnsentMessages((id) => this.#unsentChanged(id));
  readonly own: OwnMessages;
  readonly presence: PresenceState;
  readonly #media = new MediaNews();
  readonly #changes = new ChangeNews();
  readonly #pieces = new Pieces();
  readonly users: Users;
  readonly expiries: Expiries;
  readonly account: Loaded<OwnProfile>;
  readonly blocks: Loaded<readonly BlockedUser[]>;
  readonly notified: Loaded<number>;
  readonly connection: Cell<ClientStatus>;
  readonly session: Cell<SessionSnapshot>;
  readonly #retries: RetryingHost;
  readonly #limits: Required<StateLimits>;
  #status: ClientStatus;
  #sessionNow: SessionSnapshot = { userId: undefined, ended: undefined };
  #store: StateStore | undefined;
  /** Whether what is stored of the user is taken up, and the client can be asked. */
  #ready = false;

  constructor({ host: plainHost, status, limits }: StatePartsOptions) {
    this.#retries = retryingHost(plainHost, () => this.#resume());
    const { host } = this.#retries;
    this.host = host;
    this.#status = status;
    this.#limits = limits;
    const turn = new Turn(host.report);
    const userId = () => this.userId;
    const ready = () => this.#ready;
    const linked = () => this.#linked;
    this.expiries = new Expiries({ host, linked, onExpired: (endings) => this.#expired(endings) });
    const withNews = (message: Message) => {
      const now = this.#media.applied(this.#pieces.applied(this.#changes.applied(message, this.userId)));
      this.expiries.note(now);
      return now;
    };
    this.connection = new Cell({ turn, compute: () => this.#status });
    this.session = new Cell({ turn, compute: () => this.#sessionNow });
    this.account = new Loaded({ host, turn, ready, load: () => host.account() });
    this.blocks = new Loaded({ host, turn, ready: linked, load: () => loadBlocks(host) });
    this.notified = new Loaded({ host, turn, ready: linked, load: () => host.notified() });
    this.presence = new PresenceState({ host, turn, signedIn: ready });
    this.users = new Users({ host, turn, presence: this.presence, linked, limit: limits.users });
    this.own = new OwnMessages({ host, unsent: this.unsent, windows: () => this.windows, linked, userId });
    this.windows = new MessageWindows({
      host,
      turn,
      unsent: this.unsent,
      limits,
      userId,
      ready,
      linked,
      marks: (id) => this.conversations.get(id)?.others ?? noMarks,
      withNews,
      stored: async (id) => {
        const stored = await this.#store?.window(id);
        // stored before or after the conversation beside it: nothing would say what changed in between
        if (stored?.ownChanges !== this.conversations.ownChanges(id)) return undefined;
        return stored && { ...stored, messages: stored.messages.filter((one) => !this.expiries.isOver(one)) };
      },
      onMarksWanted: (id) => linked() && this.conversations.marks.load(id),
      onMessages: (id, messages) => {
        this.conversations.marks.statuses(id, messages);
        this.own.shown(id, messages);
      },
      onChange: (id) => this.#store?.windowChanged(id),
      onEvict: () => this.#store?.flush(),
    });
    this.conversations = new Conversations({
      host,
      turn,
      limit: limits.conversations,
      userId,
      linked,
      withNews,
      countAfter: (id, seq) => {
        const upTo = this.conversations.get(id)?.lastSeq ?? seq;
        return this.windows.get(id)?.stretch.othersAfter(seq, upTo, this.userId);
      },
      unsent: (id) => this.own.summary(id),
      onMarks: (id, before) => this.windows.get(id)?.marksRose(before),
      inUse: (id) => this.windows.isObserved(id),
      onChange: (id) => this.#store?.conversationChanged(id),
      onReplaced: (id) => this.#store?.replaceConversation(id),
      onParticipants: (participants) => this.users.describe(participants),
      onOwnChanges: (id) => this.reset(id),
      onGone: (id) => {
        this.#store?.dropConversation(id);
        this.windows.get(id)?.clear();
      },
    });
  }

  /** Who is signed in. */
  get userId(): string | undefined {
    return this.#sessionNow.userId;
  }

  /** The time, in ISO 8601. */
  get now(): string {
    return new Date(this.host.clock.now()).toISOString();
  }

  /** A user is signed in: takes up what is stored of them. */
  async entered(userId: string, storageKey: string): Promise<void> {
    const store = this.#newStore(storageKey);
    this.#sessionNow = { userId, ended: undefined };
    this.session.touch();
    const { conversations, failures } = await store.load();
    if (this.userId !== userId) return;
    this.#store = store;
    for (const { message, createdAt } of failures) this.unsent.failed(message, undefined, createdAt);
    this.conversations.restore(
      conversations.map((one) =>
        one.lastMessage && this.expiries.isOver(one.lastMessage) ? { ...one, lastMessage: null } : one,
      ),
    );
    store.forget(this.expiries.isOver);
  }

  /** The client can be asked by now; these messages wait to be sent from before. */
  ready(unsent: readonly OutgoingMessage[]): void {
    this.#ready = true;
    for (const message of unsent) this.unsent.add(message, this.now);
    this.presence.renew();
    this.windows.ready();
    this.account.resume();
    this.#resume();
  }

  /** The user is signed out: forgets everything. Resolves when nothing more is written. */
  async left(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    this.#ready = false;
    this.#retries.stop();
    this.#sessionNow = { ...this.#sessionNow, userId: undefined };
    this.conversations.clear();
    this.windows.clear();
    this.unsent.clear();
    this.#media.clear();
    this.#changes.clear();
    this.#pieces.clear();
    this.expiries.clear();
    this.presence.clear();
    this.users.clear();
    this.account.clear();
    this.blocks.clear();
    this.notified.clear();
    this.session.touch();
    await store?.end();
  }

  /** The session ended for this reason. */
  sessionEnded(reason: SessionSnapshot['ended']): void {
    this.#sessionNow = { ...this.#sessionNow, ended: reason };
    this.session.touch();
  }

  /** Stores what changed now rather than soon. */
  flush(): void {
    this.#store?.flush();
  }

  /** Resolves when what changed is stored. */
  async stored(): Promise<void> {
    await this.#store?.stored();
  }

  /** The connection changed. */
  statusChanged(status: ClientStatus): void {
    const wasLinked = this.#linked;
    this.#status = status;
    this.connection.touch();
    if (wasLinked) return;
    this.expiries.resume();
    this.#resume();
  }

  /** A user, or the signed-in one, has another name, picture or text: shows them so wherever they are. */
  userUpdated(update: ServerEvents['user:updated']): void {
    const { id, about, ...shown } = update;
    this.users.describe([update]);
    this.conversations.userChanged(id, shown);
    const account = this.account.slice.getSnapshot();
    if (account?.id === id) this.account.describe({ ...account, ...shown, about: about ?? account.about });
  }

  /** A message that is being written goes on. */
  appended(piece: ServerEvents['message:appended']): void {
    this.#pieces.note(piece);
    this.windows.get(piece.conversationId)?.appended(piece);
  }

  /** A message is another one by now, wherever it is read from. */
  messageChanged(changed: Message): void {
    this.#changes.note(changed);
  }

  /** A file was looked at after its upload: shows it so where it is. */
  mediaUpdated({ media, places }: ServerEvents['media:updated']): void {
    this.#media.note(media);
    for (const { conversationId, seq } of places) {
      this.windows.get(conversationId)?.mediaChanged(seq);
      this.conversations.mediaChanged(conversationId, seq);
    }
  }

  /** The user deleted a message for themselves. */
  messageHidden({ conversationId, seq, hiddenCount }: ServerEvents['message:hidden']): void {
    this.windows.get(conversationId)?.hide(seq);
    this.conversations.hidden(conversationId, seq, hiddenCount);
  }

  /** The user saved a message, or took it out. */
  starChanged({ conversationId, seq, starred, starChanges }: ServerEvents['star:updated']): void {
    if (this.conversations.starChanged(conversationId, starChanges))
      this.windows.get(conversationId)?.starChanged(seq, starred);
  }

  /** What is known of a conversation may be wrong. */
  reset(id: string): void {
    this.#store?.dropWindow(id);
    this.windows.get(id)?.reset();
    this.conversations.doubt(id);
  }

  /** These messages have expired: they are shown and stored no more. */
  #expired(endings: readonly Ending[]): void {
    for (const { conversationId, seq } of endings) {
      const window = this.windows.get(conversationId);
      window?.expire(seq);
      this.conversations.expired(conversationId, seq, window?.stretch.newest);
      this.host.expired({ conversationId, seq });
    }
    if (endings.some(({ conversationId }) => !this.windows.get(conversationId))) {
      this.#store?.forget(this.expiries.isOver);
    }
  }

  get #linked(): boolean {
    const { state } = this.#status;
    if (!this.#ready) return false;
    return state === 'online' || state === 'catching-up' || state === 'polling';
  }

  /** Goes on with what waits for a connection, if there is one. */
  #resume(): void {
    if (!this.#linked) return;
    this.conversations.resume();
    this.windows.resume();
    this.users.resume();
    this.account.resume();
    this.blocks.resume();
    this.notified.resume();
  }

  #unsentChanged(id: string): void {
    this.windows.get(id)?.unsentChanged();
    this.conversations.unsentChanged(id);
    this.#store?.failuresChanged();
  }

  #newStore(storageKey: string): StateStore {
    const { storage, lock, clock, report } = this.host;
    const { storedConversations, storedWindows, storedMessages } = this.#limits;
    return new StateStore({
      storage,
      storageKey,
      lock: lock(stateLock(storageKey)),
      clock,
      maxConversations: storedConversations,
      maxWindows: storedWindows,
      conversation: (id) => this.conversations.items.amongFirst(id, storedConversations),
      window: (id) => {
        const ownChanges = this.conversations.ownChanges(id);
        return ownChanges === undefined
          ? undefined
          : this.windows.get(id)?.toStore(storedMessages, ownChanges);
      },
      failures: () => this.unsent.failures,
      report,
    });
  }
}
