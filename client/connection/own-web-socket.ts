import { ChatClientError } from '../errors.ts';

/** The WebSocket of the runtime. Throws `no_websocket` where it has none. */
export function ownWebSocket(): typeof WebSocket {
  if ('WebSocket' in globalThis) return WebSocket;
  throw new ChatClientError(
    'no_websocket',
    'This runtime has no WebSocket, as Node before version 22: pass createClient one as the option `WebSocket`, for example that of the package "ws".',
  );
}
