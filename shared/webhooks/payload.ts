import type { News } from '../messages/index.ts';
import { wireTime } from '../platform/time.ts';
import type { WebhookEvent, WebhookPayload } from '../protocol/index.ts';

/** Larger ones are sent without the message. */
const mostBytes = 256 * 1024;

const encoded = (payload: WebhookPayload): Uint8Array => Buffer.from(JSON.stringify(payload));

/** What is posted of something that happened. */
export function payloadOf(
  conversationId: string,
  event: WebhookEvent,
  { entry, message }: Pick<News, 'message'> & { entry: Pick<News['entry'], 'createdAt'> },
): Uint8Array {
  const payload = { type: event, timestamp: wireTime(entry.createdAt) };
  const place = { conversationId, seq: message.seq };
  const whole = encoded({ ...payload, data: { ...place, message } });
  return whole.byteLength <= mostBytes ? whole : encoded({ ...payload, data: { ...place, truncated: true } });
}

/** What is posted to try a webhook. */
export const testPayload = (conversationId: string, now: number): Uint8Array =>
  encoded({ type: 'test', timestamp: wireTime(now), data: { conversationId } });
