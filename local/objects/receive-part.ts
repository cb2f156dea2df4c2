import type { IncomingMessage } from 'node:http';
import type { PartAddress } from './addresses.ts';
import type { LocalObjectStore } from './local-object-store.ts';
import { StoreError } from './store-error.ts';

/** Receives one part by PUT, and stores it where it is as was signed. Rejects with a `StoreError`, or when the client goes away. */
export async function receivePart(
  request: IncomingMessage,
  target: string,
  store: LocalObjectStore,
): Promise<{ etag: string }> {
  const part = readAddress(target, store);
  const { key, uploadId, partNumber: number, size } = part;
  const length = request.headers['content-length'];
  if (length === undefined) throw new StoreError('MissingContentLength', 'A part says how long it is.');
  // node:http sees to it that not a byte more or less arrives
  if (Number(length) !== size) {
    throw new StoreError(
      'AccessDenied',
      `The part has another size than the ${size} bytes that were signed.`,
    );
  }
  if (!(await store.parts.find({ key, uploadId }))) throw noSuchUpload();
  const outcome = await store.parts.put({ uploadId, number }, request, (bytes) => bytes === size);
  if (outcome === 'gone') throw noSuchUpload();
  if (outcome === 'refused') throw new StoreError('EntityTooSmall', 'The part broke off.');
  return { etag: `"${uploadId}-${number}"` };
}

function readAddress(target: string, { addresses }: LocalObjectStore): PartAddress {
  const part = addresses.readPart(target);
  if (part === 'altered') throw new StoreError('AccessDenied', 'The address is not as it was signed.');
  if (part === 'expired') throw new StoreError('AccessDenied', 'The address has expired.');
  return part;
}

const noSuchUpload = () =>
  new StoreError('NoSuchUpload', 'The upload is not under way: it was completed or dropped.');
