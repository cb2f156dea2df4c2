import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { PageRefusal } from '../ports.ts';
import type { PagePolicy, Resolved } from './page-policy.ts';
import { isDowngrade, pageTarget, type PageTarget } from './page-target.ts';

/** Why a page is not read. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: PageRefusal;
  constructor(reason: PageRefusal) {
    super(reason);
    this.reason = reason;
  }
}

/** What a server answered, after redirects. */
export interface Answer {
  response: IncomingMessage;
  /** Where it was in the end. */
  url: URL;
}

const mostRedirects = 4;
/** It says who asks; there is no cookie and no referrer, and every connection is a new one. */
const headers = {
  'user-agent': 'Mozilla/5.0 (compatible; ChatFlow/1.0; link preview)',
  'accept-encoding': 'gzip, deflate, br',
  'accept-language': 'en;q=0.8, *;q=0.5',
};

/**
 * Asks for an address and follows redirects by hand, each of them checked like the first. Every name is resolved once, all of its
 * addresses are checked, and the connection goes to one of those: what a name stands for a moment later changes nothing. Rejects with
 * `Refused`.
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
    const response = await askOnce(target, policy, accept, signal);
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

async function askOnce(
  { url, host }: PageTarget,
  policy: PagePolicy,
  accept: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const addresses = isIP(host) === 0 ? await resolveAll(host, policy, signal) : [];
  if (!addresses.every(({ address }) => policy.isAllowed(address))) throw new Refused('not_allowed');
  const request = url.protocol === 'https:' ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) =>
      reject(cause instanceof Refused ? cause : new Refused(signal.aborted ? 'timed_out' : 'unreachable'));
    let answered: IncomingMessage | undefined;
    const asking = request(url, {
      headers: { ...headers, accept },
      agent: false,
      lookup: (_host, options, callback) => answerLookup(addresses, options, callback),
      maxHeaderSize: 16_384,
      timeout: policy.silenceMilliseconds,
      signal,
    });
    asking
      .on('timeout', () => (answered ?? asking).destroy(new Refused('timed_out')))
      .on('error', failed)
      .on('response', (response) => {
        // once more what was checked before, of the connection as it is
        answered = response;
        const { remoteAddress = '' } = response.socket;
        if (policy.isAllowed(remoteAddress)) resolve(response);
        else asking.destroy(new Refused('not_allowed'));
      })
      .end();
  });
}

async function resolveAll(host: string, policy: PagePolicy, signal: AbortSignal): Promise<Resolved[]> {
  if (signal.aborted) throw new Refused('timed_out');
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Refused('timed_out')), { once: true });
  });
  try {
    const addresses = await Promise.race([policy.resolve(host), aborted]);
    if (addresses.length === 0) throw new Refused('unreachable');
    return addresses;
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('unreachable');
  }
}

/** Answers the connection's own question for addresses with those that were checked. */
const answerLookup = (
  addresses: readonly Resolved[],
  { all }: Parameters<LookupFunction>[1],
  callback: Parameters<LookupFunction>[2],
): void => {
  const [first] = addresses;
  if (!first) callback(new Refused('unreachable'), '', 0);
  else if (all === true) callback(null, [...addresses]);
  else callback(null, first.address, first.family);
};

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
