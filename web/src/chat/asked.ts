import type { MessageItem, StoredItem } from '../../../client/index.ts';

/** A place on screen, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What the user wants to do with a message: a menu, or what opens from it. */
export interface Asked {
  readonly what: 'menu' | 'emoji' | 'reactions' | 'revisions' | 'forward' | 'remind' | 'delete';
  readonly item: StoredItem;
  /** Where it was asked for. */
  readonly at: Point;
  /** What has the focus again when it is done. */
  readonly from: HTMLElement | null;
}

export type Ask = (asked: Asked) => void;

/** Below an element, at its start. */
export function pointBelow(element: Element): Point {
  const { left, right, bottom } = element.getBoundingClientRect();
  return { x: getComputedStyle(element).direction === 'rtl' ? right : left, y: bottom };
}

/** Of what the system says, and of what is gone, nothing can be done. */
export const hasActions = ({ message }: StoredItem): boolean =>
  message.kind !== 'system' && message.deletedAt === null;

/** A message as it is now, as far as it is in memory. */
export const itemNow = (items: readonly MessageItem[], item: StoredItem): StoredItem =>
  items.find((one): one is StoredItem => one.kind === 'stored' && one.seq === item.seq) ?? item;
