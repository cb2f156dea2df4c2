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

it('an effect happens once, however often its timer goes off and at the same time', async () => {
  const { table, effects } = await setUp();
  const fire = () => takeTimer(table, key, 'token-1', effect);
  const outcomes = await Promise.all([fire(), fire(), fire()]);
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(await fire()).toBe(false);
  expect(await effects()).toBe(1);
  expect(await table.get(key)).toEqual(key);
});

it('a timer that was replaced does nothing, and the one after it does', async () => {
  const { table, effects } = await setUp();
  await table.update(key, { set: waitFor('token-2') });
  expect(await takeTimer(table, key, 'token-1', effect)).toBe(false);
  expect(await effects()).toBe(0);
  expect(await takeTimer(table, key, 'token-2', effect)).toBe(true);
  expect(await effects()).toBe(1);
});

it('a timer that is given up at the moment at which it goes off does one of the two', async () => {
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

it('a timer of an item that is gone does nothing', async () => {
  const { table, effects } = await setUp();
  await table.delete(key);
  expect(await takeTimer(table, key, 'token-1', effect)).toBe(false);
  expect(await effects()).toBe(0);
  expect(await table.get(key)).toBeUndefined();
});

it('an effect that cannot happen leaves the timer as it is', async () => {
  const { table } = await setUp();
  const impossible = [{ update: counter, change: { add: { times: 1 }, if: { exists: true } } }];
  await expect(takeTimer(table, key, 'token-1', impossible)).rejects.toThrow(ConditionFailed);
  expect(await takeTimer(table, key, 'token-1', effect)).toBe(true);
});
