import { parseJson } from '../api/json.ts';
import type { Message } from '../api/protocol.ts';
import type { Clock } from '../platform/clock.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';
import type { Lock } from '../storage/lock.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConversationItem } from './conversation-item.ts';
import type { StoredWindow } from './message-stretch.ts';
import { eraseSlots } from './erase-state.ts';
import { conversationWrites, windowWrites, type SlotWrite } from './slot-writes.ts';
import {
  conversationKey,
  failuresKey,
  freeSlot,
  indexIn,
  indexKey,
  indexText,
  messagesKey,
  type StoredIndex,
} from './stored-index.ts';
import { conversationIn, failuresIn, windowIn } from './stored-shapes.ts';
import type { Failure } from './unsent.ts';

/** What changes within this time is written once. */
const delayMs = 1_000;
interface StateStoreOptions {
  storage: Storage;
  /** What is stored goes under keys that begin so. */
  storageKey: string;
  /** Shared with the other tabs of the user. */
  lock: Lock;
  clock: Clock;
  maxConversations: number;
  maxWindows: number;
  /** What to store of a conversation, `undefined` for one that is not among those worth it. */
  conversation: (id: string) => ConversationItem | undefined;
  /** What to store of its messages, `undefined` to keep what is stored. */
  window: (id: string) => StoredWindow | undefined;
  failures: () => Failure[];
  report: (error: unknown) => void;
}

/**
 * The state of one user in the storage. Each conversation and each window has a slot, a key with a number: an event
 * writes what it changed and nothing else, and a sign-out knows every key. The index says what is in which slot. The tabs
 * of a user share all of it: each write is made under the lock, by the index that is stored then, and puts nothing older
 * in the place of something newer. A sign-out in any tab removes the index, and without it no tab writes any more.
 */
export class StateStore {
  readonly #options: StateStoreOptions;
  readonly #writes: OneAtATime;
  /** As it was stored when it was last read or written. */
  #index: StoredIndex = { conversations: [], windows: [] };
  readonly #conversations = new Set<string>();
  readonly #windows = new Set<string>();
  readonly #dropped = { conversations: new Set<string>(), windows: new Set<string>() };
  /** The failed messages of this tab that are stored. */
  #failures: readonly Failure[] = [];
  #failuresChanged = false;
  /** Goes round the slots of windows when all are taken. */
  #nextVictim = 0;
  /** What is to be taken out of the stored messages. */
  #isOver: ((message: Message) => boolean) | undefined;
  #cancelTimer: (() => void) | undefined;
  #ended = false;

  constructor(options: StateStoreOptions) {
    this.#options = options;
    this.#writes = new OneAtATime(() => this.#write(), options.report);
  }

  /** What is stored. What is damaged, or of another version, is left out. To be called once, before anything else. */
  async load(): Promise<{ conversations: ConversationItem[]; failures: Failure[] }> {
    const { storage, storageKey, lock } = this.#options;
    const index = await lock(async () => {
      const known = indexIn(await this.#read(indexKey(storageKey)));
      if (known !== undefined) return known;
      // Damaged, or of another version: nothing of it stays behind.
      await eraseSlots(storage, storageKey);
      await storage.set(indexKey(storageKey), indexText(this.#index));
      return this.#index;
    });
    this.#index = index;
    const [stored, failures] = await Promise.all([
      Promise.all(index.conversations.map((_, slot) => this.#read(conversationKey(storageKey, slot)))),
      this.#read(failuresKey(storageKey)),
    ]);
    const conversations = stored.flatMap((value, slot) => {
      const item = conversationIn(value);
      return item !== undefined && item.id === index.conversations[slot] ? [item] : [];
    });
    this.#failures = failuresIn(failures);
    return { conversations, failures: [...this.#failures] };
  }

  /** What is stored of the messages of a conversation. */
  async window(id: string): Promise<StoredWindow | undefined> {
    const slot = this.#windowSlot(id);
    if (slot < 0) return undefined;
    const window = windowIn(await this.#read(messagesKey(this.#options.storageKey, slot)), id);
    // it may have been dropped while it was read
    return this.#windowSlot(id) === slot ? window : undefined;
  }

  /** Where it is stored, -1 where it is not. */
  #windowSlot(id: string): number {
    return this.#dropped.windows.has(id) ? -1 : this.#index.windows.indexOf(id);
  }

  conversationChanged(id: string): void {
    this.#conversations.add(id);
    this.#plan();
  }

  windowChanged(id: string): void {
    this.#windows.add(id);
    this.#plan();
  }

  failuresChanged(): void {
    this.#failuresChanged = true;
    this.#plan();
  }

  /** What is stored of this conversation's messages may be wrong. */
  dropWindow(id: string): void {
    this.#dropped.windows.add(id);
    this.#plan();
  }

  /** What is stored of this conversation may be wrong: what it is now takes its place, also where that seems older. */
  replaceConversation(id: string): void {
    this.#dropped.conversations.add(id);
    this.conversationChanged(id);
  }

  /** Takes messages that are over out of what is stored, also of conversations that are not in memory. */
  forget(isOver: (message: Message) => boolean): void {
    this.#isOver = isOver;
    this.#plan();
  }

  /** The user is not in this conversation any more. */
  dropConversation(id: string): void {
    this.#conversations.delete(id);
    this.#windows.delete(id);
    this.#dropped.conversations.add(id);
    this.dropWindow(id);
  }

  /** Stores what changed now rather than soon. */
  flush(): void {
    if (this.#cancelTimer === undefined) return;
    this.#cancelTimer();
    this.#cancelTimer = undefined;
    this.#writes.ask();
  }

  /** Stores what changed; resolves when that is done. */
  async stored(): Promise<void> {
    this.flush();
    await this.#writes.settled();
  }

  /** Stores nothing more. Resolves when no write is under way. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    await this.#writes.settled();
  }

  #plan(): void {
    if (this.#ended) return;
    this.#cancelTimer ??= this.#options.clock.after(delayMs, () => this.flush());
  }

  async #write(): Promise<void> {
    const { storage, storageKey, lock, maxConversations, maxWindows } = this.#options;
    const { conversation, window, failures } = this.#options;
    // What it is now: a window may be gone from memory by the time that the lock is free.
    const conversations = take(this.#conversations).flatMap((id) => conversation(id) ?? []);
    const windows = take(this.#windows).flatMap((id) => window(id) ?? []);
    const isOver = this.#isOver;
    this.#isOver = undefined;
    const failed = this.#failuresChanged ? failures() : undefined;
    this.#failuresChanged = false;
    await lock(async () => {
      const index = indexIn(await this.#read(indexKey(storageKey)));
      // The user signed out in another tab.
      if (index === undefined) this.#ended = true;
      if (index === undefined || this.#ended) return;
      const before = indexText(index);
      this.#index = index;
      const dropped = {
        conversations: new Set(take(this.#dropped.conversations)),
        windows: new Set(take(this.#dropped.windows)),
      };
      for (const id of dropped.conversations) freeSlot(index.conversations, id);
      for (const id of dropped.windows) freeSlot(index.windows, id);
      const conversationSlots = conversationWrites(conversations, {
        slots: index.conversations,
        max: maxConversations,
        dropped: dropped.conversations,
        isKept: (id) => conversation(id) !== undefined,
      });
      const windowSlots = windowWrites(windows, {
        slots: index.windows,
        max: maxWindows,
        dropped: dropped.windows,
        victim: () => this.#nextVictim++,
      });
      // First, so that whatever is in a slot is known to be there.
      if (indexText(index) !== before) await storage.set(indexKey(storageKey), indexText(index));
      for (const write of windowSlots) await this.#put(messagesKey(storageKey, write.slot), write);
      for (const write of conversationSlots) await this.#put(conversationKey(storageKey, write.slot), write);
      if (failed !== undefined) await this.#storeFailures(failed);
      if (isOver) await this.#takeOut(isOver);
    });
  }

  async #takeOut(isOver: (message: Message) => boolean): Promise<void> {
    const { storage, storageKey } = this.#options;
    for (const [slot, id] of this.#index.windows.entries()) {
      const key = messagesKey(storageKey, slot);
      const stored = id === null ? undefined : windowIn(await this.#read(key), id);
      if (!stored?.messages.some(isOver)) continue;
      const messages = stored.messages.filter((message) => !isOver(message));
      await storage.set(key, JSON.stringify({ ...stored, messages }));
    }
  }

  async #put(key: string, { value, isPast }: SlotWrite): Promise<void> {
    if (!isPast(await this.#read(key))) await this.#options.storage.set(key, JSON.stringify(value));
  }

  /** Other tabs keep theirs in the same place. */
  async #storeFailures(failed: readonly Failure[]): Promise<void> {
    const { storage, storageKey } = this.#options;
    const own = new Set([...this.#failures, ...failed].map(({ message }) => message.clientId));
    const stored = failuresIn(await this.#read(failuresKey(storageKey)));
    const others = stored.filter(({ message }) => !own.has(message.clientId));
    this.#failures = failed;
    await storage.set(failuresKey(storageKey), JSON.stringify([...others, ...failed]));
  }

  async #read(key: string): Promise<unknown> {
    return parseJson((await this.#options.storage.get(key)) ?? '');
  }
}

function take(ids: Set<string>): string[] {
  const all = [...ids];
  ids.clear();
  return all;
}
