import type { Doors } from './allowed-hosts.ts';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { SocketFunctions } from '../../functions/events.ts';
import type { Clock } from '../../shared/platform/ports.ts';
import { closings, type Connection } from './connection.ts';
import type { ConnectionJournal } from './connection-journal.ts';
import type { Connections } from './connections.ts';
import { FrameDispatcher } from './frame-dispatcher.ts';
import { admit, type Admission } from './handshake.ts';
import type { NewId } from './identifiers.ts';
import type { GatewayLimits } from './limits.ts';
import { problemReply, sendRawReply } from './reply.ts';
import type { RunningWork } from './running-work.ts';
import { SocketEvents, type ConnectionContext } from './socket-events.ts';

export interface SocketListenerOptions {
  sockets: SocketFunctions;
  connections: Connections;
  journal: ConnectionJournal | undefined;
  clock: Clock;
  log: Logger;
  limits: GatewayLimits;
  newId: NewId;
  work: RunningWork;
  doors: Doors;
}

/** How a socket ended: a WebSocket close code, and what was said with it. */
interface End {
  code: number;
  reason: string;
}
/** 1006: no closing handshake took place. */
const lost: End = { code: 1006, reason: 'Connection lost' };
/** How long a client may take to answer the gateway's close frame. */
const closeTimeoutMs = 5_000;

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** The WebSocket API: admits sockets, hands over their messages, and tells of each one's end exactly once. */
export class SocketListener {
  readonly #options: SocketListenerOptions;
  readonly #events: SocketEvents;
  readonly #server: WebSocketServer;
  readonly #handshakes = new Map<IncomingMessage, Duplex>();
  readonly #admissions = new WeakMap<IncomingMessage, Extract<Admission, { connection: Connection }>>();
  #closing = false;

  constructor(options: SocketListenerOptions) {
    this.#options = options;
    this.#events = new SocketEvents(options.newId);
    const serverOptions = {
      noServer: true,
      clientTracking: false,
      maxPayload: options.limits.messageBytes,
      closeTimeout: closeTimeoutMs,
      // Checks the handshake's form before it asks, so that no function runs for one that cannot succeed.
      verifyClient: ({ req }: { req: IncomingMessage }, verified: (admitted: boolean) => void) =>
        void this.#admit(req, () => verified(true)),
      handleProtocols: (_offered: Set<string>, request: IncomingMessage) =>
        this.#admissions.get(request)?.protocol ?? false,
    };
    this.#server = new WebSocketServer(serverOptions);
    this.#server.on('wsClientError', ({ message }, socket) =>
      sendRawReply(socket, problemReply('validation_failed', options.newId(), message)),
    );
  }

  /** Takes over the connection of a request that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#handshakes.set(request, socket);
    socket.once('close', () => this.#handshakes.delete(request));
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#handshakes.delete(request);
      const admission = this.#admissions.get(request);
      if (admission === undefined) return;
      this.#admissions.delete(request);
      this.#opened(admission.connection, webSocket);
    });
  }

  async #admit(request: IncomingMessage, complete: () => void): Promise<void> {
    const { work, newId } = this.#options;
    const socket = this.#handshakes.get(request);
    if (socket === undefined) return;
    if (this.#closing) {
      sendRawReply(socket, problemReply('service_unavailable', newId()));
      return;
    }
    work.begin();
    const admission = await admit(request, { ...this.#options, events: this.#events });
    if ('refusal' in admission) {
      sendRawReply(socket, admission.refusal);
      work.end();
      return;
    }
    this.#admissions.set(request, admission);
    complete();
    // The handshake completed at once, or the client is gone while the functions think that it is there.
    if (this.#admissions.has(request)) await this.#ended(admission.connection, lost);
  }

  #opened(connection: Connection, socket: WebSocket): void {
    const { sockets, limits } = this.#options;
    const dispatcher = new FrameDispatcher(connection, socket, {
      ...this.#options,
      frame: sockets.frame.bind(sockets),
      events: this.#events,
      framesInFlight: limits.framesInFlight,
    });
    socket.on('message', (data, isBinary) => dispatcher.receive(toBuffer(data), isBinary));
    socket.on('error', (error) => {
      // The socket closes by itself; this is only what its end is reported with.
      const tooBig = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      connection.closing ??= tooBig ? closings.messageTooBig : closings.protocolError;
    });
    socket.once('close', (code, reason) => {
      const said = { code, reason: reason.toString() };
      void this.#ended(connection, connection.closing ?? (code === lost.code ? lost : said));
    });
    connection.opened(socket);
  }

  /** Never rejects. */
  async #ended({ context }: Connection, end: End): Promise<void> {
    this.#options.connections.delete(context.connectionId);
    await this.#disconnect(context, end);
    this.#options.work.end();
  }

  async #disconnect(context: ConnectionContext, end: End): Promise<void> {
    const { sockets, journal, clock, log } = this.#options;
    try {
      await sockets.disconnect(this.#events.disconnect(context, end, clock.now()));
      journal?.remove(context.connectionId);
    } catch (error) {
      // It stays in the journal: the next start tries again.
      log.error({ err: error, connectionId: context.connectionId }, 'the disconnect function failed');
    }
  }

  /** Tells of the sockets that were open when the process before this one was killed. */
  async disconnectLeftovers(): Promise<void> {
    const leftovers = this.#options.journal?.leftovers() ?? [];
    await Promise.all(leftovers.map((context) => this.#disconnect(context, lost)));
  }

  /** Closes the sockets that have been idle or open for too long. One pass over all: no timer per socket. */
  sweep(): void {
    const { connections, clock, limits } = this.#options;
    const now = clock.now();
    for (const connection of connections.values()) {
      const idle = now - connection.lastActiveAt >= limits.idleMs;
      const old = now - connection.context.connectedAt >= limits.connectionMs;
      if (idle || old) connection.close(closings.goingAway);
    }
  }

  /** Starts closing every socket, and lets none in any more. */
  close(): void {
    this.#closing = true;
    for (const connection of this.#options.connections.values()) connection.close(closings.goingAway);
  }

  /** Cuts off every client, also those in the middle of their handshake. */
  terminate(): void {
    for (const connection of this.#options.connections.values()) connection.terminate();
    for (const socket of this.#handshakes.values()) socket.destroy();
  }
}
