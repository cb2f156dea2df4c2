import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { HttpFunction, SocketFunctions } from '../../functions/events.ts';
import type { Clock, Random } from '../../shared/platform/ports.ts';
import type { Doors } from './allowed-hosts.ts';
import type { ConnectionJournal } from './connection-journal.ts';
import type { Connections } from './connections.ts';
import { createHttpListener } from './http-listener.ts';
import { createIds } from './identifiers.ts';
import { defaultLimits, type GatewayLimits } from './limits.ts';
import { problemReply, sendRawReply } from './reply.ts';
import { RunningWork } from './running-work.ts';
import { SocketListener } from './socket-listener.ts';
import type { MailPages } from '../mail/mail-pages.ts';
import type { MediaEndpoint } from '../objects/media-endpoint.ts';
import type { WebClient } from '../web/web-client.ts';

export interface GatewayOptions {
  /** The functions behind the HTTP API, by name. */
  http: Readonly<Record<string, HttpFunction>>;
  /** The name of the function for each prefix below `/v1`, and as `*` for everything else. */
  prefixes: ReadonlyMap<string, string>;
  /** Answers the requests that are not for the APIs; without it, the functions do. */
  web?: WebClient | undefined;
  /** Answers requests for the mails that were sent, and says whether one is such a request. */
  mail?: MailPages | undefined;
  /** Takes and gives the files of the object store; without it there are none. */
  media?: MediaEndpoint | undefined;
  sockets: SocketFunctions;
  connections: Connections;
  /** Without it, sockets that a crash cuts off go unreported. */
  journal?: ConnectionJournal;
  /** Origins whose pages may call the HTTP API; `*` for any. */
  corsOrigins?: readonly string[];
  /** Names besides loopback's by which it answers: the bind address, and where clients reach it. */
  names?: Pick<Doors, 'host' | 'publicUrl'>;
  clock: Clock;
  random: Random;
  log: Logger;
  limits?: Partial<GatewayLimits>;
}

export interface Gateway {
  /** Accepts connections, after the ends of a crashed run's sockets were reported. Port 0 takes a free one. */
  listen(port: number, host: string): Promise<{ port: number }>;
  /** Closes every socket, waits for running calls (within limits) and stops. */
  close(): Promise<void>;
}

/** Clients reuse connections; one that closes just when they do fails their request. */
const keepAliveMs = 65_000;
/** How long a client may take to send a request: a large file on a slow line. What functions answer has less (`request-body.ts`). */
const requestTimeoutMs = 3_600_000;
const headersTimeoutMs = 60_000;

const asksForWebSocket = ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket';

/**
 * What API Gateway is in AWS: an HTTP API, a WebSocket API and its connection management API, in one process in front
 * of the same functions.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { journal, corsOrigins = [], log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const work = new RunningWork();
  const newId = createIds(options.random);
  const doors = { ...options.names, corsOrigins };
  const sockets = new SocketListener({ ...options, doors, journal, limits, newId, work });
  const server = createServer(
    {
      keepAliveTimeout: keepAliveMs,
      requestTimeout: requestTimeoutMs,
      headersTimeout: headersTimeoutMs,
      // Requests to upgrade to anything else (`curl --http2` sends one) are served as they are.
      shouldUpgradeCallback: asksForWebSocket,
    },
    createHttpListener({ ...options, doors, corsOrigins, limits, newId, work }),
  );
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  server.on('clientError', (error, socket) => {
    log.debug({ err: error }, 'a client sent no valid HTTP');
    sendRawReply(socket, problemReply('validation_failed', newId(), 'The request is not valid HTTP.'));
  });
  let sweeper: NodeJS.Timeout | undefined;

  return {
    async listen(port, host) {
      await sockets.disconnectLeftovers();
      server.listen(port, host);
      await once(server, 'listening');
      sweeper = setInterval(() => sockets.sweep(), limits.sweepMs);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the gateway has no port');
      log.info({ port: address.port, host }, 'the gateway is listening');
      return { port: address.port };
    },

    async close() {
      clearInterval(sweeper);
      const closed = once(server, 'close');
      server.close();
      sockets.close();
      const settled = await work.settled(limits.drainMs);
      sockets.terminate();
      server.closeAllConnections();
      if (!settled && !(await work.settled(limits.drainMs))) {
        log.warn('the gateway stops although some calls are still running');
      }
      await closed;
    },
  };
}
