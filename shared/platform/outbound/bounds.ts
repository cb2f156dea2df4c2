import type { OutboundRequest } from '../ports.ts';

/** At once. */
export const mostRequests = 20;
/** Of all bodies. In base64 they are a third more, and a function is called with 6 MB at most. */
export const mostBodyBytes = 3 * 1024 * 1024;

/** Throws an `Error` for more than may be posted at once. */
export function checkBatch(requests: readonly OutboundRequest[]): void {
  const bytes = requests.reduce((sum, { body }) => sum + body.byteLength, 0);
  if (requests.length > mostRequests || bytes > mostBodyBytes) {
    throw new Error(`${requests.length} requests of ${bytes} bytes are too many to post at once`);
  }
}
