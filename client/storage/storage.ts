export type Awaitable<T> = T | Promise<T>;

/**
 * Where a person's session, positions and unsent messages survive a reload. What is stored stays small: a few values,
 * written at most four times a second. Synchronous or not; failures are reported as `error` events. Tabs that share one are
 * one device: after a reload each goes on where the last of them was.
 */
export interface Storage {
  get(key: string): Awaitable<string | null | undefined>;
  set(key: string, value: string): Awaitable<void>;
  remove(key: string): Awaitable<void>;
  /** Says whom to tell of trouble that no call fails for. The client calls it once, and makes `error` events of them. */
  reportErrors?(onTrouble: (error: unknown) => void): void;
}

/** Forgets with the page or process. */
export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
}

/** A browser's `localStorage` (or `sessionStorage`), which is written before a page goes away, too. */
export function webStorage(storage: globalThis.Storage = localStorage): Storage {
  return {
    get: (key) => storage.getItem(key),
    set: (key, value) => storage.setItem(key, value),
    remove: (key) => storage.removeItem(key),
  };
}
