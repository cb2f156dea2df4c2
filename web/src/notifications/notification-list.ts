import type { ChatClient, Notification } from '../../../client/index.ts';

/** Where the list is read from, and what says that something changed. */
export interface NotificationsSource {
  readonly notifications: Pick<ChatClient['notifications'], 'list' | 'read'>;
  on: ChatClient['on'];
}

export interface NotificationsSnapshot {
  /** Newest first. */
  readonly items: readonly Notification[];
  readonly loaded: boolean;
  readonly hasMore: boolean;
  readonly loading: boolean;
  /** Why the last load failed. */
  readonly error: unknown;
}

const empty: NotificationsSnapshot = {
  items: [],
  loaded: false,
  hasMore: false,
  loading: false,
  error: undefined,
};

/** What the user has not seen yet, while it is on screen. */
export class NotificationList {
  readonly #source: NotificationsSource;
  readonly #listeners = new Set<() => void>();
  #snapshot = empty;
  #cursor: string | undefined;
  #stop: (() => void)[] = [];
  /** Counts what makes a load outdated that is under way. */
  #run = 0;

  constructor(source: NotificationsSource) {
    this.#source = source;
  }

  readonly getSnapshot = (): NotificationsSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  };

  /** Reads the list from its beginning; what is on screen stays until it is there. */
  async load(): Promise<void> {
    const run = (this.#run += 1);
    await this.#read(undefined, run, () => []);
  }

  async loadMore(): Promise<void> {
    const { loading, hasMore, items } = this.#snapshot;
    if (loading || !hasMore) return;
    await this.#read(this.#cursor, this.#run, () => items);
  }

  /** These were seen: they go at once, and come back if the server does not hear of it. Rejects like the call. */
  async read(ids: readonly string[]): Promise<void> {
    await this.#seen(new Set(ids), { ids: [...ids] });
  }

  /** All of them were seen, up to the newest one. */
  async readAll(): Promise<void> {
    const { items } = this.#snapshot;
    const [newest] = items;
    if (newest === undefined) return;
    await this.#seen(new Set(items.map(({ id }) => id)), { until: newest.createdAt });
  }

  async #seen(ids: ReadonlySet<string>, which: { ids: string[] } | { until: string }): Promise<void> {
    this.#drop(ids);
    try {
      await this.#source.notifications.read(which);
    } catch (error) {
      void this.load();
      throw error;
    }
    if ('until' in which && this.#snapshot.hasMore) await this.load();
  }

  async #read(cursor: string | undefined, run: number, before: () => readonly Notification[]): Promise<void> {
    this.#show({ loading: true, error: undefined });
    try {
      const page = await this.#source.notifications.list(cursor === undefined ? {} : { cursor });
      if (run !== this.#run) return;
      this.#cursor = page.nextCursor ?? undefined;
      const known = new Set(before().map(({ id }) => id));
      const items = [...before(), ...page.items.filter(({ id }) => !known.has(id))];
      this.#show({ items, loaded: true, hasMore: page.nextCursor !== null, loading: false });
    } catch (error) {
      if (run === this.#run) this.#show({ loading: false, error });
    }
  }

  #start(): void {
    const again = () => void this.load();
    this.#stop = [
      this.#source.on('notification:new', again),
      this.#source.on('notification:settings', again),
      this.#source.on('notification:cleared', ({ ids }) => {
        this.#drop(new Set(ids));
        // what is on its way may have them still
        if (this.#snapshot.loading) again();
      }),
      this.#source.on('state', ({ state }) => {
        if (state === 'online') again();
      }),
    ];
    again();
  }

  #end(): void {
    for (const stop of this.#stop) stop();
    this.#run += 1;
    this.#snapshot = empty;
  }

  #drop(ids: ReadonlySet<string>): void {
    const items = this.#snapshot.items.filter(({ id }) => !ids.has(id));
    if (items.length < this.#snapshot.items.length) this.#show({ items });
  }

  #show(change: Partial<NotificationsSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}
