import { expect, test } from 'vitest';
import { StateStore } from '../../../../client/state/state-store.ts';
import { queueLock } from '../../../../client/storage/lock.ts';
import { memoryStorage } from '../../../../client/storage/storage.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

test('a window that is dropped while it is read is not given', async () => {
  const id = 'cnv_a';
  const kept = memoryStorage();
  const gate = Promise.withResolvers<undefined>();
  let isSlow = false;
  const store = new StateStore({
    storage: {
      ...kept,
      get: async (key) => {
        const value = await kept.get(key);
        if (isSlow) await gate.promise;
        return value;
      },
    },
    storageKey: 'chatflow',
    lock: queueLock(),
    clock: new ManualClock(),
    maxConversations: 10,
    maxWindows: 10,
    conversation: () => undefined,
    window: (conversationId) => ({
      conversationId,
      from: 0,
      to: 3,
      atStart: true,
      messages: [],
      ownChanges: 0,
    }),
    failures: () => [],
    report: (error) => expect.fail(String(error)),
  });
  await store.load();
  store.windowChanged(id);
  await store.stored();
  expect(await store.window(id)).toMatchObject({ conversationId: id, to: 3 });

  isSlow = true;
  const reading = store.window(id);
  store.dropWindow(id);
  gate.resolve(undefined);
  expect(await reading).toBeUndefined();
});
