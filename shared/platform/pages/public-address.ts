import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is one of the public internet, which every network reaches alike: nothing private, of this machine, of the
 * cloud's own services, or that stands for another address (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(address: string): boolean {
  // the library reads short and octal forms too, which nothing connects to
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  // the library knows the special ranges; of IPv6 only 2000::/3 is given out at all
  return parsed.range() === 'unicast' && (!('parts' in parsed) || isGlobal(parsed.parts));
}

const isGlobal = ([first = 0]: readonly number[]) => first >= 0x2000 && first <= 0x3fff;
