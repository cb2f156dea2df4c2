import { parseJson } from '../api/json.ts';
import type { Lock } from '../storage/lock.ts';
import type { Storage } from '../storage/storage.ts';
import { conversationKey, failuresKey, indexIn, indexKey, maxSlots, messagesKey } from './stored-index.ts';

interface EraseOptions {
  storage: Storage;
  storageKey: string;
  /** The one under which the state is written. */
  lock: Lock;
  /** Whether what is stored there is needed by now: asked under the lock. */
  isNeeded: () => Promise<boolean>;
}

/** Removes everything that `StateStore` stores under this key; from then on, no tab stores anything there. */
export async function eraseState({ storage, storageKey, lock, isNeeded }: EraseOptions): Promise<void> {
  await lock(async () => {
    if (!(await isNeeded())) await eraseSlots(storage, storageKey);
  });
}

/** The same, for who holds the lock. */
export async function eraseSlots(storage: Storage, storageKey: string): Promise<void> {
  const index = await storage.get(indexKey(storageKey));
  if (index === undefined || index === null) return;
  const known = indexIn(parseJson(index));
  // A damaged index does not say which slots there are.
  const slots = (taken: readonly unknown[] | undefined) => Array.from({ length: taken?.length ?? maxSlots });
  const keys = [
    failuresKey(storageKey),
    ...slots(known?.conversations).map((_, slot) => conversationKey(storageKey, slot)),
    ...slots(known?.windows).map((_, slot) => messagesKey(storageKey, slot)),
  ];
  for (const key of keys) {
    const value = await storage.get(key);
    if (value !== undefined && value !== null) await storage.remove(key);
  }
  // Last: while it is there, the rest is known to be.
  await storage.remove(indexKey(storageKey));
}
