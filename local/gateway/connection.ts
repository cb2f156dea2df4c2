import { WebSocket } from 'ws';
import type { ConnectionContext } from './socket-events.ts';

/** Why the gateway closes a socket. The codes are RFC 6455's and the WebSocket close code registry's. */
export const closings = {
  /** Idle, at the end of its life, or the gateway stops. */
  goingAway: { code: 1001, reason: 'Going away' },
  /** The backend asked for it. */
  closedByBackend: { code: 1000, reason: 'Connection closed by the backend' },
  messageTooBig: { code: 1009, reason: 'Message too big' },
  protocolError: { code: 1002, reason: 'Protocol error' },
  /** It does not read what it is sent. 1013 is "try again later": clients reconnect and catch up. */
  slowReader: { code: 1013, reason: 'Too much unread data' },
} as const;
export type Closing = (typeof closings)[keyof typeof closings];

/**
 * One socket, from the moment its `$connect` runs. What is posted before the handshake is done is kept and sent then;
 * once either side closes, nothing more can be posted.
 */
export class Connection {
  readonly context: ConnectionContext;
  lastActiveAt: number;
  /** Set when the gateway closes the socket. */
  closing: Closing | undefined;
  readonly #maxBufferedBytes: number;
  #socket: WebSocket | undefined;
  #early: string[] = [];
  #earlyBytes = 0;

  constructor(context: ConnectionContext, maxBufferedBytes: number) {
    this.context = context;
    this.lastActiveAt = context.connectedAt;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  /** Sends a text message; false if the socket is closing, closed or too far behind. */
  send(message: string): boolean {
    if (this.closing !== undefined) return false;
    const socket = this.#socket;
    if (socket !== undefined && socket.readyState !== WebSocket.OPEN) return false;
    if ((socket?.bufferedAmount ?? this.#earlyBytes) > this.#maxBufferedBytes) {
      this.close(closings.slowReader);
      return false;
    }
    if (socket === undefined) {
      this.#early.push(message);
      this.#earlyBytes += Buffer.byteLength(message);
    } else {
      socket.send(message);
    }
    return true;
  }

  /** The handshake is done: sends what was posted meanwhile, then closes if that was asked for. */
  opened(socket: WebSocket): void {
    this.#socket = socket;
    for (const message of this.#early) socket.send(message);
    this.#early = [];
    if (this.closing !== undefined) socket.close(this.closing.code, this.closing.reason);
  }

  close(closing: Closing): void {
    if (this.closing !== undefined) return;
    this.closing = closing;
    this.#socket?.close(closing.code, closing.reason);
  }

  /** Cuts the client off without a closing handshake. */
  terminate(): void {
    this.#socket?.terminate();
  }
}
