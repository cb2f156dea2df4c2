import type { DynamoDBRecord } from 'aws-lambda';

/** Where changes of the durable table come from, in the order in which they were committed. */
export interface ChangeSource {
  /**
   * The oldest changes that are neither done nor put aside, at most `limit`, as the records of a stream. Reading again
   * gives the same ones again.
   */
  read(limit: number): Promise<DynamoDBRecord[]>;
  /** Everything up to and with the record of this sequence number was followed up. */
  done(sequenceNumber: string): Promise<void>;
  /** Notes that a record was tried in vain. Resolves to how often it was in all, also by earlier processes. */
  failed(record: DynamoDBRecord): Promise<number>;
  /** Keeps a record that cannot be followed up where a person finds it; it is not read again. */
  putAside(record: DynamoDBRecord): Promise<void>;
  /** Calls `listener` when there may be something new, until the function that it returns is called. */
  listen(listener: () => void): () => void;
}

/** Where nothing is followed up. */
export const noChanges: ChangeSource = {
  read: () => Promise.resolve([]),
  done: () => Promise.resolve(),
  failed: () => Promise.resolve(1),
  putAside: () => Promise.resolve(),
  listen: () => () => undefined,
};

/** The number of a record, which only its own source understands. */
export function sequenceNumberOf({ dynamodb }: DynamoDBRecord): string {
  return dynamodb?.SequenceNumber ?? '';
}
