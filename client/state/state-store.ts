import { parseJson } from '../api/json.ts';
import type { Clock } from '../platform/clock.ts';
import { OneAtATime } from '../platform/one-at-a-time.ts';
import type { Lock } from '../storage/lock.ts';
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
      const known = indexIn(await this.#read(this.#key('')));
      if (known !== undefined) return known;
      // Damaged, or of another version: nothing of it stays behind.
      await eraseSlots(storage, storageKey);
      await storage.set(this.#key(''), indexText(this.#index));
      return this.#index;
    });
    this.#index = index;
    const [stored, failures] = await Promise.all([
      Promise.all(index.conversations.map((_, slot) => this.#read(this.#key('conversation', slot)))),
      this.#read(this.#key('failed')),
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
    const slot = this.#index.windows.indexOf(id);
    if (slot < 0 || this.#dropped.windows.has(id)) return undefined;
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
    const { conversation, window, failures } = this.#options;
    // What it is now: a window may be gone from memory by the time that the lock is free.
    const conversations = take(this.#conversations).flatMap((id) => conversation(id) ?? []);
    const windows = take(this.#windows).flatMap((id) => {
      const value = window(id);
      return value === undefined ? [] : [{ id, value }];
    });
    const failed = this.#failuresChanged ? failures() : undefined;
    this.#failuresChanged = false;
    await this.#options.lock(async () => {
      const index = indexIn(await this.#read(this.#key('')));
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
      const writes = [
        ...this.#conversationWrites(conversations, dropped.conversations),
        ...this.#windowWrites(windows, dropped.windows),
      ];
      // First, so that whatever is in a slot is known to be there.
      if (indexText(index) !== before) await this.#options.storage.set(this.#key(''), indexText(index));
      for (const write of writes) await this.#put(write);
      if (failed !== undefined) await this.#storeFailures(failed);
    });
  }

  #conversationWrites(items: ConversationItem[], dropped: ReadonlySet<string>): SlotWrite[] {
    const { maxConversations, conversation } = this.#options;
    const slots = this.#index.conversations;
    return items.flatMap((item) => {
      const isPast = (stored: unknown) => {
        const other = conversationIn(stored);
        if (other?.id !== item.id || dropped.has(item.id)) return false;
        return (
          other.lastSeq > item.lastSeq ||
          (other.lastSeq === item.lastSeq && other.me.readSeq > item.me.readSeq)
        );
      };
      const slot =
        slotOf(slots, item.id, maxConversations) ?? slots.findIndex((id) => id !== null && !conversation(id));
      if (slot < 0) return [];
      slots[slot] = item.id;
      return [{ key: this.#key('conversation', slot), value: withoutPassing(item), isPast }];
    });
  }

  #windowWrites(windows: { id: string; value: StoredWindow }[], dropped: ReadonlySet<string>): SlotWrite[] {
    const slots = this.#index.windows;
    return windows.map(({ id, value }) => {
      const isPast = (stored: unknown) => !dropped.has(id) && (windowIn(stored, id)?.to ?? 0) > value.to;
      const slot = slotOf(slots, id, this.#options.maxWindows) ?? this.#nextVictim++ % slots.length;
      slots[slot] = id;
      return { key: this.#key('messages', slot), value, isPast };
    });
  }

  /** Goes round the slots of windows when all are taken. */
  #nextVictim = 0;

  async #put({ key, value, isPast }: SlotWrite): Promise<void> {
    if (!isPast(await this.#read(key))) await this.#options.storage.set(key, JSON.stringify(value));
  }

  /** Other tabs keep theirs in the same place. */
  async #storeFailures(failed: readonly Failure[]): Promise<void> {
    const own = new Set([...this.#failures, ...failed].map(({ message }) => message.clientId));
    const stored = failuresIn(await this.#read(this.#key('failed')));
    const others = stored.filter(({ message }) => !own.has(message.clientId));
    this.#failures = failed;
    await this.#options.storage.set(this.#key('failed'), JSON.stringify([...others, ...failed]));
  }

  async #read(key: string): Promise<unknown> {
    return parseJson((await this.#options.storage.get(key)) ?? '');
  }

  #key(part: string, slot?: number): string {
    return stateKey(this.#options.storageKey, part, slot);
  }
}

interface SlotWrite {
  key: string;
  value: unknown;
  /** Whether what is stored there is about the same, and newer. */
  isPast: (stored: unknown) => boolean;
}

const indexText = (index: StoredIndex) => JSON.stringify({ version: storedVersion, ...index });

/** The slot that has the id, or else a free one. */
function slotOf(slots: (string | null)[], id: string, max: number): number | undefined {
  for (const wanted of [id, null]) {
    const slot = slots.indexOf(wanted);
    if (slot >= 0) return slot;
  }
  return slots.length < Math.min(max, maxSlots) ? slots.length : undefined;
}

function freeSlot(slots: (string | null)[], id: string): void {
  const slot = slots.indexOf(id);
  if (slot >= 0) slots[slot] = null;
}

/** The name of the lock under which it is written. */
export const stateLock = (storageKey: string) => `${storageKey} state`;

/** Removes everything that `StateStore` stores under this key; from then on, no tab stores anything there. */
export async function eraseState(storage: Storage, storageKey: string, lock: Lock): Promise<void> {
  await lock(() => eraseSlots(storage, storageKey));
}

async function eraseSlots(storage: Storage, storageKey: string): Promise<void> {
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
