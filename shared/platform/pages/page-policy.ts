import { lookup } from 'node:dns/promises';
import { isPublicAddress, isPublicName } from './public-address.ts';

/** An IP address for which a name stands. */
export interface Resolved {
  address: string;
  family: number;
}

/** Where requests may go. */
export interface TargetPolicy {
  /** Whether a connection may be made to an IP address. */
  isAllowed: (ip: string) => boolean;
  /** Whether it may be made to a port, which is empty where it is that of the protocol. */
  isPort: (port: string) => boolean;
  /** Whether a name may be that of a server. */
  isName: (host: string) => boolean;
  /** All addresses of a name. */
  resolve: (host: string) => Promise<Resolved[]>;
}

/** What requests for pages are held to. */
export interface PagePolicy extends TargetPolicy {
  /** How long a server may say nothing, while connecting too, in milliseconds. */
  silenceMilliseconds: number;
  /** How long a page and its redirects take at most, and then its picture and its own. */
  pageMilliseconds: number;
  pictureMilliseconds: number;
}

/** Public addresses at the ports of http and https, and nothing else. */
export const publicTargets: TargetPolicy = {
  isAllowed: isPublicAddress,
  isPort: (port) => port === '',
  isName: isPublicName,
  // where Lambda has no IPv6, the first address is one that can be reached
  resolve: (host) => lookup(host, { all: true, order: 'ipv4first' }),
};

export const strictPolicy: PagePolicy = {
  ...publicTargets,
  silenceMilliseconds: 2_000,
  pageMilliseconds: 5_000,
  pictureMilliseconds: 3_500,
};
