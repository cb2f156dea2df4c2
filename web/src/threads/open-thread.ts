import type { ChatClient, Message, MessageItem, Thread } from '../../../client/index.ts';
import { laterReading, withReply } from '../../../client/state/index.ts';

/** Where a thread is read from, and what says that something happened in it. */
export interface ThreadSource {
  readonly messages: Pick<ChatClient['messages'], 'get' | 'replies'>;
  readonly userId: string | undefined;
  readonly on: ChatClient['on'];
  /** Says when a message expires (`message:expired`). */
  readonly state?: Pick<ChatClient['state'], 'noteExpiring'>;
}

export type Standing = Required<Pick<Thread, 'following' | 'unreadCount'>>;

/** What is known of a thread. */
export interface ThreadSnapshot {
  /** The message at which it begins; `undefined` until it is loaded. */
  readonly root: Message | undefined;
  /** The newest replies in order, without a gap. */
  readonly replies: readonly Message[];
  readonly hasOlder: boolean;
  readonly loading: boolean;
  /** Why the last load failed. */
  readonly error: unknown;
  /** Whether the user follows it, and how much of it they have not read. */
  readonly standing: Standing;
}

const pageSize = 50;
const nothing: Standing = { following: false, unreadCount: 0 };

/** One thread from its newest replies on: pages of it as they are asked for, and what happens in it, each reply once. */
export class OpenThread {
  readonly #source: ThreadSource;
  readonly #conversationId: string;
  readonly #seq: number;
  readonly #listeners = new Set<() => void>();
  #replies = new Map<number, Message>();
  #root: Message | undefined;
  /** Of a message without replies, which says nothing about it. */
  #standing = nothing;
  #cursor: string | null = null;
  #loading = false;
  /** Whether to read it again once what is being read is there. */
  #again = false;
  #error: unknown;
  #stop: (() => void)[] = [];
  #snapshot: ThreadSnapshot | undefined;

  constructor(source: ThreadSource, conversationId: string, seq: number) {
    this.#source = source;
    this.#conversationId = conversationId;
    this.#seq = seq;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    if (this.#listeners.size === 0) this.#start();
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) for (const stop of this.#stop.splice(0)) stop();
    };
  };

  readonly getSnapshot = (): ThreadSnapshot => {
    const { following, unreadCount } = this.#root?.thread ?? this.#standing;
    this.#snapshot ??= {
      root: this.#root,
      replies: [...this.#replies.values()].sort((a, b) => a.seq - b.seq),
      hasOlder: this.#cursor !== null,
      loading: this.#loading,
      error: this.#error,
      standing: { following: following ?? false, unreadCount: unreadCount ?? 0 },
    };
    return this.#snapshot;
  };

  /** Loads the newest replies; what came in meanwhile stays. Failures are in the snapshot. */
  async load(): Promise<void> {
    if (this.#loading) {
      this.#again = true;
      return;
    }
    await this.#read(async () => {
      const { messages } = this.#source;
      const [root, { items, nextCursor }] = await Promise.all([
        messages.get(this.#conversationId, this.#seq),
        messages.replies(this.#conversationId, this.#seq, { limit: pageSize }),
      ]);
      this.#root = this.#later(this.#root, root);
      const last = items.at(-1)?.seq ?? 0;
      const page = items.map((one) => this.#later(this.#replies.get(one.seq), one));
      const since = [...this.#replies.values()].filter(({ seq }) => seq > last);
      this.#replies = new Map([...page, ...since].map((one) => [one.seq, one]));
      this.#cursor = nextCursor;
      this.#source.state?.noteExpiring([root, ...items]);
    });
    if (!this.#again) return;
    this.#again = false;
    await this.load();
  }

  /** Loads a page of older replies; a no-op where there are none, and while something is being loaded. */
  async loadOlder(): Promise<void> {
    const cursor = this.#cursor;
    if (cursor === null || this.#loading) return;
    await this.#read(async () => {
      const options = { cursor, limit: pageSize };
      const { items, nextCursor } = await this.#source.messages.replies(
        this.#conversationId,
        this.#seq,
        options,
      );
      for (const one of items) this.#replies.set(one.seq, this.#later(this.#replies.get(one.seq), one));
      this.#source.state?.noteExpiring(items);
      this.#cursor = nextCursor;
    });
  }

  /** The user follows it or not, or read it. */
  stands({ following, unreadCount }: Standing): void {
    this.#standing = { following, unreadCount };
    if (this.#root?.thread)
      this.#root = { ...this.#root, thread: { ...this.#root.thread, following, unreadCount } };
    this.#changed();
  }

  #start(): void {
    const source = this.#source;
    this.#stop.push(
      source.on('message:new', (message) => this.#receive(message)),
      source.on('message:updated', (message) => this.#change(message)),
      source.on('message:deleted', (message) => this.#change(message)),
      source.on('message:hidden', (place) => this.#gone(place)),
      source.on('message:expired', (place) => this.#gone(place)),
      source.on('thread:updated', ({ conversationId, seq, ...standing }) => {
        if (conversationId === this.#conversationId && seq === this.#seq) this.stands(standing);
      }),
      source.on('star:updated', ({ conversationId, seq, starred }) => {
        if (conversationId === this.#conversationId) this.#starred(seq, starred);
      }),
      source.on('reset', ({ conversationId }) => {
        if (conversationId === this.#conversationId) void this.load();
      }),
      source.on('state', ({ state }) => {
        if (state === 'online' && this.#error !== undefined) void this.load();
      }),
    );
    void this.load();
  }

  #gone({ conversationId, seq }: { conversationId: string; seq: number }): void {
    if (conversationId !== this.#conversationId) return;
    if (this.#replies.delete(seq)) this.#changed();
    // what it began with is gone: so says the next answer
    else if (seq === this.#seq) void this.load();
  }

  #receive(message: Message): void {
    const { conversationId, threadSeq, seq } = message;
    if (conversationId !== this.#conversationId || threadSeq !== this.#seq) return;
    this.#replies.set(seq, this.#later(this.#replies.get(seq), message));
    if (this.#root) this.#root = withReply(this.#root, message, this.#source.userId);
    this.#changed();
  }

  #change(event: Message): void {
    const { change: _, ...message } = event;
    if (message.conversationId !== this.#conversationId) return;
    const known = this.#replies.get(message.seq);
    if (known) this.#replies.set(message.seq, this.#later(known, message));
    else if (message.seq === this.#seq && this.#root) this.#root = this.#later(this.#root, message);
    else return;
    this.#changed();
  }

  #starred(seq: number, starred: boolean): void {
    const reply = this.#replies.get(seq);
    if (reply) this.#replies.set(seq, { ...reply, starred });
    else if (seq === this.#seq && this.#root) this.#root = { ...this.#root, starred };
    else return;
    this.#changed();
  }

  #later(known: Message | undefined, read: Message): Message {
    return known ? laterReading(known, read, this.#source.userId) : read;
  }

  async #read(work: () => Promise<void>): Promise<void> {
    this.#loading = true;
    this.#error = undefined;
    this.#changed();
    try {
      await work();
    } catch (error) {
      this.#error = error;
    } finally {
      this.#loading = false;
      this.#changed();
    }
  }

  #changed(): void {
    this.#snapshot = undefined;
    for (const listener of this.#listeners) listener();
  }
}

const itemsOf = new WeakMap<Message, MessageItem>();

/** A message that is not in the list, as the list would have it: the same object each time. */
function itemOf(message: Message, userId: string): MessageItem {
  const known = itemsOf.get(message);
  if (known !== undefined) return known;
  const own = message.senderId === userId;
  const item: MessageItem = {
    kind: 'stored',
    key: (own ? message.clientId : undefined) ?? message.id,
    seq: message.seq,
    message,
    own,
    status: message.status,
  };
  itemsOf.set(message, item);
  return item;
}

/**
 * The messages of a thread, its first one apart. Those that the list of the conversation has are taken from there, where their marks
 * and files are followed; at the end stand those that wait to be sent into the thread.
 */
export function threadItems(
  { root, replies, hasOlder }: ThreadSnapshot,
  listed: readonly MessageItem[],
  userId: string,
): { root: MessageItem | undefined; items: readonly MessageItem[] } {
  if (root === undefined) return { root, items: [] };
  const live = new Map(listed.flatMap((item) => (item.kind === 'stored' ? [[item.seq, item]] : [])));
  const from = hasOlder ? (replies[0]?.seq ?? Infinity) : 0;
  const known = new Set(replies.map(({ seq }) => seq));
  const more = [...live.values()].filter(
    ({ seq, message }) => message.threadSeq === root.seq && seq >= from && !known.has(seq),
  );
  const stored = [
    ...replies.map((message) => live.get(message.seq) ?? itemOf(message, userId)),
    ...more,
  ].sort((a, b) => seqOf(a) - seqOf(b));
  const ids = new Set([root.id, ...stored.flatMap((one) => (one.kind === 'stored' ? one.message.id : []))]);
  const keys = new Set(stored.map(({ key }) => key));
  const waiting = listed.filter(
    (item) => item.kind === 'unsent' && item.replyTo !== null && ids.has(item.replyTo) && !keys.has(item.key),
  );
  return { root: live.get(root.seq) ?? itemOf(root, userId), items: [...stored, ...waiting] };
}

const seqOf = (item: MessageItem) => (item.kind === 'stored' ? item.seq : Infinity);
