import type { FromWorker } from './messages.ts';
import type { WindowClient } from './scope.ts';

/** A page that is there answers within moments. */
const patienceMs = 1_000;

/** Sends a message to a page. Resolves with whether it answers in time. */
export function askWindow(window: WindowClient, message: FromWorker): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise<boolean>((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), patienceMs);
  });
  window.postMessage(message, [port2]);
  return answered.finally(() => port1.close());
}
