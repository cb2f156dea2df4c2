import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../../client/platform/clock.ts';
import { ChatClientError } from '../../../client/errors.ts';
import { queueLock } from '../../../client/storage/lock.ts';
import { OutboxStore } from '../../../client/delivery/outbox-store.ts';
import type { SendResult } from '../../../client/api/protocol.ts';
import { Outbox } from '../../../client/delivery/outbox.ts';
import { memoryStorage } from '../../../client/storage/storage.ts';
import { Typing } from '../../../client/presence/typing.ts';
import { PageLifecycle } from '../../../client/connection/page-lifecycle.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { nextState, online, predictableRandom, startServer } from './setup.ts';

const hour = 3_600_000;
const settle = () => new Promise((resolve) => setImmediate(resolve));
const nothing = () => undefined;

test('given a time of day that is set back, the elapsed time goes on', () => {
  const before = systemClock.elapsed();
  const spy = vi.spyOn(Date, 'now').mockReturnValue(0);
  onTestFinished(() => spy.mockRestore());
  expect(systemClock.now()).toBe(0);
  expect(systemClock.elapsed()).toBeGreaterThanOrEqual(before);
});

describe.each([
  ['put back two hours', -2 * hour],
  ['put forward two hours', 2 * hour],
])('a clock that is %s', (_, jump) => {
  test('does not change how often typing is sent', () => {
    const clock = new ManualClock();
    let told = 0;
    const typing = new Typing({ clock, send: () => (told += 1), onChange: nothing });
    typing.set('a', true);
    clock.jump(jump);
    clock.advance(2_999);
    typing.set('a', true);
    expect(told).toBe(1);
    clock.advance(1);
    typing.set('a', true);
    expect(told).toBe(2);
  });

  test('does not change when a connection counts as stable', async () => {
    const server = await startServer();
    const { client, clock } = await online(server, 'alice');
    const lose = async () => {
      const offline = nextState(client, 'offline');
      server.closeSockets();
      await offline;
      return clock.due[0] ?? 0;
    };
    const comeBack = async (wait: number) => {
      const back = nextState(client, 'online');
      clock.advance(wait);
      await back;
    };
    await comeBack(await lose());
    clock.jump(jump);
    clock.advance(9_999);
    const second = await lose();
    expect(second).toBe(250);
    await comeBack(second);
    clock.advance(10_000);
    clock.jump(jump);
    expect(await lose()).toBe(125);
  });

  test('does not change how long a message is retried', async () => {
    const clock = new ManualClock();
    const sends: PromiseWithResolvers<SendResult>[] = [];
    const refused: unknown[] = [];
    const outbox = new Outbox({
      onQueued: () => undefined,
      transmit: () => {
        const send = Promise.withResolvers<SendResult>();
        sends.push(send);
        return send.promise;
      },
      store: new OutboxStore({
        storage: memoryStorage(),
        storageKey: 'outbox',
        lock: queueLock(),
        onTrouble: nothing,
      }),
      clock,
      random: predictableRandom,
      onStored: nothing,
      onRefused: (_message, error) => refused.push(error),
    });
    const message = { conversationId: 'a', clientId: 'one', text: 'one' };
    void outbox.add(message).catch(nothing);
    const lose = async () => {
      sends.at(-1)?.reject(new ChatClientError('connection_lost', 'No.'));
      await settle();
    };
    clock.jump(jump);
    clock.advance(20 * hour);
    await lose();
    expect(sends).toHaveLength(2);
    expect(refused).toEqual([]);
    clock.advance(3 * hour + 1);
    await lose();
    expect(sends).toHaveLength(2);
    expect(refused).toMatchObject([{ code: 'outcome_unknown' }]);
  });
});

test('given a machine that slept, either clock shows it', () => {
  for (const asleep of [
    (clock: ManualClock) => clock.sleep(3 * hour),
    // The counter stood still, as on some systems.
    (clock: ManualClock) => clock.jump(3 * hour),
    // And when it woke, the time of day was put back.
    (clock: ManualClock) => {
      clock.sleep(3 * hour);
      clock.jump(-3 * hour);
    },
  ]) {
    const clock = new ManualClock();
    let woke = 0;
    const pageLifecycle = new PageLifecycle({
      clock,
      onWake: () => (woke += 1),
      onStorage: nothing,
      onHide: nothing,
    });
    pageLifecycle.start();
    asleep(clock);
    clock.advance(30_000);
    expect(woke).toBe(1);
    pageLifecycle.stop();
  }
});
