import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availableEngines } from '../../test/support/backend/dynamodb-engines.ts';

/** What the backend stores in: SQLite, or a DynamoDB engine on this machine. */
export type StoreKind = 'sqlite' | 'dynamodb';

/** A fresh place for everything that the backend keeps. Disposing of it removes it. */
export interface Store extends AsyncDisposable {
  folder: string;
  /** Of a DynamoDB engine, which keeps its data in the folder too. */
  endpoint?: string;
  synchronous: Synchronous;
}

/** What SQLite makes sure of before it answers: that a write outlasts the process, or a power cut too. */
export type Synchronous = 'NORMAL' | 'FULL';

/** The fastest engine, so that the most of the time is the backend's own. */
const engineName = 'dynoxide';

/** Throws an `Error` where the engine cannot run on this machine. */
export async function openStore({
  table,
  synchronous,
}: {
  table: StoreKind;
  synchronous: Synchronous;
}): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'chatflow-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  if (table === 'sqlite') return { folder, synchronous, [Symbol.asyncDispose]: remove };
  try {
    const engine = availableEngines().find(({ name }) => name === engineName);
    if (!engine) throw new Error(`${engineName} cannot run here: npm has not installed it on this platform.`);
    const { endpoint, stop } = await engine.start({ folder });
    return {
      folder,
      endpoint,
      synchronous,
      async [Symbol.asyncDispose]() {
        await stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
