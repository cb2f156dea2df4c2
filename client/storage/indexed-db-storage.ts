import type { Storage } from './storage.ts';

const storeName = 'values';

/**
 * A browser's IndexedDB, which workers have too and which holds more than `localStorage`. It is asynchronous: changes in
 * the last quarter of a second before a page is closed may not be stored.
 */
export function indexedDbStorage(name = 'chatflow', factory: IDBFactory = indexedDB): Storage {
  let opening: Promise<IDBDatabase> | undefined;

  function open(): Promise<IDBDatabase> {
    opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = factory.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(storeName);
      request.onsuccess = () => {
        const database = request.result;
        // The next call opens it again; a new version or a deletion of the data need not wait for this one.
        const closed = () => (opening = undefined);
        database.onclose = closed;
        database.onversionchange = () => {
          closed();
          database.close();
        };
        resolve(database);
      };
      request.onerror = () => reject(reasonOf(request.error));
    }).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  /** Resolves with the request's result once the transaction is complete: only then is a write stored. */
  async function run<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, mode);
      const request = work(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(reasonOf(transaction.error));
    });
  }

  return {
    get: async (key) => {
      const value = await run<unknown>('readonly', (store) => store.get(key));
      return typeof value === 'string' ? value : undefined;
    },
    set: async (key, value) => {
      await run('readwrite', (store) => store.put(value, key));
    },
    remove: async (key) => {
      await run('readwrite', (store) => store.delete(key));
    },
  };
}

const reasonOf = (error: DOMException | null) => error ?? new Error('IndexedDB failed without a reason.');
