import type { IncomingMessage } from 'node:http';

/** Who sent a request, as events name it. */
export interface Identity {
  sourceIp: string;
  userAgent: string;
}

/** The address of the sender, without the IPv6 form that a dual-stack listener gives IPv4 addresses. */
function sourceIp(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

export function identityOf(request: IncomingMessage): Identity {
  return { sourceIp: sourceIp(request), userAgent: request.headers['user-agent'] ?? '' };
}

/** Whether the sender is on this machine. */
export function isLoopback(request: IncomingMessage): boolean {
  const address = sourceIp(request);
  return address === '::1' || address.startsWith('127.');
}

/** The host that the request names, without its port. */
export function domainNameOf(request: IncomingMessage): string {
  return (request.headers.host ?? '').replace(/:\d+$/, '') || 'localhost';
}
