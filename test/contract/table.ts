import { describe } from 'vitest';
import type { Table } from '../../shared/platform/table.ts';
import { concurrency } from './table/concurrency.ts';
import { conditions } from './table/conditions.ts';
import { items } from './table/items.ts';
import { limits } from './table/limits.ts';
import { mistakes } from './table/mistakes.ts';
import { model } from './table/model.ts';
import { queries } from './table/queries.ts';
import { transactions } from './table/transactions.ts';

/**
 * What every `Table` keeps. `table` gives the one under test, when a test runs; every test has partitions of its own
 * in it. A `lenient` engine is not held to refusing all mistakes that DynamoDB does.
 */
export function tableContract(adapter: string, table: () => Table, lenient = false): void {
  describe(`Table: ${adapter}`, () => {
    describe('items', () => items(table));
    describe('conditions', () => conditions(table));
    describe('queries', () => queries(table));
    describe('transactions', () => transactions(table));
    describe('concurrency', () => concurrency(table));
    describe('limits', () => limits(table));
    describe.skipIf(lenient)('mistakes', () => mistakes(table));
    describe('model', () => model(table));
  });
}
