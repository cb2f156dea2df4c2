import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { Unavailable } from '../../shared/platform/errors.ts';
import { matchesKey, type KeyPattern } from '../../shared/platform/key-pattern.ts';
import { sequenceNumberOf, type ChangeSource } from './change-source.ts';

/** How often the engine is asked for what is new. */
const pollMilliseconds = 1_000;
const pageRecords = 1_000;

const stream = z.object({
  StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }),
});
const iterator = z.object({ ShardIterator: z.string() });
const page = z.object({
  Records: z.array(z.custom<DynamoDBRecord>((record) => typeof record === 'object')),
  NextShardIterator: z.string().nullish(),
});
/** The sequence number of the last change of each shard that is done with, by shard, of one stream. */
const position = z.object({
  streamArn: z.string(),
  shards: z.record(z.string(), z.string()),
  /** The change after it that was tried in vain, and how often. */
  failing: z.object({ sequenceNumber: z.string(), times: z.number() }).exactOptional(),
});
type Position = z.infer<typeof position>;

/**
 * The stream of a table on a DynamoDB engine of this machine, of which new items with `followed` keys count, and removals
 * of others, as Lambda's filters let them through. How far it was read is in `stream-position.json` in `folder`, and what could not be followed up
 * in `stream-failed.jsonl` there. Asked without the SDK, whose client decodes what Lambda hands on as it comes. Methods
 * reject with `Unavailable`, or with an `Error` for an answer that makes no sense.
 */
export class EngineStream implements ChangeSource {
  readonly #endpoint: string;
  readonly #streamArn: string;
  readonly #followed: readonly KeyPattern[];
  readonly #followedRemovals: readonly KeyPattern[];
  readonly #positionFile: string;
  readonly #failedFile: string;
  #position: Position;
  /** Where the records of the last batch come from. */
  #readFrom = '';

  constructor(deps: {
    endpoint: string;
    streamArn: string;
    followed: readonly KeyPattern[];
    followedRemovals?: readonly KeyPattern[];
    folder: string;
  }) {
    this.#endpoint = deps.endpoint;
    this.#streamArn = deps.streamArn;
    this.#followed = deps.followed;
    this.#followedRemovals = deps.followedRemovals ?? [];
    this.#positionFile = join(deps.folder, 'stream-position.json');
    this.#failedFile = join(deps.folder, 'stream-failed.jsonl');
    this.#position = this.#readPosition();
  }

  /** Of one shard at a time, as Lambda reads them; a later shard when nothing is left of those before. */
  async read(limit: number): Promise<DynamoDBRecord[]> {
    const { StreamDescription } = await this.#ask('DescribeStream', { StreamArn: this.#streamArn }, stream);
    for (const { ShardId } of StreamDescription.Shards) {
      const records = await this.#readShard(ShardId, limit);
      if (records.length === 0) continue;
      this.#readFrom = ShardId;
      return records;
    }
    return [];
  }

  done(sequenceNumber: string): Promise<void> {
    const { streamArn, shards } = this.#position;
    this.#keepPosition({ streamArn, shards: { ...shards, [this.#readFrom]: sequenceNumber } });
    return Promise.resolve();
  }

  failed(record: DynamoDBRecord): Promise<number> {
    const sequenceNumber = sequenceNumberOf(record);
    const { failing } = this.#position;
    const times = failing?.sequenceNumber === sequenceNumber ? failing.times + 1 : 1;
    this.#keepPosition({ ...this.#position, failing: { sequenceNumber, times } });
    return Promise.resolve(times);
  }

  putAside(record: DynamoDBRecord): Promise<void> {
    appendFileSync(this.#failedFile, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    return this.done(sequenceNumberOf(record));
  }

  listen(listener: () => void): () => void {
    const timer = setInterval(listener, pollMilliseconds);
    return () => clearInterval(timer);
  }

  async #readShard(ShardId: string, limit: number): Promise<DynamoDBRecord[]> {
    const after = this.#position.shards[ShardId];
    const from = { StreamArn: this.#streamArn, ShardId };
    const first = await this.#ask(
      'GetShardIterator',
      after === undefined
        ? { ...from, ShardIteratorType: 'TRIM_HORIZON' }
        : { ...from, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after },
      iterator,
    );
    let next: string | null | undefined = first.ShardIterator;
    while (typeof next === 'string') {
      const read: z.infer<typeof page> = await this.#ask(
        'GetRecords',
        { ShardIterator: next, Limit: pageRecords },
        page,
      );
      const followed = read.Records.filter((record) => this.#follows(record));
      if (followed.length > 0) return followed.slice(0, limit);
      const last = read.Records.at(-1);
      if (!last) return [];
      // nothing of it is followed, so that it need not be read again
      this.#position.shards[ShardId] = sequenceNumberOf(last);
      next = read.NextShardIterator;
    }
    return [];
  }

  #follows({ eventName, dynamodb }: DynamoDBRecord): boolean {
    const [pk, sk] = [dynamodb?.Keys?.['pk']?.S, dynamodb?.Keys?.['sk']?.S];
    if (pk === undefined || sk === undefined) return false;
    const isRemoval = eventName === 'REMOVE';
    if (eventName !== 'INSERT' && !isRemoval) return false;
    const patterns = isRemoval ? this.#followedRemovals : this.#followed;
    return patterns.some((pattern) => matchesKey(pattern, { pk, sk }));
  }

  /** From the beginning where the tables were made anew since. */
  #readPosition(): Position {
    const beginning: Position = { streamArn: this.#streamArn, shards: {} };
    try {
      const stored = position.parse(JSON.parse(readFileSync(this.#positionFile, 'utf8')));
      return stored.streamArn === this.#streamArn ? stored : beginning;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return beginning;
      throw error;
    }
  }

  #keepPosition(kept: Position): void {
    this.#position = kept;
    // whole or not at all
    writeFileSync(`${this.#positionFile}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${this.#positionFile}.new`, this.#positionFile);
  }

  async #ask<T>(operation: string, input: object, schema: z.ZodType<T>): Promise<T> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
        // engines want to see a signature, and check none
        'x-amz-date': '20261120T090000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20261120/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    }).catch((error: unknown) => {
      throw new Unavailable('The stream', error);
    });
    const text = await response.text();
    if (!response.ok) throw new Unavailable('The stream', new Error(`${operation}: ${text}`));
    return schema.parse(JSON.parse(text));
  }
}
