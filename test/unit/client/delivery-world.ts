import { Delivery } from '../../../client/delivery/delivery.ts';
import { ChatClientError } from '../../../client/errors.ts';
import type { Message } from '../../../client/index.ts';
import { memoryStorage } from '../../../client/storage/storage.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { predictableRandom } from './setup.ts';

/** Lets everything go on that does not wait for the clock. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

export function messageOf(conversationId: string, seq: number, text = `${conversationId} ${seq}`): Message {
  return {
    id: `msg_${conversationId}_${seq}_${text}`,
    seq,
    conversationId,
    senderId: 'usr_bob',
    kind: 'text',
    text,
    attachments: [],
    replyTo: null,
    createdAt: '2026-11-20T09:00:00.000Z',
    editedAt: null,
    deletedAt: null,
    status: 'sent',
  };
}

/** What the server knows of one conversation: numbers have a message, are on their way, or void. */
class Log {
  readonly id: string;
  lastSeq = 0;
  changed = 0;
  messages: Message[] = [];
  readonly inFlight = new Set<number>();

  constructor(id: string) {
    this.id = id;
  }

  store(seq: number, text?: string): Message {
    const message = messageOf(this.id, seq, text);
    this.inFlight.delete(seq);
    this.messages = [...this.messages, message].sort((a, b) => a.seq - b.seq);
    return message;
  }
}

/** The server of the contract as far as delivery goes, without a wire. */
export class World {
  readonly clock = new ManualClock();
  readonly storage = memoryStorage();
  readonly logs = new Map<string, Log>();
  /** The server answers nothing while this is set. */
  failing: ChatClientError | undefined;
  replayed = 500;
  syncPage = 100;
  /** `changes <id> <after>`, `history <id>`, `sync <cursor>` */
  readonly asked: string[] = [];
  readonly heard: Message[] = [];
  readonly resets: string[] = [];
  readonly gone: string[] = [];
  /** What an app has read of the history. */
  readonly known = new Map<string, Set<number>>();
  onMessage: (message: Message) => void = () => undefined;
  /** Answers are given when these are called, oldest first; at once unless `slow`. */
  readonly answers: (() => void)[] = [];
  slow = false;
  #changes = 0;

  log(id: string): Log {
    const log = this.logs.get(id) ?? new Log(id);
    this.logs.set(id, log);
    return log;
  }

  takeSeq(id: string): number {
    const log = this.log(id);
    log.changed = ++this.#changes;
    return ++log.lastSeq;
  }

  say(id: string, text?: string): Message {
    return this.log(id).store(this.takeSeq(id), text);
  }

  touch(id: string): void {
    this.log(id).changed = ++this.#changes;
  }

  #answer<T>(asked: string, reply: () => T): Promise<T> {
    this.asked.push(asked);
    return new Promise((resolve, reject) => {
      const give = () => {
        try {
          if (this.failing !== undefined) throw this.failing;
          resolve(reply());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      if (this.slow) this.answers.push(give);
      else give();
    });
  }

  async open(): Promise<Delivery> {
    const delivery = new Delivery({
      storage: this.storage,
      storageKey: 'positions',
      clock: this.clock,
      random: predictableRandom,
      sync: (cursor) =>
        this.#answer(`sync ${cursor ?? ''}`.trim(), () => {
          const [since = 0, skip = 0, until = this.#changes] = (cursor?.split('.') ?? []).map(Number);
          if (Number.isNaN(since)) throw new ChatClientError('invalid_cursor', 'No.');
          const changed = [...this.logs.values()].filter((log) => log.changed > since);
          const shown = changed.slice(skip, skip + this.syncPage);
          const hasMore = skip + shown.length < changed.length;
          const heads = shown.map(({ id, lastSeq }) => ({
            id,
            lastSeq,
            readSeq: 0,
            deliveredSeq: 0,
            unreadCount: 0,
          }));
          return {
            conversations: heads,
            total: this.logs.size,
            cursor: hasMore ? `${since}.${skip + shown.length}.${until}` : String(until),
            hasMore,
          };
        }),
      changes: (id, after) =>
        this.#answer(`changes ${id} ${after}`, () => {
          const log = this.logs.get(id);
          if (log === undefined) throw new ChatClientError('conversation_not_found', 'No.');
          const reset = after > log.lastSeq || log.lastSeq - after > this.replayed;
          // Who starts afresh hears of those that are on their way near the end.
          const from = reset ? log.lastSeq - this.replayed : after;
          const awaited = [...log.inFlight].filter((seq) => seq > from);
          const end = Math.min(log.lastSeq, ...awaited.map((seq) => seq - 1));
          if (reset) return { items: [], upTo: end, hasMore: false, reset };
          const found = log.messages.filter(({ seq }) => seq > after && seq <= end);
          const items = found.slice(0, 3);
          const hasMore = found.length > 3;
          return { items, upTo: hasMore ? (items.at(-1)?.seq ?? end) : end, hasMore, reset };
        }),
      history: (id, from) =>
        this.#answer(`history ${id}`, () => {
          const after = 'after' in from ? from.after : Number(from.cursor);
          const found = this.log(id).messages.filter(({ seq }) => seq > after);
          const items = found.slice(0, 3);
          return { items, nextCursor: found.length > 3 ? String(items.at(-1)?.seq) : null };
        }),
      onMessage: (message) => {
        this.heard.push(message);
        this.onMessage(message);
      },
      onReset: (id) => {
        this.resets.push(id);
        this.read(id);
      },
      onHead: () => undefined,
      onGone: (id) => this.gone.push(id),
      onProgress: () => undefined,
      onTrouble: (error) => {
        throw error;
      },
    });
    await delivery.load();
    return delivery;
  }

  /** A delivery that has synced. */
  async started(): Promise<Delivery> {
    const delivery = await this.open();
    delivery.resume();
    await delivery.sync(true);
    return delivery;
  }

  /** The app reads all of the history. */
  read(id: string): void {
    this.known.set(id, new Set(this.log(id).messages.map(({ seq }) => seq)));
  }

  seqs(id = 'a'): number[] {
    return this.heard.filter(({ conversationId }) => conversationId === id).map(({ seq }) => seq);
  }

  /** Lets time pass in small steps, with everything that follows from it. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 100) {
      this.clock.advance(Math.min(left, 100));
      await settle();
    }
  }
}
