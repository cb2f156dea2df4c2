import type { Clock, Sockets } from '../../shared/platform/ports.ts';
import { closings, Connection } from './connection.ts';
import type { ConnectionContext } from './socket-events.ts';

const sent = Promise.resolve('sent' as const);
const gone = Promise.resolve('gone' as const);
const closed = Promise.resolve();

/** Beyond this much unsent data, a socket that does not read is closed with 1013. */
const defaultMaxBufferedBytes = 1024 * 1024;

/** The live sockets of this process, by connection id: the `Sockets` port without a network in between. */
export class Connections implements Sockets {
  readonly #connections = new Map<string, Connection>();
  readonly #clock: Clock;
  readonly #maxBufferedBytes: number;

  constructor(clock: Clock, maxBufferedBytes: number = defaultMaxBufferedBytes) {
    this.#clock = clock;
    this.#maxBufferedBytes = maxBufferedBytes;
  }

  post(connectionId: string, frame: string): Promise<'sent' | 'gone'> {
    const connection = this.#connections.get(connectionId);
    if (connection?.send(frame) !== true) return gone;
    connection.lastActiveAt = this.#clock.now();
    return sent;
  }

  close(connectionId: string): Promise<void> {
    this.#connections.get(connectionId)?.close(closings.closedByBackend);
    return closed;
  }

  /** Adds a socket whose `$connect` is about to run: it can be posted to from now on. */
  add(context: ConnectionContext): Connection {
    const connection = new Connection(context, this.#maxBufferedBytes);
    this.#connections.set(context.connectionId, connection);
    return connection;
  }

  get(connectionId: string): Connection | undefined {
    return this.#connections.get(connectionId);
  }

  delete(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  values(): Iterable<Connection> {
    return this.#connections.values();
  }
}
