import { describe, expect, it, test } from 'vitest';
import { loggedPath } from '../../functions/middleware/logged-path.ts';
import { payloadOf } from '../../shared/webhooks/payload.ts';
import { judge } from '../../shared/webhooks/retry.ts';
import { signedHeaders } from '../../shared/webhooks/sign.ts';
import { routeExamples } from '../../shared/protocol/examples.ts';
import { message as messageSchema, webhookPayload } from '../../shared/protocol/index.ts';

const hour = 3_600_000;

describe('what becomes of a webhook after an attempt', () => {
  it.each([
    [{ status: 204, milliseconds: 1 }, {}, { type: 'delivered' }],
    [{ status: 410, milliseconds: 1 }, {}, { type: 'disabled', reason: 'gone' }],
    [{ status: 302, milliseconds: 1 }, {}, { type: 'put-off', nextAt: 5_000, attempts: 1, failingSince: 0 }],
    [
      { status: 429, retryAfterSeconds: 40, milliseconds: 1 },
      {},
      { type: 'put-off', nextAt: 40_000, attempts: 1, failingSince: 0 },
    ],
    [
      { failed: 'timeout' as const, milliseconds: 1 },
      { attempts: 6, failingSince: -hour },
      { type: 'put-off', nextAt: 6 * hour, attempts: 7, failingSince: -hour },
    ],
    // the last one is at the end of the day
    [
      { status: 503, milliseconds: 1 },
      { attempts: 9, failingSince: -22 * hour },
      { type: 'put-off', nextAt: 2 * hour, attempts: 10, failingSince: -22 * hour },
    ],
    [
      { status: 503, milliseconds: 1 },
      { attempts: 9, failingSince: -24 * hour },
      { type: 'disabled', reason: 'failing' },
    ],
    [{ status: 400, milliseconds: 1 }, { attempts: 4, failingSince: -hour }, { type: 'passed' }],
    [
      { status: 404, milliseconds: 1 },
      { attempts: 4, failingSince: -hour },
      { type: 'put-off', nextAt: hour, attempts: 5, failingSince: -hour },
    ],
  ])('given %o of %o, is %o', (outcome, before, verdict) => {
    expect(judge(before, outcome, 0)).toEqual(verdict);
  });
});

test('the signature is that of the example of Standard Webhooks', () => {
  const headers = signedHeaders(['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    timestamp: 1614265330,
    body: Buffer.from('{"test": 2432232314}'),
  });
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a payload of more than 256 KiB says where its message is', () => {
  const { reply } = routeExamples.getMessage;
  const message = messageSchema.parse(reply);
  const entry = { createdAt: 0 };
  const small = payloadOf('cnv_x', 'message.created', { entry, message });
  expect(webhookPayload.parse(JSON.parse(Buffer.from(small).toString())).data.message).toEqual(message);
  const large = payloadOf('cnv_x', 'message.created', {
    entry,
    message: { ...message, text: 'x'.repeat(1_000_000) },
  });
  expect(large.byteLength).toBeLessThan(1_000);
  expect(JSON.parse(Buffer.from(large).toString())).toMatchObject({
    data: { conversationId: 'cnv_x', seq: message.seq, truncated: true },
  });
});

test('logs show no path that lets in those who have it', () => {
  expect(loggedPath('/v1/hooks/hok_a_secret')).toBe('/v1/hooks/{secret}');
  expect(loggedPath('/v1/invites/code/accept')).toBe('/v1/invites/{secret}/accept');
  expect(loggedPath('/v1/conversations/cnv_x/hooks')).toBe('/v1/conversations/cnv_x/hooks');
});
