import { describe, expect, test } from 'vitest';
import { Marks } from '../../../../client/terminal/marks.ts';

const createdAt = '2026-11-20T09:00:00.000Z';
const own = (seq: number) => ({ seq, createdAt, status: 'sent' as const });

describe('marks', () => {
  test('rise with how far the others are, each step once', () => {
    const marks = new Marks();
    expect(marks.add(own(1))).toBe('sent');
    expect(marks.reach({ deliveredSeq: 1, readSeq: 0 })).toMatchObject({ seq: 1, status: 'delivered' });
    expect(marks.reach({ deliveredSeq: 1, readSeq: 0 })).toBeUndefined();
    expect(marks.reach({ deliveredSeq: 1, readSeq: 1 })).toMatchObject({ seq: 1, status: 'read', createdAt });
    expect(marks.reach({ deliveredSeq: 1, readSeq: 1 })).toBeUndefined();
  });

  test('give the newest of the messages that rose', () => {
    const marks = new Marks();
    for (const seq of [1, 2, 4]) marks.add(own(seq));
    expect(marks.reach({ deliveredSeq: 3, readSeq: 3 })).toMatchObject({ seq: 2, status: 'read' });
    expect(marks.reach({ deliveredSeq: 4, readSeq: 3 })).toMatchObject({ seq: 4, status: 'delivered' });
  });

  test('that came before a message count for it', () => {
    const marks = new Marks();
    marks.reach({ deliveredSeq: 5, readSeq: 5 });
    expect(marks.add(own(5))).toBe('read');
    expect(marks.add(own(6))).toBe('sent');
    expect(marks.add({ seq: 7, createdAt, status: 'delivered' })).toBe('delivered');
    expect(marks.reach({ deliveredSeq: 7, readSeq: 5 })).toMatchObject({ seq: 6, status: 'delivered' });
  });
});
