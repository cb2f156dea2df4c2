import * as z from 'zod';
import { Refused, requestChecked } from '../pages/checked-request.ts';
import type { Clock, Outbound, OutboundFailure, OutboundOutcome, OutboundRequest } from '../ports.ts';
import { checkBatch } from './bounds.ts';
import { ignoreRest, KeptConnections } from './kept-connections.ts';
import { strictOutbound, type OutboundPolicy } from './outbound-policy.ts';
import { isOutboundTarget, outboundTarget } from './outbound-target.ts';
import { retryAfter } from './retry-after.ts';

/** Posts from this process. The policy is the strict one, but in tests and where a developer says otherwise. */
export function createOutboundPoster({
  policy = strictOutbound,
  clock = Date,
  connections = new KeptConnections(clock),
}: { policy?: OutboundPolicy; clock?: Clock; connections?: KeptConnections } = {}): Outbound {
  return {
    isTarget: (url) => isOutboundTarget(url, policy),
    post(requests) {
      checkBatch(requests);
      connections.endRested();
      return Promise.all(requests.map((request) => postTimed(request, { policy, clock, connections })));
    },
  };
}

interface Means {
  policy: OutboundPolicy;
  clock: Clock;
  connections: KeptConnections;
}

async function postTimed(request: OutboundRequest, means: Means): Promise<OutboundOutcome> {
  const { clock } = means;
  const began = clock.now();
  const took = () => Math.max(0, clock.now() - began);
  try {
    const answer = await post(request, means);
    return { ...answer, milliseconds: took() };
  } catch (error) {
    if (error instanceof Refused) return { failed: failureOf(error), milliseconds: took() };
    throw error;
  }
}

async function post(
  { url, headers, body }: OutboundRequest,
  { policy, clock, connections }: Means,
): Promise<{ status: number; retryAfterSeconds?: number }> {
  const target = outboundTarget(url, policy);
  if (!target) throw new Refused('not_allowed');
  const response = await requestChecked(target, policy, {
    method: 'POST',
    headers: { ...headers, 'content-length': String(body.byteLength) },
    body,
    ca: policy.ca,
    connections,
    silence: { connect: policy.connectMilliseconds, answer: policy.totalMilliseconds },
    signal: AbortSignal.timeout(policy.totalMilliseconds),
  });
  // what it says besides is of no use, however much it is
  ignoreRest(response);
  const { statusCode: status = 0 } = response;
  const retryAfterSeconds = retryAfter(response.headers['retry-after'], clock);
  return { status, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

/** What Node calls certificates that do not count, and handshakes that fail. */
const ofTls = /^(CERT_|DEPTH_ZERO_|EPROTO$|ERR_SSL_|ERR_TLS_|HOSTNAME_MISMATCH$|SELF_SIGNED_|UNABLE_TO_)/;
const withCode = z.object({ code: z.string() });

function failureOf({ reason, cause }: Refused): OutboundFailure {
  if (reason === 'not_allowed') return 'address';
  if (reason === 'timed_out') return 'timeout';
  const { data } = withCode.safeParse(cause);
  return data !== undefined && ofTls.test(data.code) ? 'tls' : 'connection';
}
