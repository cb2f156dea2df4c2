import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';
import packageFile from '../../package.json' with { type: 'json' };
import { done, profileFile, ready, usage, type ServerQuestion, type Usage } from './server-protocol.ts';

/** Node's options in `npm start`, so that what is measured is what people run. */
const startOptions = packageFile.scripts.start.split(' ').filter((part) => part.startsWith('--'));

const serverFile = fileURLToPath(new URL('../server.ts', import.meta.url));

/** The backend in a process of its own. Every method rejects if that process ends. */
export interface ServerHandle extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  url: string;
  usage(): Promise<Usage>;
  startProfile(): Promise<void>;
  /** Ends the profile and gives the file that it was written to. */
  stopProfile(): Promise<string>;
  /** Stops it in order: everything is in the data folder then. */
  close(): Promise<void>;
}

/** Starts the backend on a data folder and a free port of 127.0.0.1. Disposing of the handle kills it if it still runs. */
export async function startServer(folder: string): Promise<ServerHandle> {
  const child = fork(serverFile, [folder], { execArgv: startOptions });
  const { port } = await answerOf(child, ready);

  async function ask<S extends z.ZodType>(question: ServerQuestion, schema: S): Promise<z.output<S>> {
    const answer = answerOf(child, schema);
    child.send(question);
    return answer;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    usage: () => ask('usage', usage),
    async startProfile() {
      await ask('start-profile', done);
    },
    stopProfile: async () => (await ask('stop-profile', profileFile)).file,
    async close() {
      const exit = once(child, 'exit');
      await ask('close', done);
      await exit;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

/** The next message of the child. */
async function answerOf<S extends z.ZodType>(child: ChildProcess, schema: S): Promise<z.output<S>> {
  const settled = new AbortController();
  const { signal } = settled;
  const answer = once(child, 'message', { signal }).then(([message]) => schema.parse(message));
  const end = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`The server ended with ${String(code)}.`);
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    settled.abort();
    await Promise.allSettled([answer, end]);
  }
}
