import { expect, test } from 'vitest';
import { memoryStorage, type Storage } from '../../../../client/storage/storage.ts';
import { WriteBehind } from '../../../../client/storage/write-behind.ts';
import { microtasks } from '../../../support/microtasks.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

function writer(storage: Storage) {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const state = { value: 0 };
  const made = new WriteBehind({
    storage,
    key: 'k',
    clock,
    snapshot: () => String(state.value),
    onTrouble: (error) => errors.push(error),
  });
  const change = (value: number) => {
    state.value = value;
    made.touch();
  };
  return { made, clock, errors, change };
}

test('given a synchronous storage, it has the value when flush returns', () => {
  const storage = memoryStorage();
  const { made, change } = writer(storage);
  change(1);
  made.flush();
  expect(storage.get('k')).toBe('1');
});

test.each(Array.from({ length: 25 }, (_, n) => n))(
  'what is flushed %i microtasks after something else is stored when all is settled',
  async (n) => {
    const values = memoryStorage();
    const storage: Storage = {
      ...values,
      set: async (key, value) => (await microtasks(4), values.set(key, value)),
    };
    const { made, clock, change } = writer(storage);
    change(1);
    made.flush();
    await microtasks(n);
    change(2);
    made.flush();
    await made.settled();
    expect(values.get('k')).toBe('2');
    expect(clock.due).toEqual([]);
  },
);

test('given a drop during a write, nothing is left and nothing is written after', async () => {
  for (let n = 0; n < 25; n++) {
    const values = memoryStorage();
    const storage: Storage = {
      ...values,
      set: async (key, value) => (await microtasks(4), values.set(key, value)),
    };
    const { made, clock, change } = writer(storage);
    change(1);
    made.flush();
    change(2);
    made.flush();
    await microtasks(n);
    await made.drop();
    change(3);
    clock.advance(250);
    await microtasks(25);
    expect(values.get('k')).toBeUndefined();
  }
});

test('given a storage that fails, the error is reported', async () => {
  const { made, change, errors } = writer({
    ...memoryStorage(),
    set: () => Promise.reject(new Error('full')),
  });
  change(1);
  made.flush();
  await made.settled();
  expect(errors).toEqual([new Error('full')]);
});
