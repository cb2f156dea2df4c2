import { createHmac } from 'node:crypto';

/**
 * The headers of a request, as Standard Webhooks 1.0 says: one signature for each secret (in base64), of the id, the time in epoch seconds
 * and the body as it is sent.
 */
export function signedHeaders(
  secrets: readonly string[],
  { id, timestamp, body }: { id: string; timestamp: number; body: Uint8Array },
): Record<string, string> {
  const signatures = secrets.map((secret) =>
    createHmac('sha256', Buffer.from(secret, 'base64'))
      .update(`${id}.${timestamp}.`)
      .update(body)
      .digest('base64'),
  );
  return {
    'content-type': 'application/json',
    'user-agent': 'ChatFlow-Webhooks/1.0',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.map((signature) => `v1,${signature}`).join(' '),
  };
}
