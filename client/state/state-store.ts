import { parseJson } from '../api/json.ts';
import type { Clock } from '../platform/clock.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';
import type { Storage } from '../storage/storage.ts';
import type { ConversationItem } from './conversation-item.ts';
import type { StoredWindow } from './message-window.ts';
import {
  conversationIn,
  failuresIn,
  indexIn,
  storedVersion,
  windowIn,
  type StoredIndex,
} from './stored-shapes.ts';
import type { Failure } from './unsent.ts';

/** What changes within this time is written once. */
const delayMs = 1_000;
/** No version stores more: what is erased at a sign-out, whatever the index says. */
const maxSlots = 1_000;

interface StateStoreOptions {
  storage: Storage;
  /** What is stored goes under keys that begin so. */
  storageKey: string;
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
 * writes what it changed and nothing else, and a sign-out knows every key. The index says what is in which slot.
 */
export class StateStore {
  readonly #options: StateStoreOptions;
  readonly #writes: OneAtATime;
  #index: StoredIndex = { conversations: [], windows: [] };
  #indexChanged = false;
  readonly #conversations = new Set<string>();
  readonly #windows = new Set<string>();
  #failures = false;
  #cancelTimer: (() => void) | undefined;
  #ended = false;

  constructor(options: StateStoreOptions) {
    this.#options = options;
    this.#writes = new OneAtATime(() => this.#write(), options.report);
  }

  /** What is stored. What is damaged, or of another version, is left out. To be called once, before anything else. */
  async load(): Promise<{ conversations: ConversationItem[]; failures: Failure[] }> {
    const { storage, storageKey } = this.#options;
    const index = indexIn(await this.#read(this.#key('')));
    if (index === undefined) {
      // Damaged, or of another version: nothing of it stays behind.
      await eraseState(storage, storageKey);
      return { conversations: [], failures: [] };
    }
    this.#index = index;
    const [stored, failures] = await Promise.all([
      Promise.all(index.conversations.map((_, slot) => this.#read(this.#key('conversation', slot)))),
      this.#read(this.#key('failed')),
    ]);
    const conversations = stored.flatMap((value, slot) => {
      const item = conversationIn(value);
      return item !== undefined && item.id === index.conversations[slot] ? [item] : [];
    });
    return { conversations, failures: failuresIn(failures) };
  }

  /** What is stored of the messages of a conversation. */
  async window(id: string): Promise<StoredWindow | undefined> {
    const slot = this.#index.windows.indexOf(id);
    if (slot < 0) return undefined;
    return windowIn(await this.#read(this.#key('messages', slot)), id);
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
    this.#failures = true;
    this.#plan();
  }

  /** What is stored of this conversation's messages may be wrong. */
  dropWindow(id: string): void {
    if (this.#free(this.#index.windows, id)) this.#plan();
  }

  /** The user is not in this conversation any more. */
  dropConversation(id: string): void {
    this.#conversations.delete(id);
    this.#windows.delete(id);
    const freed = [this.#free(this.#index.conversations, id), this.#free(this.#index.windows, id)];
    if (freed.includes(true)) this.#plan();
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
    const { conversation, window, maxConversations, maxWindows, failures, storage } = this.#options;
    const writes: [key: string, value: unknown][] = [];
    for (const id of take(this.#conversations)) {
      const value = conversation(id);
      if (value === undefined) continue;
      const worth = (other: string) => conversation(other) !== undefined;
      const slot = this.#slotOf(this.#index.conversations, id, maxConversations, worth);
      if (slot !== undefined) writes.push([this.#key('conversation', slot), withoutPassing(value)]);
    }
    for (const id of take(this.#windows)) {
      const value = window(id);
      if (value === undefined) continue;
      writes.push([this.#key('messages', this.#windowSlot(id, maxWindows)), value]);
    }
    if (this.#failures) writes.push([this.#key('failed'), failures()]);
    this.#failures = false;
    // First, so that whatever is in a slot is known to be there.
    if (this.#indexChanged || writes.length > 0) {
      this.#indexChanged = false;
      await storage.set(this.#key(''), JSON.stringify({ version: storedVersion, ...this.#index }));
    }
    for (const [key, value] of writes) {
      if (this.#ended) return;
      await storage.set(key, JSON.stringify(value));
    }
  }

  /** The slot of a conversation, a free one, or that of one that is not worth it any more. */
  #slotOf(
    slots: (string | null)[],
    id: string,
    max: number,
    worth: (id: string) => boolean,
  ): number | undefined {
    const known = slots.indexOf(id);
    if (known >= 0) return known;
    const free = slots.findIndex((other) => other === null || !worth(other));
    const slot = free >= 0 ? free : slots.length < Math.min(max, maxSlots) ? slots.length : undefined;
    if (slot === undefined) return undefined;
    slots[slot] = id;
    this.#indexChanged = true;
    return slot;
  }

  /** The slot of a window, a free one, or that of the one that has been stored for the longest. */
  #windowSlot(id: string, max: number): number {
    const { windows } = this.#index;
    const known = windows.indexOf(id);
    if (known >= 0) return known;
    const free = windows.indexOf(null);
    const slot =
      free >= 0 ? free : windows.length < Math.min(max, maxSlots) ? windows.length : this.#oldest(max);
    windows[slot] = id;
    this.#indexChanged = true;
    return slot;
  }

  #nextVictim = 0;
  #oldest(max: number): number {
    const slot = this.#nextVictim % max;
    this.#nextVictim += 1;
    return slot;
  }

  #free(slots: (string | null)[], id: string): boolean {
    const slot = slots.indexOf(id);
    if (slot < 0) return false;
    slots[slot] = null;
    this.#indexChanged = true;
    return true;
  }

  async #read(key: string): Promise<unknown> {
    return parseJson((await this.#options.storage.get(key)) ?? '');
  }

  #key(part: string, slot?: number): string {
    return stateKey(this.#options.storageKey, part, slot);
  }
}

/** Removes everything that `StateStore` stores under this key. */
export async function eraseState(storage: Storage, storageKey: string): Promise<void> {
  const index = await storage.get(stateKey(storageKey, ''));
  if (index === undefined || index === null) return;
  const known = indexIn(parseJson(index));
  // A damaged index does not say which slots there are.
  const count = (slots: readonly unknown[] | undefined) => slots?.length ?? maxSlots;
  const keys = [
    stateKey(storageKey, 'failed'),
    ...slotKeys(storageKey, 'conversation', count(known?.conversations)),
    ...slotKeys(storageKey, 'messages', count(known?.windows)),
  ];
  for (const key of keys) {
    const value = await storage.get(key);
    if (value !== undefined && value !== null) await storage.remove(key);
  }
  // Last: while it is there, the rest is known to be.
  await storage.remove(stateKey(storageKey, ''));
}

function stateKey(storageKey: string, part: string, slot?: number): string {
  return [storageKey, 'state', part, slot].filter((one) => one !== undefined && one !== '').join(' ');
}

const slotKeys = (storageKey: string, part: string, count: number) =>
  Array.from({ length: count }, (_, slot) => stateKey(storageKey, part, slot));

function take(ids: Set<string>): string[] {
  const all = [...ids];
  ids.clear();
  return all;
}

/** What is true only while it happens does not belong in the storage. */
function withoutPassing(item: ConversationItem): ConversationItem {
  return { ...item, typing: [], unsentCount: 0, failedCount: 0, preview: null };
}
