import { request as overHttp, type IncomingMessage } from 'node:http';
import { request as overHttps, type Agent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { PageRefusal } from '../ports.ts';
import type { Resolved, TargetPolicy } from './page-policy.ts';
import type { PageTarget } from './page-target.ts';

/** Why a page is not read. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly reason: PageRefusal;
  /** `cause`: what failed, where it was not refused. */
  constructor(reason: PageRefusal, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}

/** A request of which the connection is checked. */
export interface CheckedRequest {
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** Certificates that count besides those that Node knows, in PEM. */
  ca?: readonly string[] | undefined;
  /** How long a server may say nothing, in milliseconds: `connect` until there is a connection, `answer` after that. */
  silence: { connect: number; answer: number };
  signal: AbortSignal;
  /**
   * Connections that serve several requests, of which those are meant that were made to the given `addresses`. Without them each
   * request has a connection of its own.
   */
  connections?: Agent;
}

/**
 * Sends one request and gives its answer, whatever it is. The name is resolved once, all of its addresses are checked, and the
 * connection goes to one of those: what a name stands for a moment later changes nothing. Rejects with `Refused`.
 */
export async function requestChecked(
  { url, host }: PageTarget,
  policy: Pick<TargetPolicy, 'isAllowed' | 'resolve'>,
  { method, headers, body, ca, silence, signal, connections }: CheckedRequest,
): Promise<IncomingMessage> {
  const addresses = isIP(host) === 0 ? await resolveAll(host, policy, signal) : [];
  if (!addresses.every(({ address }) => policy.isAllowed(address))) throw new Refused('not_allowed');
  const isSecure = url.protocol === 'https:';
  const request = isSecure ? overHttps : overHttp;
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) =>
      reject(
        cause instanceof Refused ? cause : new Refused(signal.aborted ? 'timed_out' : 'unreachable', cause),
      );
    let answered: IncomingMessage | undefined;
    const options = {
      method,
      headers,
      agent: connections ?? (false as const),
      addresses: addressesOf(addresses),
      ...(ca && { ca: [...ca] }),
      lookup: (...[, asked, callback]: Parameters<LookupFunction>) =>
        answerLookup(addresses, asked, callback),
      maxHeaderSize: 16_384,
      timeout: silence.connect,
      signal,
    };
    const asking = request(url, options);
    asking
      .on('timeout', () => (answered ?? asking).destroy(new Refused('timed_out')))
      .on('error', failed)
      .on('socket', (socket) => {
        const connected = () => asking.setTimeout(silence.answer);
        if (asking.reusedSocket) connected();
        else socket.once(isSecure ? 'secureConnect' : 'connect', connected);
      })
      .on('response', (response) => {
        // once more what was checked before, of the connection as it is
        answered = response;
        const { remoteAddress = '' } = response.socket;
        if (policy.isAllowed(remoteAddress)) resolve(response);
        else asking.destroy(new Refused('not_allowed'));
      })
      .end(body);
  });
}

/** The same for a name as long as it stands for the same. */
const addressesOf = (addresses: readonly Resolved[]): string =>
  addresses
    .map(({ address }) => address)
    .sort()
    .join(' ');

async function resolveAll(
  host: string,
  policy: Pick<TargetPolicy, 'resolve'>,
  signal: AbortSignal,
): Promise<Resolved[]> {
  if (signal.aborted) throw new Refused('timed_out');
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Refused('timed_out')), { once: true });
  });
  try {
    const addresses = await Promise.race([policy.resolve(host), aborted]);
    if (addresses.length === 0) throw new Refused('unreachable');
    return addresses;
  } catch (error) {
    throw error instanceof Refused ? error : new Refused('unreachable', error);
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
