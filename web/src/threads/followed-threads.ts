import type { ChatClient, Message } from '../../../client/index.ts';
import { laterReading, withReply } from '../../../client/state/index.ts';

/** Where the list is read from, and what says that something happened in a thread. */
export interface ThreadsSource {
  readonly messages: Pick<ChatClient['messages'], 'threads'>;
  readonly userId: string | undefined;
  on: ChatClient['on'];
}

/** The threads that the user follows. */
export interface ThreadsSnapshot {
  /** The messages at which they begin, the latest reply first. */
  readonly items: readonly Message[];
  readonly loaded: boolean;
  readonly hasMore: boolean;
  readonly loading: boolean;
  /** Why the last load failed. */
  readonly error: unknown;
  /** Unread replies of those that are loaded. */
  readonly unread: number;
}

const pageSize = 50;
/** For so long, in milliseconds, what may have changed the list is gathered before it is read again. */
const pauseMs = 1_000;

const empty: ThreadsSnapshot = {
  items: [],
  loaded: false,
  hasMore: false,
  loading: false,
  error: undefined,
  unread: 0,
};

const keyOf = (conversationId: string, seq: number | undefined) => `${conversationId} ${seq}`;
const rootKey = ({ conversationId, seq }: Message) => keyOf(conversationId, seq);
const isFollowed = ({ thread }: Message) => thread?.following !== false;
const unreadOf = ({ thread }: Message) => thread?.unreadCount ?? 0;

/** The list of threads that the user follows, kept up to date by what is pushed: a reply to one of them asks the server nothing. */
export class FollowedThreads {
  readonly #source: ThreadsSource;
  readonly #after: (work: () => void) => () => void;
  readonly #listeners = new Set<() => void>();
  /** Threads in which there was a reply and which are not in the list: they are looked for once. */
  readonly #asked = new Set<string>();
  #userId: string | undefined;
  #cursor: string | null = null;
  #snapshot = empty;
  #stop: (() => void)[] = [];
  #cancel: (() => void) | undefined;
  #run = 0;

  constructor(source: ThreadsSource, after = afterPause) {
    this.#source = source;
    this.#after = after;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      for (const stop of this.#stop.splice(0)) stop();
      this.#cancel?.();
      this.#cancel = undefined;
    };
  };

  readonly getSnapshot = (): ThreadsSnapshot => this.#snapshot;

  /** Reads the list again from its beginning. Failures are in the snapshot. */
  readonly load = (): Promise<void> => this.#read(undefined);

  /** Loads the next page; a no-op at the end, and while one is being loaded. */
  async loadMore(): Promise<void> {
    if (this.#cursor !== null && !this.#snapshot.loading) await this.#read(this.#cursor);
  }

  #start(): void {
    const source = this.#source;
    const { userId } = source;
    if (userId !== this.#userId) {
      // nothing of one user is shown to the next
      this.#userId = userId;
      this.#asked.clear();
      this.#run += 1;
      this.#set(empty);
    }
    this.#stop.push(
      source.on('message:new', (message) => this.#receive(message)),
      source.on('message:updated', (message) => this.#change(message)),
      source.on('message:deleted', (message) => this.#change(message)),
      source.on('message:hidden', (place) => this.#gone(place)),
      source.on('message:expired', (place) => this.#gone(place)),
      source.on('conversation:removed', ({ id }) =>
        this.#show(this.#snapshot.items.filter(({ conversationId }) => conversationId !== id)),
      ),
      source.on('thread:updated', ({ conversationId, seq, following, unreadCount }) => {
        const root = this.#find(keyOf(conversationId, seq));
        if (root?.thread)
          this.#put({ ...root, thread: { ...root.thread, following, unreadCount } }, { first: false });
        else if (following) this.#readSoon();
      }),
      source.on('reset', () => this.#readSoon()),
      source.on('state', ({ state }) => {
        if (state === 'online' && this.#snapshot.error !== undefined) void this.load();
      }),
    );
    void this.load();
  }

  #gone({ conversationId, seq }: { conversationId: string; seq: number }): void {
    this.#show(this.#snapshot.items.filter((one) => rootKey(one) !== keyOf(conversationId, seq)));
  }

  #receive(message: Message): void {
    const { conversationId, threadSeq, senderId } = message;
    if (threadSeq === undefined) return;
    const key = keyOf(conversationId, threadSeq);
    const root = this.#find(key);
    if (root) {
      this.#put(withReply(root, message, this.#source.userId), { first: true });
      return;
    }
    // who replies follows the thread from then on; whether another one's reply matters is asked once
    if (senderId !== this.#source.userId && this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#readSoon();
  }

  #change(event: Message): void {
    const { change: _, ...message } = event;
    const root = this.#find(rootKey(message));
    if (root) this.#put(laterReading(root, message, this.#source.userId), { first: false });
  }

  #find(key: string): Message | undefined {
    return this.#snapshot.items.find((one) => rootKey(one) === key);
  }

  #put(root: Message, { first }: { first: boolean }): void {
    const key = rootKey(root);
    const { items } = this.#snapshot;
    this.#show(
      first
        ? [root, ...items.filter((one) => rootKey(one) !== key)]
        : items.map((one) => (rootKey(one) === key ? root : one)),
    );
  }

  #readSoon(): void {
    this.#cancel ??= this.#after(() => {
      this.#cancel = undefined;
      void this.load();
    });
  }

  async #read(cursor: string | undefined): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    this.#set({ ...this.#snapshot, loading: true, error: undefined });
    try {
      const { items, nextCursor } = await this.#source.messages.threads({
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      // a later load has taken its place
      if (run !== this.#run) return;
      this.#cursor = nextCursor;
      const before = cursor === undefined ? [] : this.#snapshot.items;
      const read = items.map(({ message }) => {
        const known = this.#find(rootKey(message));
        return known ? laterReading(known, message, this.#source.userId) : message;
      });
      const keys = new Set(read.map(rootKey));
      this.#set({ ...this.#snapshot, loaded: true, loading: false });
      this.#show([...before.filter((one) => !keys.has(rootKey(one))), ...read]);
    } catch (error) {
      if (run === this.#run) this.#set({ ...this.#snapshot, loading: false, error });
    }
  }

  #show(all: readonly Message[]): void {
    const items = all.filter(isFollowed);
    const unread = items.reduce((sum, one) => sum + unreadOf(one), 0);
    this.#set({ ...this.#snapshot, items, unread, hasMore: this.#cursor !== null });
  }

  #set(snapshot: ThreadsSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}

function afterPause(work: () => void): () => void {
  const timer = setTimeout(work, pauseMs);
  return () => clearTimeout(timer);
}
