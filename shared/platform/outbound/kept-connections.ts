import type { IncomingMessage } from 'node:http';
import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Clock } from '../ports.ts';

/** How long a connection may rest before it is used again: servers and routers on the way end them without a word after longer. */
const keptMilliseconds = 4_000;
/** Resting connections to one server. */
const mostKept = 64;
/** Of what an answer says besides its status: it is read away to use its connection again, unless it is longer. */
const mostIgnoredBytes = 4_096;

/**
 * Connections that serve one request after another, for a few seconds, as a handshake costs more than a request. One serves a name again
 * only as long as the name stands for the same addresses, which are checked with each request.
 */
export class KeptConnections extends Agent {
  readonly #clock: Clock;
  readonly #restsSince = new WeakMap<Duplex, number>();

  constructor(clock: Clock) {
    super({ keepAlive: true, maxFreeSockets: mostKept, timeout: keptMilliseconds });
    this.#clock = clock;
    this.on('free', (socket: Duplex) => this.#restsSince.set(socket, clock.now()));
  }

  override getName(options: RequestOptions & { addresses?: string } = {}): string {
    return `${super.getName(options)}:${options.addresses ?? ''}`;
  }

  /** Ends those that have rested too long: timers stand still where a function is frozen between its calls. */
  endRested(): void {
    const since = this.#clock.now() - keptMilliseconds;
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of sockets ?? []) if ((this.#restsSince.get(socket) ?? 0) < since) socket.destroy();
    }
  }
}

/** Is done with an answer, whatever it says besides. Its connection serves again if there is little of that. */
export function ignoreRest(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > mostIgnoredBytes) response.destroy();
  });
}
