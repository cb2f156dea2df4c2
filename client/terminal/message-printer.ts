import type { MessageStatus } from '../index.ts';
import type { MessageItem, MessagesSnapshot, StoredItem } from '../state/index.ts';
import { messageLine, statusLine, type Look } from './render.ts';
import type { Screen } from './screen.ts';

interface PrinterOptions {
  screen: Pick<Screen, 'echoes' | 'print' | 'printStatus'>;
  look: Look;
  now: () => number;
  /** How a member is called. */
  nameOf: (userId: string) => string;
  /** The username of the one who types. */
  ownName: string;
}

const ranks: Record<MessageStatus, number> = { sent: 0, delivered: 1, read: 2 };

/** Prints what is in a window of messages: each message once, and each step of the status of your own ones. */
export class MessagePrinter {
  readonly #options: PrinterOptions;
  /** The keys of what was printed. */
  readonly #printed = new Set<string>();
  /** The keys of messages typed here: on a terminal their text is on the screen already. */
  readonly #typed = new Set<string>();
  /** The last printed status of your messages that can still rise. */
  readonly #statuses = new Map<string, MessageStatus>();
  /** Earlier messages are printed on request only. */
  #oldest: number | undefined;

  constructor(options: PrinterOptions) {
    this.#options = options;
  }

  /** Prints the newest messages, at most `count`. Returns whether there are any. */
  start({ items }: MessagesSnapshot, count: number): boolean {
    const newest = storedIn(items).slice(-count);
    this.#oldest = newest[0]?.seq ?? 0;
    return newest.length > 0;
  }

  /** Prints what came, or had been missing, since the start. Returns the number of the newest message of another member. */
  update({ items }: MessagesSnapshot): number | undefined {
    for (const { kind, key } of items) if (kind === 'unsent') this.#typed.add(key);
    if (this.#oldest === undefined) return undefined;
    const from = this.#oldest;
    const due = items.filter((item) => !this.#printed.has(item.key) && isDue(item, from));
    for (const item of due) this.#print(item);
    this.#printRisen(items);
    return storedIn(due).findLast(({ own }) => !own)?.seq;
  }

  /** How many messages of the window come before the oldest one printed. */
  countOlder({ items }: MessagesSnapshot): number {
    return this.#older(items).length;
  }

  /** Prints up to `count` messages from before the oldest one printed. */
  printOlder({ items }: MessagesSnapshot, count: number): void {
    const older = this.#older(items).slice(-count);
    if (older.length === 0) return;
    this.#oldest = older[0]?.seq ?? 0;
    for (const item of older) this.#follow(item);
    this.#options.screen.print(...older.map((item) => this.#line(item)));
  }

  #older(items: readonly MessageItem[]): StoredItem[] {
    return storedIn(items).filter(({ seq }) => seq < (this.#oldest ?? 0));
  }

  #print(item: MessageItem): void {
    const { screen, look, now } = this.#options;
    this.#follow(item);
    if (this.#typed.has(item.key) && screen.echoes) {
      screen.printStatus(statusLine(look, statusOf(item), writtenAt(item), now()));
    } else {
      screen.print(this.#line(item));
    }
  }

  /** It counts as printed, as it is now. */
  #follow(item: MessageItem): void {
    const { key, own } = item;
    this.#printed.add(key);
    const status = statusOf(item);
    if (own && status !== 'read') this.#statuses.set(key, status);
  }

  #line(item: MessageItem): string {
    const { look, now, nameOf, ownName } = this.#options;
    const { own } = item;
    const [sender, message] =
      item.kind === 'stored'
        ? [nameOf(item.message.senderId), item.message]
        : [ownName, { kind: 'text' as const, text: item.text, createdAt: item.createdAt }];
    return messageLine(look, message, { sender, own, now: now(), ...(own && { status: statusOf(item) }) });
  }

  /** Prints the status of the newest of your messages whose status rose: it holds for those before, too. */
  #printRisen(items: readonly MessageItem[]): void {
    const { screen, look, now } = this.#options;
    const risen = items.filter((item) => {
      const before = this.#statuses.get(item.key);
      return before !== undefined && ranks[statusOf(item)] > ranks[before];
    });
    for (const item of risen) {
      const status = statusOf(item);
      // Nothing comes after "read".
      if (status === 'read') this.#statuses.delete(item.key);
      else this.#statuses.set(item.key, status);
    }
    const newest = risen.at(-1);
    if (newest === undefined) return;
    screen.printStatus(statusLine(look, statusOf(newest), writtenAt(newest), now()));
  }
}

const storedIn = (items: readonly MessageItem[]): StoredItem[] =>
  items.filter((item) => item.kind === 'stored');

/** A message of your own is printed once the server has it. */
const isDue = (item: MessageItem, from: number): boolean =>
  item.kind === 'stored' ? item.seq >= from : item.status === 'sent';

const statusOf = (item: MessageItem): MessageStatus => (item.kind === 'stored' ? item.status : 'sent');

const writtenAt = (item: MessageItem): string =>
  item.kind === 'stored' ? item.message.createdAt : item.createdAt;
