import { publicTargets, type TargetPolicy } from '../pages/page-policy.ts';

/** What requests are held to. All of them go over https. */
export interface OutboundPolicy extends TargetPolicy {
  /** How long a connection may take, and then the whole request, in milliseconds. */
  connectMilliseconds: number;
  totalMilliseconds: number;
  /** Certificates that count besides those that Node knows, in PEM. */
  ca?: readonly string[];
}

/** Public addresses at the port of https, and nothing else. */
export const strictOutbound: OutboundPolicy = {
  ...publicTargets,
  connectMilliseconds: 3_000,
  totalMilliseconds: 10_000,
};

/** Every server that this machine reaches, at any port: for those who try what they build on it. */
export const anyOutbound: OutboundPolicy = {
  ...strictOutbound,
  isAllowed: () => true,
  isPort: () => true,
  isName: () => true,
};
