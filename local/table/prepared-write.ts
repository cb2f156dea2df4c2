import { assertKey, copyAttributes, itemBytes } from '../../shared/platform/item.ts';
import {
  tableLimits,
  ttlAttribute,
  type Change,
  type Condition,
  type Item,
  type Key,
  type Write,
} from '../../shared/platform/table.ts';
import { encodeItem, expiryOf } from './item-text.ts';

/** An item as its table row holds it. */
export interface Row {
  key: Key;
  text: string;
  bytes: number;
  expires: number | null;
}

/** What becomes of the item: written, deleted, or left as it is. */
export type Effect = { kind: 'put'; row: Row; item: Item } | { kind: 'delete'; key: Key } | { kind: 'keep' };

/** A validated write that no longer refers to the caller's objects. */
export interface PreparedWrite {
  key: Key;
  condition: Condition | undefined;
  /** Whether the item as it is decides anything, so that it must be read first. */
  readsItem: boolean;
  /** Throws an `Error` where the result would be no valid item. */
  effect(before: Item | undefined): Effect;
}

/** Checks a write and copies what it needs. Throws an `Error` for one that DynamoDB would refuse. */
export function prepareWrite(write: Write): PreparedWrite {
  if ('put' in write) {
    const effect = rowOf(write.put);
    return { ...target(write.put, write.if), effect: () => effect };
  }
  if ('update' in write) {
    assertChange(write.change);
    const key = keyOf(write.update);
    const change = { ...write.change, ...(write.change.set && { set: copyAttributes(write.change.set) }) };
    return {
      ...target(key, change.if),
      readsItem: true,
      effect: (before) => rowOf(changed(before ?? { ...key }, change)),
    };
  }
  if ('delete' in write)
    return {
      ...target(write.delete, write.if),
      effect: () => ({ kind: 'delete', key: keyOf(write.delete) }),
    };
  return { ...target(write.check, write.if), effect: () => ({ kind: 'keep' }) };
}

function target(item: Key, condition: Condition | undefined): Omit<PreparedWrite, 'effect'> {
  if (condition?.orExpiredAt !== undefined && condition.exists !== false) {
    throw new Error('orExpiredAt goes with exists: false');
  }
  assertKey(item);
  return { key: keyOf(item), condition, readsItem: condition !== undefined };
}

function keyOf({ pk, sk }: Key): Key {
  return { pk, sk };
}

function rowOf(item: Item): Effect {
  const bytes = itemBytes(item);
  if (bytes > tableLimits.itemBytes)
    throw new Error(`the item is larger than ${tableLimits.itemBytes} bytes`);
  return {
    kind: 'put',
    row: { key: keyOf(item), text: encodeItem(item), bytes, expires: expiryOf(item) },
    item,
  };
}

function assertChange(change: Change): void {
  const names = [
    ...Object.keys(change.set ?? {}),
    ...Object.keys(change.add ?? {}),
    ...(change.remove ?? []),
  ];
  if (new Set(names).size < names.length) throw new Error('a change names an attribute twice');
  if (names.includes('pk') || names.includes('sk')) throw new Error('a change cannot touch the key');
}

/** Whether a change does anything but check its condition. */
export function changesNothing({ set = {}, add = {}, remove = [] }: Change): boolean {
  return Object.keys(set).length + Object.keys(add).length + remove.length === 0;
}

/** Changes `item` in place. */
function changed(item: Item, { set, add = {}, remove = [] }: Change): Item {
  Object.assign(item, set);
  for (const [name, amount] of Object.entries(add)) {
    const { [name]: value = 0 } = item;
    if (typeof value !== 'number') throw new Error(`cannot add to ${name}: not a number`);
    item[name] = value + amount;
  }
  for (const name of remove) Reflect.deleteProperty(item, name);
  return item;
}

/** Whether a condition holds for an item as it is, `undefined` where there is none. */
export function conditionHolds(condition: Condition, item: Item | undefined): boolean {
  const { exists, orExpiredAt, equals = {}, below = {} } = condition;
  if (exists === true && !item) return false;
  if (exists === false && item && !isExpired(item, orExpiredAt)) return false;
  return (
    Object.entries(equals).every(([name, value]) => item?.[name] === value) &&
    Object.entries(below).every(([name, limit]) => {
      const value = item?.[name];
      return value === undefined || (typeof value === 'number' && value < limit);
    })
  );
}

function isExpired(item: Item, at: number | undefined): boolean {
  const expires = item[ttlAttribute];
  return at !== undefined && typeof expires === 'number' && expires <= at;
}
