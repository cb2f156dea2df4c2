import * as z from 'zod';
import { configSchema, type Config } from '../config.ts';
import { identityProviders, parseProviders, secretVariable } from '../identity-providers/settings.ts';
import type { AwsResources } from './ports.ts';
import type { DaemonAddress } from './tracing/x-ray-daemon.ts';

/** Lambda sets it with active tracing. In a form other than `host:port`, as without it, nothing is traced. */
const daemonAddress = z
  .string()
  .regex(/^[\w.-]+:\d{1,5}$/)
  .transform((address) => {
    const [host = '', port] = address.split(':');
    return { host, port: Number(port) };
  })
  .optional()
  .catch(undefined);

/** What the stacks say to functions that are granted timers. */
const schedulerResources = z
  .object({
    TIMER_GROUP: z.string().min(1),
    TIMER_ROLE_ARN: z.string().min(1),
    WORK_QUEUE_ARN: z.string().min(1),
  })
  .transform((env) => ({
    group: env.TIMER_GROUP,
    roleArn: env.TIMER_ROLE_ARN,
    queueArn: env.WORK_QUEUE_ARN,
  }));

/** What the stacks say to functions that are granted files. */
const mediaResources = z
  .object({
    MEDIA_BUCKET: z.string().min(1),
    MEDIA_KEY_ID: z.string().min(1),
    MEDIA_URL: z.url().optional(),
    MEDIA_KEY_PAIR_ID: z.string().min(1).optional(),
    MEDIA_PRIVATE_KEY: z.string().min(1).optional(),
  })
  .transform((env) => ({
    bucket: env.MEDIA_BUCKET,
    kmsKeyId: env.MEDIA_KEY_ID,
    download:
      env.MEDIA_URL === undefined ||
      env.MEDIA_KEY_PAIR_ID === undefined ||
      env.MEDIA_PRIVATE_KEY === undefined
        ? undefined
        : { url: env.MEDIA_URL, keyPairId: env.MEDIA_KEY_PAIR_ID, privateKey: env.MEDIA_PRIVATE_KEY },
  }));

/** The environment of a Lambda, as the stacks set it (`infra/stacks/api-stack.ts`). */
const environment = z
  .object({
    STAGE: z.string().min(1),
    DURABLE_TABLE: z.string().min(1),
    EPHEMERAL_TABLE: z.string().min(1),
    DATA_KEY_ID: z.string().min(1),
    TOKEN_KEY_ID: z.string().min(1),
    ACCEPTED_TOKEN_KEY_ID: z.string().min(1).optional(),
    PUSH_KEY_ID: z.string().min(1).optional(),
    PUSH_FCM_ARN: z.string().min(1).optional(),
    PUSH_APNS_ARN: z.string().min(1).optional(),
    PUSH_CONTACT: configSchema.shape.pushContact,
    MANAGEMENT_ENDPOINT: z.url(),
    WORK_QUEUE_URL: z.url(),
    TIMER_GROUP: z.string().min(1).optional(),
    TIMER_ROLE_ARN: z.string().min(1).optional(),
    WORK_QUEUE_ARN: z.string().min(1).optional(),
    MEDIA_BUCKET: z.string().min(1).optional(),
    MEDIA_KEY_ID: z.string().min(1).optional(),
    MEDIA_URL: z.url().optional(),
    MEDIA_KEY_PAIR_ID: z.string().min(1).optional(),
    MEDIA_PRIVATE_KEY: z.string().min(1).optional(),
    TOKEN_ISSUER: configSchema.shape.tokenIssuer,
    TOKEN_AUDIENCE: configSchema.shape.tokenAudience,
    ACCESS_TOKEN_SECONDS: configSchema.shape.accessTokenSeconds,
    REFRESH_TOKEN_SECONDS: configSchema.shape.refreshTokenSeconds,
    SESSION_SECONDS: configSchema.shape.sessionSeconds,
    PASSWORD_COST: configSchema.shape.passwordCost,
    DATA_KEY_CACHE_SECONDS: configSchema.shape.dataKeyCacheSeconds,
    AUDIT_RETENTION_DAYS: configSchema.shape.auditRetentionDays,
    MESSAGE_EDIT_SECONDS: configSchema.shape.messageEditSeconds,
    PUBLIC_URL: configSchema.shape.publicUrl,
    SOCKET_URL: configSchema.shape.socketUrl,
    EDGE_SECRETS: z
      .string()
      .transform((secrets) => secrets.split(' '))
      .pipe(configSchema.shape.edgeSecrets.unwrap())
      .default([]),
    IDENTITY_PROVIDERS: identityProviders.default([]),
    MAIL_FROM: z.email().optional(),
    MALWARE_SCAN: configSchema.shape.malwareScan,
    LINK_PREVIEWS: configSchema.shape.linkPreviews,
    DIGESTS: configSchema.shape.digests,
    DIGEST_DEFAULT: configSchema.shape.digestDefault,
    DIGEST_PREVIEWS: configSchema.shape.digestPreviews,
    UNSUBSCRIBE_MAILBOX: configSchema.shape.unsubscribeMailbox,
    PAGES_FUNCTION: z.string().min(1).optional(),
    OUTBOUND_FUNCTION: z.string().min(1).optional(),
    LOG_LEVEL: configSchema.shape.logLevel,
    AWS_XRAY_DAEMON_ADDRESS: daemonAddress,
  })
  .transform((env) => ({
    resources: {
      stage: env.STAGE,
      durableTable: env.DURABLE_TABLE,
      ephemeralTable: env.EPHEMERAL_TABLE,
      dataKeyId: env.DATA_KEY_ID,
      tokenKeyId: env.TOKEN_KEY_ID,
      acceptedTokenKeyId: env.ACCEPTED_TOKEN_KEY_ID,
      pushKeyId: env.PUSH_KEY_ID,
      pushApplications: {
        ...(env.PUSH_FCM_ARN !== undefined && { fcm: env.PUSH_FCM_ARN }),
        ...(env.PUSH_APNS_ARN !== undefined && { apns: env.PUSH_APNS_ARN }),
      },
      managementEndpoint: env.MANAGEMENT_ENDPOINT,
      workQueueUrl: env.WORK_QUEUE_URL,
      mailFrom: env.MAIL_FROM,
      pagesFunction: env.PAGES_FUNCTION,
      outboundFunction: env.OUTBOUND_FUNCTION,
      media: env.MEDIA_BUCKET === undefined ? undefined : mediaResources.parse(env),
      timers: env.TIMER_GROUP === undefined ? undefined : schedulerResources.parse(env),
    },
    config: {
      tokenIssuer: env.TOKEN_ISSUER,
      tokenAudience: env.TOKEN_AUDIENCE,
      accessTokenSeconds: env.ACCESS_TOKEN_SECONDS,
      refreshTokenSeconds: env.REFRESH_TOKEN_SECONDS,
      sessionSeconds: env.SESSION_SECONDS,
      passwordCost: env.PASSWORD_COST,
      dataKeyCacheSeconds: env.DATA_KEY_CACHE_SECONDS,
      auditRetentionDays: env.AUDIT_RETENTION_DAYS,
      messageEditSeconds: env.MESSAGE_EDIT_SECONDS,
      publicUrl: env.PUBLIC_URL,
      socketUrl: env.SOCKET_URL,
      edgeSecrets: env.EDGE_SECRETS,
      identityProviders: env.IDENTITY_PROVIDERS,
      // no deployment goes without
      rateLimits: 'on' as const,
      roleSecondFactor: 'required' as const,
      malwareScan: env.MALWARE_SCAN,
      linkPreviews: env.LINK_PREVIEWS,
      pushContact: env.PUSH_CONTACT,
      mobilePush: [
        ...(env.PUSH_FCM_ARN === undefined ? [] : ['fcm' as const]),
        ...(env.PUSH_APNS_ARN === undefined ? [] : ['apns' as const]),
      ],
      digests: env.DIGESTS,
      digestDefault: env.DIGEST_DEFAULT,
      digestPreviews: env.DIGEST_PREVIEWS,
      unsubscribeMailbox: env.UNSUBSCRIBE_MAILBOX,
      logLevel: env.LOG_LEVEL,
    },
    daemon: env.AWS_XRAY_DAEMON_ADDRESS,
  }));

/** The settings of one function of a deployment. */
export interface AwsSettings {
  resources: AwsResources;
  config: Config;
  /** Where the X-Ray daemon listens; without it nothing is traced. */
  daemon: DaemonAddress | undefined;
}

/** Reads the settings of a Lambda. Throws a `ZodError` that names what the environment lacks. */
export function readSettings(env: NodeJS.ProcessEnv): AwsSettings {
  const { IDENTITY_PROVIDERS, ...rest } = env;
  return environment.parse({ ...rest, IDENTITY_PROVIDERS: withSecrets(IDENTITY_PROVIDERS, env) });
}

/** The providers of a function's environment. Their secrets are variables of their own, for CloudFormation to fill in. */
function withSecrets(text: string | undefined, env: NodeJS.ProcessEnv): unknown {
  if (text === undefined) return undefined;
  const providers = parseProviders(text);
  if (!Array.isArray(providers)) return providers;
  return providers.map((provider: unknown, index) => {
    const clientSecret = env[secretVariable(index)];
    const isObject = typeof provider === 'object' && provider !== null;
    return isObject && clientSecret !== undefined ? { ...provider, clientSecret } : provider;
  });
}
