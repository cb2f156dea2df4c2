import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { followUp } from '../../shared/after-commit/index.ts';
import type { App } from '../../shared/app.ts';
import { defineLambda } from '../lambda.ts';
import { changeOf } from './stream-record.ts';

/** The consumer of the durable table's stream. */
export type AfterCommitFunction = (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>;

/**
 * Follows up changes one after the other, as their order counts, up to the first one that fails: Lambda delivers again
 * from there on, so that nothing before it is done twice, and in the end puts that one aside alone. Without its number
 * Lambda takes the empty one for the whole batch, and what was counted of it is counted again.
 */
export function afterCommitFunction(app: App): AfterCommitFunction {
  return async ({ Records }) => {
    for (const record of Records) {
      const sequenceNumber = record.dynamodb?.SequenceNumber;
      try {
        await followUp(app, changeOf(record));
      } catch (error) {
        app.log.error({ err: error, sequenceNumber }, 'a change was not followed up');
        return { batchItemFailures: [{ itemIdentifier: sequenceNumber ?? '' }] };
      }
    }
    return { batchItemFailures: [] };
  };
}

export const lambda = defineLambda('stream', afterCommitFunction);
