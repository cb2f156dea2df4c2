import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { configSchema } from '../shared/platform/config.ts';
import { digestDelays } from '../shared/protocol/index.ts';
import { parseProviders } from '../shared/platform/identity-providers/settings.ts';
import { deployedProviders } from './provider-settings.ts';

/** A reason why nothing can be synthesized, as a sentence for the person at the terminal. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What CloudWatch Logs accepts, in days, but for ever. */
const retentionDays = Object.values(RetentionDays).filter(
  (days) => typeof days === 'number' && days !== RetentionDays.INFINITE,
);
const logRetention = z.union(
  retentionDays.map((days) => z.literal(days)),
  { error: `logRetentionDays must be one of ${retentionDays.join(', ')}.` },
);

/** CloudFront, and what belongs to it, lives there. */
export const edgeRegion = 'us-east-1';

const region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'region must be the name of an AWS Region, like eu-central-1.');

const certificateArn = z
  .string()
  .regex(
    /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    'certificateArn must be the ARN of an ACM certificate, arn:aws:acm:us-east-1:<account>:certificate/<id>.',
  )
  .refine((arn) => arn.split(':')[3] === edgeRegion, {
    error: ({ input }) =>
      `certificateArn names a certificate in ${String(input).split(':')[3] ?? 'no Region'}, but CloudFront takes them from ${edgeRegion} only: request one there for the same domain.`,
  });

/** The command line gives strings (`-c edge=false`), `cdk.json` perhaps booleans. */
const flag = (name: string) =>
  z.union([z.boolean(), z.stringbool()], { error: `${name} must be true or false.` });

const count = (name: string, unit: string, least: number, most: number) => {
  const sentence = `${name} must be a whole number of ${unit} from ${least} to ${most}.`;
  return z.coerce.number(sentence).int(sentence).min(least, sentence).max(most, sentence);
};

/** An application of SNS for one of the services of phones. */
const applicationArn = (name: string, platform: string) =>
  z
    .string()
    .regex(
      new RegExp(`^arn:[a-z-]+:sns:[a-z0-9-]+:\\d{12}:app/${platform}(_SANDBOX)?/[\\w.-]+$`),
      `${name} must be the ARN of a platform application, arn:aws:sns:<region>:<account>:app/${platform}/<name>.`,
    )
    .optional();

const settings = z.strictObject({
  /** Where everything but CloudFront's own parts lies. */
  region,
  /** The one domain of web client, HTTP API and sockets, without `https://`. By default CloudFront's own. */
  domain: z
    .hostname('domain must be a host name, like chat.example.org, without https:// and path.')
    .optional(),
  /** The certificate of `domain`. */
  certificateArn: certificateArn.optional(),
  /** Who hears of alarms. */
  alarmEmail: z.email('alarmEmail must be an e-mail address.').optional(),
  /**
   * The address that mails to users come from. It or its domain must be verified in SES in the Region of the stacks, see
   * docs/operations.md. Without it no mail is sent: links for new passwords do not reach anyone.
   */
  mailFrom: z.email('mailFrom must be an e-mail address.').optional(),
  /**
   * Whom people can sign in with, a list in JSON (docs/operations.md). The secrets lie in Secrets Manager, of which it has
   * the ARNs.
   */
  identityProviders: z
    .preprocess((given) => (typeof given === 'string' ? parseProviders(given) : given), deployedProviders)
    .default([]),
  /** How long logs are kept. */
  logRetentionDays: z.preprocess(Number, logRetention),
  logLevel: configSchema.shape.logLevel.unwrap(),
  /** How long an access token is valid: so long at most does a stolen one serve. */
  accessTokenSeconds: configSchema.shape.accessTokenSeconds,
  /** How long a device stays signed in without being used. */
  refreshTokenSeconds: configSchema.shape.refreshTokenSeconds,
  /** How long a device stays signed in at most, however much it is used. */
  sessionSeconds: configSchema.shape.sessionSeconds,
  /** How long entries of the audit log are kept, in days. */
  auditRetentionDays: configSchema.shape.auditRetentionDays,
  /** How long its author can edit a message. */
  messageEditSeconds: configSchema.shape.messageEditSeconds,
  /** bcrypt's cost for new passwords; one more doubles the time of a sign-in, of which the function has 10 s. */
  passwordCost: configSchema.shape.passwordCost.refine(
    (cost) => cost >= 10,
    'passwordCost must be at least 10: less is guessed too fast.',
  ),
  /** How long functions remember a conversation's key, instead of asking KMS again. */
  dataKeyCacheSeconds: configSchema.shape.dataKeyCacheSeconds,
  /** Whether tables, files and keys outlive the stacks, and tables cannot be deleted. */
  protectData: flag('protectData'),
  /** Which key signs access tokens. One more makes a new one. */
  tokenKeyGeneration: count('tokenKeyGeneration', 'keys', 1, 100),
  /**
   * Whose tokens are accepted besides: those of the key before, of the next one, so that every function knows it before it
   * signs, or none.
   */
  acceptedTokenKey: z.enum(['previous', 'next', 'none'], {
    error: 'acceptedTokenKey must be previous, next or none.',
  }),
  /** The name of a table restored from a backup, to be used in place of the durable one. */
  restoredTable: z
    .string()
    .regex(/^[\w.-]{3,255}$/, 'restoredTable must be the name of a DynamoDB table.')
    .optional(),
  /** The ARN of its stream, which a restored table has only once it was enabled. */
  restoredStream: z
    .string()
    .regex(
      /^arn:[a-z-]+:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]+\/stream\/[\w:.-]+$/,
      'restoredStream must be the ARN of a stream, arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<time>.',
    )
    .optional(),
  /** Whether there are alarms, a dashboard, and looks from outside. What they cost: docs/cost.md. */
  alarms: flag('alarms'),
  /** What an hour may cost in US dollars, by the part of the bill that grows with use, before an alarm rings. */
  dollarsPerHour: z.coerce
    .number('dollarsPerHour must be a number of US dollars.')
    .positive('dollarsPerHour must be more than 0.'),
  /**
   * Whether AWS watches over costs and mails what is out of the ordinary in what is tagged `chatflow`. It does so for the
   * account that pays the bill only, an organization's management account or one by itself.
   */
  costMonitor: flag('costMonitor'),
  /** Whether GuardDuty searches uploads for malware before others get them; it costs by the file, see docs/cost.md. */
  malware: flag('malware'),
  /**
   * The public half, in PEM, of the key that signs the addresses of files, for CloudFront to serve them. Without it they are
   * S3's own addresses. `mediaKeySecretArn` has the private half.
   */
  mediaPublicKey: z
    .string()
    .regex(
      /^-----BEGIN PUBLIC KEY-----\s[\w+/=\s]+-----END PUBLIC KEY-----\s*$/,
      'mediaPublicKey must be a public key in PEM: -c mediaPublicKey="$(cat public.pem)".',
    )
    .optional(),
  /** The secret in Secrets Manager that holds the private half, as its whole text. */
  mediaKeySecretArn: z
    .string()
    .regex(
      /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
      'mediaKeySecretArn must be the ARN of a secret, arn:aws:secretsmanager:<region>:<account>:secret:<name>.',
    )
    .optional(),
  /** Whom push services can turn to, an https address or a `mailto:`; without it they are given the domain. */
  pushContact: z
    .url({
      protocol: /^(https|mailto)$/,
      error: 'pushContact must be an address, like mailto:ops@example.org or https://example.org.',
    })
    .optional(),
  /** The platform applications of SNS that pushes to apps are sent by: for Firebase Cloud Messaging, and for Apple. */
  pushFcmArn: applicationArn('pushFcmArn', 'GCM'),
  pushApnsArn: applicationArn('pushApnsArn', 'APNS'),
  /** Whether links in messages get previews, which a function reads pages of the web for. */
  linkPreviews: flag('linkPreviews'),
  /** Whether users get mails of what they have not read while they are away, where there is a `mailFrom`. */
  digests: flag('digests'),
  /** After how long away those get one who chose nothing. */
  digestDefault: z.enum(digestDelays, {
    error: `digestDefault must be one of ${digestDelays.join(', ')}.`,
  }),
  /** Whether these mails show what messages say: then that leaves what is encrypted at rest. */
  digestPreviews: flag('digestPreviews'),
  /** A mailbox that someone reads, for requests to get no more of them. */
  unsubscribeMailbox: z.email('unsubscribeMailbox must be an e-mail address.').optional(),
  /** Whether there is a CloudFront distribution in front of everything. */
  edge: flag('edge'),
  /** Whether a deployment puts the web client into its bucket; without, a pipeline of your own does. */
  webClient: flag('webClient'),
  /**
   * Which secret CloudFront shows the APIs, where there is an edge. One more makes a new one, beside which the one before is
   * accepted still, so that nothing is refused meanwhile.
   */
  edgeSecretGeneration: count('edgeSecretGeneration', 'secrets', 1, 10_000),
  /** Whether a web application firewall stands at its door; it costs about 9 USD a month even without visitors. */
  firewall: flag('firewall'),
  /** Whether new code first gets a tenth of the traffic, and is rolled back if sends fail. */
  canary: flag('canary'),
  /**
   * Whether the functions that cost most have concurrency of their own, as a ceiling and a floor. 100 of the account's
   * quota must stay unreserved, and new AWS accounts have fewer: raise it first.
   */
  reserveConcurrency: flag('reserveConcurrency'),
  /**
   * The most that each of the two APIs takes before it answers 429, and how many at once. Posts to sockets count for the
   * account's quotas (10,000 and 5,000, unless they were raised) too, so both together should leave half of them.
   */
  requestsPerSecond: count('requestsPerSecond', 'requests', 1, 1_000_000),
  requestBurst: count('requestBurst', 'requests', 1, 1_000_000),
  /**
   * Whether to make the role by which WebSocket APIs write logs. There is one for all APIs of the account in a Region, and
   * making it puts it in the place of one that others made.
   */
  apiLogRole: flag('apiLogRole'),
  /** Where the APIs' addresses begin in an emulator; on AWS they follow from the API's id and the Region. */
  apiBase: z.url('apiBase must be an address, like http://127.0.0.1:4566/_aws/execute-api.').optional(),
});

const defaults = {
  region: 'eu-central-1',
  logLevel: 'info',
  alarms: true,
  costMonitor: false,
  malware: false,
  linkPreviews: true,
  digests: true,
  digestDefault: '1h',
  digestPreviews: false,
  edge: true,
  webClient: true,
  tokenKeyGeneration: 1,
  acceptedTokenKey: 'previous',
  edgeSecretGeneration: 1,
  apiLogRole: false,
  requestsPerSecond: 1_000,
  requestBurst: 500,
} as const;

/** The stages and what differs between them. */
const stages = {
  /** Cheap, quick to change, and gone when removed. */
  dev: {
    ...defaults,
    logRetentionDays: 7,
    protectData: false,
    firewall: false,
    canary: false,
    reserveConcurrency: false,
    dollarsPerHour: 1,
  },
  /** For people who would miss their messages. */
  prod: {
    ...defaults,
    logRetentionDays: 90,
    protectData: true,
    firewall: true,
    canary: true,
    reserveConcurrency: true,
    dollarsPerHour: 10,
    requestsPerSecond: 2_500,
    requestBurst: 1_250,
  },
} as const satisfies Record<string, z.input<typeof settings>>;

export type StageName = keyof typeof stages;
export const stageNames = Object.keys(stages) as StageName[];

export type StackConfig = z.infer<typeof settings> & { stage: StageName };

/** Keys with these characters are the CDK's own. */
const ownKey = /^[a-zA-Z]+$/;

/**
 * The configuration of the stage that `context` names, changed by whatever else `context` says (`-c key=value`). Throws
 * a `ConfigError` with a sentence for each thing that is wrong.
 */
export function readConfig(context: Readonly<Record<string, unknown>>): StackConfig {
  const { stage, ...rest } = context;
  const name = stageNames.find((known) => known === stage);
  if (name === undefined) {
    throw new ConfigError(
      `There is no stage ${JSON.stringify(stage)}: the stages are ${stageNames.join(' and ')} (-c stage=${stageNames[0] ?? ''}).`,
    );
  }
  const overrides = Object.fromEntries(Object.entries(rest).filter(([key]) => ownKey.test(key)));
  const parsed = settings.safeParse({ ...stages[name], ...overrides });
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(sentence).join('\n'));
  const config = { ...parsed.data, stage: name };
  const problems = contradictions(config);
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return config;
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(settings.shape).join(', ');
    return `There is no setting ${issue.keys.join(', ')}: the settings are ${known}.`;
  }
  const [name] = issue.path;
  const where = issue.path.map(String).join('.');
  return issue.message.startsWith(String(name)) ? issue.message : `${where}: ${issue.message}.`;
}

function contradictions(config: StackConfig): string[] {
  const { domain, certificateArn, edge, firewall, restoredTable, restoredStream } = config;
  const { accessTokenSeconds, refreshTokenSeconds, sessionSeconds, costMonitor, alarmEmail } = config;
  return [
    accessTokenSeconds >= refreshTokenSeconds &&
      'refreshTokenSeconds must be more than accessTokenSeconds: a refresh token replaces access tokens that ended.',
    sessionSeconds < refreshTokenSeconds &&
      'sessionSeconds must be at least refreshTokenSeconds: a device that is used stays signed in longer than one that is not.',
    costMonitor && alarmEmail === undefined && 'costMonitor needs an alarmEmail: it mails what it finds.',
    domain !== undefined &&
      certificateArn === undefined &&
      `domain needs a certificateArn: request a certificate for ${domain} in ${edgeRegion}.`,
    certificateArn !== undefined &&
      domain === undefined &&
      'certificateArn needs a domain: say which name the certificate is for.',
    config.identityProviders.length > 0 &&
      domain === undefined &&
      'identityProviders needs a domain: providers send browsers back to an address that they know.',
    (config.mediaPublicKey === undefined) !== (config.mediaKeySecretArn === undefined) &&
      'mediaPublicKey and mediaKeySecretArn belong together: they are the two halves of one key.',
    config.mediaPublicKey !== undefined &&
      domain === undefined &&
      'mediaPublicKey needs a domain: the addresses of files begin with it.',
    domain !== undefined && !edge && 'domain needs edge=true: it is CloudFront that serves it.',
    restoredTable !== undefined &&
      restoredStream === undefined &&
      `restoredTable needs a restoredStream: enable the stream of ${restoredTable} with NEW_AND_OLD_IMAGES, and give its ARN.`,
    restoredStream !== undefined &&
      restoredStream.split('/')[1] !== restoredTable &&
      'restoredStream must be the stream of restoredTable.',
    firewall && !edge && 'firewall needs edge=true: it protects the CloudFront distribution.',
  ].filter((problem) => problem !== false);
}
