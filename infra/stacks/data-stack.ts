import {
  CfnOutput,
  CrossStackReferences,
  Duration,
  ReferenceStrength,
  RemovalPolicy,
  Stack,
  type StackProps,
} from 'aws-cdk-lib/core';
import {
  AttributeType,
  Billing,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
  type ITableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage, type KeyProps } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { ttlAttribute } from '../../shared/platform/table.ts';
import { tableDefinitions, type TableName } from '../../shared/platform/tables.ts';
import type { StackConfig } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';

/** A table as its users know it. */
export type TableInUse = Pick<ITableV2, 'tableName' | 'tableArn'>;

/** What must not be lost: the tables, the files and the keys. It changes seldom and is removed last. */
export class DataStack extends Stack {
  readonly tables: Record<TableName, TableInUse>;
  /** The ARN of the durable table's stream. */
  readonly changes: string;
  /** Wraps the data keys that messages and e-mail addresses are sealed with. */
  readonly dataKey: Key;
  /** Signs access tokens. */
  readonly tokenKey: Key;
  /** Signed them before, or will. */
  readonly acceptedTokenKey: Key | undefined;
  /** Signs pushes to browsers. It stays: each subscription is bound to it. */
  readonly pushKey: Key;
  readonly media: Bucket;
  /** Encrypts the durable table and the files at rest. */
  readonly storageKey: Key;

  constructor(scope: Construct, id: string, { config, ...props }: StackProps & { config: StackConfig }) {
    super(scope, id, props);
    // a first attempt that fails leaves nothing behind that the next one would trip over
    const removalPolicy = config.protectData
      ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
      : RemovalPolicy.DESTROY;
    // 30 days is the longest time to notice the loss of a key
    const pendingWindow = Duration.days(config.protectData ? 30 : 7);

    this.dataKey = new Key(this, 'DataKey', {
      description: 'ChatFlow: wraps the keys that messages and e-mail addresses are sealed with',
      // for a second Region; a key can't become one later
      multiRegion: true,
      enableKeyRotation: true,
      removalPolicy,
      pendingWindow,
    });
    const tokenKeys = this.#tokenKeys(config, { removalPolicy, pendingWindow });
    this.tokenKey = tokenKeys.signing;
    this.acceptedTokenKey = tokenKeys.accepted;
    this.pushKey = new Key(this, 'PushKey', {
      description: 'ChatFlow: signs pushes to browsers (VAPID, ES256)',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      multiRegion: true,
      removalPolicy,
      pendingWindow,
    });
    const storageKey = new Key(this, 'StorageKey', {
      description: 'ChatFlow: encrypts the durable table and the files at rest',
      enableKeyRotation: true,
      removalPolicy,
      pendingWindow,
    });
    storageKey.addToResourcePolicy(this.#storageUse());
    this.storageKey = storageKey;

    this.media = new Bucket(this, 'Media', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: BucketEncryption.KMS,
      encryptionKey: storageKey,
      bucketKeyEnabled: true,
      versioned: true,
      lifecycleRules: [
        // uploads that were begun and left
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
        // what was deleted by mistake can be had back so long
        { noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true },
        // what clients put there is copied below `media/` within seconds; the rest are left-overs
        { prefix: 'uploads/', expiration: Duration.days(1), noncurrentVersionExpiration: Duration.days(1) },
      ],
      cors: [
        {
          // the domain of CloudFront's own is not known here; what lets one in is the signature of an address
          allowedOrigins: [config.domain === undefined ? '*' : `https://${config.domain}`],
          allowedMethods: [HttpMethods.GET, HttpMethods.HEAD, HttpMethods.POST, HttpMethods.PUT],
          allowedHeaders: ['content-type', 'range'],
          exposedHeaders: ['ETag', 'Content-Length', 'Content-Range'],
          maxAge: 3600,
        },
      ],
      removalPolicy,
    });
    // the library would deploy a function of its own to set what CloudFormation sets by itself
    (this.media.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    if (config.mediaPublicKey !== undefined) this.#letCloudFrontRead(this.media, storageKey);
    acknowledge(this.media, {
      S1: 'Objects are reached by signed addresses that our functions give out and log. A log of each access would hold people’s IP addresses and cost more to keep than it is worth.',
    });

    const table = (name: TableName) => this.#table(name, config, removalPolicy, storageKey);
    const made = { durable: table('durable'), ephemeral: table('ephemeral') };
    // deletion protection would keep a failed first attempt from being undone: nothing is left to fail after the table
    made.durable.node.addDependency(this.media, this.dataKey, this.tokenKey, this.pushKey, made.ephemeral);
    const { restoredTable, restoredStream } = config;
    this.tables = {
      ...made,
      ...(restoredTable !== undefined && { durable: this.#restored(restoredTable, made.durable) }),
    };
    this.changes = restoredStream ?? streamOf(made.durable);

    // what docs/operations.md asks for
    new CfnOutput(this, 'DurableTableName', { value: this.tables.durable.tableName });
    new CfnOutput(this, 'StorageKeyArn', { value: storageKey.keyArn });
    new CfnOutput(this, 'MediaBucketName', { value: this.media.bucketName });
  }

  #tokenKeys(
    { tokenKeyGeneration: now, acceptedTokenKey }: StackConfig,
    props: KeyProps,
  ): { signing: Key; accepted: Key | undefined } {
    const make = (generation: number): Key => {
      const key = new Key(this, generation === 1 ? 'TokenKey' : `TokenKey${generation}`, {
        ...props,
        description: 'ChatFlow: signs access tokens (ES256)',
        keySpec: KeySpec.ECC_NIST_P256,
        keyUsage: KeyUsage.SIGN_VERIFY,
        multiRegion: true,
      });
      // a key may go while the functions still name it: they are deployed next
      CrossStackReferences.of(key).produce(ReferenceStrength.WEAK);
      return key;
    };
    const signing = make(now);
    // functions that are not yet deployed use the one before, and accept the one before that
    const [previous] = [now - 1, now - 2].filter((generation) => generation > 0).map(make);
    const accepted = { previous: () => previous, next: () => make(now + 1), none: () => undefined };
    return { signing, accepted: accepted[acceptedTokenKey]() };
  }

  /** A table that was restored beside the one in the stack. */
  #restored(tableName: string, replaced: TableV2): TableInUse {
    // the other stacks refer to the replaced one until they are deployed themselves
    this.exportValue(replaced.tableName);
    this.exportValue(replaced.tableArn);
    this.exportValue(streamOf(replaced));
    const tableArn = this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName });
    return { tableName, tableArn };
  }

  #table(name: TableName, config: StackConfig, removalPolicy: RemovalPolicy, storageKey: Key): TableV2 {
    const { durable } = tableDefinitions[name];
    const table = new TableV2(this, durable ? 'DurableTable' : 'EphemeralTable', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: ttlAttribute,
      billing: Billing.onDemand(),
      ...(durable
        ? {
            encryption: TableEncryptionV2.customerManagedKey(storageKey),
            pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
            dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
            deletionProtection: config.protectData,
            removalPolicy,
          }
        : { removalPolicy: RemovalPolicy.DESTROY }),
    });
    if (!durable) {
      acknowledge(table, {
        DDB3: 'Who is connected now is of no use after a restore: clients reconnect and write it anew.',
      });
    }
    return table;
  }

  /** Any distribution of this account: the one of the web stack, which is deployed later, cannot be named here. */
  #letCloudFrontRead(bucket: Bucket, key: Key): void {
    const statement = (action: string, resource: string) =>
      new PolicyStatement({
        sid: 'CloudFrontReads',
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: [action],
        resources: [resource],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnLike: { 'aws:SourceArn': `arn:${this.partition}:cloudfront::${this.account}:distribution/*` },
        },
      });
    bucket.addToResourcePolicy(statement('s3:GetObject', bucket.arnForObjects('media/*')));
    key.addToResourcePolicy(statement('kms:Decrypt', '*'));
  }

  /** A principal that may use the table or the bucket may use its key through it, and in no other way. */
  #storageUse(): PolicyStatement {
    return new PolicyStatement({
      sid: 'ThroughStorageOnly',
      principals: [new AnyPrincipal()],
      actions: [
        'kms:CreateGrant',
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': this.account,
          'kms:ViaService': [`dynamodb.${this.region}.amazonaws.com`, `s3.${this.region}.amazonaws.com`],
        },
      },
    });
  }
}

/** How cdk-nag names the ARN of the bucket of files in another stack. */
export const mediaArnIn = ({ stackName }: DataStack): string =>
  `${stackName}:ExportsOutputFnGetAttMediaA721A567ArnB9989168`;

function streamOf({ tableStreamArn }: TableV2): string {
  if (tableStreamArn === undefined) throw new Error('the durable table has a stream');
  return tableStreamArn;
}
