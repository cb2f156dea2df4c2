import { expect, it } from 'vitest';
import { OperationCounter, tableRequests } from '../../../../shared/platform/counting/counter.ts';
import { countingPorts } from '../../../../shared/platform/counting/counting-ports.ts';
import type { Ports } from '../../../../shared/platform/ports.ts';
import { answer as bytes, answeringPorts } from '../../../support/aws/answering-ports.ts';

it('counts the calls of each port, and passes their results on', async () => {
  const counter = new OperationCounter();
  const counted = countingPorts(answeringPorts() as Ports, counter);
  const { sockets, work, timers, keys, signer, passwords } = counted;

  expect(await sockets.post('c', 'x'.repeat(32 * 1024))).toBe('gone');
  await sockets.close('c');
  expect(counter.take()).toEqual({ posts: 1, postUnits: 1, closes: 1 });
  await sockets.post('c', 'ä'.repeat(16 * 1024 + 1));
  expect(counter.take()).toEqual({ posts: 1, postUnits: 2 });

  await work.add({ type: 'fan-out', frame: '', sockets: [] }, 10);
  expect(counter.take()).toEqual({ queued: 1, queueUnits: 1 });
  await work.add({ type: 'fan-out', frame: 'x'.repeat(64 * 1024), sockets: [] });
  expect(counter.take()).toEqual({ queued: 1, queueUnits: 2 });

  await timers.set('poll', 1, { type: 'close-poll' });
  await timers.cancel('poll');
  expect(counter.take()).toEqual({ timersSet: 1, timersCancelled: 1 });

  expect(await keys.generateDataKey({})).toEqual({ key: bytes, wrapped: bytes });
  expect(await keys.unwrap(bytes, {})).toBe(bytes);
  expect(counter.take()).toEqual({ keyCalls: 2 });

  expect(await signer.sign(bytes)).toBe(bytes);
  expect(await signer.keyId()).toBe('k');
  expect(await signer.publicKeys()).toEqual([]);
  expect(counter.take()).toEqual({ signatures: 1 });

  expect(await passwords.hash('p')).toBe('hash');
  expect(await passwords.verify('p', 'hash')).toBe(true);
  expect(counter.take()).toEqual({ passwordHashes: 2 });

  await counted.durable.get({ pk: 'p', sk: 's' });
  await counted.ephemeral.put({ pk: 'p', sk: 's' });
  const counts = counter.take();
  expect(counts).toEqual({ get: 1, put: 1, readUnits: 1, writeUnits: 1 });
  expect(tableRequests(counts)).toBe(2);
  expect(counter.take()).toEqual({});
});
