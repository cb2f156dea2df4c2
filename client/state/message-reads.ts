import type { Message, MessagePage } from '../api/protocol.ts';
import type { HistoryOptions } from '../options.ts';
import type { StateHost } from './host.ts';

/** Messages with which a place opens; on both sides of the one that `around` asks for, half as many. */
const pageSize = 50;
/** What follows, also in a gap, comes in the largest pages that there are: those who scroll on wait less often. */
export const fillSize = 100;

/** What the server gave: all messages with numbers from `from` to `to`, ascending. */
export interface MessageRead {
  messages: Message[];
  from: number;
  to: number;
  /** Whether there is nothing before and nothing after it. */
  atStart: boolean;
  atEnd: boolean;
}

/** Reads the messages of one conversation from the server. All of it rejects with a `ChatClientError`. */
export class MessageReads {
  readonly #host: Pick<StateHost, 'history' | 'position'>;
  readonly #conversationId: string;

  constructor(host: Pick<StateHost, 'history' | 'position'>, conversationId: string) {
    this.#host = host;
    this.#conversationId = conversationId;
  }

  /** Up to which number everything was handed over or is void. */
  get position(): number {
    return this.#host.position(this.#conversationId) ?? 0;
  }

  async newest(): Promise<MessageRead> {
    const known = this.position;
    const { items, nextCursor } = await this.#history({ limit: pageSize });
    return readOf(items, known, { atStart: nextCursor === null, atEnd: true });
  }

  async around(seq: number): Promise<MessageRead> {
    const known = this.position;
    const [older, newer] = await Promise.all([
      this.#history({ before: seq, limit: pageSize / 2 }),
      this.#history({ after: seq - 1, limit: pageSize / 2 }),
    ]);
    const ends = { atStart: older.nextCursor === null, atEnd: newer.nextCursor === null };
    return readOf([...older.items, ...newer.items], known, ends);
  }

  async before(seq: number): Promise<Omit<MessageRead, 'to' | 'atEnd'>> {
    const { items, nextCursor } = await this.#history({ before: seq, limit: fillSize });
    const atStart = nextCursor === null;
    return { messages: items, from: atStart ? 0 : (items[0]?.seq ?? 0), atStart };
  }

  /**
   * The answer to an `after` says it all up to its last message, and where none follows, up to what was known before it.
   */
  async after(seq: number): Promise<Omit<MessageRead, 'from' | 'atStart'>> {
    const known = this.position;
    const { items, nextCursor } = await this.#history({ after: seq, limit: fillSize });
    const last = items.at(-1)?.seq ?? seq;
    const atEnd = nextCursor === null;
    return { messages: items, to: atEnd ? Math.max(last, known) : last, atEnd };
  }

  /**
   * Everything after a number, page by page, until `isEnough` of the last number and the count, or the end. `undefined`
   * when it is no longer wanted (`isCurrent`).
   */
  async allAfter(
    seq: number,
    isCurrent: () => boolean,
    isEnough: (last: number, count: number) => boolean,
  ): Promise<Omit<MessageRead, 'from' | 'atStart'> | undefined> {
    const known = this.position;
    const messages: Message[] = [];
    let [last, atEnd] = [seq, false];
    while (!atEnd) {
      const page = await this.#history({ after: last, limit: fillSize });
      if (!isCurrent()) return undefined;
      messages.push(...page.items);
      last = page.items.at(-1)?.seq ?? last;
      atEnd = page.nextCursor === null;
      if (isEnough(last, messages.length)) break;
    }
    return { messages, to: Math.max(messages.at(-1)?.seq ?? 0, atEnd ? known : 0), atEnd };
  }

  #history(options: HistoryOptions): Promise<MessagePage> {
    return this.#host.history(this.#conversationId, options);
  }
}

/** What there is from the first of the messages on. Numbers up to `known` were all handed over when they were read. */
function readOf(messages: Message[], known: number, ends: { atStart: boolean; atEnd: boolean }): MessageRead {
  const [first, last] = [messages[0]?.seq ?? 0, messages.at(-1)?.seq ?? 0];
  return {
    messages,
    from: ends.atStart ? 0 : first,
    to: Math.max(last, ends.atEnd ? known : 0),
    ...ends,
  };
}
