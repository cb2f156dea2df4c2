import { parentPort, type MessagePort } from 'node:worker_threads';
import { Store, type Place } from './store.ts';

/** What begins a database on this thread; its jobs come in on the port. */
export interface Beginning {
  port: MessagePort;
  place: Place;
}

/** The store's thread: one for all databases of a process. Nothing is imported here that it can do without. */
parentPort?.on('message', ({ port, place }: Beginning) => new Store(port, place));
