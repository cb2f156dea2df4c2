import type { Logger } from './logger.ts';
import type { PublicJwk } from '../protocol/index.ts';
import type { Config } from './config.ts';
import type { CounterName, TimerName } from './metrics.ts';
import type { Table } from './table.ts';

/** The time, in milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** Cryptographically strong random bytes. */
export type Random = (bytes: number) => Uint8Array;

/** Open WebSockets, by connection id. */
export interface Sockets {
  /**
   * Sends one text frame. `gone`: the socket no longer exists and should be forgotten. Rejects with `Unavailable` when
   * the gateway could not be asked.
   */
  post(connectionId: string, frame: string): Promise<'sent' | 'gone'>;
  /** Closes a socket; one that is gone already is fine. */
  close(connectionId: string): Promise<void>;
}

/** A piece of work as JSON. Each noun declares its own in `work.ts`, and queues no other. */
export interface QueuedWork {
  type: string;
  [field: string]: unknown;
}
export interface WorkQueue<Work extends QueuedWork = QueuedWork> {
  /** Hands work over, to be begun after `delaySeconds` (at most 900). Rejects with `Unavailable`. */
  add(work: Work, delaySeconds?: number): Promise<void>;
}

/** Work for a moment that may be far away. */
export interface Timers<Work extends QueuedWork = QueuedWork> {
  /**
   * Has `work` put on the queue at `at`, in epoch milliseconds, or up to a minute later; at once where that is over. It takes
   * the place of a timer with this name: 1 to 64 of `A-Z a-z 0-9 - _ .`. It goes off at least once: `takeTimer` of
   * `once.ts` makes the effect happen once. Rejects with `Unavailable`, or with an `Error` for a wrong name.
   */
  set(name: string, at: number, work: Work): Promise<void>;
  /** Takes a timer back, if it is there; one that goes off at this moment may still do so. Rejects like `set`. */
  cancel(name: string): Promise<void>;
}

/** What a data key belongs to; the wrapped key opens only with the same context (KMS's "encryption context"). */
export type KeyContext = Readonly<Record<string, string>>;

/** Makes and opens data keys; the key that wraps them never leaves the service. Rejects with `Unavailable`. */
export interface KeyService {
  /** A fresh 256-bit data key, in clear and wrapped. */
  generateDataKey(context: KeyContext): Promise<{ key: Uint8Array; wrapped: Uint8Array }>;
  unwrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array>;
  /**
   * The same data key, wrapped by the key that wraps now; it is not handed out in clear. `undefined`: it is so already, as
   * far as that can be seen. Rejects where `unwrap` would.
   */
  rewrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array | undefined>;
}

/** Signs access tokens with ES256. The private key never leaves the service. */
export interface TokenSigner {
  /** The raw 64-byte signature (r ‖ s) of `input`. Rejects with `Unavailable`. */
  sign(input: Uint8Array): Promise<Uint8Array>;
  /** The id (`kid`) of the key that signs now. */
  keyId(): Promise<string>;
  /** Every public key that tokens may still be signed with. */
  publicKeys(): Promise<PublicJwk[]>;
}

export interface PasswordEstimate {
  guesses: number;
  /** Why they are few, by zxcvbn's name for it. */
  weakness?: string;
}

/**
 * bcrypt and the estimate of strength, where they block no other request: in a worker thread locally, in process in a
 * Lambda that serves one request.
 */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(password: string, hash: string): Promise<boolean>;
  /** How many guesses a password withstands that are made in the best order by one who knows these words of its owner. */
  estimate(password: string, words: readonly string[]): Promise<PasswordEstimate>;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}
export interface Mailer {
  /** Hands a mail over for delivery. Rejects with `Unavailable`. */
  send(mail: Mail): Promise<void>;
}

/** A form that a browser posts a file with, straight to the store. */
export interface UploadForm {
  url: string;
  fields: Record<string, string>;
}
/** Files, by key. Addresses it gives out are signed and expire. */
export interface ObjectStore {
  /** An upload of exactly this type and of 1 to `maxBytes` bytes, possible for `seconds`. */
  presignUpload(upload: {
    key: string;
    contentType: string;
    maxBytes: number;
    seconds: number;
  }): Promise<UploadForm>;
  /** An address that downloads the object for `seconds`, saved under `fileName`. */
  presignDownload(download: { key: string; fileName: string; seconds: number }): Promise<string>;
  /** Size and type of an object, `undefined` where there is none. */
  head(key: string): Promise<{ bytes: number; contentType: string } | undefined>;
  delete(key: string): Promise<void>;
}

/** What is remembered of a sign-in with a provider between its beginning and its end. */
export interface ProviderRequest {
  /** Where the provider sends the browser. */
  redirectUri: string;
  /** Comes back with the browser. */
  state: string;
  /** Comes back in the ID token. */
  nonce: string;
  /** The secret of PKCE (RFC 7636), of which the provider first gets a hash. */
  codeVerifier: string;
}

/** Whom a provider says has signed in. */
export interface ProvidedUser {
  issuer: string;
  /** The user at the provider: the same at every sign-in. */
  subject: string;
  email: string | undefined;
  /** Whether the provider says that it has proved the address. */
  emailVerified: boolean;
  name: string | undefined;
}

/** Providers that people can sign in with. A call rejects with `provider_unavailable` where one does not answer in time. */
export interface IdentityProviders {
  /** `postsForm`: it has the browser post its answer. */
  readonly all: readonly { id: string; name: string; postsForm: boolean }[];
  /** The page of the provider where one signs in. Rejects with `provider_not_found`. */
  begin(id: string, request: ProviderRequest): Promise<string>;
  /** Who signed in there, by what the browser brought back. Rejects with `provider_not_found`, `provider_refused`. */
  finish(
    id: string,
    request: ProviderRequest,
    answer: { code: string; iss?: string | undefined },
  ): Promise<ProvidedUser>;
}

/** Counts and times, for the operators. It never fails: nothing that is done hangs on it. */
export interface Metrics {
  /** Something happened, by default once. */
  count(name: CounterName, times?: number): void;
  /** Something took this many milliseconds. */
  time(name: TimerName, milliseconds: number): void;
  /** Hands over what was recorded since the last call: once, at the end of an invocation. */
  flush(): void;
}

/** Everything the domain reaches the world through: AWS and one machine are two sets of these. */
export interface Ports {
  durable: Table;
  ephemeral: Table;
  sockets: Sockets;
  work: WorkQueue;
  timers: Timers;
  keys: KeyService;
  signer: TokenSigner;
  passwords: PasswordHasher;
  mailer: Mailer;
  providers: IdentityProviders;
  clock: Clock;
  random: Random;
  log: Logger;
  metrics: Metrics;
  config: Config;
}
