import type { Mark, MessageStatus } from '../index.ts';

const ranks: Record<MessageStatus, number> = { sent: 0, delivered: 1, read: 2 };

interface OwnMessage {
  seq: number;
  createdAt: string;
  status: MessageStatus;
}

/** What the screen says about own messages, compared with how far the others are by the client's state. */
export class Marks {
  #others: Mark = { deliveredSeq: 0, readSeq: 0 };
  #own: OwnMessage[] = [];

  /** Watches a message. Its status, which marks that came earlier may have raised already. */
  add(message: OwnMessage): MessageStatus {
    const known = this.#reached(message.seq);
    const status = ranks[known] > ranks[message.status] ? known : message.status;
    if (status !== 'read') this.#own.push({ ...message, status });
    return status;
  }

  /** The others are this far. The newest own message that came further by it, if any did. */
  reach(others: Mark): OwnMessage | undefined {
    this.#others = others;
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
    if (seq <= this.#others.readSeq) return 'read';
    return seq <= this.#others.deliveredSeq ? 'delivered' : 'sent';
  }
}
