import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Refused, requestChecked } from './checked-request.ts';
import type { PagePolicy } from './page-policy.ts';
import { isDowngrade, pageTarget } from './page-target.ts';

/** What a server answered, after redirects. */
export interface Answer {
  response: IncomingMessage;
  /** Where it was in the end. */
  url: URL;
}

const mostRedirects = 4;
/** It says who asks; there is no cookie and no referrer. */
const headers = {
  'user-agent': 'Mozilla/5.0 (compatible; ChatFlow/1.0; link preview)',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'en;q=0.8, *;q=0.5',
};

/**
 * Asks for an address and follows redirects by hand, each of them checked like the first (`checked-request.ts`). Rejects with `Refused`.
 */
export async function ask(
  address: string,
  policy: PagePolicy,
  { accept, signal, base }: { accept: string; signal: AbortSignal; base?: URL },
): Promise<Answer> {
  let at = base;
  let next = address;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const target = pageTarget(next, policy, at);
    if (typeof target === 'string') throw new Refused(target);
    const response = await requestChecked(target, policy, {
      method: 'GET',
      headers: { ...headers, accept },
      silence: { connect: policy.silenceMilliseconds, answer: policy.silenceMilliseconds },
      signal,
    });
    const { statusCode = 0, headers: answered } = response;
    const { location } = answered;
    if (statusCode < 300 || statusCode > 399 || location === undefined) {
      if (statusCode === 200) return { response, url: target.url };
      response.destroy();
      throw new Refused('unreachable');
    }
    response.destroy();
    if (isDowngrade(target.url, location)) throw new Refused('not_allowed');
    at = target.url;
    next = location;
  }
  throw new Refused('too_many_redirects');
}

const decompressors: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The content of an answer, decompressed: as much as `most` bytes, and whether there is more. What is compressed counts as what it
 * becomes, so that little that becomes much is not read either. Rejects with `Refused`.
 */
export async function readBody(
  { response }: Answer,
  most: number,
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const decompress = decompressors[encoding];
  if (!decompress && encoding !== 'identity') throw new Refused('unreadable');
  // what goes wrong in one of them ends the other, and the reading below rejects
  const body: AsyncIterable<Uint8Array | string> = decompress
    ? pipeline(response, decompress(), () => undefined)
    : response;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.byteLength;
      if (length > most) break;
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(signal.aborted ? 'timed_out' : 'unreadable');
  } finally {
    response.destroy();
  }
  return { bytes: Buffer.concat(chunks).subarray(0, most), isWhole: length <= most };
}
