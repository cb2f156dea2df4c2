import type { Message, MessageItem } from '../../../client/index.ts';

/** Whether the user can give a message another text at `now`, in milliseconds since the epoch. */
export const isEditable = (
  { kind, deletedAt, streaming, editableUntil }: Message,
  own: boolean,
  now: number,
): boolean =>
  own &&
  !streaming &&
  kind === 'text' &&
  deletedAt === null &&
  (editableUntil === undefined || Date.parse(editableUntil) > now);

/** The user's last message, where it is one that they can edit. */
export function lastEditable(items: readonly MessageItem[], now: number): Message | undefined {
  const last = items.findLast(
    (item) => item.kind === 'stored' && item.own && isEditable(item.message, true, now),
  );
  return last?.kind === 'stored' ? last.message : undefined;
}
