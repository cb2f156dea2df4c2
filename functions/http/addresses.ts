import type { Config } from '../../shared/platform/config.ts';
import type { HttpEvent } from '../events.ts';

/** Where clients reach the HTTP API, less its `/v1`, and the sockets. */
export interface Addresses {
  http: string;
  sockets: string;
}

/** A name or an IP address, maybe with a port: nothing that could end the host of a URL. */
const hostForm = /^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * The addresses by which the sender of this request reaches the backend: those of the settings, or else those that the
 * request was sent to. A header that names a host is the sender's word, so a reply that repeats it must not be stored by
 * a cache, which would hand it to others.
 */
export function addressesOf(
  { headers, requestContext }: Pick<HttpEvent, 'headers'> & { requestContext: { domainName: string } },
  { publicUrl, socketUrl }: Pick<Config, 'publicUrl' | 'socketUrl'>,
): Addresses {
  const scheme = headers['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  const isHost = (name: string | undefined) => name !== undefined && hostForm.test(name);
  // first what CloudFront was asked for: the API behind it sees its own host
  const named = [headers['x-forwarded-host'], headers['host'], requestContext.domainName];
  const http = publicUrl ?? `${scheme}://${named.find(isHost) ?? 'localhost'}`;
  return { http, sockets: socketUrl ?? `${http.replace(/^http/, 'ws')}/ws` };
}
