import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { Beginning } from './thread/main.ts';
import type { Place } from './thread/store.ts';

/** A database on the store's thread. */
export interface StoreConnection {
  /** For its jobs. It closes when the thread ends, for whatever reason. */
  port: MessagePort;
  /** Settles with the reason once the thread has ended. */
  ended: Promise<Error>;
}

/** The thread that has the databases of a process. It keeps no process alive; a port that is `ref`ed does. */
export class StoreThread {
  #running: { worker: Worker; ended: Promise<Error> } | undefined;

  /** Begins a database there, on a new thread if the last one ended. */
  connect(place: Place): StoreConnection {
    this.#running ??= this.#start();
    const { worker, ended } = this.#running;
    const { port1, port2 } = new MessageChannel();
    const beginning: Beginning = { port: port2, place };
    worker.postMessage(beginning, [port2]);
    return { port: port1, ended };
  }

  /** Ends the thread in the middle of whatever it does. */
  async terminate(): Promise<void> {
    await this.#running?.worker.terminate();
  }

  #start(): { worker: Worker; ended: Promise<Error> } {
    // None of the process's own flags, which may load what the thread can do without.
    const worker = new Worker(new URL('./thread/main.ts', import.meta.url), { execArgv: [] });
    const ended = new Promise<Error>((resolve) => {
      worker.once('error', (error) => resolve(new Error('the thread of the store failed', { cause: error })));
      worker.once('exit', () => {
        this.#running = undefined;
        resolve(new Error('the thread of the store ended'));
      });
    });
    worker.unref();
    return { worker, ended };
  }
}

/** All databases of a process share one, as it takes 50 ms and 5 MB to start. */
export const sharedStoreThread = new StoreThread();
