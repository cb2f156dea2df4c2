import * as z from 'zod';
import { digestDelay } from '../protocol/index.ts';
import { identityProviders } from './identity-providers/settings.ts';

const seconds = z.coerce.number().int().positive();
const withoutSlash = (url: string) => url.replace(/\/+$/, '');

/** The header in which CloudFront says that a request came through it; what a client sends under this name it replaces. */
export const edgeHeader = 'x-chatflow-edge';

/**
 * The settings of the domain, with their defaults. A composition root reads them once, from the environment in a
 * Lambda, from the runtime's options on a laptop; nothing else reads the environment.
 */
export const configSchema = z.object({
  /** `iss` and `aud` of access tokens. */
  tokenIssuer: z.string().min(1).default('chatflow'),
  tokenAudience: z.string().min(1).default('chatflow'),
  accessTokenSeconds: seconds.default(15 * 60),
  /** How long a device stays signed in without being used. */
  refreshTokenSeconds: seconds.default(30 * 24 * 3600),
  /** How long a device stays signed in at most, however much it is used. */
  sessionSeconds: seconds.default(365 * 24 * 3600),
  /** bcrypt's cost: 2^cost rounds. */
  passwordCost: z.coerce.number().int().min(4).max(15).default(12),
  /** How long unwrapped data keys stay in memory. */
  dataKeyCacheSeconds: seconds.default(5 * 60),
  /** Where clients reach everything, as in `https://chat.example.org`, where a setting says it and not each request. */
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .transform(withoutSlash)
    .optional(),
  /** Where clients open sockets, if that is not `/ws` on the host of the HTTP API. */
  socketUrl: z
    .url({ protocol: /^wss?$/ })
    .transform(withoutSlash)
    .optional(),
  /**
   * What `edgeHeader` may hold: the secret that CloudFront sends, and the one that it sent before. Where there is none,
   * requests come from anywhere.
   */
  edgeSecrets: z.array(z.string().min(32)).max(2).default([]),
  /** Whom people can sign in with besides their passwords. */
  identityProviders: identityProviders.default([]),
  /** How long its author can edit a message. */
  messageEditSeconds: seconds.default(48 * 3600),
  /** How long entries of the audit log are kept. */
  auditRetentionDays: z.coerce.number().int().min(1).max(3_650).default(365),
  /** `off` lets everything through, for load tests; only the local runtime can be set so. */
  rateLimits: z.enum(['on', 'off']).default('on'),
  /** `optional` lets moderators and administrators use their role without a second factor; only the local runtime can be set so. */
  roleSecondFactor: z.enum(['required', 'optional']).default('required'),
  /** `on`: uploads wait for the result of a search for malware, which the media stack has made. */
  malwareScan: z.enum(['on', 'off']).default('off'),
  /** Whom a push service can turn to, as in `mailto:ops@example.org`. Without it that is `publicUrl`. */
  pushContact: z.url({ protocol: /^(https|mailto)$/ }).optional(),
  /** The services besides those of browsers that pushes are sent by. */
  mobilePush: z.array(z.enum(['fcm', 'apns'])).default([]),
  /** Whether links in messages get previews, which a server has to read the pages for. */
  linkPreviews: z.enum(['on', 'off']).default('on'),
  /** Whether users get e-mails of what they have not read while they are away. */
  digests: z.enum(['on', 'off']).default('on'),
  /** After how long away those get one who chose nothing; `off`: only those who choose a time. */
  digestDefault: digestDelay.default('1h'),
  /** Whether these e-mails show what messages say, for users who have notifications show that: then it leaves what is encrypted at rest. */
  digestPreviews: z.enum(['on', 'off']).default('off'),
  /** A mailbox that requests to get no more of them may be sent to, besides the link. */
  unsubscribeMailbox: z.email().optional(),
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});
export type Config = z.infer<typeof configSchema>;

/** The configuration with the given settings and defaults for the rest. Throws a `ZodError` naming wrong values. */
export function configure(settings: Partial<z.input<typeof configSchema>> = {}): Config {
  return configSchema.parse(settings);
}
