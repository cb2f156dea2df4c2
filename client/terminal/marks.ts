import type { Mark, MessageStatus } from '../index.ts';

const ranks: Record<MessageStatus, number> = { sent: 0, delivered: 1, read: 2 };

interface OwnMessage {
  seq: number;
  createdAt: string;
  status: MessageStatus;
}

/** The status that the screen shows for your messages, compared with the other members' marks in the client's state. */
export class Marks {
  #others: Mark = { deliveredSeq: 0, readSeq: 0 };
  #own: OwnMessage[] = [];

  /** Follows a message. Returns its status, which earlier marks may have raised already. */
  add(message: OwnMessage): MessageStatus {
    const known = this.#reached(message.seq);
    const status = ranks[known] > ranks[message.status] ? known : message.status;
    if (status !== 'read') this.#own.push({ ...message, status });
    return status;
  }

  /** Takes the other members' marks. Returns the newest of your messages whose status rose, if any did. */
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
