import { expect, test } from 'vitest';
import { indexedDbStorage } from '../../../../client/index.ts';

/** As much of IndexedDB as one store of text needs: requests first, then the completion of their transaction. */
function fakeFactory() {
  const values = new Map<string, string>();
  const opened: string[] = [];
  let failsToOpen = false;
  let aborts = false;
  const later = (work: () => unknown) => void setImmediate(work);
  const database = {
    onclose: () => undefined,
    onversionchange: () => undefined,
    createObjectStore: () => undefined,
    close: () => undefined,
    transaction: () => {
      const transaction = {
        error: new DOMException('full', 'QuotaExceededError'),
        oncomplete: () => undefined,
        onabort: () => undefined,
        objectStore: () => {
          const request = (work: () => unknown) => {
            const made: { result: unknown } = { result: undefined };
            later(() => {
              if (aborts) {
                transaction.onabort();
                return;
              }
              made.result = work();
              later(() => transaction.oncomplete());
            });
            return made;
          };
          return {
            get: (key: string) => request(() => values.get(key)),
            put: (value: string, key: string) => request(() => void values.set(key, value)),
            delete: (key: string) => request(() => void values.delete(key)),
          };
        },
      };
      return transaction;
    },
  };
  const factory = {
    open: (name: string) => {
      opened.push(name);
      const request = {
        result: database,
        error: new DOMException('no', 'UnknownError'),
        onupgradeneeded: () => undefined,
        onsuccess: () => undefined,
        onerror: () => undefined,
      };
      later(() => {
        if (failsToOpen) {
          request.onerror();
          return;
        }
        request.onupgradeneeded();
        request.onsuccess();
      });
      return request;
    },
  };
  return {
    // The few members that are used; the rest of the interface is the browser's own.
    factory: factory as object as IDBFactory,
    opened,
    database,
    failToOpen: (fails: boolean) => (failsToOpen = fails),
    abort: (fails: boolean) => (aborts = fails),
  };
}

test('values are stored, read and removed through one connection', async () => {
  const { factory, opened } = fakeFactory();
  const storage = indexedDbStorage('mine', factory);
  expect(await storage.get('a')).toBeUndefined();
  await storage.set('a', '1');
  expect(await storage.get('a')).toBe('1');
  await storage.remove('a');
  expect(await storage.get('a')).toBeUndefined();
  expect(opened).toEqual(['mine']);
});

test('failures reject, and the next call tries anew', async () => {
  const { factory, opened, failToOpen, abort, database } = fakeFactory();
  const storage = indexedDbStorage('mine', factory);
  failToOpen(true);
  await expect(storage.get('a')).rejects.toMatchObject({ name: 'UnknownError' });
  failToOpen(false);
  await storage.set('a', '1');
  abort(true);
  await expect(storage.set('a', '2')).rejects.toMatchObject({ name: 'QuotaExceededError' });
  abort(false);
  expect(await storage.get('a')).toBe('1');
  database.onclose();
  expect(await storage.get('a')).toBe('1');
  database.onversionchange();
  expect(await storage.get('a')).toBe('1');
  expect(opened).toHaveLength(4);
});
