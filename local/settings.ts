import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { configSchema } from '../shared/platform/config.ts';
import { identityProviders, parseProviders } from '../shared/platform/identity-providers/settings.ts';

const wholePort = 'must be a whole number from 0 to 65535';

/** The settings of the local runtime, by the environment variables that give them. */
const settingsSchema = z
  .object({
    /** 0 takes a free one. */
    PORT: z
      .string()
      .regex(/^\d+$/, wholePort)
      .transform(Number)
      .pipe(z.number().max(65_535, wholePort))
      .default(3000),
    /** Only this machine is let in unless this says otherwise. */
    HOST: z.string().min(1).default('127.0.0.1'),
    DATA_DIR: z.string().min(1).default('.local'),
    TABLE: z.enum(['sqlite', 'dynamodb']).default('sqlite'),
    /** Whether to build and serve the web client; `off` leaves the APIs alone. */
    WEB: z.enum(['on', 'off']).default('on'),
    /** A DynamoDB engine, for `TABLE=dynamodb`. */
    DYNAMODB_ENDPOINT: z.url().optional(),
    /** Whether to follow up what is stored on that engine, by its stream; `off` spares a slow engine the work. */
    DYNAMODB_STREAM: z.enum(['on', 'off']).default('on'),
    /** Begins the names of the tables there, so that several backends can share an engine. */
    TABLE_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{0,100}$/, 'may hold letters, digits, underscores, dots and hyphens')
      .default(''),
    /** `FULL` survives a power cut too, at the price of a disk sync per group of writes. */
    SQLITE_SYNCHRONOUS: z.enum(['NORMAL', 'FULL']).default('NORMAL'),
    /** Origins whose pages may call the HTTP API, separated by commas; by default Vite's development server. */
    CORS_ORIGINS: z
      .string()
      .default('http://localhost:5173')
      .transform((list) => list.split(',').map((origin) => origin.trim())),
    /** Where clients reach it, if a proxy stands before it; else the documents of the contract go by the `Host` header. */
    PUBLIC_URL: configSchema.shape.publicUrl,
    /** bcrypt's cost. Lower than the default is for tests, which sign many people in. */
    PASSWORD_COST: configSchema.shape.passwordCost,
    /** `off` lets everything through that rate limits would refuse: for load tests. */
    RATE_LIMITS: configSchema.shape.rateLimits,
    /** Whom people can sign in with: a list in JSON, or the path of a file that holds it. */
    IDENTITY_PROVIDERS: z.string().transform(providersText).pipe(identityProviders).default([]),
    /** How long entries of the audit log are kept, in days. */
    AUDIT_RETENTION_DAYS: configSchema.shape.auditRetentionDays,
    MESSAGE_EDIT_SECONDS: configSchema.shape.messageEditSeconds,
    /** `off`: links in messages get no previews, and no page is read for them. */
    LINK_PREVIEWS: configSchema.shape.linkPreviews,
    /** `any` lets webhooks and the like go to this machine and private networks too: to try what is built on them. */
    OUTBOUND_TARGETS: z.enum(['public', 'any']).default('public'),
    /** `off`: no one gets e-mails of what they have missed. */
    DIGESTS: configSchema.shape.digests,
    DIGEST_DEFAULT: configSchema.shape.digestDefault,
    DIGEST_PREVIEWS: configSchema.shape.digestPreviews,
    UNSUBSCRIBE_MAILBOX: configSchema.shape.unsubscribeMailbox,
    /** `optional` lets moderators and administrators use their role without a second factor. */
    ROLE_SECOND_FACTOR: configSchema.shape.roleSecondFactor,
    LOG_LEVEL: configSchema.shape.logLevel.default('warn'),
  })
  .refine((env) => env.TABLE !== 'dynamodb' || env.DYNAMODB_ENDPOINT !== undefined, {
    path: ['DYNAMODB_ENDPOINT'],
    message: 'is needed with TABLE=dynamodb, for example http://localhost:8000',
  });

/** The list of providers in a setting or in the file that it names. */
function providersText(setting: string, context: z.RefinementCtx): unknown {
  const addIssue = (issue: string) => context.addIssue(issue);
  if (setting.trimStart().startsWith('[')) return readProviders(setting, addIssue);
  let text: string;
  try {
    text = readFileSync(setting, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    addIssue(
      `must be a list in JSON or the path of a file that holds one: ${setting} cannot be read (${reason})`,
    );
    return z.NEVER;
  }
  return readProviders(text, addIssue);
}

function readProviders(text: string, addIssue: (issue: string) => void): unknown {
  const parsed = parseProviders(text);
  if (Array.isArray(parsed)) return parsed;
  addIssue('must be a list in JSON: [{ "id": "google", "clientId": "…", "clientSecret": "…" }]');
  return z.NEVER;
}

export type Settings = z.infer<typeof settingsSchema>;

/** Reads the settings; empty ones count as not given. Throws an `Error` with a line for each wrong one. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const given = Object.entries(env).filter(([, value]) => value !== '');
  const result = settingsSchema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new Error(`Some settings are wrong:\n${lines.join('\n')}`);
}

/** The address of the HTTP API, without its path, for programs on this machine. `port` is the one that `PORT=0` took. */
export function localOrigin({ HOST }: Settings, port: number): string {
  const everywhere = ['127.0.0.1', '0.0.0.0', '::'].includes(HOST);
  const host = HOST.includes(':') ? `[${HOST}]` : HOST;
  return `http://${everywhere ? 'localhost' : host}:${port}`;
}
