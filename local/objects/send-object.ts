import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { contentDisposition } from '../../shared/platform/content-disposition.ts';
import { mediaSecurityPolicy } from '../../shared/platform/web-hosting.ts';
import type { Clock } from '../../shared/platform/ports.ts';
import { knows } from '../gateway/entity-tag.ts';
import type { DownloadAddress } from './addresses.ts';
import { byteRange } from './byte-range.ts';
import type { LocalObjectStore } from './local-object-store.ts';
import { contentStart } from './object-file.ts';
import { StoreError } from './store-error.ts';

/** Sends an object, or a range of it, by an address that was signed. Rejects with a `StoreError` before anything is sent. */
export async function sendObject(
  request: IncomingMessage,
  response: ServerResponse,
  {
    target,
    store,
    clock,
    headers,
  }: {
    target: string;
    store: LocalObjectStore;
    clock: Clock;
    headers: Record<string, string>;
  },
): Promise<void> {
  const address = readAddress(target, store);
  const found = await store.files.open(address.key);
  if (!found) throw new StoreError('NoSuchKey', 'There is no such file.');
  const { head } = found;
  await using file = found.file;
  const etag = `"${head.digest}"`;
  const common = { ...headers, ...objectHeaders(address, clock.now()), etag };
  if (knows(request, etag)) {
    response.writeHead(304, common).end();
    return;
  }
  // a range of another version than the client has begun to read would be of no use
  const ifRange = request.headers['if-range'];
  const asked = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
  const range = byteRange(asked, head.size);
  if (range === 'beyond') {
    response.setHeader('content-range', `bytes */${head.size}`);
    throw new StoreError('InvalidRange', `The file has ${head.size} bytes.`);
  }
  const { from, to } = range ?? { from: 0, to: head.size - 1 };
  response.writeHead(range ? 206 : 200, {
    ...common,
    'content-type': address.type,
    'content-length': to - from + 1,
    ...(range && { 'content-range': `bytes ${from}-${to}/${head.size}` }),
  });
  if (request.method === 'HEAD' || head.size === 0) {
    response.end();
    return;
  }
  const bytes = file.createReadStream({
    start: contentStart + from,
    end: contentStart + to,
    autoClose: false,
  });
  await pipeline(bytes, response);
}

function readAddress(target: string, { addresses }: LocalObjectStore): DownloadAddress {
  const address = addresses.readDownload(target);
  if (address === 'altered') throw new StoreError('AccessDenied', 'The address is not as it was signed.');
  if (address === 'expired') throw new StoreError('AccessDenied', 'The address has expired.');
  return address;
}

function objectHeaders(
  { name, type, inline, expires }: DownloadAddress,
  now: number,
): Record<string, string> {
  return {
    'accept-ranges': 'bytes',
    // as long as the address is valid: what it leads to never changes
    'cache-control': `private, max-age=${Math.floor((expires - now) / 1000)}, immutable`,
    'content-disposition': contentDisposition(inline ? 'inline' : 'attachment', name),
    'content-security-policy': mediaSecurityPolicy(type),
    'x-content-type-options': 'nosniff',
  };
}
