import type { MessageItem, StoredItem } from '../../../client/index.ts';
import { dayOf } from '../format/time.ts';

/** A line of the conversation. */
export type Row =
  | { readonly type: 'day'; readonly key: string; readonly day: number }
  | { readonly type: 'unread'; readonly key: string }
  /** What happened in a group. */
  | { readonly type: 'system'; readonly key: string; readonly item: StoredItem }
  | {
      readonly type: 'message';
      readonly key: string;
      readonly item: MessageItem;
      readonly senderId: string;
      readonly createdAt: string;
      /** Whether it begins and ends a group of messages by one person within minutes. */
      readonly first: boolean;
      readonly last: boolean;
    };
export type MessageRow = Extract<Row, { type: 'message' }>;

const groupMs = 5 * 60_000;

export interface RowOptions {
  userId: string;
  /** The divider stands before the first message of others after this number; `undefined` for none. */
  readUpTo: number | undefined;
}

interface Entry {
  item: MessageItem;
  senderId: string;
  createdAt: string;
  day: number;
}

function entryOf(item: MessageItem, userId: string): Entry {
  const senderId = item.kind === 'stored' ? item.message.senderId : userId;
  const createdAt = item.kind === 'stored' ? item.message.createdAt : item.createdAt;
  return { item, senderId, createdAt, day: dayOf(createdAt) };
}

const isSystem = (item: MessageItem): item is StoredItem =>
  item.kind === 'stored' && item.message.kind === 'system';

/** Whether two messages that follow each other belong together. */
function together(a: Entry | undefined, b: Entry | undefined): boolean {
  return (
    b !== undefined &&
    !isSystem(b.item) &&
    a !== undefined &&
    !isSystem(a.item) &&
    a.senderId === b.senderId &&
    a.day === b.day &&
    Math.abs(Date.parse(b.createdAt) - Date.parse(a.createdAt)) < groupMs
  );
}

/** The lines to show for messages in order: headings for days, the divider before what is new, and groups by author. */
export function rowsOf(items: readonly MessageItem[], { userId, readUpTo }: RowOptions): Row[] {
  const entries = items.map((item) => entryOf(item, userId));
  const isNew = ({ item }: Entry) =>
    readUpTo !== undefined && item.kind === 'stored' && item.seq > readUpTo && !item.own && !isSystem(item);
  const firstNew = entries.findIndex(isNew);
  return entries.flatMap((entry, index): Row[] => {
    const [before, after] = [entries[index - 1], entries[index + 1]];
    const newDay = before?.day !== entry.day;
    const rows: Row[] = [];
    if (newDay) rows.push({ type: 'day', key: `day ${entry.day} ${entry.item.key}`, day: entry.day });
    if (index === firstNew) rows.push({ type: 'unread', key: 'unread' });
    const { item } = entry;
    if (isSystem(item)) {
      rows.push({ type: 'system', key: item.key, item });
      return rows;
    }
    rows.push({
      type: 'message',
      key: item.key,
      item,
      senderId: entry.senderId,
      createdAt: entry.createdAt,
      first: index === firstNew || !together(before, entry),
      last: index + 1 === firstNew || !together(entry, after),
    });
    return rows;
  });
}
