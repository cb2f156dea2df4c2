import { array, integer, nullable, object, read, string } from '../api/shapes.ts';

/** Raised when the shape of anything that is stored changes: what other versions wrote is dropped. */
export const storedVersion = 3;
/** No version stores more: what is erased at a sign-out, whatever the index says. */
export const maxSlots = 1_000;

/** What each slot holds; `null` where it is free. */
export interface StoredIndex {
  conversations: (string | null)[];
  windows: (string | null)[];
}

const slots = array(nullable(string));
const index = object<StoredIndex & { version: number }>({
  version: integer(0),
  conversations: slots,
  windows: slots,
});

/** The index; `undefined` where it is damaged or of another version. */
export function indexIn(value: unknown): StoredIndex | undefined {
  const stored = read(index, value);
  return stored?.version === storedVersion ? stored : undefined;
}

export const indexText = (slotsNow: StoredIndex) => JSON.stringify({ version: storedVersion, ...slotsNow });

/** The slot that has the id, or else a free one, of at most `max`. */
export function slotOf(taken: (string | null)[], id: string, max: number): number | undefined {
  for (const wanted of [id, null]) {
    const slot = taken.indexOf(wanted);
    if (slot >= 0) return slot;
  }
  return taken.length < Math.min(max, maxSlots) ? taken.length : undefined;
}

export function freeSlot(taken: (string | null)[], id: string): void {
  const slot = taken.indexOf(id);
  if (slot >= 0) taken[slot] = null;
}

/** The name of the lock under which the state is written. */
export const stateLock = (storageKey: string) => `${storageKey} state`;

/** The key of the index. */
export const indexKey = (storageKey: string) => `${storageKey} state`;
export const failuresKey = (storageKey: string) => `${storageKey} state failed`;
export const conversationKey = (storageKey: string, slot: number) =>
  `${storageKey} state conversation ${slot}`;
export const messagesKey = (storageKey: string, slot: number) => `${storageKey} state messages ${slot}`;
