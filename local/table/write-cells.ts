import { assertKey, itemBytes } from '../../shared/platform/item.ts';
import {
  keyOfWrite,
  tableLimits,
  type Attributes,
  type Change,
  type Condition,
  type Item,
  type Write,
} from '../../shared/platform/table.ts';
import { encodeAttributes, expiryOf } from './item-text.ts';
import { writeKinds, type Cell } from './wire.ts';

/**
 * Adds a write to the cells of a job, as the store's thread reads it (`thread/write-effects.ts`): its kind, the key, the
 * condition as JSON or null, and what it writes. They share nothing with the caller's objects. Throws an `Error` for a
 * write that DynamoDB would refuse whatever the item is. Gives the item's text where it is known: of a put.
 */
export function addWrite(cells: Cell[], write: Write): string | undefined {
  const { pk, sk } = keyOfWrite(write);
  const condition = conditionOf(write);
  if (condition?.orExpiredAt !== undefined && condition.exists !== false) {
    throw new Error('orExpiredAt goes with exists: false');
  }
  assertStorable(condition?.equals, condition?.below);
  assertKey({ pk, sk });
  const head = [pk, sk, condition ? JSON.stringify(condition) : null] as const;
  if ('put' in write) {
    const bytes = bytesWithinLimit(write.put);
    const text = encodeAttributes(write.put);
    cells.push(writeKinds.put, ...head, bytes, expiryOf(write.put), text);
    return text;
  }
  if ('update' in write) {
    const { set, add, remove } = checked(write.change);
    cells.push(writeKinds.update, ...head, set ? encodeAttributes(set) : null);
    cells.push(add ? JSON.stringify(add) : null, remove ? JSON.stringify(remove) : null);
  } else {
    cells.push('delete' in write ? writeKinds.delete : writeKinds.check, ...head);
  }
  return undefined;
}

function conditionOf(write: Write): Condition | undefined {
  return 'update' in write ? write.change.if : write.if;
}

function assertStorable(...values: (Attributes | undefined)[]): void {
  // for what it throws: JSON has other ideas of NaN, for example
  for (const attributes of values) if (attributes) itemBytes(attributes);
}

/** The size of an item by DynamoDB's rules. Throws an `Error` where it is too large or could not be stored. */
export function bytesWithinLimit(item: Item): number {
  const bytes = itemBytes(item);
  if (bytes > tableLimits.itemBytes)
    throw new Error(`the item is larger than ${tableLimits.itemBytes} bytes`);
  return bytes;
}

function checked(change: Change): Change {
  const names = [
    ...Object.keys(change.set ?? {}),
    ...Object.keys(change.add ?? {}),
    ...(change.remove ?? []),
  ];
  if (new Set(names).size < names.length) throw new Error('a change names an attribute twice');
  if (names.includes('pk') || names.includes('sk')) throw new Error('a change cannot touch the key');
  assertStorable(change.set, change.add);
  return change;
}

/** Whether a change does anything but check its condition. */
export function changesNothing({ set = {}, add = {}, remove = [] }: Change): boolean {
  return Object.keys(set).length + Object.keys(add).length + remove.length === 0;
}
