import { lookup } from 'node:dns/promises';
import { isPublicAddress } from './public-address.ts';

/** An IP address for which a name stands. */
export interface Resolved {
  address: string;
  family: number;
}

/** What requests are held to. */
export interface PagePolicy {
  /** Whether a connection may be made to an IP address. */
  isAllowed: (ip: string) => boolean;
  /** Whether it may be made to a port, which is empty where it is that of the protocol. */
  isPort: (port: string) => boolean;
  /** All addresses of a name. */
  resolve: (host: string) => Promise<Resolved[]>;
  /** How long a server may say nothing, while connecting too, in milliseconds. */
  silenceMilliseconds: number;
  /** How long a page and its redirects take at most, and then its picture and its own. */
  pageMilliseconds: number;
  pictureMilliseconds: number;
}

/** Public addresses at the ports of http and https, and nothing else. */
export const strictPolicy: PagePolicy = {
  isAllowed: isPublicAddress,
  isPort: (port) => port === '',
  // where Lambda has no IPv6, the first address is one that can be reached
  resolve: (host) => lookup(host, { all: true, order: 'ipv4first' }),
  silenceMilliseconds: 2_000,
  pageMilliseconds: 5_000,
  pictureMilliseconds: 3_500,
};
