import type { RequestOptions } from 'web-push';
import * as z from 'zod';
import { Unavailable } from '../errors.ts';
import type {
  Clock,
  Outbound,
  OutboundOutcome,
  OutboundRequest,
  Push,
  PushOutcome,
  TokenSigner,
  WebAddress,
} from '../ports.ts';
import { mostRequests } from '../outbound/bounds.ts';
import { createVapid } from './vapid.ts';
import { withoutTexts } from './without-texts.ts';

type WebPush = Push<WebAddress>;

/** As the package gives them: sizes and times are numbers. */
const requestHeaders = z.record(
  z.string().toLowerCase(),
  z.union([z.string(), z.number()]).transform(String),
);

/** Statuses with which services say that there is no such subscription any more (RFC 8030, 5.1 and 7.3). */
const goneStatuses = [404, 410];
const tooLarge = 413;
/** Those with which a server has trouble for a while. */
const isPassing = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * Sends pushes to browsers: encrypted for each (RFC 8291), and by `Outbound`, as a browser may name any address as that of its service.
 * Rejects with `Unavailable` where nothing was sent.
 */
export function createWebPush({
  outbound,
  pushKey,
  clock,
  contact,
}: {
  outbound: Outbound;
  pushKey: TokenSigner;
  clock: Clock;
  contact: string | undefined;
}): (pushes: readonly WebPush[]) => Promise<PushOutcome[]> {
  const authorizationFor = createVapid({ pushKey, clock, contact });

  async function requestFor({ address, payload, ...push }: WebPush): Promise<OutboundRequest> {
    // loaded with the first push: most functions that have this send none
    const { default: webPush } = await import('web-push');
    const options: RequestOptions = {
      TTL: push.ttlSeconds,
      urgency: push.urgency,
      topic: push.topic,
      contentEncoding: 'aes128gcm',
    };
    const { endpoint, keys } = address;
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys },
      JSON.stringify(payload),
      options,
    );
    const authorization = await authorizationFor(endpoint);
    return { url: endpoint, headers: { ...requestHeaders.parse(headers), authorization }, body };
  }

  async function post(pushes: readonly WebPush[]): Promise<OutboundOutcome[]> {
    return outbound.post(await Promise.all(pushes.map(requestFor)));
  }

  async function sendSome(pushes: readonly WebPush[]): Promise<PushOutcome[]> {
    try {
      const outcomes = await post(pushes);
      const large = pushes.filter((_, index) => hasStatus(outcomes[index], tooLarge));
      const again = large.length > 0 ? await post(large.map(shortened)) : [];
      const shorter = new Map(large.map((push, index) => [push, again[index]]));
      return pushes.map((push, index) => meaning(shorter.get(push) ?? outcomes[index]));
    } catch (error) {
      // what a service got twice takes the place of the first, as it has the same topic
      if (error instanceof Unavailable) return pushes.map(() => ({ retryAfterSeconds: undefined }));
      throw error;
    }
  }

  return async (pushes) => {
    const batches: WebPush[][] = [];
    for (let start = 0; start < pushes.length; start += mostRequests) {
      batches.push(pushes.slice(start, start + mostRequests));
    }
    return (await Promise.all(batches.map(sendSome))).flat();
  };
}

/** The same without what it says beyond where something happened. */
function shortened(push: WebPush): WebPush {
  const { payload } = push;
  return { ...push, payload: payload.type === 'new' ? withoutTexts(payload) : payload };
}

const hasStatus = (outcome: OutboundOutcome | undefined, status: number): boolean =>
  outcome !== undefined && 'status' in outcome && outcome.status === status;

function meaning(outcome: OutboundOutcome | undefined): PushOutcome {
  if (!outcome || 'failed' in outcome) {
    return outcome?.failed === 'address' ? 'refused' : { retryAfterSeconds: undefined };
  }
  const { status, retryAfterSeconds } = outcome;
  if (status >= 200 && status < 300) return 'sent';
  if (goneStatuses.includes(status)) return 'gone';
  return isPassing(status) ? { retryAfterSeconds } : 'refused';
}
