import type { ChatClient } from '../../client/index.ts';

const restMs = 10_000;

/** Tells the client that the user is at it: where there is no socket, it then asks more often for what is new. */
export function followActivity(client: ChatClient): void {
  let last = -Infinity;
  function active({ timeStamp }: Event): void {
    if (timeStamp - last < restMs) return;
    last = timeStamp;
    client.touch();
  }
  addEventListener('pointerdown', active, { passive: true });
  addEventListener('keydown', active, { passive: true });
}
