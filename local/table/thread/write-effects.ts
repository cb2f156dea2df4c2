import { ttlAttribute, type Condition, type Item, type Key } from '../../../shared/platform/table.ts';
import { decodeAttributes, decodeItem, encodeAttributes, expiryOf } from '../item-text.ts';
import { writeKinds, type CellReader } from '../wire.ts';
import { bytesWithinLimit } from '../write-cells.ts';
import type { Row, TableStatements } from './connection.ts';

/** DynamoDB's limit on all items of a transaction together. */
const transactionBytes = 4 * 1024 * 1024;

/** A condition of a write did not hold. */
export class ConditionRefused extends Error {
  override readonly name = 'ConditionRefused';
  readonly index: number;
  readonly key: Key;
  /** The item's text, if there is one. */
  readonly text: string | undefined;
  constructor(index: number, key: Key, text: string | undefined) {
    super(`the condition of write ${index} did not hold`);
    this.index = index;
    this.key = key;
    this.text = text;
  }
}

/** What becomes of the item: written (perhaps for the first time), deleted, or left as it is. */
type Effect =
  | { kind: 'put'; row: Row; updated: boolean; isNew: boolean }
  | { kind: 'delete'; key: Key; removed: string | undefined }
  | { kind: 'keep' };

/** Which items of a table something follows from when they are made or removed, and where to write that down. */
export interface Follower {
  follows(key: Key): boolean;
  followsRemoval(key: Key): boolean;
  /** An item was made or removed, in the same transaction. */
  add(row: Pick<Row, 'key' | 'text'>, removed: boolean): void;
}

/**
 * Does all writes of a job or none, and gives the texts of the items that it updated. Throws `ConditionRefused`, an
 * `Error` for what DynamoDB would refuse, or SQLite's own errors.
 */
export function performWrites(cells: CellReader, table: TableStatements, follower?: Follower): string[] {
  const count = cells.number();
  const effects: Effect[] = [];
  // The writes are of different items, so that all can be decided before any is done.
  for (let index = 0; index < count; index++) effects.push(nextEffect(cells, index, table, follower));
  assertTransactionSize(effects);
  const updated: string[] = [];
  for (const effect of effects) {
    if (effect.kind === 'put') {
      table.put(effect.row);
      if (effect.isNew) follower?.add(effect.row, false);
      if (effect.updated) updated.push(effect.row.text);
    } else if (effect.kind === 'delete') {
      table.delete(effect.key);
      if (effect.removed !== undefined) follower?.add({ key: effect.key, text: effect.removed }, true);
    }
  }
  return updated;
}

/** Reads a write as `addWrite` of `write-cells.ts` put it, and decides what it does. */
function nextEffect(cells: CellReader, index: number, table: TableStatements, follower?: Follower): Effect {
  const kind = cells.number();
  const key = { pk: cells.text(), sk: cells.text() };
  const condition = cells.optionalText();
  const isFollowed = follower?.follows(key) ?? false;
  const isFollowedRemoval = kind === writeKinds.delete && (follower?.followsRemoval(key) ?? false);
  const isRead = condition !== undefined || kind === writeKinds.update || isFollowed || isFollowedRemoval;
  const before = isRead ? table.get(key) : undefined;
  const isNew = isFollowed && before === undefined;
  if (condition !== undefined && !conditionHolds(JSON.parse(condition) as Condition, key, before)) {
    throw new ConditionRefused(index, key, before);
  }
  switch (kind) {
    case writeKinds.put: {
      const bytes = cells.number();
      const expires = cells.optionalNumber() ?? null;
      return { kind: 'put', row: { key, bytes, expires, text: cells.text() }, updated: false, isNew };
    }
    case writeKinds.update:
      return { kind: 'put', row: updatedRow(key, before, cells), updated: true, isNew };
    case writeKinds.delete:
      return { kind: 'delete', key, removed: isFollowedRemoval ? before : undefined };
    default:
      return { kind: 'keep' };
  }
}

function updatedRow(key: Key, before: string | undefined, cells: CellReader): Row {
  const item: Item = before === undefined ? { ...key } : decodeItem(key, before);
  const set = cells.optionalText();
  const add = cells.optionalText();
  const remove = cells.optionalText();
  if (set !== undefined) Object.assign(item, decodeAttributes(set));
  if (add !== undefined) addTo(item, JSON.parse(add) as { [name: string]: number });
  if (remove !== undefined) {
    for (const name of JSON.parse(remove) as string[]) Reflect.deleteProperty(item, name);
  }
  return { key, bytes: bytesWithinLimit(item), expires: expiryOf(item), text: encodeAttributes(item) };
}

function addTo(item: Item, amounts: { [name: string]: number }): void {
  for (const [name, amount] of Object.entries(amounts)) {
    const { [name]: value = 0 } = item;
    if (typeof value !== 'number') throw new Error(`cannot add to ${name}: not a number`);
    item[name] = value + amount;
  }
}

function assertTransactionSize(effects: readonly Effect[]): void {
  let bytes = 0;
  for (const effect of effects) bytes += effect.kind === 'put' ? effect.row.bytes : 0;
  if (bytes > transactionBytes) throw new Error(`the transaction is larger than ${transactionBytes} bytes`);
}

/** Whether a condition holds for an item by its text, `undefined` where there is none. */
function conditionHolds(condition: Condition, key: Key, text: string | undefined): boolean {
  const { exists, orExpiredAt, equals = {}, below = {} } = condition;
  if (exists === true && text === undefined) return false;
  // most conditions are that there is none, and then there is nothing to read
  const item = text === undefined ? undefined : decodeItem(key, text);
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
