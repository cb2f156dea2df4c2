import type { ConversationItem } from './conversation-item.ts';
import type { StoredWindow } from './message-stretch.ts';
import { slotOf } from './stored-index.ts';
import { conversationIn, windowIn } from './stored-shapes.ts';

/** What is to be put into a slot. */
export interface SlotWrite {
  slot: number;
  value: unknown;
  /** Whether what is stored there is about the same, and newer. */
  isPast: (stored: unknown) => boolean;
}

interface SlotOptions {
  /** What each slot holds; the new ones are entered. */
  slots: (string | null)[];
  max: number;
  /** Of these, what is stored may be wrong, also where it seems newer. */
  dropped: ReadonlySet<string>;
}

/** Finds slots for conversations: their own, a free one, or that of one that is not worth it (`isKept`) any more. */
export function conversationWrites(
  items: readonly ConversationItem[],
  { slots, max, dropped, isKept }: SlotOptions & { isKept: (id: string) => boolean },
): SlotWrite[] {
  return items.flatMap((item) => {
    const isPast = (stored: unknown) => {
      const other = conversationIn(stored);
      if (other?.id !== item.id || dropped.has(item.id)) return false;
      return (
        other.lastSeq > item.lastSeq || (other.lastSeq === item.lastSeq && other.me.readSeq > item.me.readSeq)
      );
    };
    const slot = slotOf(slots, item.id, max) ?? slots.findIndex((id) => id !== null && !isKept(id));
    if (slot < 0) return [];
    slots[slot] = item.id;
    return [{ slot, value: withoutPassing(item), isPast }];
  });
}

/** Finds slots for windows: their own, a free one, or that of the `victim`. */
export function windowWrites(
  windows: readonly StoredWindow[],
  { slots, max, dropped, victim }: SlotOptions & { victim: () => number },
): SlotWrite[] {
  return windows.map((value) => {
    const id = value.conversationId;
    const isPast = (stored: unknown) => !dropped.has(id) && (windowIn(stored, id)?.to ?? 0) > value.to;
    const slot = slotOf(slots, id, max) ?? victim() % slots.length;
    slots[slot] = id;
    return { slot, value, isPast };
  });
}

/** What is true only while it happens does not belong in the storage. */
function withoutPassing(item: ConversationItem): ConversationItem {
  return { ...item, typing: [], unsentCount: 0, failedCount: 0, preview: null };
}
