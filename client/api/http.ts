import { wait, type Clock } from '../platform/clock.ts';
import { ChatClientError, errorOfReply, hasCode } from '../errors.ts';
import { parseJson } from './json.ts';
import type { CallInput, CallParts, ReplyOf, Route } from './route.ts';
import { read } from './shapes.ts';

/** API Gateway times out after 30 seconds: no reply comes later. */
const defaultTimeoutMs = 30_000;
const maxRetries = 2;
const defaultRetryMs = 1_000;
const maxRetryMs = 30_000;

interface RawReply {
  status: number;
  headers: Headers;
  text: string;
}

/** Calls routes of the contract and checks the replies. */
export class Http {
  readonly #baseUrl: string;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;

  /** `baseUrl` is the server's origin, without `/v1`. */
  constructor(options: { baseUrl: string; fetch: typeof fetch; clock: Clock }) {
    this.#baseUrl = options.baseUrl;
    this.#fetch = options.fetch;
    this.#clock = options.clock;
  }

  /**
   * One call. A GET is repeated up to twice where the server is briefly unavailable, limits how often it is asked, or a
   * proxy answers in its place: after the time that the reply asks for, unless that is more than half a minute. Rejects with a `ChatClientError`: the server's code, `network_error`,
   * `timeout`, `aborted` or `unexpected_reply`. A status without a code proves nothing: a proxy or a portal may have sent it.
   */
  async call<R extends Route>(route: R, ...input: CallInput<R>): Promise<ReplyOf<R>> {
    const [parts = {}] = input;
    return (await this.callForStatus(route, parts)).body;
  }

  /** The same, with the status of the reply; the caller checks the types of the parts. */
  async callForStatus<R extends Route>(
    route: R,
    input: CallParts,
  ): Promise<{ status: number; body: ReplyOf<R> }> {
    for (let retries = 0; ; retries++) {
      const reply = await this.#request(route, input);
      if (reply.status < 400) return { status: reply.status, body: readReply(route, reply) };
      const askedMs = retryAfterMs(reply.headers, this.#clock);
      const error = errorOfReply(reply.status, requestIdOf(reply), parseJson(reply.text), askedMs);
      const mayPass = hasCode(error, 'service_unavailable', 'rate_limited', 'unexpected_reply');
      if (!mayPass || route.method !== 'GET' || retries === maxRetries) throw error;
      const waitMs = askedMs ?? defaultRetryMs;
      // what takes this long is for the caller to decide; a server that is down says so by a code of its own
      if (hasCode(error, 'rate_limited') && waitMs > maxRetryMs) throw error;
      await wait(this.#clock, Math.min(maxRetryMs, waitMs));
    }
  }

  async #request(
    route: Pick<Route, 'method' | 'path'>,
    { params, query, body, token, timeoutMs = defaultTimeoutMs, signal }: CallParts,
  ): Promise<RawReply> {
    const headers = new Headers();
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const giveUp = new AbortController();
    const cancelTimer = this.#clock.after(timeoutMs, () => giveUp.abort());
    const abort = () => giveUp.abort();
    signal?.addEventListener('abort', abort);
    const send = this.#fetch;
    try {
      signal?.throwIfAborted();
      const response = await send(this.#baseUrl + '/v1' + address(route.path, params, query), {
        method: route.method,
        headers,
        signal: giveUp.signal,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (cause) {
      if (signal?.aborted) throw new ChatClientError('aborted', 'The call was aborted.', { cause });
      throw giveUp.signal.aborted
        ? new ChatClientError('timeout', 'The server did not answer in time.', { cause })
        : new ChatClientError('network_error', 'The server could not be reached.', { cause });
    } finally {
      cancelTimer();
      signal?.removeEventListener('abort', abort);
    }
  }
}

function address(path: string, params: CallParts['params'], query: CallParts['query']): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`;
}

const requestIdOf = ({ headers }: RawReply) => headers.get('x-request-id') ?? undefined;

function readReply<R extends Route>(route: R, reply: RawReply): ReplyOf<R> {
  const shape = route.replies[reply.status];
  // `ReplyOf` is by definition what the shape chosen here gives, which the compiler cannot follow
  if (shape === null) return undefined as ReplyOf<R>;
  const body = shape && read(shape, parseJson(reply.text));
  if (body !== undefined) return body as ReplyOf<R>;
  throw new ChatClientError('unexpected_reply', 'The server sent an unexpected reply.', {
    status: reply.status,
    requestId: requestIdOf(reply),
  });
}

/** `Retry-After` (seconds, or a date by the clock of the server) in milliseconds; `undefined` where it does not say. */
function retryAfterMs(headers: Headers, clock: Clock): number | undefined {
  const header = headers.get('retry-after');
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const date = headers.get('date');
  const now = date === null ? clock.now() : Date.parse(date);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1_000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
