import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { Unavailable } from '../../../shared/platform/errors.ts';
import {
  ConditionFailed,
  type Item,
  type Query,
  type QueryPage,
  type Table,
} from '../../../shared/platform/table.ts';

/** A partition key that no other test uses. */
export function newPartition(): string {
  return `partition-${randomUUID()}`;
}

/** That it is refused as a mistake of the caller, which trying again would not help. */
export async function expectMistake(operation: Promise<unknown>): Promise<void> {
  const outcome = await operation.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Error);
  expect(outcome).not.toBeInstanceOf(ConditionFailed);
  expect(outcome).not.toBeInstanceOf(Unavailable);
}

/** That the condition of write `index` failed on `item`. */
export async function expectConditionFailed(
  operation: Promise<unknown>,
  item: Item | undefined,
  index = 0,
): Promise<void> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConditionFailed);
  expect(error).toMatchObject({ index, item });
}

/** All pages of a query, from cursor to cursor. */
export async function pagesOf(table: Table, query: Query): Promise<QueryPage[]> {
  const pages: QueryPage[] = [];
  let next: QueryPage['next'];
  do {
    const page = await table.query(next ? { ...query, after: next } : query);
    pages.push(page);
    next = page.next;
  } while (next);
  return pages;
}

export async function sortKeys(table: Table, query: Query): Promise<string[]> {
  const pages = await pagesOf(table, query);
  return pages.flatMap((page) => page.items.map((item) => item.sk));
}

/** By UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
