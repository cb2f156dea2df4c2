export type Awaitable<T> = T | Promise<T>;

/**
 * Keeps a user's session, positions and unsent messages across a reload. What is stored stays small: a few values, written
 * at most four times a second. Synchronous or not; failures are reported as `error` events. Tabs that share one are one
 * device: after a reload each continues where the last of them was.
 */
export interface Storage {
  get(key: string): Awaitable<string | null | undefined>;
  set(key: string, value: string): Awaitable<void>;
  remove(key: string): Awaitable<void>;
  /** Sets the listener for errors that no call rejects with. The client calls it once, and emits them as `error` events. */
  reportErrors?(onTrouble: (error: unknown) => void): void;
}

/** Lost with the page or process. */
export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
}

/** A browser's `localStorage` (or `sessionStorage`), which can be written while a page is closed. */
export function webStorage(storage: globalThis.Storage = localStorage): Storage {
  return {
    get: (key) => storage.getItem(key),
    set: (key, value) => storage.setItem(key, value),
    remove: (key) => storage.removeItem(key),
  };
}
