import type { IncomingMessage } from 'node:http';

/** How long a client may take to send a body that is not a file. */
const requestMs = 60_000;

/**
 * Reads a request's body, `undefined` if it is longer than `maxBytes`: the rest is then received and dropped, since a
 * client that is cut off while it sends does not see the reply. Rejects when the client goes away, or is not done after
 * `ms`.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  ms = requestMs,
): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const timer = setTimeout(() => request.destroy(new Error(`no whole request within ${ms} ms`)), ms);
  request.on('close', () => clearTimeout(timer));
  let chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) {
      chunks.push(chunk);
    } else {
      chunks = [];
      resolve(undefined);
    }
  });
  request.on('end', () => {
    clearTimeout(timer);
    resolve(Buffer.concat(chunks));
  });
  request.on('error', reject);
  return promise;
}
