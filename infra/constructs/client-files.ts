import { DefaultStackSynthesizer, Stack, type CfnElement } from 'aws-cdk-lib/core';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  BucketDeployment,
  CacheControl,
  Source,
  type BucketDeploymentProps,
} from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { cacheControl, fixedFolder, manifestType } from '../../shared/platform/web-hosting.ts';
import type { StackConfig } from '../config.ts';
import { acknowledge } from './acknowledge.ts';

export interface ClientFilesProps {
  config: StackConfig;
  /** The built client. */
  folder: string;
  bucket: IBucket;
  distribution: Distribution;
}

const fixed = `${fixedFolder}/*`;
const manifests = '*.webmanifest';

/**
 * Puts the built client into its bucket: first the files whose names change with their content, then the pages that name
 * them. Nothing is taken away, so that pages that are open go on with the files of their own build (decision 49).
 */
export class ClientFiles extends Construct {
  constructor(scope: Construct, id: string, { config, folder, bucket, distribution }: ClientFilesProps) {
    super(scope, id);
    // `npm run build:web` leaves a note beside the files
    const sources = [Source.asset(folder, { exclude: ['.*'] })];
    const logGroup = new LogGroup(this, 'Log', { retention: config.logRetentionDays });
    const put = (what: string, cache: string, props: Partial<BucketDeploymentProps>) =>
      new BucketDeployment(this, what, {
        sources,
        destinationBucket: bucket,
        prune: false,
        memoryLimit: 512,
        logGroup,
        cacheControl: [CacheControl.fromString(cache)],
        ...props,
      });
    const assets = put('Assets', cacheControl.fixed, { exclude: ['*'], include: [fixed] });
    const manifest = put('Manifest', cacheControl.others, {
      exclude: ['*'],
      include: [manifests],
      contentType: manifestType,
    });
    const pages = put('Pages', cacheControl.others, {
      exclude: [fixed, manifests],
      distribution,
      // CloudFront asks the bucket for these each time anyway; this is for what it was handed a moment ago
      distributionPaths: ['/index.html', '/sw.js', '/theme.js', '/manifest.webmanifest'],
      waitForDistributionInvalidation: false,
    });
    pages.node.addDependency(assets, manifest);
    this.#acknowledgeHandler(pages, bucket);
  }

  /** The function that copies the files is the CDK's own, one for all three. */
  #acknowledgeHandler({ handlerRole }: BucketDeployment, bucket: IBucket): void {
    const stack = Stack.of(this);
    const staged = `arn:aws:s3:::cdk-${DefaultStackSynthesizer.DEFAULT_QUALIFIER}-assets-<AWS::AccountId>-${stack.region}/*`;
    const logicalId = stack.getLogicalId(bucket.node.defaultChild as CfnElement);
    const wildcards = [
      ...['Abort*', 'DeleteObject*', 'GetBucket*', 'GetObject*', 'List*'].map((name) => `Action::s3:${name}`),
      ...[staged, `<${logicalId}.Arn>/*`, '*'].map((name) => `Resource::${name}`),
    ];
    const basic = 'Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    acknowledge(handlerRole.node.scope ?? handlerRole, {
      L1: 'The CDK chooses the runtime of its own function.',
      [`IAM4[${basic}]`]: 'The CDK gives its own function the right to write its log by this policy.',
      ...Object.fromEntries(
        wildcards.map((wildcard) => [
          `IAM5[${wildcard}]`,
          'The CDK’s own function copies every file of the build into this one bucket, and tells CloudFront, whose invalidations know no narrower resource.',
        ]),
      ),
    });
  }
}
