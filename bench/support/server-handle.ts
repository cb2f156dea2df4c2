import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type * as z from 'zod';
import packageFile from '../../package.json' with { type: 'json' };
import {
  done,
  memory,
  profileFile,
  ready,
  indexed,
  socketCount,
  tableUse,
  usage,
  type Memory,
  type ServerQuestion,
  type TableUse,
  type Usage,
} from './server-protocol.ts';
import type { Store } from './store.ts';

/** Node's options in `npm start`, so that what is measured is what people run. */
const startOptions = packageFile.scripts.start.split(' ').filter((part) => part.startsWith('--'));

const serverFile = fileURLToPath(new URL('../server.ts', import.meta.url));

/** The backend in a process of its own. Every method rejects if that process ends. */
export interface ServerHandle extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  url: string;
  usage(): Promise<Usage>;
  /** Begins to look for the stalls of its event loop. */
  watchLoop(): Promise<void>;
  /** Collects garbage first. */
  memory(): Promise<Memory>;
  startProfile(): Promise<void>;
  /** Ends the profile and gives the file that it was written to. */
  stopProfile(): Promise<string>;
  /** Begins to count what is asked of the tables. */
  startCount(): Promise<void>;
  stopCount(): Promise<TableUse>;
  /** How many sockets of these people are registered. */
  sockets(userIds: readonly string[]): Promise<number>;
  /** Stores further messages in a conversation, past the functions. Their texts are `MessageTexts` by `seq`. */
  fill(conversationId: string, count: number, marker: string): Promise<void>;
  /** Stores further messages of this many words in a conversation. Their texts are `WordTexts` by `seq`. */
  fillWords(conversationId: string, count: number, words: number): Promise<void>;
  /** Makes what is missing of the search index of a conversation. Gives how many write units all of its items take. */
  reindex(conversationId: string): Promise<number>;
  /** Adds members to a group who exist nowhere else, past the functions. */
  enlarge(conversationId: string, count: number): Promise<void>;
  /** Stops it in order: everything is in the data folder then. */
  close(): Promise<void>;
}

/**
 * Starts the backend on a store and a free port of 127.0.0.1. Disposing of the handle kills it if it still runs. `trusts`: a file with
 * a certificate that counts for it besides those that Node knows.
 */
export async function startServer(
  { folder, endpoint, synchronous }: Store,
  { trusts }: { trusts?: string } = {},
): Promise<ServerHandle> {
  const parameters = [folder, synchronous, ...(endpoint === undefined ? [] : [endpoint])];
  const child = fork(serverFile, parameters, {
    execArgv: [...startOptions, '--expose-gc'],
    ...(trusts !== undefined && { env: { ...process.env, NODE_EXTRA_CA_CERTS: trusts } }),
  });
  const { port } = await answerOf(child, ready);

  async function ask<S extends z.ZodType>(question: ServerQuestion, schema: S): Promise<z.output<S>> {
    const answer = answerOf(child, schema);
    child.send(question);
    return answer;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    usage: () => ask({ ask: 'usage' }, usage),
    async watchLoop() {
      await ask({ ask: 'watch-loop' }, done);
    },
    memory: () => ask({ ask: 'memory' }, memory),
    async startProfile() {
      await ask({ ask: 'start-profile' }, done);
    },
    stopProfile: async () => (await ask({ ask: 'stop-profile' }, profileFile)).file,
    async startCount() {
      await ask({ ask: 'start-count' }, done);
    },
    stopCount: () => ask({ ask: 'stop-count' }, tableUse),
    sockets: async (userIds) => (await ask({ ask: 'sockets', userIds: [...userIds] }, socketCount)).sockets,
    async fill(conversationId, count, marker) {
      await ask({ ask: 'fill', conversationId, count, marker }, done);
    },
    async fillWords(conversationId, count, words) {
      await ask({ ask: 'fill-words', conversationId, count, words }, done);
    },
    reindex: async (conversationId) => (await ask({ ask: 'reindex', conversationId }, indexed)).writeUnits,
    async enlarge(conversationId, count) {
      await ask({ ask: 'enlarge', conversationId, count }, done);
    },
    async close() {
      const exit = once(child, 'exit');
      await ask({ ask: 'close' }, done);
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
