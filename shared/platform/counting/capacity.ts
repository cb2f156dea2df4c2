import type { ReadOptions } from '../table.ts';

const readUnitBytes = 4 * 1024;
const writeUnitBytes = 1024;
/** Being all or nothing costs each write of a transaction, checks included, a second time. */
const transactionFactor = 2;

/** How many whole pieces of `size` bytes are billed for a number of bytes: at least one. */
export function billedPieces(bytes: number, size: number): number {
  return Math.max(1, Math.ceil(bytes / size));
}

/**
 * DynamoDB's read units for one item, or for all items of a query's page together; 0 bytes: nothing was found.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function readUnits(bytes: number, { eventually = false }: ReadOptions = {}): number {
  return billedPieces(bytes, readUnitBytes) * (eventually ? 0.5 : 1);
}

/** DynamoDB's write units for one item, by its size before or after the write, whichever is larger. */
export function writeUnits(bytes: number, { transaction = false } = {}): number {
  return billedPieces(bytes, writeUnitBytes) * (transaction ? transactionFactor : 1);
}
