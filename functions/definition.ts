/** What calls a function. */
export type Trigger =
  /** Requests to `/v1/<prefix>` and everything below; `*` stands for every other request. */
  | { kind: 'http'; prefixes: readonly string[] }
  /** The `$connect` authorizer of the WebSocket API, and its routes. */
  | { kind: 'authorize' | 'connect' | 'frame' | 'disconnect' }
  /** The work queue. */
  | { kind: 'queue' }
  /** The stream of the durable table. */
  | { kind: 'stream' }
  /** A file that was uploaded below `uploads/`. */
  | { kind: 'object' }
  /** What a scan for malware found, where the stage has one. */
  | { kind: 'scan' }
  /** A schedule, every few minutes. */
  | { kind: 'schedule' }
  /** An operator who may invoke it, by hand. Nothing else calls it. */
  | { kind: 'command' }
  /** Another function that is granted `pages`. */
  | { kind: 'page' }
  /** Another function that is granted `outbound`. */
  | { kind: 'post' };
export type TriggerKind = Trigger['kind'];

type TableAction =
  'BatchGetItem' | 'ConditionCheckItem' | 'DeleteItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

type MediaAction =
  'AbortMultipartUpload' | 'DeleteObject' | 'GetObject' | 'ListMultipartUploadParts' | 'PutObject';

/**
 * Exactly what a function uses of the deployment. A transaction needs the actions of its parts; it has none of its own.
 * Reading its own queue or stream and writing its own log are not in here.
 */
export interface Grants {
  durable?: readonly TableAction[];
  ephemeral?: readonly TableAction[];
  dataKey?: readonly ('Decrypt' | 'GenerateDataKey' | 'ReEncryptFrom' | 'ReEncryptTo')[];
  tokenKey?: readonly ('GetPublicKey' | 'Sign')[];
  /** The key that signs pushes to browsers. */
  pushKey?: readonly ('GetPublicKey' | 'Sign')[];
  /** Pushing to apps, where the stage has applications of SNS for that. */
  mobilePush?: readonly ('CreatePlatformEndpoint' | 'DeleteEndpoint' | 'Publish')[];
  /** Posting to sockets, and closing them. */
  sockets?: readonly ('POST' | 'DELETE')[];
  /** Adding work to the queue. */
  work?: true;
  /** Sending mail. */
  mail?: readonly 'SendEmail'[];
  /** Files, each action on those below a prefix. Who may read them learns from S3 which of them there are. */
  media?: readonly `${MediaAction} ${'uploads' | 'media'}`[];
  /** Having pages of the web read, by the function that does. */
  pages?: readonly 'InvokeFunction'[];
  /** Having servers of the internet posted to, by the function that does. */
  outbound?: readonly 'InvokeFunction'[];
  /** Setting timers (two actions, as one may take the place of another) and cancelling them. */
  timers?: readonly ('CreateSchedule' | 'UpdateSchedule' | 'DeleteSchedule')[];
}

/** One Lambda function. */
export interface FunctionDefinition {
  /** The module below `functions/` that exports `lambda` (`functions/lambda.ts`). */
  handler: `${string}.ts`;
  trigger: Trigger;
  memoryMiB: number;
  timeoutSeconds: number;
  /** Concurrent instances that are reserved for it, and its upper limit, where the stage reserves any. */
  reserved?: number;
  /** Clients, or the probe in their place, reach it through CloudFront: it gets the secrets that CloudFront sends along. */
  edge?: true;
  grants: Grants;
  /**
   * It deals with what strangers wrote, and gets nothing of the deployment: no domain, no names of resources, no settings. Its grants
   * are empty.
   */
  isolated?: true;
  /** It hashes passwords and judges their strength: the others do not carry the list of common ones. */
  passwords?: true;
  /** It looks at uploads and makes pictures of them: the others do not carry the libraries for it. */
  mediaTools?: true;
  /** It asks the providers that people sign in with, and gets their secrets: the others do not carry the library for it. */
  providers?: true;
  /** What users notice while it fails. Without it no alarm watches its errors. */
  impact?: string;
  /**
   * Packages that cannot be bundled, such as those with native code. They are installed beside the bundle for Lambda's
   * platform, in the versions of `package-lock.json`.
   */
  packages?: readonly string[];
}
export type Catalog = Readonly<Record<string, FunctionDefinition>>;
