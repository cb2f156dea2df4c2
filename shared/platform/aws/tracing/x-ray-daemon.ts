import { createSocket } from 'node:dgram';
import type { Logger } from '../../logger.ts';

/** Where the X-Ray daemon listens, by UDP. */
export interface DaemonAddress {
  host: string;
  port: number;
}

/** Hands documents to the X-Ray daemon, which passes them on. A failure is logged and has no other effect. */
export class XRayDaemon {
  readonly #address: DaemonAddress;
  readonly #log: Logger;
  // not connected: a daemon that is missing would make each send after the first an error
  readonly #socket = createSocket('udp4').unref();
  readonly #underWay = new Set<Promise<void>>();

  constructor(address: DaemonAddress, log: Logger) {
    this.#address = address;
    this.#log = log;
    this.#socket.on('error', (error) => {
      this.#failed(error);
    });
  }

  /** Begins to send one document: a datagram holds no more than one. */
  send(document: string): void {
    const { host, port } = this.#address;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const sent = promise.then(() => void this.#underWay.delete(sent));
    this.#underWay.add(sent);
    this.#socket.send(`{"format":"json","version":1}\n${document}`, port, host, (error) => {
      if (error) this.#failed(error);
      resolve(undefined);
    });
  }

  /** Resolves when all that was to be sent has left, or failed to. */
  async flushed(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #failed(error: Error): void {
    this.#log.warn({ err: error }, 'a span was not handed over');
  }
}
