import { deliveredUpTo, type Watermarks } from '../conversations/index.ts';
import type { MessageStatus } from '../protocol/index.ts';

/**
 * Tells a message's status: what the least advanced member other than its sender has reached. With nobody else there
 * it stays `sent`.
 */
export function statusReader(
  members: Iterable<Watermarks>,
): (seq: number, senderId: string) => MessageStatus {
  const all = [...members];
  const bySender = new Map<string, { delivered: number; read: number }>();

  function leastOfOthers(senderId: string) {
    let least = bySender.get(senderId);
    if (!least) {
      const others = all.filter(({ userId }) => userId !== senderId);
      const lowest = (mark: (member: Watermarks) => number) =>
        others.reduce((low, member) => Math.min(low, mark(member)), others.length > 0 ? Infinity : 0);
      least = { delivered: lowest(deliveredUpTo), read: lowest(({ readSeq }) => readSeq) };
      bySender.set(senderId, least);
    }
    return least;
  }

  return (seq, senderId) => {
    const { delivered, read } = leastOfOthers(senderId);
    if (read >= seq) return 'read';
    return delivered >= seq ? 'delivered' : 'sent';
  };
}
