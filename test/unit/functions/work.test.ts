import { describe, expect, it } from 'vitest';
import { workFunction } from '../../../functions/queue/work.ts';
import { Unavailable } from '../../../shared/platform/errors.ts';
import type { Work } from '../../../shared/work.ts';
import { sqsEvent } from '../../support/backend/held-work.ts';
import { functionsOn } from './setup.ts';

const socket = (connectionId: string) => ({ userId: 'usr_1', connectionId, connectedAt: 1 });
const fanOut = (...connectionIds: string[]): Work => ({
  type: 'fan-out',
  frame: '{"type":"message:new"}',
  sockets: connectionIds.map(socket),
});

/** Queued work is JSON. */
const bodies = (work: Record<string, unknown>) =>
  sqsEvent(Object.fromEntries(Object.entries(work).map(([id, piece]) => [id, JSON.stringify(piece)])));

describe('the consumer of the work queue', () => {
  it('given a queued frame, posts it to each of its sockets', async () => {
    const { app, posted } = await functionsOn();
    const result = await workFunction(app)(bodies({ m1: fanOut('a', 'b'), m2: fanOut('c') }));
    expect(result).toEqual({ batchItemFailures: [] });
    expect(posted.map(({ connectionId }) => connectionId).sort()).toEqual(['a', 'b', 'c']);
    expect(new Set(posted.map(({ frame }) => frame.type))).toEqual(new Set(['message:new']));
  });

  it('given work that fails beside other work, reports it alone', async () => {
    const { app, posted, logged } = await functionsOn(({ presence }) => ({
      presence: {
        ...presence,
        get: (userId: string) =>
          userId === 'usr_down'
            ? Promise.reject(new Unavailable('the database', undefined))
            : presence.get(userId),
      },
    }));
    const event = bodies({
      'm-1': fanOut('a'),
      'm-2': { type: 'went-offline', userId: 'usr_down', leftAt: 1 },
      'm-3': { type: 'went-offline', userId: 'usr_ok', leftAt: 1 },
      'm-4': fanOut('b'),
    });
    const result = await workFunction(app)(event);
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-2' }] });
    expect(posted.map(({ connectionId }) => connectionId).sort()).toEqual(['a', 'b']);
    expect(logged).toMatchObject([{ level: 50, messageId: 'm-2' }]);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no work', '{"type":"nothing"}'],
    ['work that lacks something', '{"type":"fan-out","frame":"{}"}'],
    ['null', 'null'],
  ])('puts poison aside, and does the rest of the batch: %s', async (_, poison) => {
    const { app, posted, logged } = await functionsOn();
    const event = sqsEvent({
      good: JSON.stringify(fanOut('a')),
      bad: poison,
      fine: JSON.stringify(fanOut('b')),
    });
    expect(await workFunction(app)(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
    expect(posted).toHaveLength(2);
    expect(logged).toHaveLength(1);
  });

  it('given watchers that cannot be read, reports the work for a retry', async () => {
    const { app, logged } = await functionsOn(({ watches }) => ({
      watches: { ...watches, watchersOf: () => Promise.reject(new Unavailable('the database', undefined)) },
    }));
    const userId = 'usr_1';
    await app.presence.add({ userId, connectionId: 'a', sessionId: 's', connectedAt: app.clock.now() });
    const { leftAt } = await app.presence.leave(userId, ['a']);
    const result = await workFunction(app)(bodies({ m1: { type: 'went-offline', userId, leftAt } }));
    expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(logged).toHaveLength(1);
  });

  it('given one unreachable socket, does not report the frame for a retry', async () => {
    const { app, logged } = await functionsOn(() => ({
      sockets: {
        post: (id) =>
          id === 'a' ? Promise.reject(new Unavailable('the gateway', undefined)) : Promise.resolve('sent'),
        close: () => Promise.resolve(),
      },
    }));
    const result = await workFunction(app)(bodies({ m1: fanOut('a', 'b') }));
    expect(result).toEqual({ batchItemFailures: [] });
    expect(logged).toMatchObject([{ level: 40, connectionId: 'a' }]);
  });
});
