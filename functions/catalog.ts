import type { Catalog, FunctionDefinition, TriggerKind } from './definition.ts';

/** A client waits 10 s for an answer at most. */
const answer = { memoryMiB: 512, timeoutSeconds: 10 } as const;
/** Posting an event to a user's sockets: find them, post, forget closed ones, queue the rest. */
const publishing = { sockets: ['POST'], work: true } as const;

/**
 * Every function of the backend. Bundles, the stacks with sizes, permissions and routes, and the local runtime follow
 * from it, so adding a function is adding an entry and its handler. The file names its handlers and imports none: `infra/`
 * reads it too.
 */
export const catalog = {
  auth: {
    handler: 'http/auth.ts',
    trigger: { kind: 'http', prefixes: ['auth'] },
    // one whole CPU: bcrypt at cost 12 takes most of a second of it. A flood of sign-ins is the most expensive one.
    memoryMiB: 1769,
    timeoutSeconds: 10,
    reserved: 50,
    edge: true,
    passwords: true,
    providers: true,
    grants: {
      durable: ['ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ephemeral: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      dataKey: ['Decrypt', 'GenerateDataKey'],
      tokenKey: ['GetPublicKey', 'Sign'],
      sockets: ['POST', 'DELETE'],
      work: true,
    },
    impact: 'Users cannot register, sign in or stay signed in.',
  },
  users: {
    handler: 'http/users.ts',
    trigger: { kind: 'http', prefixes: ['bots', 'users'] },
    ...answer,
    edge: true,
    // a bot has an account with a key of its own; its tokens are revoked, and sockets closed with them
    grants: {
      durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ephemeral: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      dataKey: ['Decrypt', 'GenerateDataKey'],
      tokenKey: ['GetPublicKey'],
      sockets: ['POST', 'DELETE'],
      work: true,
    },
    impact: 'Users cannot load profiles, find other users, change their settings or manage their bots.',
  },
  conversations: {
    handler: 'http/conversations.ts',
    trigger: { kind: 'http', prefixes: ['conversations', 'discover', 'hooks', 'invites', 'stars', 'sync'] },
    ...answer,
    memoryMiB: 1024,
    edge: true,
    grants: {
      durable: [
        'BatchGetItem',
        'ConditionCheckItem',
        'DeleteItem',
        'GetItem',
        'PutItem',
        'Query',
        'UpdateItem',
      ],
      ephemeral: ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'],
      dataKey: ['Decrypt', 'GenerateDataKey'],
      tokenKey: ['GetPublicKey'],
      ...publishing,
    },
    impact: 'Users cannot load conversations and history, and clients without a socket cannot send.',
  },
  notifications: {
    handler: 'http/notifications.ts',
    trigger: { kind: 'http', prefixes: ['notifications', 'push'] },
    ...answer,
    edge: true,
    grants: {
      durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ephemeral: ['BatchGetItem', 'Query', 'UpdateItem'],
      dataKey: ['Decrypt'],
      tokenKey: ['GetPublicKey'],
      pushKey: ['GetPublicKey'],
      // the devices of one user, which it posts to by itself
      sockets: ['POST'],
    },
    impact: 'Users cannot load what they have not seen yet, and devices cannot subscribe to pushes.',
  },
  later: {
    handler: 'http/later.ts',
    trigger: { kind: 'http', prefixes: ['reminders', 'scheduled'] },
    ...answer,
    edge: true,
    grants: {
      durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ephemeral: ['BatchGetItem', 'Query', 'UpdateItem'],
      dataKey: ['Decrypt'],
      tokenKey: ['GetPublicKey'],
      timers: ['CreateSchedule', 'UpdateSchedule', 'DeleteSchedule'],
      ...publishing,
    },
    impact: 'Users cannot schedule messages, nor set reminders; what waits already is sent at its time.',
  },
  admin: {
    handler: 'http/admin.ts',
    trigger: { kind: 'http', prefixes: ['admin'] },
    ...answer,
    edge: true,
    grants: {
      durable: [
        'BatchGetItem',
        'ConditionCheckItem',
        'DeleteItem',
        'GetItem',
        'PutItem',
        'Query',
        'UpdateItem',
      ],
      ephemeral: ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      dataKey: ['Decrypt'],
      tokenKey: ['GetPublicKey'],
      sockets: ['POST', 'DELETE'],
      work: true,
    },
    impact: 'Administrators cannot see or change users and settings; the commands of operators still can.',
  },
  media: {
    handler: 'http/media.ts',
    trigger: { kind: 'http', prefixes: ['media'] },
    ...answer,
    edge: true,
    grants: {
      durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ephemeral: ['Query', 'UpdateItem'],
      dataKey: ['Decrypt', 'GenerateDataKey'],
      tokenKey: ['GetPublicKey'],
      media: [
        'GetObject media',
        'GetObject uploads',
        'ListMultipartUploadParts uploads',
        'PutObject uploads',
      ],
    },
    impact: 'Users cannot upload files, and see no pictures but those that their clients keep.',
  },
  // pictures are decoded whole; a long recording is copied and read once
  'media-process': {
    handler: 'objects/media.ts',
    trigger: { kind: 'object' },
    memoryMiB: 2048,
    timeoutSeconds: 120,
    // a flood of uploads must not use up the concurrency of the whole account
    reserved: 50,
    mediaTools: true,
    packages: ['sharp'],
    grants: {
      durable: ['GetItem', 'UpdateItem'],
      dataKey: ['Decrypt'],
      media: [
        'DeleteObject media',
        'DeleteObject uploads',
        'GetObject media',
        'GetObject uploads',
        'PutObject media',
      ],
      work: true,
    },
    impact: 'Files that users send stay unavailable until a later attempt succeeds.',
  },
  'media-scanned': {
    handler: 'objects/scanned.ts',
    trigger: { kind: 'scan' },
    ...answer,
    memoryMiB: 256,
    grants: {
      durable: ['GetItem', 'UpdateItem'],
      media: ['DeleteObject media', 'DeleteObject uploads'],
      work: true,
    },
    impact: 'Files that users send stay unavailable, where uploads are searched for malware.',
  },
  meta: {
    handler: 'http/meta.ts',
    trigger: { kind: 'http', prefixes: ['*'] },
    ...answer,
    memoryMiB: 256,
    edge: true,
    grants: { tokenKey: ['GetPublicKey'] },
    impact:
      'No user impact, but the API documents, the health check and the public keys of tokens are not served.',
  },
  // API Gateway wants a refused token as an error of the function, so its errors are no alarm
  'ws-authorize': {
    handler: 'ws/authorize.ts',
    trigger: { kind: 'authorize' },
    ...answer,
    edge: true,
    // the tokens of bots, and their use
    grants: {
      durable: ['GetItem', 'UpdateItem'],
      ephemeral: ['Query'],
      tokenKey: ['GetPublicKey'],
    },
  },
  'ws-connect': {
    handler: 'ws/connect.ts',
    trigger: { kind: 'connect' },
    ...answer,
    edge: true,
    grants: {
      // whom among the watchers a block or the settings keep from noticing
      durable: ['BatchGetItem', 'GetItem'],
      ephemeral: ['BatchGetItem', 'Query', 'UpdateItem'],
      sockets: ['POST', 'DELETE'],
      work: true,
    },
    impact: 'Users who connect are shown as offline and get no messages until a later attempt succeeds.',
  },
  'ws-frame': {
    handler: 'ws/frame.ts',
    trigger: { kind: 'frame' },
    ...answer,
    // posts to 100 sockets at once
    memoryMiB: 1024,
    // API Gateway names the sender of a frame itself, so nothing reads it from the table.
    // Deletes on the durable table: a reaction that is taken back, and the pin of a message that is deleted.
    grants: {
      durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ephemeral: [
        'BatchGetItem',
        'ConditionCheckItem',
        'DeleteItem',
        'GetItem',
        'PutItem',
        'Query',
        'UpdateItem',
      ],
      dataKey: ['Decrypt'],
      ...publishing,
    },
    impact: 'Users see their messages fail to send.',
  },
  'ws-disconnect': {
    handler: 'ws/disconnect.ts',
    trigger: { kind: 'disconnect' },
    ...answer,
    memoryMiB: 256,
    grants: { ephemeral: ['UpdateItem'], work: true },
    impact: 'Users who disconnected are still shown as online.',
  },
  // before those that call it
  'fetch-page': {
    handler: 'pages/fetch-page.ts',
    trigger: { kind: 'page' },
    memoryMiB: 256,
    timeoutSeconds: 12,
    // what is slow elsewhere holds up no more of the queue than this
    reserved: 10,
    isolated: true,
    // its errors are no alarm: what fails is counted by those that call it (`FailedLinkPreviews`)
    grants: {},
  },
  // before those that call it
  'post-outbound': {
    handler: 'outbound/post-outbound.ts',
    trigger: { kind: 'post' },
    memoryMiB: 256,
    timeoutSeconds: 15,
    // what is slow elsewhere holds up no more of the queue than this
    reserved: 10,
    isolated: true,
    // its errors are no alarm: what fails is tried again by those that call it
    grants: {},
  },
  'queue-work': {
    handler: 'queue/work.ts',
    trigger: { kind: 'queue' },
    memoryMiB: 512,
    timeoutSeconds: 30,
    // Work can create work: a bug in it must not use up the concurrency of the whole account.
    reserved: 50,
    grants: {
      // mails: whom to write to, and the token of the link; presence: whom blocks or settings keep from noticing
      // deleted groups: what is left of them
      durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      // the key of the month, where the picture of a preview is its first file
      dataKey: ['Decrypt', 'GenerateDataKey'],
      mail: ['SendEmail'],
      // the objects of files that are gone
      // and the pictures of previews, which go the way of all uploads
      media: [
        'AbortMultipartUpload uploads',
        'DeleteObject media',
        'DeleteObject uploads',
        'PutObject uploads',
      ],
      pages: ['InvokeFunction'],
      // webhooks, and pushes to browsers
      outbound: ['InvokeFunction'],
      pushKey: ['GetPublicKey', 'Sign'],
      // and to apps
      mobilePush: ['CreatePlatformEndpoint', 'DeleteEndpoint', 'Publish'],
      ephemeral: ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem'],
      // what is looked at before its time is looked at again
      timers: ['CreateSchedule', 'UpdateSchedule'],
      ...publishing,
    },
    impact:
      'Members of big groups get messages late, until they open the conversation; mails, scheduled messages and reminders are late.',
  },
  'after-commit': {
    handler: 'stream/after-commit.ts',
    trigger: { kind: 'stream' },
    memoryMiB: 256,
    timeoutSeconds: 30,
    // Nothing is reserved: a shard of the stream has one instance at most, and its work never comes back to the stream.
    // it counts, which needs nothing besides the stream, seals the entries of the audit log, and has deleted groups erased
    grants: { durable: ['GetItem', 'PutItem', 'Query'], dataKey: ['Decrypt'], work: true },
    impact:
      'No user impact: the counts on the dashboard are late, and so is other work that follows what was stored. Entries of the audit log are not sealed yet.',
  },
  probe: {
    handler: 'schedule/probe.ts',
    trigger: { kind: 'schedule' },
    ...answer,
    memoryMiB: 256,
    edge: true,
    // it uses the public addresses, as clients do
    grants: {},
    impact: 'No user impact, but nothing checks from outside whether users can connect.',
  },
  // the operator who calls it sees its errors, so they are no alarm
  'rotate-key': {
    handler: 'command/rotate-key.ts',
    trigger: { kind: 'command' },
    ...answer,
    memoryMiB: 256,
    grants: { durable: ['GetItem', 'PutItem', 'UpdateItem'], dataKey: ['GenerateDataKey'] },
  },
  roles: {
    handler: 'command/roles.ts',
    trigger: { kind: 'command' },
    ...answer,
    memoryMiB: 256,
    grants: {
      durable: ['DeleteItem', 'GetItem', 'PutItem', 'UpdateItem'],
      ephemeral: ['PutItem'],
      dataKey: ['Decrypt'],
    },
  },
  suspensions: {
    handler: 'command/suspensions.ts',
    trigger: { kind: 'command' },
    ...answer,
    memoryMiB: 256,
    grants: {
      durable: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ephemeral: ['BatchGetItem', 'PutItem', 'UpdateItem'],
      dataKey: ['Decrypt'],
      sockets: ['POST', 'DELETE'],
      work: true,
    },
  },
  reindex: {
    handler: 'command/reindex.ts',
    trigger: { kind: 'command' },
    memoryMiB: 512,
    // as many blocks as it gets done; then it says where to go on
    timeoutSeconds: 60,
    grants: { durable: ['BatchGetItem', 'GetItem', 'PutItem', 'Query'], dataKey: ['Decrypt'] },
  },
  import: {
    handler: 'command/import.ts',
    trigger: { kind: 'command' },
    memoryMiB: 1024,
    // as many messages as one step has; the search index in several
    timeoutSeconds: 60,
    grants: {
      durable: ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      dataKey: ['Decrypt', 'GenerateDataKey'],
      // the forms by which the operator's machine uploads files
      media: ['GetObject uploads', 'PutObject uploads'],
    },
  },
  audit: {
    handler: 'command/audit.ts',
    trigger: { kind: 'command' },
    memoryMiB: 512,
    // a day of many entries
    timeoutSeconds: 60,
    grants: { durable: ['BatchGetItem', 'GetItem', 'Query'], dataKey: ['Decrypt'] },
  },
} as const satisfies Catalog;

export type FunctionName = keyof typeof catalog;
/** The functions that a kind of trigger calls. */
export type NameOf<Kind extends TriggerKind> = {
  [Name in FunctionName]: Kind extends (typeof catalog)[Name]['trigger']['kind'] ? Name : never;
}[FunctionName];

export const functionNames = Object.keys(catalog) as FunctionName[];

/** A function of the catalog, by its general type. */
export const definitionOf = (name: FunctionName): FunctionDefinition => catalog[name];

/**
 * Which function answers `/v1/<prefix>` and everything below it. Requests to any other address go to that of `*`. The
 * local gateway and the HTTP API route by this.
 */
export function httpPrefixes(of: Catalog = catalog): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(of).flatMap(([name, { trigger }]) =>
      trigger.kind === 'http' ? trigger.prefixes.map((prefix) => [prefix, name] as const) : [],
    ),
  );
}
