import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Person } from './people.ts';
import type { ServerHandle } from './server-handle.ts';

export async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  await Promise.all(
    sockets.map(async (socket) => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    }),
  );
}

const askAgainMs = 50;
const timeoutMs = 60_000;

/** Waits until these people have `count` sockets, as the server sees it. Throws an `Error` after a minute. */
export async function untilSockets(
  server: ServerHandle,
  people: readonly Person[],
  count: number,
): Promise<void> {
  const ids = people.map(({ id }) => id);
  const signal = AbortSignal.timeout(timeoutMs);
  while ((await server.sockets(ids)) !== count) await sleep(askAgainMs, undefined, { signal });
}
