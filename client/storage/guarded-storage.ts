import type { Awaitable, Storage } from './storage.ts';

/**
 * Wraps a storage so that it never fails: a value that it cannot store or read is kept in memory, and the error goes to
 * `onTrouble`. Synchronous where the storage is.
 */
export function guardedStorage(storage: Storage, onTrouble: (error: unknown) => void): Storage {
  storage.reportErrors?.(onTrouble);
  const last = new Map<string, string | null | undefined>();
  /** The number of changes of each key: a value that was read before a change is outdated. */
  const changes = new Map<string, number>();
  /** Keys whose last change is not stored. */
  const unsaved = new Set<string>();

  function attempt<T>(
    work: () => Awaitable<T>,
    onFailure: () => T,
    onSuccess: (result: T) => T,
  ): Awaitable<T> {
    const failed = (error: unknown) => {
      onTrouble(error);
      return onFailure();
    };
    try {
      const result = work();
      return result instanceof Promise ? result.then(onSuccess, failed) : onSuccess(result);
    } catch (error) {
      return failed(error);
    }
  }
  function change(key: string, value: string | undefined, work: () => Awaitable<void>): Awaitable<void> {
    last.set(key, value);
    changes.set(key, (changes.get(key) ?? 0) + 1);
    return attempt(
      work,
      () => void unsaved.add(key),
      () => void unsaved.delete(key),
    );
  }
  return {
    get: (key) => {
      if (unsaved.has(key)) return last.get(key);
      const before = changes.get(key);
      return attempt(
        () => storage.get(key),
        () => last.get(key),
        (value) => {
          if (changes.get(key) === before) last.set(key, value);
          return value;
        },
      );
    },
    set: (key, value) => change(key, value, () => storage.set(key, value)),
    remove: (key) => change(key, undefined, () => storage.remove(key)),
  };
}
