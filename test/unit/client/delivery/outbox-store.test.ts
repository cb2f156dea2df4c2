import fc from 'fast-check';
import { expect, test } from 'vitest';
import { queueLock, type Lock } from '../../../../client/storage/lock.ts';
import { OutboxStore } from '../../../../client/delivery/outbox-store.ts';
import { memoryStorage, type Storage } from '../../../../client/storage/storage.ts';
import { microtasks } from '../../../support/microtasks.ts';

const send = (clientId: string, triedAt?: number) => ({
  message: { conversationId: 'con_1', clientId, text: clientId },
  ...(triedAt !== undefined && { triedAt }),
});
/** Answers after this many microtasks. */
function storageThatTakes(count: number): Storage {
  const values = memoryStorage();
  return {
    get: async (key) => (await microtasks(count), values.get(key)),
    set: async (key, value) => (await microtasks(count), values.set(key, value)),
    remove: async (key) => (await microtasks(count), values.remove(key)),
  };
}
function store(storage: Storage, lock: Lock = queueLock()) {
  const errors: unknown[] = [];
  const made = new OutboxStore({
    storage,
    storageKey: 'outbox',
    lock,
    onTrouble: (error) => errors.push(error),
  });
  const kept = async () => (await made.load()).map(({ message }) => message.clientId);
  return { store: made, errors, kept };
}

test.each(Array.from({ length: 25 }, (_, n) => n))(
  'a message that comes %i microtasks after another is stored, too',
  async (n) => {
    for (const storage of [memoryStorage(), storageThatTakes(1), storageThatTakes(3)]) {
      const { store: made, kept } = store(storage);
      made.put(send('one'));
      await microtasks(n);
      made.put(send('two'));
      await made.settled();
      expect(await kept()).toEqual(['one', 'two']);
    }
  },
);

test('given any changes, the storage has what was put and not removed, in order', async () => {
  const step = fc.record({
    pause: fc.nat(8),
    clientId: fc.constantFrom('a', 'b', 'c'),
    remove: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.nat(3), async (steps, slowness) => {
      const { store: made, kept } = store(storageThatTakes(slowness));
      let expected: string[] = [];
      for (const { pause, clientId, remove } of steps) {
        await microtasks(pause);
        if (remove) made.remove(clientId);
        else made.put(send(clientId));
        const others = expected.filter((one) => one !== clientId);
        expected = remove ? others : expected.includes(clientId) ? expected : [...expected, clientId];
        if (pause === 0) {
          await made.settled();
          expect(await kept()).toEqual(expected);
        }
      }
      await made.settled();
      expect(await kept()).toEqual(expected);
    }),
  );
});

test('given a write that fails, it is reported, and repeated with the next change', async () => {
  let locked = true;
  const lock: Lock = (work) => (locked ? Promise.reject(new Error('no lock')) : work());
  const { store: made, errors, kept } = store(memoryStorage(), lock);
  made.put(send('one'));
  await made.settled();
  expect(errors).toEqual([new Error('no lock')]);
  locked = false;
  made.put(send('two'));
  await made.settled();
  expect(await kept()).toEqual(['one', 'two']);
});

test('given a clear during a write, nothing is left', async () => {
  for (let n = 0; n < 25; n++) {
    const { store: made, kept } = store(storageThatTakes(2));
    made.put(send('one'));
    await microtasks(n);
    made.put(send('two', 1));
    await made.clear();
    expect(await kept()).toEqual([]);
  }
});
