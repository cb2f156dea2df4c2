import { Duration } from 'aws-cdk-lib/core';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { followedKeys, followedRemovals } from '../../shared/after-commit/followed-keys.ts';
import type { KeyPattern, PartPattern } from '../../shared/platform/key-pattern.ts';
import { acknowledge } from './acknowledge.ts';
import type { ChatFunction } from './chat-function.ts';

/** Users are notified of what they do not look at: they wait no longer, and a shard calls no more than once a second. */
const batchWindow = Duration.seconds(1);
/** About 1 MB of the 6 MB that an invocation takes. */
const batchSize = 1_000;
/** A record that still fails after these retries is a bug, and everything behind it waits. */
const retryAttempts = 5;
/** As long as work stays in the queue: later work is of no use. */
const maxRecordAge = Duration.hours(4);

export interface ChangeConsumerProps {
  /** The ARN of the durable table's stream. */
  stream: string;
  consumer: ChatFunction;
}

/** Hands what is new in the durable table to the function that follows it up, and puts aside where that failed. */
export class ChangeConsumer extends Construct {
  /** Where in the stream the changes lie that were given up: numbers, no content. */
  readonly failures: Queue;

  constructor(scope: Construct, id: string, { stream, consumer }: ChangeConsumerProps) {
    super(scope, id);
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.failures, { SQS3: 'It is the dead-letter queue itself, of a stream.' });
    const read = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
    consumer.role.addToPolicy(
      new PolicyStatement({ actions: read.map((action) => `dynamodb:${action}`), resources: [stream] }),
    );
    consumer.role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
    );
    const mapping = new EventSourceMapping(this, 'Source', {
      target: consumer.live,
      eventSourceArn: stream,
      // from the oldest on: the newest would leave out what is written while the mapping comes into being
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        ...keyFilters(Object.values(followedKeys)).map((Keys) => filter('INSERT', Keys)),
        ...keyFilters(Object.values(followedRemovals)).map((Keys) => filter('REMOVE', Keys)),
      ],
      batchSize,
      maxBatchingWindow: batchWindow,
      // one shard after the other as it is: in order, and by one instance each
      parallelizationFactor: 1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts,
      maxRecordAge,
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
    });
    // Lambda refuses to read for a role that may not yet
    mapping.node.addDependency(consumer.role);
  }
}

const filter = (event: 'INSERT' | 'REMOVE', Keys: KeyFilter) =>
  FilterCriteria.filter({ eventName: [event], dynamodb: { Keys } });

type KeyFilter = Record<string, { S: (string | { prefix: string })[] }>;

/**
 * Patterns of keys as Lambda's event filters have them. A function has five filters at most, so that those which look at
 * the same parts of the key are one, with all of their texts.
 */
function keyFilters(patterns: readonly KeyPattern[]): KeyFilter[] {
  const parts = patterns.map(({ pk, sk }) => ({
    ...(pk && { pk: wanted(pk) }),
    ...(sk && { sk: wanted(sk) }),
  }));
  const byPart = Object.groupBy(parts, (part) => Object.keys(part).join());
  return Object.values(byPart).flatMap((group = []) => {
    const [first] = group;
    // texts of two parts would be combined, also those that do not belong together
    if (!first || Object.keys(first).length > 1) return group.map(asFilter);
    const [[name] = ['pk']] = Object.entries(first);
    return [{ [name]: { S: group.flatMap((part) => Object.values(part)) } }];
  });
}

const asFilter = (part: Readonly<Record<string, string | { prefix: string }>>): KeyFilter =>
  Object.fromEntries(Object.entries(part).map(([name, text]) => [name, { S: [text] }]));

const wanted = (want: PartPattern) => ('is' in want ? want.is : { prefix: want.beginsWith });
