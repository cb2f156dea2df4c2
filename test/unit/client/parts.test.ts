import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { backoffDelay } from '../../../client/platform/backoff.ts';
import { Emitter } from '../../../client/platform/events.ts';
import { changesPage, messagePage } from '../../../client/api/protocol.ts';
import { read } from '../../../client/api/shapes.ts';
import { decodeFrame } from '../../../client/connection/frames.ts';
import { fraction, randomId, systemRandom } from '../../../client/platform/random.ts';

describe('backoff', () => {
  const ceiling = (failures: number) => backoffDelay(failures, (bytes) => new Uint8Array(bytes).fill(255));

  test('doubles from 250 ms up to 30 s', () => {
    expect([1, 2, 3, 7, 8, 9, 500].map((failures) => Math.ceil(ceiling(failures)))).toEqual([
      250, 500, 1_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test('is a random share of that', () => {
    const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), bytes, (failures, random) => {
        const delay = backoffDelay(failures, () => random);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(ceiling(failures));
      }),
    );
    expect(backoffDelay(3, () => new Uint8Array(4))).toBe(0);
    expect(backoffDelay(3, () => Uint8Array.of(128, 0, 0, 0))).toBe(500);
  });
});

test('identifiers are 32 hexadecimal digits and differ', () => {
  expect(randomId(systemRandom)).toMatch(/^[0-9a-f]{32}$/);
  expect(randomId(systemRandom)).not.toBe(randomId(systemRandom));
  expect(fraction(() => Uint8Array.of(255, 255, 255, 255))).toBeLessThan(1);
});

describe('events', () => {
  test('reach every listener until it unsubscribes', () => {
    const emitter = new Emitter<{ word: string; error: unknown }>();
    const heard: string[] = [];
    const listener = (word: string) => heard.push(word);
    const offFirst = emitter.on('word', listener);
    emitter.on('word', listener);
    emitter.emit('word', 'a');
    offFirst();
    emitter.emit('word', 'b');
    expect(heard).toEqual(['a', 'a', 'b']);
  });

  test('given a listener that throws, the error is reported and the others are called', () => {
    const later = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => undefined);
    const emitter = new Emitter<{ word: string; error: unknown }>();
    const heard: string[] = [];
    emitter.on('word', () => {
      throw new Error('broken listener');
    });
    emitter.on('word', (word) => heard.push(word));
    emitter.emit('word', 'a');
    const report = later.mock.calls[0]?.[0];
    later.mockRestore();
    expect(heard).toEqual(['a']);
    expect(report).toThrow('broken listener');
  });

  test('given a listener that throws, the listeners of `error` are called', () => {
    const emitter = new Emitter<{ word: string; error: unknown }>();
    const errors: unknown[] = [];
    emitter.on('error', (error) => errors.push(error));
    emitter.on('word', () => {
      throw new Error('broken listener');
    });
    emitter.emit('word', 'a');
    expect(errors).toEqual([new Error('broken listener')]);
  });
});

describe('server frames', () => {
  const decode = (frame: unknown) => decodeFrame(JSON.stringify(frame));
  const receipt = { conversationId: 'con_1', userId: 'usr_1', deliveredSeq: 2, readSeq: 1 };

  test('acks, errors and events', () => {
    expect(decode({ type: 'ack', id: 'c1', data: { a: 1 } })).toEqual({
      kind: 'ack',
      id: 'c1',
      data: { a: 1 },
    });
    expect(decode({ type: 'receipt', data: receipt })).toEqual({
      kind: 'event',
      event: { type: 'receipt', data: receipt },
    });
    const errors = [{ path: 'data.text', message: 'must not be blank' }];
    expect(
      decode({ type: 'error', id: 'c1', error: { code: 'validation_failed', message: 'No.', errors } }),
    ).toMatchObject({
      kind: 'error',
      id: 'c1',
      error: { code: 'validation_failed', message: 'No.', errors },
    });
  });

  test('of a newer server: further fields, codes and reasons are taken, further types ignored', () => {
    expect(decode({ type: 'receipt', data: { ...receipt, more: 1 }, more: 2 })).toMatchObject({
      kind: 'event',
    });
    expect(decode({ type: 'error', id: 'c1', error: { code: 'brand_new', message: 'No.' } })).toMatchObject({
      error: { code: 'brand_new' },
    });
    expect(decode({ type: 'session:ended', data: { reason: 'brand_new' } })).toMatchObject({
      event: { data: { reason: 'brand_new' } },
    });
    expect(decode({ type: 'brand:new', data: {} })).toBeUndefined();
  });

  test('of a newer server: messages of further kinds are taken', () => {
    const message = {
      id: 'msg_1',
      seq: 1,
      conversationId: 'con_1',
      senderId: 'usr_1',
      kind: 'poll',
      text: '',
      attachments: [],
      replyTo: null,
      createdAt: '2026-11-20T09:00:00.000Z',
      editedAt: null,
      deletedAt: null,
      status: 'sent',
    };
    expect(decode({ type: 'message:new', data: message })).toMatchObject({
      event: { data: { kind: 'poll' } },
    });
    const page = { items: [message], nextCursor: null };
    expect(read(messagePage, page)).toEqual(page);
    const changes = { items: [message], upTo: 1, hasMore: false, reset: false };
    expect(read(changesPage, changes)).toEqual(changes);
  });

  test('that are not valid are ignored', () => {
    expect(decodeFrame('{')).toBeUndefined();
    expect(decode({ type: 'receipt', data: { ...receipt, readSeq: -1 } })).toBeUndefined();
    expect(decode(null)).toBeUndefined();
  });
});
