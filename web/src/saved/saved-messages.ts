import type { ChatClient, Message, StarredMessage } from '../../../client/index.ts';
import { laterReading } from '../../../client/state/index.ts';

/** Where the list is read from, and what says that something happened to its messages. */
export interface SavedSource {
  readonly stars: Pick<ChatClient['stars'], 'list'>;
  readonly userId: string | undefined;
  readonly on: ChatClient['on'];
}

/** The messages that the user has saved. */
export interface SavedSnapshot {
  /** The one saved last first. */
  readonly items: readonly StarredMessage[];
  readonly loaded: boolean;
  readonly hasMore: boolean;
  readonly loading: boolean;
  /** Why the last load failed. */
  readonly error: unknown;
}

const pageSize = 50;
const empty: SavedSnapshot = { items: [], loaded: false, hasMore: false, loading: false, error: undefined };

type Place = Pick<Message, 'conversationId' | 'seq'>;
const isAt =
  ({ conversationId, seq }: Place) =>
  ({ message }: StarredMessage) =>
    message.conversationId === conversationId && message.seq === seq;

/** The list of saved messages, read when it is looked at and kept up to date by what is pushed. */
export class SavedMessages {
  readonly #source: SavedSource;
  readonly #listeners = new Set<() => void>();
  #userId: string | undefined;
  #cursor: string | null = null;
  #snapshot = empty;
  #stop: (() => void)[] = [];
  /** Whether the connection was lost: what was pushed meanwhile is missing. */
  #wasAway = false;
  #run = 0;

  constructor(source: SavedSource) {
    this.#source = source;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) for (const stop of this.#stop.splice(0)) stop();
    };
  };

  readonly getSnapshot = (): SavedSnapshot => this.#snapshot;

  /** Reads the list again from its beginning. Failures are in the snapshot. */
  readonly load = (): Promise<void> => this.#read(undefined);

  /** Loads the next page; a no-op at the end, and while one is being loaded. */
  async loadMore(): Promise<void> {
    if (this.#cursor !== null && !this.#snapshot.loading) await this.#read(this.#cursor);
  }

  #start(): void {
    const source = this.#source;
    if (source.userId !== this.#userId) {
      // nothing of one user is shown to the next
      this.#userId = source.userId;
      this.#cursor = null;
      this.#set(empty);
    }
    const change = (event: Message) => this.#change(event);
    this.#stop.push(
      source.on('star:updated', (star) => {
        if (!star.starred) this.#keep((one) => !isAt(star)(one));
        else if (!this.#snapshot.items.some(isAt(star))) void this.load();
      }),
      source.on('message:updated', change),
      source.on('message:deleted', (message) => this.#keep((one) => !isAt(message)(one))),
      source.on('message:hidden', (place) => this.#keep((one) => !isAt(place)(one))),
      source.on('conversation:removed', ({ id }) =>
        this.#keep(({ message }) => message.conversationId !== id),
      ),
      source.on('state', ({ state }) => {
        if (state === 'offline') this.#wasAway = true;
        if (state !== 'online' || (!this.#wasAway && this.#snapshot.error === undefined)) return;
        this.#wasAway = false;
        void this.load();
      }),
    );
    void this.load();
  }

  #change({ change: _, ...message }: Message): void {
    const items = this.#snapshot.items.map((one) =>
      isAt(message)(one) ? { ...one, message: laterReading(one.message, message, this.#source.userId) } : one,
    );
    this.#set({ ...this.#snapshot, items });
  }

  #keep(which: (one: StarredMessage) => boolean): void {
    this.#set({ ...this.#snapshot, items: this.#snapshot.items.filter(which) });
  }

  async #read(cursor: string | undefined): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    this.#set({ ...this.#snapshot, loading: true, error: undefined });
    try {
      const { items: read, nextCursor } = await this.#source.stars.list({
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      // a later load has taken its place
      if (run !== this.#run) return;
      this.#cursor = nextCursor;
      const before = cursor === undefined ? [] : this.#snapshot.items;
      const kept = before.filter(({ message }) => !read.some(isAt(message)));
      const items = [...kept, ...read];
      this.#set({ items, loaded: true, hasMore: nextCursor !== null, loading: false, error: undefined });
    } catch (error) {
      if (run === this.#run) this.#set({ ...this.#snapshot, loading: false, error });
    }
  }

  #set(snapshot: SavedSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
