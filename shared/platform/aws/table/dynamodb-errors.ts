import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Unavailable } from '../../errors.ts';
import { ConditionFailed, type Item } from '../../table.ts';
import { isPassing } from '../sdk-errors.ts';

/** Another transaction, or the same one's first attempt, was just writing the item. */
const conflicts: ReadonlySet<string> = new Set([
  'ReplicatedWriteConflictException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);

/** Why a transaction can be cancelled although nothing is wrong with it. */
const passingReasons: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceeded',
  'ThrottlingError',
  'TransactionConflict',
]);

/** Whether the same request may well succeed in a moment, which the SDK does not try by itself. */
export function isConflict(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    const reasons = reasonsOf(error);
    return reasons.length > 0 && reasons.every(({ code }) => passingReasons.has(code));
  }
  return error instanceof Error && conflicts.has(error.name);
}

/** An error of the SDK as the `Table` port tells it: `ConditionFailed`, `Unavailable`, or itself, being a mistake. */
export function tableError(error: unknown): unknown {
  if (error instanceof ConditionalCheckFailedException) return new ConditionFailed(0, itemOf(error.Item));
  if (error instanceof TransactionCanceledException) {
    const failed = reasonsOf(error).find(({ code }) => code === 'ConditionalCheckFailed');
    if (failed) return new ConditionFailed(failed.index, itemOf(failed.item));
  }
  return isConflict(error) || isPassing(error) ? new Unavailable('The database', error) : error;
}

/** The writes that a transaction was cancelled for. */
function reasonsOf({ CancellationReasons: reasons = [] }: TransactionCanceledException) {
  return reasons
    .map(({ Code: code = 'None', Item: item }, index) => ({ code, item, index }))
    .filter(({ code }) => code !== 'None');
}

/** Only this adapter writes the tables, so what they hold is an item; engines may say "none" by an empty one. */
function itemOf(attributes: Record<string, AttributeValue> | undefined): Item | undefined {
  return attributes?.['pk'] ? (unmarshall(attributes) as Item) : undefined;
}
