import type { Conversation } from '../api/protocol.ts';
import { hasCode, isPassing } from '../errors.ts';
import { placeOf, type ConversationItem } from './conversation-item.ts';
import type { ConversationItems } from './conversation-items.ts';
import { isEqual } from './equal.ts';
import type { StateHost } from './host.ts';
import { Cell, type Turn } from './observable.ts';
import type { Place } from './ordered-ids.ts';

/** Conversations of one page. */
const pageSize = 50;
/** Of more conversations that are missing in the list, the rest is asked for after the next time that it is read. */
const maxMissing = 20;

/** The conversations of the user, as far as they are loaded. */
export interface ConversationsSnapshot {
  /** The newest activity first. */
  readonly items: readonly ConversationItem[];
  /** Whether the server's newest page was read since the start; before that, `items` is what was stored. */
  readonly loaded: boolean;
  readonly loading: boolean;
  /** Whether there are, or may be, more than `items` to load; never beyond the limit of conversations in memory. */
  readonly hasMore: boolean;
  /** Why the last load failed, until one succeeds. What failed for lack of a connection is tried again by itself. */
  readonly error: unknown;
}

interface ConversationPagesOptions {
  host: Pick<StateHost, 'conversations'>;
  turn: Turn;
  limit: number;
  items: ConversationItems;
  /** Whether there is a server to ask. */
  linked: () => boolean;
  /** The server described a conversation. */
  onConversation: (conversation: Conversation) => void;
  /** It should have been on the pages that were read, and was not. */
  onMissing: (id: string) => void;
  inBackground: (work: Promise<void>) => void;
}

/** Where a page ended, and the cursor that goes on there. */
interface PageEnd {
  end: Place;
  cursor: string;
}

/** The list of conversations, read page by page, and read again where it may have changed unseen. */
export class ConversationPages {
  readonly list: Cell<ConversationsSnapshot>;
  readonly #options: ConversationPagesOptions;
  /** The pages that were read; the last page of the list has no end. */
  #pages: PageEnd[] = [];
  /** How many pages there were, or are known from an earlier run: all of them are read again. */
  #depth = 1;
  /** Whether the last page was read to the end of the list. */
  #complete = false;
  #loaded = false;
  #loading: Promise<void> | undefined;
  #error: unknown;
  #wanted = false;
  #retry = false;
  /** Tells loads for an earlier user from those for the current one. */
  #period = 0;

  constructor(options: ConversationPagesOptions) {
    this.#options = options;
    this.list = new Cell({
      turn: options.turn,
      compute: (previous) => this.#snapshot(previous),
      onObserved: (observed) => observed && this.want(),
    });
  }

  /** Whether the app shows the list. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** The app shows the list: it is loaded as soon as there is a server to ask. */
  want(): void {
    this.#wanted = true;
    if (this.#loaded) return;
    if (this.#options.linked()) this.refresh();
    else this.#retry = true;
  }

  /** There is a connection again. */
  resume(): void {
    if (this.#wanted && (this.#retry || !this.#loaded)) this.refresh();
  }

  /** This many conversations are known from an earlier run. */
  restored(count: number): void {
    this.#depth = Math.max(this.#depth, Math.ceil(count / pageSize));
    this.list.touch();
  }

  /** Reads all pages again that were read. */
  refresh(): void {
    this.#options.inBackground(this.#load(() => this.#readAll()));
  }

  /** Loads the next page, if there is one. Rejects with a `ChatClientError`. */
  loadMore(): Promise<void> {
    this.#wanted = true;
    if (!this.#loaded) return this.#load(() => this.#readAll());
    const cursor = this.#pages.at(-1)?.cursor;
    if (this.#complete || cursor === undefined) return Promise.resolve();
    return this.#load(() => this.#readMore(cursor));
  }

  clear(): void {
    this.#period += 1;
    this.#pages = [];
    this.#depth = 1;
    this.#complete = false;
    this.#loaded = false;
    this.#loading = undefined;
    this.#error = undefined;
    this.list.touch();
  }

  #load(work: () => Promise<void>): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    const period = this.#period;
    const loading = work()
      .then(
        () => {
          this.#error = undefined;
          this.#retry = false;
        },
        (error: unknown) => {
          if (period !== this.#period) return;
          this.#error = error;
          this.#retry = isPassing(error);
          throw error;
        },
      )
      .finally(() => {
        if (this.#loading === loading) this.#loading = undefined;
        this.list.touch();
      });
    this.#loading = loading;
    this.list.touch();
    return loading;
  }

  async #readAll(): Promise<void> {
    const period = this.#period;
    const { items, onMissing } = this.#options;
    const before = items.inOrder();
    const seen = new Set<string>();
    const pages: PageEnd[] = [];
    let cursor: string | null | undefined;
    for (let read = 0; cursor !== null && read < this.#depth; read++) {
      const page = await this.#read(cursor);
      if (period !== this.#period) return;
      for (const { id } of page.items) seen.add(id);
      const last = page.items.at(-1);
      cursor = page.nextCursor;
      if (last !== undefined && cursor !== null) pages.push({ end: placeOf(last), cursor });
      this.#loaded = true;
    }
    this.#pages = pages;
    this.#complete = cursor === null;
    // One that changed meanwhile may have moved to a page that was read before.
    const shown = new Set(this.#shown());
    const missing = before.filter((item) => !seen.has(item.id) && shown.has(item));
    for (const { id } of missing.slice(0, maxMissing)) onMissing(id);
  }

  async #readMore(cursor: string): Promise<void> {
    const period = this.#period;
    this.#depth = Math.max(this.#depth, this.#pages.length + 1);
    try {
      const page = await this.#read(cursor);
      if (period !== this.#period) return;
      const last = page.items.at(-1);
      this.#complete = page.nextCursor === null;
      if (last !== undefined && page.nextCursor !== null)
        this.#pages.push({ end: placeOf(last), cursor: page.nextCursor });
    } catch (error) {
      // the cursor is too old
      if (!hasCode(error, 'invalid_cursor')) throw error;
      await this.#readAll();
    }
  }

  async #read(cursor: string | undefined) {
    const period = this.#period;
    const page = await this.#options.host.conversations({
      limit: pageSize,
      ...(cursor !== undefined && { cursor }),
    });
    if (period === this.#period) page.items.forEach(this.#options.onConversation);
    return page;
  }

  #snapshot(previous: ConversationsSnapshot | undefined): ConversationsSnapshot {
    const all = this.#shown();
    const items =
      previous?.items.length === all.length && all.every((item, index) => item === previous.items[index])
        ? previous.items
        : all;
    const rest = {
      loaded: this.#loaded,
      loading: this.#loading !== undefined,
      hasMore: !this.#complete && this.#options.items.size < this.#options.limit,
      error: this.#error,
    };
    const next = { items, ...rest };
    return previous?.items === items && isEqual(previous, next) ? previous : next;
  }

  /** Down to the end of the pages that were read: beyond, conversations are missing. Before the first page, all. */
  #shown(): ConversationItem[] {
    return this.#options.items.inOrder(this.#complete ? undefined : this.#pages.at(-1)?.end);
  }
}
