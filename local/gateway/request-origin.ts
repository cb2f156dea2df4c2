import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';

const origins = new AsyncLocalStorage<string>();

/** Runs what answers a request, which can ask for `originOfRequest`. */
export function withOrigin<T>({ headers }: IncomingMessage, run: () => T): T {
  const { host, 'x-forwarded-host': forwarded } = headers;
  const name = typeof forwarded === 'string' ? forwarded : host;
  return name === undefined ? run() : origins.run(`http://${name}`, run);
}

/**
 * Where the client whose request is answered reaches the gateway: by one of the names that it answers for. A page may only
 * load from the name that it came by. `undefined` where no request is answered.
 */
export const originOfRequest = (): string | undefined => origins.getStore();
