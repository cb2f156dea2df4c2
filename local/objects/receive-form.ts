import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { checksumField, type UploadPolicy } from './addresses.ts';
import type { LocalObjectStore } from './local-object-store.ts';
import type { FileHead } from './object-file.ts';
import type { ObjectWriter } from './object-files.ts';
import { StoreError } from './store-error.ts';

/** S3 ignores what follows the file; every field before it must be one that was signed. */
const knownFields = new Set(['key', 'content-type', checksumField, 'policy', 'signature']);
const limits = { fields: 10, fieldSize: 4_096, files: 1, parts: 20, headerPairs: 20, headerSize: 8_192 };

/** How much is read and dropped of a file that is refused, for the client to see why, before it is cut off. */
const droppedBytes = 64 * 1024 * 1024;

/** Receives a form with a file, and stores the file where all is as was signed. Rejects with a `StoreError`, or when the client goes away. */
export async function receiveForm(request: IncomingMessage, store: LocalObjectStore): Promise<FileHead> {
  const parser = formParser(request);
  const fields = new Map<string, string>();
  let file: { bytes: Readable; received: Promise<Received> } | undefined;
  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    if (file) return;
    // a second value would be another than the one that is checked
    const doubled = fields.has(name.toLowerCase());
    fields.set(name.toLowerCase(), doubled || nameTruncated || valueTruncated ? '' : value);
  });
  parser.on('file', (_, bytes) => {
    file = { bytes, received: receiveFile(bytes, fields, store) };
  });
  try {
    await pipeline(request, parser);
  } catch (error) {
    file?.bytes.destroy();
    const received = await file?.received;
    await received?.writer?.drop();
    // what the parser throws says what is wrong with the form; a client that went away gets no reply anyway
    throw request.errored ?? received?.refusal ?? new StoreError('MalformedPOSTRequest', messageOf(error));
  }
  if (!file) throw new StoreError('MalformedPOSTRequest', 'The form has no field named file.');
  const { writer, policy, refusal } = await file.received;
  if (refusal !== undefined || !writer || !policy) {
    await writer?.drop();
    throw refusal ?? new Error('a form was neither refused nor stored');
  }
  const wanted =
    policy.sha256 === undefined ? undefined : Buffer.from(policy.sha256, 'base64').toString('hex');
  const head = await writer.commit({
    accept: (digest) => wanted === undefined || digest === wanted,
  });
  if (!head) throw new StoreError('BadDigest', 'The SHA-256 of the file is not the one that was signed.');
  return head;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function formParser(request: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      limits,
      isPartAFile: (name) => name === 'file',
    });
  } catch (error) {
    throw new StoreError('MalformedPOSTRequest', messageOf(error));
  }
}

interface Received {
  writer?: ObjectWriter;
  policy?: UploadPolicy;
  refusal?: Error;
}

/** Writes the bytes of the file as they arrive. It never rejects, and reads on when it refuses. */
async function receiveFile(
  bytes: Readable,
  fields: ReadonlyMap<string, string>,
  store: LocalObjectStore,
): Promise<Received> {
  const received: Received = {};
  try {
    const policy = readPolicy(fields, store);
    received.policy = policy;
    const { key, contentType, size, sha256 } = policy;
    const writer = await store.files.begin({ key, contentType, verified: sha256 !== undefined });
    received.writer = writer;
    // a stream that is destroyed would hold up the parser
    const chunks = bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) {
      if (writer.size + chunk.byteLength > size) throw tooLarge(size);
      await writer.write(chunk);
    }
    if (writer.size < size) {
      throw new StoreError('EntityTooSmall', `The file has fewer than the ${size} bytes that were signed.`);
    }
  } catch (error) {
    received.refusal = error instanceof Error ? error : new Error(String(error));
    drop(bytes);
  }
  return received;
}

function readPolicy(fields: ReadonlyMap<string, string>, { addresses }: LocalObjectStore): UploadPolicy {
  const extra = [...fields.keys()].find((name) => !knownFields.has(name));
  if (extra !== undefined) throw new StoreError('AccessDenied', 'The form has a field that was not signed.');
  const policy = addresses.readForm(fields);
  if (policy === 'altered') throw new StoreError('AccessDenied', 'The form is not as it was signed.');
  if (policy === 'expired') throw new StoreError('AccessDenied', 'The form has expired.');
  return policy;
}

const tooLarge = (size: number) =>
  new StoreError('EntityTooLarge', `The file has more than the ${size} bytes that were signed.`);

/** Reads on, so that the client gets to the end of what it sends and sees the reply. */
function drop(bytes: Readable): void {
  let dropped = 0;
  bytes.on('data', (chunk: Buffer) => {
    dropped += chunk.byteLength;
    if (dropped > droppedBytes) bytes.destroy(new Error('the rest is too long to be dropped'));
  });
  bytes.on('error', () => undefined);
  bytes.resume();
}
