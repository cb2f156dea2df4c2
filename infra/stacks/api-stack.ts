import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { catalog as allFunctions, httpPrefixes, type FunctionName } from '../../functions/catalog.ts';
import type { Catalog, FunctionDefinition, TriggerKind } from '../../functions/definition.ts';
import type { StackConfig } from '../config.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { tell } from '../constructs/alarm.ts';
import { Canary } from '../constructs/canary.ts';
import { ChangeConsumer } from '../constructs/change-consumer.ts';
import { ChatFunction } from '../constructs/chat-function.ts';
import { EdgeSecrets } from '../constructs/edge-secrets.ts';
import { providerEnvironment } from '../constructs/provider-secrets.ts';
import { statements } from '../constructs/statements.ts';
import { MalwareScan } from '../constructs/malware-scan.ts';
import { MediaEvents } from '../constructs/media-events.ts';
import { MediaKeys } from '../constructs/media-keys.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { ProbeSchedule } from '../constructs/probe-schedule.ts';
import { RollBackAlarms } from '../constructs/roll-back-alarms.ts';
import { SocketApi } from '../constructs/socket-api.ts';
import { TimerGroup } from '../constructs/timer-group.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import { mediaArnIn, type DataStack } from './data-stack.ts';

/**
 * Batches of the work queue that are worked on at once, each posting to some hundred sockets. Half of them go on while isolated functions, of
 * which ten each are reserved, wait for what is slow elsewhere.
 */
const workersAtOnce = 40;

export interface ApiStackProps extends StackProps {
  config: StackConfig;
  data: DataStack;
  /** The folder that `npm run build` fills. */
  bundles: string;
  /** The functions; by default all of `functions/catalog.ts`. */
  catalog?: Catalog;
}

/** What runs: the functions, the two APIs before them and the queue between them. */
export class ApiStack extends Stack {
  readonly http: HttpApi;
  readonly sockets: SocketApi;
  readonly functions: Record<FunctionName, ChatFunction>;
  readonly work: WorkQueue;
  /** What CloudFront sends along, and what the functions at the door accept. */
  readonly edgeSecrets: EdgeSecrets;
  /** What hands the changes of the durable table to `after-commit`. */
  readonly changes: ChangeConsumer;
  /** What hands uploads to the functions that look at them. */
  readonly mediaEvents: MediaEvents;
  /** What signs the addresses of files, where CloudFront serves them. */
  readonly mediaKeys: MediaKeys | undefined;
  /** Notified when an alarm fires and when it recovers. */
  readonly alarmTopic: Topic;
  /** The alarms on which new code is rolled back. They are here and not with the others, as functions are deployed by them. */
  readonly rollBack: RollBackAlarms;

  constructor(
    scope: Construct,
    id: string,
    { config, data, bundles, catalog = allFunctions, ...props }: ApiStackProps,
  ) {
    super(scope, id, props);
    this.sockets = new SocketApi(this, 'Sockets', config);
    this.work = new WorkQueue(this, 'Work', { consumerTimeout: Duration.seconds(consumerSeconds(catalog)) });

    const publicUrl = config.domain === undefined ? undefined : `https://${config.domain}`;
    const socketUrl = config.domain === undefined ? this.sockets.address : `wss://${config.domain}/ws`;
    // what functions/composition.ts asks for
    const environment = {
      STAGE: config.stage,
      DURABLE_TABLE: data.tables.durable.tableName,
      EPHEMERAL_TABLE: data.tables.ephemeral.tableName,
      DATA_KEY_ID: data.dataKey.keyArn,
      TOKEN_KEY_ID: data.tokenKey.keyArn,
      ...(data.acceptedTokenKey && { ACCEPTED_TOKEN_KEY_ID: data.acceptedTokenKey.keyArn }),
      MANAGEMENT_ENDPOINT: this.sockets.managementEndpoint,
      WORK_QUEUE_URL: this.work.queue.queueUrl,
      TOKEN_ISSUER: publicUrl ?? `chatflow-${config.stage}`,
      TOKEN_AUDIENCE: `chatflow-${config.stage}`,
      ACCESS_TOKEN_SECONDS: String(config.accessTokenSeconds),
      REFRESH_TOKEN_SECONDS: String(config.refreshTokenSeconds),
      SESSION_SECONDS: String(config.sessionSeconds),
      AUDIT_RETENTION_DAYS: String(config.auditRetentionDays),
      MESSAGE_EDIT_SECONDS: String(config.messageEditSeconds),
      LINK_PREVIEWS: config.linkPreviews ? 'on' : 'off',
      DIGESTS: config.digests && config.mailFrom !== undefined ? 'on' : 'off',
      DIGEST_DEFAULT: config.digestDefault,
      DIGEST_PREVIEWS: config.digestPreviews ? 'on' : 'off',
      ...(config.unsubscribeMailbox !== undefined && { UNSUBSCRIBE_MAILBOX: config.unsubscribeMailbox }),
      PASSWORD_COST: String(config.passwordCost),
      DATA_KEY_CACHE_SECONDS: String(config.dataKeyCacheSeconds),
      ...(publicUrl !== undefined && { PUBLIC_URL: publicUrl }),
      // through CloudFront they are at the same host as the HTTP API; the API's own address refuses
      ...(!config.edge && { SOCKET_URL: this.sockets.address }),
      LOG_LEVEL: config.logLevel,
    };
    this.edgeSecrets = new EdgeSecrets(this, 'EdgeSecret', config.edgeSecretGeneration);
    const edgeSecrets = { EDGE_SECRETS: this.edgeSecrets.accepted.join(' ') };
    const pushes = {
      ...(config.pushContact !== undefined && { PUSH_CONTACT: config.pushContact }),
      ...(config.pushFcmArn !== undefined && { PUSH_FCM_ARN: config.pushFcmArn }),
      ...(config.pushApnsArn !== undefined && { PUSH_APNS_ARN: config.pushApnsArn }),
    };
    const providers = providerEnvironment(config.identityProviders);
    const isTimerSet = Object.values(catalog).some(({ grants }) => grants.timers);
    const timers = isTimerSet ? new TimerGroup(this, 'Timers', { queue: this.work.queue }) : undefined;
    const media = {
      MEDIA_BUCKET: data.media.bucketName,
      MEDIA_KEY_ID: data.storageKey.keyArn,
      MALWARE_SCAN: config.malware ? 'on' : 'off',
    };
    const { mediaPublicKey: publicKey, mediaKeySecretArn: secretArn } = config;
    this.mediaKeys =
      publicKey !== undefined && secretArn !== undefined && publicUrl !== undefined
        ? new MediaKeys(this, 'MediaKeys', { config, publicKey, secretArn, url: publicUrl })
        : undefined;
    const make = (
      name: string,
      definition: FunctionDefinition,
      { pages, outbound }: Callable,
    ): ChatFunction => {
      const made = new ChatFunction(this, pascalCase(name), {
        name,
        definition,
        bundles,
        environment: definition.isolated
          ? { STAGE: config.stage }
          : {
              ...environment,
              ...(definition.grants.pages && pages && { PAGES_FUNCTION: pages.functionArn }),
              ...(definition.grants.outbound && outbound && { OUTBOUND_FUNCTION: outbound.functionArn }),
              ...(config.edge && definition.edge && edgeSecrets),
              ...(definition.grants.pushKey && { PUSH_KEY_ID: data.pushKey.keyArn, ...pushes }),
              ...(definition.providers && providers),
              ...(definition.grants.timers && timers?.environment),
              ...(definition.grants.media && media),
              // the others give no addresses out
              ...(definition.grants.media &&
                definition.trigger.kind === 'http' &&
                this.mediaKeys?.environment),
              ...(definition.grants.mail && config.mailFrom !== undefined && { MAIL_FROM: config.mailFrom }),
            },
        config,
      });
      const resources = {
        ...data.tables,
        dataKey: data.dataKey,
        tokenKey: data.tokenKey,
        acceptedTokenKey: data.acceptedTokenKey,
        pushKey: data.pushKey,
        pushApplications: [config.pushFcmArn, config.pushApnsArn].filter((arn) => arn !== undefined),
        work: this.work.queue,
        media: data.media,
        timers,
        pages,
        outbound,
        mailFrom: config.mailFrom,
        socketStage: this.sockets.stagePath,
      };
      for (const statement of statements(definition.grants, resources)) made.role.addToPolicy(statement);
      acknowledgeSockets(made, this.sockets);
      if (definition.grants.media) acknowledgeFiles(made, data);
      if (definition.grants.timers) timers?.acknowledgeIn(made.role);
      return made;
    };
    const made = new Map<string, ChatFunction>();
    // those that others call stand before them
    for (const [name, definition] of Object.entries(catalog)) {
      const live = (kind: TriggerKind) =>
        [...made.values()].find((one) => one.definition.trigger.kind === kind)?.live;
      made.set(name, make(name, definition, { pages: live('page'), outbound: live('post') }));
    }
    this.functions = Object.fromEntries(made) as Record<FunctionName, ChatFunction>;
    const named = (name: string): ChatFunction => {
      const found = made.get(name);
      if (!found) throw new Error(`there is no function ${name}`);
      return found;
    };
    const callableBy = (kind: TriggerKind) =>
      [...made.values()].find(({ definition }) => definition.trigger.kind === kind);
    const calledBy = (kind: TriggerKind): ChatFunction => {
      const found = callableBy(kind);
      if (!found) throw new Error(`there is no function with the trigger ${kind}`);
      return found;
    };

    this.http = new HttpApi(this, 'Http', {
      config,
      prefixes: httpPrefixes(catalog),
      functions: (name) => named(name).live,
    });
    this.sockets.connectTo({
      authorize: calledBy('authorize').live,
      connect: calledBy('connect').live,
      frame: calledBy('frame').live,
      disconnect: calledBy('disconnect').live,
    });
    this.#consume(calledBy('queue'));
    this.changes = new ChangeConsumer(this, 'Changes', {
      stream: data.changes,
      consumer: calledBy('stream'),
    });

    this.mediaEvents = new MediaEvents(this, 'MediaEvents', {
      bucket: data.media,
      uploaded: callableBy('object'),
      scanned: config.malware ? callableBy('scan') : undefined,
    });
    if (config.malware) {
      new MalwareScan(this, 'MalwareScan', {
        bucket: data.media,
        bucketInRules: mediaArnIn(data),
        key: data.storageKey,
      });
    }

    if (config.alarms) {
      new ProbeSchedule(this, 'ProbeSchedule', {
        probe: calledBy('schedule'),
        http: publicUrl ?? this.http.address,
        sockets: socketUrl,
        direct: publicUrl === undefined,
      });
    }

    this.alarmTopic = new AlarmTopic(this, 'Alarms', { email: config.alarmEmail }).topic;
    this.rollBack = new RollBackAlarms(this, 'RollBack', {
      config,
      functions: this.functions,
      sockets: this.sockets,
    });
    for (const alarm of this.rollBack.all) tell(this.alarmTopic, alarm);
    if (config.canary) {
      new Canary(this, 'Canary', {
        functions: this.functions,
        rollBackOn: (name) => this.rollBack.of(name),
      });
    }

    new CfnOutput(this, 'HttpApiId', { value: this.http.api.apiId });
    new CfnOutput(this, 'SocketApiId', { value: this.sockets.api.apiId });
    for (const [name, { definition, alias }] of made) {
      if (definition.trigger.kind !== 'command') continue;
      // its latest version, by the name that `aws lambda invoke` takes
      new CfnOutput(this, `${pascalCase(name)}Command`, { value: alias.functionArn });
    }
    new CfnOutput(this, 'EdgeSecretArn', { value: this.edgeSecrets.arn });
  }

  #consume(worker: ChatFunction): void {
    worker.role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
        resources: [this.work.queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, 'WorkSource', {
      target: worker.live,
      eventSourceArn: this.work.queue.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: workersAtOnce,
    });
    // Lambda refuses to read for a role that may not yet
    mapping.node.addDependency(worker.role);
  }
}

/** The functions that others may be granted to call. */
interface Callable {
  pages: IFunction | undefined;
  outbound: IFunction | undefined;
}

/** How long the consumer of the work queue may take for one batch. */
function consumerSeconds(catalog: Catalog): number {
  const consumers = Object.values(catalog).filter(({ trigger }) => trigger.kind === 'queue');
  return Math.max(...consumers.map(({ timeoutSeconds }) => timeoutSeconds));
}

function acknowledgeSockets({ role }: ChatFunction, { api }: SocketApi): void {
  const stack = Stack.of(role);
  const apiId = stack.getLogicalId(api.node.defaultChild as CfnApi);
  for (const method of ['POST', 'DELETE']) {
    const arn = `arn:aws:execute-api:${stack.region}:<AWS::AccountId>:<${apiId}>/ws/${method}/@connections/*`;
    acknowledge(role, {
      [`IAM5[Resource::${arn}]`]: 'The last part is the id of a socket, made when it connects.',
    });
  }
}

function acknowledgeFiles({ role }: ChatFunction, data: DataStack): void {
  for (const prefix of ['uploads', 'media']) {
    acknowledge(role, {
      [`IAM5[Resource::${mediaArnIn(data)}/${prefix}/*]`]:
        'The last part is the id of a file, made when it is uploaded.',
    });
  }
}

function pascalCase(name: string): string {
  return name
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
