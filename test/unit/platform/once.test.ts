import { expect, it } from 'vitest';
import { takeTimer, waitFor } from '../../../shared/platform/once.ts';
import { ConditionFailed } from '../../../shared/platform/table.ts';
import { temporaryDatabase } from '../../support/backend/database.ts';

const key = { pk: 'a', sk: 'waiting' };
const counter = { pk: 'a', sk: 'effects' };
const effect = [{ update: counter, change: { add: { times: 1 } } }];

async function setUp() {
  const table = temporaryDatabase().table('durable');
  await table.put({ ...key, ...waitFor('token-1') });
  return { table, effects: async () => (await table.get(counter))?.['times'] ?? 0 };
}

it('given a timer that goes off several times at once, its effect happens once', async () => {
  const { table, effects } = await setUp();
  const fire = () => takeTimer(table, key, 'token-1', effect);
  const outcomes = await Promise.all([fire(), fire(), fire()]);
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await fire()).toBe(false);
  expect(await effects()).toBe(1);
  expect(await table.get(key)).toEqual(key);
});

it('given a replaced timer, only the new one has an effect', async () => {
  const { table, effects } = await setUp();
  await table.update(key, { set: waitFor('token-2') });
  expect(await takeTimer(table, key, 'token-1', effect)).toBe(false);
  expect(await effects()).toBe(0);
  expect(await takeTimer(table, key, 'token-2', effect)).toBe(true);
  expect(await effects()).toBe(1);
});

it('given a timer cancelled at the moment it goes off, exactly one of the two happens', async () => {
  for (const first of ['fire', 'cancel']) {
    const { table, effects } = await setUp();
    const fire = () => takeTimer(table, key, 'token-1', effect);
    const cancel = () => takeTimer(table, key, 'token-1');
    const order = first === 'fire' ? [fire, cancel] : [cancel, fire];
    const outcomes = await Promise.all(order.map((act) => act()));
    expect(outcomes).toEqual([true, false]);
    expect(await effects()).toBe(first === 'fire' ? 1 : 0);
  }
});

it('given a deleted item, its timer does nothing', async () => {
  const { table, effects } = await setUp();
  await table.delete(key);
  expect(await takeTimer(table, key, 'token-1', effect)).toBe(false);
  expect(await effects()).toBe(0);
  expect(await table.get(key)).toBeUndefined();
});

it('given an effect that fails, the timer stays as it is', async () => {
  const { table } = await setUp();
  const impossible = [{ update: counter, change: { add: { times: 1 }, if: { exists: true } } }];
  await expect(takeTimer(table, key, 'token-1', impossible)).rejects.toThrow(ConditionFailed);
  expect(await takeTimer(table, key, 'token-1', effect)).toBe(true);
});
