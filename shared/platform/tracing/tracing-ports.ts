import { aroundTable } from '../around-table.ts';
import type {
  KeyService,
  ObjectStore,
  PasswordHasher,
  Ports,
  Sockets,
  Timers,
  TokenSigner,
  WorkQueue,
} from '../ports.ts';
import type { Table } from '../table.ts';
import type { TableName } from '../tables.ts';
import { inSpan } from './span.ts';

/** The ports with a span for each call of AWS, and for bcrypt. `tables` are the tables' names there. */
export function tracingPorts(ports: Ports, tables: Readonly<Record<TableName, string>>): Ports {
  return {
    ...ports,
    durable: tracingTable(ports.durable, tables.durable),
    ephemeral: tracingTable(ports.ephemeral, tables.ephemeral),
    sockets: tracingSockets(ports.sockets),
    objects: tracingObjects(ports.objects),
    work: tracingWorkQueue(ports.work),
    timers: tracingTimers(ports.timers),
    keys: tracingKeyService(ports.keys),
    signer: tracingSigner(ports.signer),
    pushKey: tracingSigner(ports.pushKey),
    passwords: tracingPasswords(ports.passwords),
    pages: { fetch: (address) => call('Lambda', 'Invoke', () => ports.pages.fetch(address)) },
    outbound: {
      isTarget: (url) => ports.outbound.isTarget(url),
      post: (requests) => call('Lambda', 'Invoke', () => ports.outbound.post(requests)),
    },
    mailer: { send: (mail) => call('SESv2', 'SendEmail', () => ports.mailer.send(mail)) },
  };
}

/** A call of an AWS service. */
function call<T>(service: string, action: string, run: () => Promise<T>, tableName?: string): Promise<T> {
  return inSpan(`${service}.${action}`, run, {
    'rpc.service': service,
    'rpc.method': action,
    ...(tableName !== undefined && { 'aws.dynamodb.table_names': [tableName] }),
  });
}

/** What DynamoDB calls each operation of a table. */
export const tableActions: Record<keyof Table, string> = {
  get: 'GetItem',
  query: 'Query',
  batchGet: 'BatchGetItem',
  put: 'PutItem',
  update: 'UpdateItem',
  delete: 'DeleteItem',
  transact: 'TransactWriteItems',
};

function tracingTable(table: Table, name: string): Table {
  return aroundTable(table, ({ operation }, run) => call('DynamoDB', tableActions[operation], run, name));
}

function tracingSockets(sockets: Sockets): Sockets {
  const service = 'ApiGatewayManagementApi';
  return {
    post: (connectionId, frame) => call(service, 'PostToConnection', () => sockets.post(connectionId, frame)),
    close: (connectionId) => call(service, 'DeleteConnection', () => sockets.close(connectionId)),
  };
}

/** Addresses are signed without a call. */
function tracingObjects(objects: ObjectStore): ObjectStore {
  return {
    presignUpload: (upload) => objects.presignUpload(upload),
    presignPart: (part) => objects.presignPart(part),
    presignDownload: (download) => objects.presignDownload(download),
    beginParts: (upload) => call('S3', 'CreateMultipartUpload', () => objects.beginParts(upload)),
    listParts: (upload) => call('S3', 'ListParts', () => objects.listParts(upload)),
    completeParts: (upload) => call('S3', 'CompleteMultipartUpload', () => objects.completeParts(upload)),
    abortParts: (upload) => call('S3', 'AbortMultipartUpload', () => objects.abortParts(upload)),
    head: (key) => call('S3', 'HeadObject', () => objects.head(key)),
    read: (key, range) => call('S3', 'GetObject', () => objects.read(key, range)),
    write: (key, bytes, contentType) => call('S3', 'PutObject', () => objects.write(key, bytes, contentType)),
    copy: (from, to, contentType) => call('S3', 'CopyObject', () => objects.copy(from, to, contentType)),
    delete: (keys) => call('S3', 'DeleteObjects', () => objects.delete(keys)),
  };
}

function tracingWorkQueue(queue: WorkQueue): WorkQueue {
  return {
    add: (work, delaySeconds) => call('SQS', 'SendMessage', () => queue.add(work, delaySeconds)),
  };
}

/** One that takes the place of another is two calls, which are one span here. */
function tracingTimers(timers: Timers): Timers {
  return {
    lateness: timers.lateness,
    set: (name, at, work) => call('Scheduler', 'CreateSchedule', () => timers.set(name, at, work)),
    cancel: (name) => call('Scheduler', 'DeleteSchedule', () => timers.cancel(name)),
  };
}

function tracingKeyService(service: KeyService): KeyService {
  return {
    generateDataKey: (context) => call('KMS', 'GenerateDataKey', () => service.generateDataKey(context)),
    unwrap: (wrapped, context) => call('KMS', 'Decrypt', () => service.unwrap(wrapped, context)),
    rewrap: (wrapped, context) => call('KMS', 'ReEncrypt', () => service.rewrap(wrapped, context)),
  };
}

/** Adapters ask for the public key until they have it and never again, so the calls after that are none of KMS. */
function tracingSigner(signer: TokenSigner): TokenSigner {
  let known = false;
  async function asked<T>(ask: () => Promise<T>): Promise<T> {
    if (known) return ask();
    const answer = await call('KMS', 'GetPublicKey', ask);
    known = true;
    return answer;
  }
  return {
    sign: (input) => call('KMS', 'Sign', () => signer.sign(input)),
    keyId: () => asked(() => signer.keyId()),
    publicKeys: () => asked(() => signer.publicKeys()),
  };
}

function tracingPasswords(hasher: PasswordHasher): PasswordHasher {
  return {
    hash: (password) => inSpan('bcrypt', () => hasher.hash(password)),
    verify: (password, hash) => inSpan('bcrypt', () => hasher.verify(password, hash)),
    estimate: (password, words) => inSpan('zxcvbn', () => hasher.estimate(password, words)),
  };
}
