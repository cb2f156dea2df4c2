import { isIP } from 'node:net';
import type { PageRefusal } from '../ports.ts';
import type { TargetPolicy } from './page-policy.ts';

/** The longest address that is followed. */
const mostCharacters = 2_048;

/** Where a request may go. */
export interface PageTarget {
  url: URL;
  /** The name or IP address of the server, without the brackets of IPv6. */
  host: string;
}

/**
 * The target that an address names, if it is one that may be asked at all; which addresses its name stands for is checked when it is
 * known. `new URL` writes each spelling of an IPv4 address (decimal, octal, hexadecimal, short) in the one way.
 */
export function pageTarget(
  address: string,
  { isAllowed, isPort, isName }: Omit<TargetPolicy, 'resolve'>,
  base?: URL,
): PageTarget | PageRefusal {
  if (address.length > mostCharacters) return 'not_allowed';
  const url = URL.parse(address, base);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'not_allowed';
  if (!isPort(url.port) || url.username !== '' || url.password !== '') return 'not_allowed';
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host) !== 0) return isAllowed(host) ? { url, host } : 'not_allowed';
  return isName(host) ? { url, host } : 'not_allowed';
}

/** Whether a redirect leaves https: one who listens on the way could answer from there on. */
export const isDowngrade = (from: URL, location: string): boolean =>
  from.protocol === 'https:' && URL.parse(location, from)?.protocol === 'http:';
