import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Space that the databases and folders of all tests fit into, in bytes. */
const roomForTests = 2 ** 30;

/** Hundreds of short-lived databases wait for a disk's syncs: where there is a file system in memory, they lie there. */
function temporaryFiles(): Record<string, string> {
  const memory = '/dev/shm';
  if (process.env['TMPDIR'] !== undefined || !existsSync(memory)) return {};
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= roomForTests ? { TMPDIR: memory } : {};
}

/** These try hundreds of cases each, or take long: `test:programs` runs them, so that `npm test` stays short. */
export const exhaustive = [
  'test/flows/{bad-input-*,big-group,client-streams,faults-*,model,seed}.test.ts',
  'test/flows/{authorization-matrix,membership-model,permissions,provider-lies,removal-race,unread}.test.ts',
  'test/unit/{cost-document,local/passwords}.test.ts',
  'test/contract/wrapped-table.test.ts',
];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // these take as long as everything else together, and have runs of their own: `test:infra` and `test:programs`
    exclude: ['test/infra/**', ...exhaustive],
    env: temporaryFiles(),
    setupFiles: ['test/support/setup.ts'],
    // Real sockets, bcrypt and a database: generous, so that a busy machine never makes a test fail.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000, interval: 5 } },
    pool: 'threads',
    // Files share a thread and its loaded modules, which halves the time; shuffled, so that none comes to need another.
    isolate: false,
    sequence: { shuffle: { files: true } },
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    maxWorkers: availableParallelism(),
  },
});
