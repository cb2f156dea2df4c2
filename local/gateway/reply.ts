import { STATUS_CODES, validateHeaderName, validateHeaderValue, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import * as z from 'zod';
import { errorStatus, errorTitle, type ErrorCode, type Problem } from '../../shared/protocol/index.ts';

/** A complete HTTP reply. Header names are in lower case. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: string | Buffer;
}

const structuredResult = z.object({
  statusCode: z.int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** These describe the connection and the framing of the body, which are the gateway's business. */
const gatewayHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The reply that a function's result means: a structured result, or, without a status code, the value itself as JSON
 * (a string as it stands). Throws for a result that is neither.
 */
export function replyOf(result: unknown): Reply {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = structuredResult.parse(result);
  const reply: Reply = {
    status: statusCode,
    headers: {},
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
  if (body !== '') reply.headers['content-type'] = 'text/plain; charset=utf-8';
  for (const [name, value] of Object.entries(headers)) {
    const lowerCase = name.toLowerCase();
    if (!gatewayHeaders.has(lowerCase)) reply.headers[lowerCase] = String(value);
  }
  if (cookies !== undefined) reply.headers['set-cookie'] = cookies;
  for (const [name, value] of Object.entries(reply.headers)) {
    validateHeaderName(name);
    for (const line of [value].flat()) validateHeaderValue(name, line);
  }
  return reply;
}

/** An error of the gateway's own, in the shape that clients know from the functions. */
export function problemReply(code: ErrorCode, requestId: string, detail: string = errorTitle[code]): Reply {
  const status = errorStatus[code];
  const problem: Problem = { type: 'about:blank', title: errorTitle[code], status, detail, code, requestId };
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': requestId,
    },
    body: JSON.stringify(problem),
  };
}

const hasNoBody = (status: number) => status === 204 || status === 304;

/** Sends a reply; to a HEAD request without its body. */
export function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
  const length = hasNoBody(status) ? {} : { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, ...length });
  response.end(hasNoBody(status) ? undefined : body);
}

/** Sends a reply on a socket that has no `ServerResponse` (a refused upgrade, a request that was not HTTP) and ends it. */
export function sendRawReply(socket: Duplex, { status, headers, body }: Reply): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  })
    .flatMap(([name, value]) => [value].flat().map((line) => `${name}: ${line}\r\n`))
    .join('');
  socket.once('finish', () => socket.destroy());
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n`);
  socket.end(body);
}
