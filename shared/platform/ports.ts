import type { Logger } from './logger.ts';
import type { PublicJwk, PushPayload } from '../protocol/index.ts';
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
  /** How late a timer may go off, in milliseconds. `wakeAt` of `wake.ts` allows for it. */
  readonly lateness: number;
  /**
   * Has `work` put on the queue at `at`, in epoch milliseconds, or up to `lateness` later; at once where that is over. It takes
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
  /** Further header fields, by name. */
  headers?: Readonly<Record<string, string>>;
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
/** The size of an object in bytes, its type, and its SHA-256 in base64 where the upload gave it. */
export interface ObjectHead {
  size: number;
  contentType: string;
  sha256?: string;
}

/**
 * Files, by key: 1 to 200 of `A-Z a-z 0-9 - _ . /`, none of whose parts begins with a dot. Addresses that it gives out are
 * signed and expire. An object is there whole or not at all. Rejects with `Unavailable`, or with an `Error` for a wrong key.
 */
export interface ObjectStore {
  /**
   * A form that uploads exactly `size` bytes (1 or more) of this type, and with this SHA-256 (base64) where it is given, for
   * `seconds`. The file is its last field, named `file`. Anything else is refused while it arrives, and nothing is stored.
   */
  presignUpload(upload: {
    key: string;
    contentType: string;
    size: number;
    sha256?: string | undefined;
    seconds: number;
  }): Promise<UploadForm>;
  /** Begins an upload in parts, which is dropped a day later if it is not completed. Gives its id. */
  beginParts(upload: { key: string; contentType: string }): Promise<string>;
  /**
   * An address that takes exactly `size` bytes as part `number` (from 1) by PUT for `seconds`. A part may be sent again. All
   * but the last must have at least 5 MiB.
   */
  presignPart(part: {
    key: string;
    uploadId: string;
    number: number;
    size: number;
    seconds: number;
  }): Promise<string>;
  /** The parts that have arrived, by number; none of an upload that is not under way. */
  listParts(upload: { key: string; uploadId: string }): Promise<{ number: number; size: number }[]>;
  /**
   * Makes one object of the parts 1 to `count`. `incomplete`: one of them is missing, or the upload is not under way (also
   * because it was completed before: then `head` finds the object).
   */
  completeParts(upload: {
    key: string;
    uploadId: string;
    count: number;
  }): Promise<'completed' | 'incomplete'>;
  /** Drops an upload in parts with what has arrived; one that is not under way is fine. */
  abortParts(upload: { key: string; uploadId: string }): Promise<void>;
  /**
   * An address that downloads the object as this type for `seconds` and up to half as long again, so that it stays the same
   * for a while and browsers can keep what they read. `inline`: browsers show it; otherwise they save it as `fileName`.
   */
  presignDownload(download: {
    key: string;
    fileName: string;
    contentType: string;
    inline: boolean;
    seconds: number;
  }): Promise<string>;
  /** `undefined` where there is no such object. */
  head(key: string): Promise<ObjectHead | undefined>;
  /**
   * The bytes of an object, or those from `from` to `to` (both included; the end where the object is shorter). `undefined`
   * where there is no such object, or where it ends before `from`.
   */
  read(key: string, range?: { from: number; to: number }): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Puts an object in the place of the one that may be there. */
  write(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /**
   * Copies an object within the store, as this type, unless there is one at `to`, which stays. Rejects with an `Error` where
   * there is nothing to copy.
   */
  copy(from: string, to: string, contentType: string): Promise<void>;
  /** Deletes objects, at most 1,000; those that are gone already are fine. */
  delete(keys: readonly string[]): Promise<void>;
}

/** A picture made anew: nothing of what came with it is left but what one sees. Its size is in pixels, upright. */
export interface MadeImage {
  original: Uint8Array;
  width: number;
  height: number;
  animated: boolean;
  /** Smaller ones as WebP, by their nominal width. */
  thumbnails: { width: number; bytes: Uint8Array }[];
  /** A ThumbHash, in base64. */
  placeholder: string;
}
/** The most pixels that are decoded: of a picture that stands still, and of all frames of one that moves. */
export interface ImageBounds {
  mostPixels: { still: number; moving: number };
  widths: readonly number[];
}
/** Makes pictures out of what was uploaded. The header is read before anything is decoded. */
export interface ImageMaker {
  /**
   * The picture in its own format, upright and without metadata, and smaller ones of these `widths` (ascending): the first, and
   * each for which it is wider than the one before; none is enlarged. A GIF or WebP that moves keeps moving; the smaller ones show its first frame.
   */
  clean(bytes: Uint8Array, bounds: ImageBounds): Promise<MadeImage | 'unreadable' | 'too_many_pixels'>;
  /** The middle of the picture as squares with sides of `widths` (ascending), never enlarged; the largest is the original, a WebP. */
  square(bytes: Uint8Array, bounds: ImageBounds): Promise<MadeImage | 'unreadable' | 'too_many_pixels'>;
}

/** A file of which ranges can be read. */
export interface RecordingSource {
  /** In bytes. */
  size: number;
  /** The bytes from `from` to `to`, both included. */
  read(from: number, to: number): Promise<Uint8Array>;
}
/** What the container of a video or sound says. */
export interface Recording {
  hasVideo: boolean;
  /** Missing where it does not say. */
  durationSeconds?: number;
  /** In pixels, as it is shown. */
  width?: number;
  height?: number;
}
/** Reads what files are. */
export interface FileReader {
  /** The type (MIME) that the first kilobytes of a file show; `undefined` for text and what is not known. */
  typeOf(beginning: Uint8Array): Promise<string | undefined>;
  /** `undefined`: it is no video or sound that can be read. Rejects as the source does. */
  recording(source: RecordingSource): Promise<Recording | undefined>;
}

/** Looks for malware in objects. */
export interface Scanner {
  /** `pending`: the result comes later, by `applyScan` of `shared/media/`. Rejects with `Unavailable`. */
  scan(key: string): Promise<'clean' | 'found' | 'pending'>;
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

/** Why a page has no preview. */
export type PageRefusal = (typeof pageRefusals)[number];
export const pageRefusals = [
  /** The address, or one that it leads to, is not of a public web server. */
  'not_allowed',
  /** No such name, no connection, or no page there. */
  'unreachable',
  'timed_out',
  'too_many_redirects',
  /** What is there is no HTML. */
  'no_page',
  'unreadable',
  /** It has no title. */
  'nothing_to_show',
] as const;

/** What a page says of itself, each text one line, and the picture that it gives for that. */
export interface FetchedPage {
  title: string;
  description?: string;
  siteName?: string;
  picture?: { contentType: 'image/gif' | 'image/jpeg' | 'image/png' | 'image/webp'; bytes: Uint8Array };
}

/** Reads pages of the public web, where nothing of this system can be reached. */
export interface PageFetcher {
  /** What the page at an address says of itself. Rejects with `Unavailable`. */
  fetch(address: string): Promise<FetchedPage | PageRefusal>;
}

/** What is posted to a server of the public internet. */
export interface OutboundRequest {
  /** An https address. It may be a secret, and stands in no log. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** Why a request got no answer. */
export type OutboundFailure = (typeof outboundFailures)[number];
export const outboundFailures = [
  /** The address, or one for which its name stands, is not of a public server. */
  'address',
  /** No such name, or the connection was refused or broke. */
  'connection',
  /** The server has no certificate that counts for its name. */
  'tls',
  /** No connection within 3 s, or no answer within 10 s. */
  'timeout',
] as const;

/** What came of a request, and how long it took. A redirect is an answer like others, and is not followed. */
export type OutboundOutcome = { milliseconds: number } & (
  | { status: number; /** What the server asks to be spared for. */ retryAfterSeconds?: number }
  | { failed: OutboundFailure }
);

/** Posts to servers whose addresses users gave, from where nothing of this system can be reached. */
export interface Outbound {
  /** Whether an address may be posted to, as far as it shows by itself: what its name stands for is checked with each request. */
  isTarget(url: string): boolean;
  /**
   * Posts all of them at once and gives what came of each, in their order: at most 20, whose bodies have at most 3 MiB together.
   * Whether they were done is not known where it rejects: with `Unavailable`, or with an `Error` for too many.
   */
  post(requests: readonly OutboundRequest[]): Promise<OutboundOutcome[]>;
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

/** Where a device is reached by pushes. All of it is secret. */
export type PushAddress = WebAddress | MobileAddress;
export interface WebAddress {
  type: 'web';
  endpoint: string;
  /** What pushes are encrypted with (RFC 8291), in base64url. */
  keys: { p256dh: string; auth: string };
  /** When the browser ends it, in epoch milliseconds. */
  expiresAt?: number;
}
export interface MobileAddress {
  type: 'fcm' | 'apns';
  token: string;
}

/** A push to one device. */
export interface Push<Address extends PushAddress = PushAddress> {
  address: Address;
  payload: PushPayload;
  /** Takes the place of one that the service has not delivered yet: at most 32 characters of base64url. */
  topic: string;
  urgency: 'high' | 'normal' | 'low';
  /** How long the service tries to deliver it. */
  ttlSeconds: number;
}

/** What became of a push. */
export type PushOutcome =
  | 'sent'
  /** The device is not reached there any more. */
  | 'gone'
  /** The service does not take it. It says no more, as that could hold the address. */
  | 'refused'
  /** It may be taken later. */
  | { retryAfterSeconds: number | undefined };

/** Apps on phones, by the services of their makers. */
export interface MobilePush {
  /** What came of each, in their order. Rejects with `Unavailable`. */
  send(pushes: readonly Push<MobileAddress>[]): Promise<PushOutcome[]>;
}

/** Everything the domain reaches the world through: AWS and one machine are two sets of these. */
export interface Ports {
  durable: Table;
  ephemeral: Table;
  sockets: Sockets;
  objects: ObjectStore;
  work: WorkQueue;
  timers: Timers;
  keys: KeyService;
  signer: TokenSigner;
  passwords: PasswordHasher;
  mailer: Mailer;
  providers: IdentityProviders;
  images: ImageMaker;
  files: FileReader;
  scanner: Scanner;
  pages: PageFetcher;
  /** Signs pushes to browsers (VAPID, RFC 8292): with another key than tokens. */
  pushKey: TokenSigner;
  mobilePush: MobilePush;
  outbound: Outbound;
  clock: Clock;
  random: Random;
  log: Logger;
  metrics: Metrics;
  config: Config;
}
