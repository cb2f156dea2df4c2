import { describe, expect, test } from 'vitest';
import { Marks } from '../../../../client/terminal/marks.ts';

const createdAt = '2026-11-20T09:00:00.000Z';
const own = (seq: number) => ({ seq, createdAt, status: 'sent' as const });
const receipt = (userId: string, deliveredSeq: number, readSeq: number) => ({
  conversationId: 'con_1',
  userId,
  deliveredSeq,
  readSeq,
});

describe('marks', () => {
  test('rise with the receipts of the other one, each step told once', () => {
    const marks = new Marks(1);
    expect(marks.add(own(1))).toBe('sent');
    expect(marks.receive(receipt('bob', 1, 0))).toMatchObject({ seq: 1, status: 'delivered' });
    expect(marks.receive(receipt('bob', 1, 0))).toBeUndefined();
    expect(marks.receive(receipt('bob', 1, 1))).toMatchObject({ seq: 1, status: 'read', createdAt });
    expect(marks.receive(receipt('bob', 1, 1))).toBeUndefined();
  });

  test('are told of the newest message that rose', () => {
    const marks = new Marks(1);
    for (const seq of [1, 2, 4]) marks.add(own(seq));
    expect(marks.receive(receipt('bob', 3, 3))).toMatchObject({ seq: 2, status: 'read' });
    expect(marks.receive(receipt('bob', 4, 3))).toMatchObject({ seq: 4, status: 'delivered' });
  });

  test('in a group wait for everybody', () => {
    const marks = new Marks(2);
    marks.add(own(1));
    expect(marks.receive(receipt('bob', 1, 1))).toBeUndefined();
    expect(marks.receive(receipt('carol', 1, 0))).toMatchObject({ status: 'delivered' });
    expect(marks.receive(receipt('carol', 1, 1))).toMatchObject({ status: 'read' });
  });

  test('know a receipt that came before the ack, and never go back', () => {
    const marks = new Marks(1);
    marks.receive(receipt('bob', 5, 5));
    marks.receive(receipt('bob', 3, 2));
    expect(marks.add(own(5))).toBe('read');
    expect(marks.add(own(6))).toBe('sent');
    expect(marks.add({ seq: 7, createdAt, status: 'delivered' })).toBe('delivered');
    expect(marks.receive(receipt('bob', 7, 0))).toMatchObject({ seq: 6, status: 'delivered' });
  });
});
