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

/** Names that no public server has: of the machine itself, of its network, and those that stand for no server at all. */
const privateName =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|arpa|onion|test|invalid|example|alt)$/;

/** Whether a server of the public internet may have this name. */
export const isPublicName = (host: string): boolean => host.includes('.') && !privateName.test(host);
