import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import type { SocketFunctions } from '../../functions/events.ts';
import type { Clock } from '../../shared/platform/ports.ts';
import type { Connection } from './connection.ts';
import type { RunningWork } from './running-work.ts';
import type { SocketEvents } from './socket-events.ts';

export interface FrameDispatcherOptions {
  frame: SocketFunctions['frame'];
  events: SocketEvents;
  clock: Clock;
  log: Logger;
  work: RunningWork;
  framesInFlight: number;
}

/**
 * Hands the messages of one socket to the frame function, several at once as Lambda would. Beyond `framesInFlight` the
 * socket is not read until a call ends; TCP then slows down the sender.
 */
export class FrameDispatcher {
  readonly #connection: Connection;
  readonly #socket: WebSocket;
  readonly #options: FrameDispatcherOptions;
  #inFlight = 0;
  /** Messages of the chunk that was already read when the socket was paused: at most 64 KiB and one message. */
  #waiting: { data: Buffer; isBinary: boolean }[] = [];

  constructor(connection: Connection, socket: WebSocket, options: FrameDispatcherOptions) {
    this.#connection = connection;
    this.#socket = socket;
    this.#options = options;
  }

  receive(data: Buffer, isBinary: boolean): void {
    this.#options.work.begin();
    if (this.#inFlight < this.#options.framesInFlight) {
      void this.#handle(data, isBinary);
    } else {
      this.#waiting.push({ data, isBinary });
      this.#socket.pause();
    }
  }

  /** Never rejects. */
  async #handle(data: Buffer, isBinary: boolean): Promise<void> {
    const { frame, events, clock, log, work } = this.#options;
    this.#inFlight += 1;
    const now = clock.now();
    this.#connection.lastActiveAt = now;
    const event = events.frame(this.#connection.context, data, isBinary, now);
    try {
      await frame(event);
    } catch (error) {
      const { connectionId, requestId } = event.requestContext;
      log.error({ err: error, connectionId, requestId }, 'the frame function failed');
      this.#connection.send(JSON.stringify({ message: 'Internal server error', connectionId, requestId }));
    }
    this.#inFlight -= 1;
    work.end();
    const next = this.#waiting.shift();
    if (next !== undefined) void this.#handle(next.data, next.isBinary);
    else if (this.#socket.isPaused) this.#socket.resume();
  }
}
