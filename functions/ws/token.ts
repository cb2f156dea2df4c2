import { bearerSubprotocolPrefix, subprotocol } from '../../shared/protocol/index.ts';

type Headers = Record<string, string | undefined> | null;

function header(headers: Headers, name: string): string | undefined {
  const found = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return found?.[1];
}

function offeredSubprotocols(headers: Headers): string[] {
  return (header(headers, 'sec-websocket-protocol') ?? '').split(',').map((offer) => offer.trim());
}

/**
 * The `Authorization` header of a handshake, or what stands for it: browsers cannot set headers, and a token in a URL
 * ends up in logs, so they offer it as a subprotocol, `bearer.<token>`.
 */
export function handshakeAuthorization(headers: Headers): string | undefined {
  const offer = offeredSubprotocols(headers).find((name) => name.startsWith(bearerSubprotocolPrefix));
  if (offer !== undefined) return `Bearer ${offer.slice(bearerSubprotocolPrefix.length)}`;
  return header(headers, 'authorization');
}

/** The subprotocol that the server selects, if the client offered it. */
export function selectedSubprotocol(headers: Headers): string | undefined {
  return offeredSubprotocols(headers).find((name) => name === subprotocol);
}
