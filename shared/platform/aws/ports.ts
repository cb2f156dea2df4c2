import { KMSClient } from '@aws-sdk/client-kms';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../config.ts';
import { createLogger, type Logger } from '../logger.ts';
import type { IdentityProvider } from '../identity-providers/settings.ts';
import type {
  Clock,
  IdentityProviders,
  Mailer,
  FileReader,
  ImageMaker,
  MobilePush,
  ObjectStore,
  Outbound,
  PageFetcher,
  PasswordHasher,
  Ports,
  Timers,
  TokenSigner,
} from '../ports.ts';
import { noMobilePush } from '../push/no-mobile-push.ts';
import { pooledRandom } from '../random.ts';
import { createApiGatewaySockets, createManagementClient } from './sockets/api-gateway-sockets.ts';
import { countKeyFailures } from './keys/count-key-failures.ts';
import { dynamoDbClient } from './table/dynamodb-client.ts';
import { DynamoDbTable } from './table/dynamodb-table.ts';
import { createEmfMetrics } from './metrics/emf-metrics.ts';
import { createKmsKeyService } from './keys/kms-key-service.ts';
import { createKmsTokenSigner } from './keys/kms-token-signer.ts';
import { bounded } from './bounded.ts';
import type { MediaResources } from './objects/media-resources.ts';
import { isOutboundTarget } from '../outbound/outbound-target.ts';
import type { PushApplications } from './push/sns-mobile-push.ts';
import type { SchedulerResources } from './timers/scheduler-timers.ts';
import { createSqsWorkQueue } from './work/sqs-work-queue.ts';

/** Where the resources of one deployment are. */
export interface AwsResources {
  /** The stage that the deployment is. */
  stage: string;
  durableTable: string;
  ephemeralTable: string;
  /** The symmetric KMS key that wraps data keys, by id or ARN. */
  dataKeyId: string;
  /** The ES256 KMS key that signs access tokens, by id or ARN. */
  tokenKeyId: string;
  /** Another key whose tokens are accepted too, by id or ARN. */
  acceptedTokenKeyId?: string | undefined;
  /** What pushes to apps are sent by, where the stage has it. */
  pushApplications: PushApplications;
  /** The ES256 KMS key that signs pushes to browsers, for functions that need it. */
  pushKeyId?: string | undefined;
  /** The WebSocket API's management endpoint, an https address. */
  managementEndpoint: string;
  /** The queue of work for later. */
  workQueueUrl: string;
  /** The address that mails come from; without it none is sent. */
  mailFrom?: string | undefined;
  /** Where timers are kept, for functions that set them. */
  timers?: SchedulerResources | undefined;
  /** Where files are kept, for functions that use them. */
  media?: MediaResources | undefined;
  /** The function that reads pages of the web, for functions that have it do so: its name or ARN. */
  pagesFunction?: string | undefined;
  /** The function that posts to servers of the internet, for functions that have it do so: its name or ARN. */
  outboundFunction?: string | undefined;
}

/** Timers of a function that is granted them (`functions/catalog.ts`). */
export type TimersOf = (resources: SchedulerResources, clock: Clock) => Timers;

/** What only some functions are granted: their entry points hand it in, so that its clients are in no other bundle. */
export interface GrantedAdapters {
  timersOf?: TimersOf;
  /** Files. */
  objectsOf?: (resources: MediaResources, clock: Clock) => ObjectStore;
  /** What looks at uploads and makes pictures of them. */
  mediaToolsOf?: () => { images: ImageMaker; files: FileReader };
  /** Mail that comes from an address. */
  mailerOf?: (from: string) => Mailer;
  /** Pages of the web, read by a function of its own. */
  pagesOf?: (functionName: string) => PageFetcher;
  /** Requests to servers of the internet, sent by a function of its own. */
  outboundOf?: (functionName: string) => Pick<Outbound, 'post'>;
  /** Apps on phones, by these applications of SNS. */
  mobilePushOf?: (applications: PushApplications) => MobilePush;
  /** bcrypt at a cost, and the estimate of strength. */
  passwordsOf?: (cost: number) => PasswordHasher;
  /** Sign-in with these providers. */
  providersOf?: (
    providers: readonly IdentityProvider[],
    deps: { clock: Clock; log: Logger },
  ) => IdentityProviders;
}

/**
 * The ports on AWS. Clients connect when they are first used, so a function pays only for what it needs. Throws an `Error`
 * if a function is granted timers, files, pages or requests to others and its environment does not say where they are.
 */
export function awsPorts(
  resources: AwsResources,
  config: Config,
  { timersOf, objectsOf, mediaToolsOf, mailerOf, passwordsOf, providersOf, ...granted }: GrantedAdapters = {},
): Ports {
  const client = dynamoDbClient();
  const table = (name: string) => new DynamoDbTable(client, name);
  const kms = new KMSClient(bounded);
  const sqs = new SQSClient(bounded);
  const log = createLogger(config.logLevel);
  const metrics = createEmfMetrics({
    stage: resources.stage,
    clock: Date,
    write: (line) => process.stdout.write(line),
  });
  const { pushKeyId } = resources;
  const keys = createKmsKeyService(kms, resources.dataKeyId);
  const signer = createKmsTokenSigner(kms, resources.tokenKeyId, resources.acceptedTokenKeyId);
  return {
    durable: table(resources.durableTable),
    ephemeral: table(resources.ephemeralTable),
    sockets: createApiGatewaySockets(createManagementClient(resources.managementEndpoint), metrics),
    objects: objectsOf ? grantedObjects(objectsOf, resources) : noObjects,
    ...(mediaToolsOf ? mediaToolsOf() : noMediaTools),
    scanner: { scan: () => Promise.resolve(config.malwareScan === 'on' ? 'pending' : 'clean') },
    pages: granted.pagesOf ? grantedPages(granted.pagesOf, resources) : noPages,
    outbound: {
      isTarget: isOutboundTarget,
      ...(granted.outboundOf ? grantedOutbound(granted.outboundOf, resources) : noOutbound),
    },
    work: createSqsWorkQueue(sqs, resources.workQueueUrl),
    timers: timersOf ? grantedTimers(timersOf, resources) : noTimers,
    ...countKeyFailures({ keys, signer, metrics }),
    mobilePush: granted.mobilePushOf ? granted.mobilePushOf(resources.pushApplications) : noMobilePush,
    pushKey: pushKeyId === undefined ? noPushKey : createKmsTokenSigner(kms, pushKeyId),
    passwords: passwordsOf ? passwordsOf(config.passwordCost) : noPasswords,
    mailer: mailerOf ? grantedMailer(mailerOf, resources, log) : noMailer,
    providers: providersOf ? providersOf(config.identityProviders, { clock: Date, log }) : noProviders,
    clock: Date,
    random: pooledRandom(),
    log,
    metrics,
    config,
  };
}

function grantedTimers(timersOf: TimersOf, { timers }: AwsResources): Timers {
  if (!timers) throw new Error('the function is granted timers, but TIMER_GROUP is not set');
  return timersOf(timers, Date);
}

function grantedObjects(
  objectsOf: NonNullable<GrantedAdapters['objectsOf']>,
  { media }: AwsResources,
): ObjectStore {
  if (!media) throw new Error('the function is granted files, but MEDIA_BUCKET is not set');
  return objectsOf(media, Date);
}

function grantedPages(
  pagesOf: NonNullable<GrantedAdapters['pagesOf']>,
  { pagesFunction }: AwsResources,
): PageFetcher {
  if (pagesFunction === undefined) {
    throw new Error('the function is granted pages, but PAGES_FUNCTION is not set');
  }
  return pagesOf(pagesFunction);
}

function grantedOutbound(
  outboundOf: NonNullable<GrantedAdapters['outboundOf']>,
  { outboundFunction }: AwsResources,
): Pick<Outbound, 'post'> {
  if (outboundFunction === undefined) {
    throw new Error('the function is granted requests to others, but OUTBOUND_FUNCTION is not set');
  }
  return outboundOf(outboundFunction);
}

/** A deployment without an address to send from sends nothing, and says so. */
function grantedMailer(
  mailerOf: NonNullable<GrantedAdapters['mailerOf']>,
  { mailFrom }: AwsResources,
  log: Logger,
): Mailer {
  if (mailFrom !== undefined) return mailerOf(mailFrom);
  return {
    send: ({ subject }) => {
      log.warn({ subject }, 'a mail was not sent, since mailFrom is not set');
      return Promise.resolve();
    },
  };
}

const notGranted = (what: string) => () =>
  Promise.reject(new Error(`this function is granted no ${what}: name it in functions/catalog.ts`));
const noTimers: Timers = { lateness: 0, set: notGranted('timers'), cancel: notGranted('timers') };
const noFiles = notGranted('files');
const noObjects: ObjectStore = {
  presignUpload: noFiles,
  beginParts: noFiles,
  presignPart: noFiles,
  listParts: noFiles,
  completeParts: noFiles,
  abortParts: noFiles,
  presignDownload: noFiles,
  head: noFiles,
  read: noFiles,
  write: noFiles,
  copy: noFiles,
  delete: noFiles,
};
const noTools = notGranted('tools for files');
const noMediaTools = {
  images: { clean: noTools, square: noTools },
  files: { typeOf: noTools, recording: noTools },
};
const noPasswords: PasswordHasher = {
  hash: notGranted('passwords'),
  verify: notGranted('passwords'),
  estimate: notGranted('passwords'),
};
const noProviders: IdentityProviders = {
  all: [],
  begin: notGranted('providers'),
  finish: notGranted('providers'),
};
const noPushKey: TokenSigner = {
  sign: notGranted('key for pushes'),
  keyId: notGranted('key for pushes'),
  publicKeys: notGranted('key for pushes'),
};
const noPages: PageFetcher = { fetch: notGranted('pages') };
const noOutbound: Pick<Outbound, 'post'> = { post: notGranted('requests to others') };
const noMailer: Mailer = { send: notGranted('mail') };
