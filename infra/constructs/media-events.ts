import { Duration } from 'aws-cdk-lib/core';
import { Rule, type EventPattern } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ChatFunction } from './chat-function.ts';

export interface MediaEventsProps {
  bucket: Bucket;
  /** Looks at uploads. */
  uploaded: ChatFunction | undefined;
  /** Hears what a scan found, where there are scans. */
  scanned: ChatFunction | undefined;
}

/** Hands uploads to the function that looks at them and results of scans to theirs, and puts aside where that failed. */
export class MediaEvents extends Construct {
  /** The events that were given up: keys of files, no content. */
  readonly failures: Queue;

  constructor(scope: Construct, id: string, { bucket, uploaded, scanned }: MediaEventsProps) {
    super(scope, id);
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.failures, { SQS3: 'It is the dead-letter queue itself, of two functions.' });
    const name = [bucket.bucketName];
    if (uploaded) {
      this.#call('Uploaded', uploaded, {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name }, object: { key: [{ prefix: 'uploads/' }] } },
      });
    }
    if (scanned) {
      this.#call('Scanned', scanned, {
        source: ['aws.guardduty'],
        detailType: ['GuardDuty Malware Protection Object Scan Result'],
        // what is made of a file is scanned too, but says nothing about the file
        detail: { s3ObjectDetails: { bucketName: name, objectKey: [{ wildcard: 'media/*/original' }] } },
      });
    }
  }

  #call(id: string, made: ChatFunction, eventPattern: EventPattern): void {
    const { live, alias, role } = made;
    new Rule(this, id, {
      eventPattern,
      targets: [new LambdaFunction(live, { maxEventAge: Duration.hours(6) })],
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
    );
    const invocation = new EventInvokeConfig(this, `${id}Retries`, {
      function: made.function,
      qualifier: alias.aliasName,
      retryAttempts: 2,
      // throttled ones are tried as long
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
    });
    // Lambda refuses an alias that is not there yet, and a destination that the role may not use yet
    invocation.node.addDependency(alias, role);
  }
}
