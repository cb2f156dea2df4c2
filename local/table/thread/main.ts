import { parentPort, type MessagePort } from 'node:worker_threads';
import { startCheckpointThread } from './checkpoints.ts';
import { Store, type Place } from './store.ts';

/** When a process that just started has something to do, and one that lives for moments is over. */
const quietMilliseconds = 1_000;

/** What begins a database on this thread; its jobs come in on the port. */
export interface Beginning {
  port: MessagePort;
  place: Place;
}

/** The store's thread: one for all databases of a process. Nothing is imported here that it can do without. */
parentPort?.on('message', ({ port, place }: Beginning) => new Store(port, place));

// Before there is a log to move: starting a thread under load would hold up writes.
setTimeout(startCheckpointThread, quietMilliseconds).unref();
