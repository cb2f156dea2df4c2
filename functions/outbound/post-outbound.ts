import { fromCall } from '../../shared/platform/outbound/outbound-call.ts';
import { createOutboundPoster } from '../../shared/platform/outbound/outbound-poster.ts';
import type { OutboundOutcome } from '../../shared/platform/ports.ts';
import { defineIsolated } from '../lambda.ts';

/** Posts to servers of the internet (`outboundCall`). Rejects with a `ZodError` for another request. */
export type PostFunction = (event: unknown) => Promise<OutboundOutcome[]>;

/** It is given nothing: no tables, no keys, no settings. It writes no log either, as an address can be a secret. */
export function postOutboundFunction(poster = createOutboundPoster()): PostFunction {
  return async (event) => poster.post(fromCall(event));
}

export const lambda = defineIsolated('post', postOutboundFunction);
