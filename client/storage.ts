type Awaitable<T> = T | Promise<T>;

/** Where a session survives a reload. `localStorage` fits behind it, and so does anything asynchronous. */
export interface Storage {
  get(key: string): Awaitable<string | null | undefined>;
  set(key: string, value: string): Awaitable<void>;
  remove(key: string): Awaitable<void>;
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
