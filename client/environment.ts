import type { ClientOptions } from './options.ts';
import { systemClock, type Clock } from './platform/clock.ts';
import { systemRandom, type Random } from './platform/random.ts';
import { guardedStorage } from './storage/guarded-storage.ts';
import { queueLock, sharedLock, type Lock } from './storage/lock.ts';
import { memoryStorage, type Storage } from './storage/storage.ts';

/** What the parts of a client share of the world around them. Each part declares which of these it uses. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  /** Never fails: its errors go to `onTrouble`. */
  readonly storage: Storage;
  /** The lock of a name, shared by all clients on the storage. */
  readonly lock: (name: string) => Lock;
  /** Reports an error that no caller gets. */
  readonly onTrouble: (error: unknown) => void;
}

/** The environment that an application chose, with the runtime's own clock and randomness by default. */
export function environmentOf(
  options: Pick<ClientOptions, 'clock' | 'random' | 'storage'>,
  onTrouble: (error: unknown) => void,
): Environment {
  const { clock = systemClock, random = systemRandom, storage: chosen } = options;
  const storage = guardedStorage(chosen ?? memoryStorage(), onTrouble);
  const lock = (name: string) =>
    chosen === undefined ? queueLock() : sharedLock(name, { storage, clock, random });
  return { clock, random, storage, lock, onTrouble };
}
