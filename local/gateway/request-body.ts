import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body, `undefined` if it is longer than `maxBytes`: the rest is then received and dropped, since a
 * client that is cut off while it sends does not see the reply. Rejects when the client goes away.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
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
    resolve(Buffer.concat(chunks));
  });
  request.on('error', reject);
  return promise;
}
