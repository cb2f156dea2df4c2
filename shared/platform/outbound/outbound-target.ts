import { pageTarget, type PageTarget } from '../pages/page-target.ts';
import { strictOutbound, type OutboundPolicy } from './outbound-policy.ts';

/** Where a request may go, as far as the address shows it. */
export function outboundTarget(url: string, policy: OutboundPolicy): PageTarget | undefined {
  const target = pageTarget(url, policy);
  return typeof target !== 'string' && target.url.protocol === 'https:' ? target : undefined;
}

/** Whether a request may go to an address, as far as that shows it. */
export const isOutboundTarget = (url: string, policy: OutboundPolicy = strictOutbound): boolean =>
  outboundTarget(url, policy) !== undefined;
