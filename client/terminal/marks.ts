import type { MessageStatus, Receipt } from '../index.ts';

const ranks: Record<MessageStatus, number> = { sent: 0, delivered: 1, read: 2 };

interface OwnMessage {
  seq: number;
  createdAt: string;
  status: MessageStatus;
}

/** How far the own messages of one conversation have come with the other members, from the receipts that arrive. */
export class Marks {
  readonly #others: number;
  readonly #received = new Map<string, { deliveredSeq: number; readSeq: number }>();
  #own: OwnMessage[] = [];

  /** `others` is how many other members there are: all of them count. */
  constructor(others: number) {
    this.#others = others;
  }

  /** Watches a message. Its status, which receipts that came earlier may have raised already. */
  add(message: OwnMessage): MessageStatus {
    const known = this.#reached(message.seq);
    const status = ranks[known] > ranks[message.status] ? known : message.status;
    this.#own = [...this.#own, { ...message, status }];
    return status;
  }

  /** Takes a receipt. The newest own message that came further by it, if any did. */
  receive({ userId, deliveredSeq, readSeq }: Receipt): OwnMessage | undefined {
    const before = this.#received.get(userId);
    this.#received.set(userId, {
      // what was read has arrived
      deliveredSeq: Math.max(deliveredSeq, readSeq, before?.deliveredSeq ?? 0),
      readSeq: Math.max(readSeq, before?.readSeq ?? 0),
    });
    let newest: OwnMessage | undefined;
    this.#own = this.#own.map((message) => {
      const status = this.#reached(message.seq);
      if (ranks[status] <= ranks[message.status]) return message;
      const risen = { ...message, status };
      if (newest === undefined || risen.seq > newest.seq) newest = risen;
      return risen;
    });
    // Nothing comes after "read".
    this.#own = this.#own.filter(({ status }) => status !== 'read');
    return newest;
  }

  #reached(seq: number): MessageStatus {
    const all = [...this.#received.values()];
    if (all.filter(({ readSeq }) => readSeq >= seq).length >= this.#others) return 'read';
    if (all.filter(({ deliveredSeq }) => deliveredSeq >= seq).length >= this.#others) return 'delivered';
    return 'sent';
  }
}
