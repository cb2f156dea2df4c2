import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressOf, type Watermarks } from '../../../../shared/conversations/index.ts';
import { statusOf } from '../../../../shared/messages/reading/status.ts';

const member = (userId: string, deliveredSeq: number, readSeq: number) => ({ userId, deliveredSeq, readSeq });

const statusReader = (members: Watermarks[]) => {
  const progress = progressOf(members);
  return (seq: number, senderId: string) => statusOf(progress, seq, senderId);
};

describe('the status of a message', () => {
  it('given a direct conversation, is what the other member has reached', () => {
    const status = statusReader([member('ann', 0, 0), member('bob', 4, 2)]);
    expect([1, 2, 3, 4, 5].map((seq) => status(seq, 'ann'))).toEqual([
      'read',
      'read',
      'delivered',
      'delivered',
      'sent',
    ]);
    expect(status(1, 'bob')).toBe('sent');
  });

  it('given a read mark above the delivery mark, counts the message as delivered', () => {
    const status = statusReader([member('ann', 0, 0), member('bob', 0, 3), member('eve', 2, 0)]);
    expect(status(2, 'ann')).toBe('delivered');
  });

  it('given no other members, stays "sent"', () => {
    expect(statusReader([member('ann', 9, 9)])(1, 'ann')).toBe('sent');
    expect(statusReader([])(1, 'ann')).toBe('sent');
  });

  it('given a group, is what all members but the sender have reached', () => {
    const seq = fc.integer({ min: 0, max: 9 });
    const members = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), seq, seq), {
      selector: ([userId]) => userId,
      minLength: 2,
    });
    fc.assert(
      fc.property(
        members,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom('a', 'b', 'c', 'x'),
        (all, at, sender) => {
          const others = all.filter(([userId]) => userId !== sender);
          const read = others.every(([, , readSeq]) => readSeq >= at);
          const delivered = others.every(
            ([, deliveredSeq, readSeq]) => Math.max(deliveredSeq, readSeq) >= at,
          );
          const expected = read ? 'read' : delivered ? 'delivered' : 'sent';
          expect(statusReader(all.map((one) => member(...one)))(at, sender)).toBe(expected);
        },
      ),
    );
  });
});
