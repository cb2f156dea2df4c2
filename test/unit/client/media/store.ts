import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

interface Stored {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** An object store that takes whatever is sent, and misbehaves on request. */
export class TestStore {
  readonly stored: Stored[] = [];
  /** Decides about a request instead: a status, or that the connection breaks. Asked once its body has arrived. */
  refuse: (path: string) => number | 'break' | undefined = () => undefined;
  /** What must happen before a request is answered. */
  hold: (path: string) => Promise<void> = () => Promise.resolve();
  /** The most requests that were under way at the same time. */
  most = 0;
  #running = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  static async start(): Promise<TestStore> {
    const store = new TestStore();
    store.#server.listen(0, '127.0.0.1');
    await once(store.#server, 'listening');
    onTestFinished(() => {
      store.#server.closeAllConnections();
      store.#server.close();
    });
    return store;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    this.#running += 1;
    this.most = Math.max(this.most, this.#running);
    try {
      const body = await buffer(request);
      await this.hold(path);
      const refusal = this.refuse(path);
      if (refusal === 'break') request.socket.destroy();
      else response.writeHead(refusal ?? 204).end();
      if (refusal === undefined) this.stored.push({ method, path, headers, body });
    } catch {
      // the client went away, which some tests want
      response.destroy();
    } finally {
      this.#running -= 1;
    }
  }
}
