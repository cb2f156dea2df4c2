import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { runProgram, startProcess } from '../support/backend/backend-process.ts';
import { seenBy } from '../support/backend/demo-people.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';

// Whole processes, and passwords at their full cost, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

describe('npm run seed', () => {
  const run = (settings: Record<string, string>) => runProgram('local/seed.ts', settings);
  const refusal = (sentence: string) => ({ code: 1, signal: null, stderr: `${sentence}\n` });

  /** A server that answers everything with the same page, until the test ends. */
  async function otherServer(): Promise<{ port: number; close: () => Promise<void> }> {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const close = async () => {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    };
    onTestFinished(close);
    return { port, close };
  }

  test('works without a running server and with one', async () => {
    const dataDir = await temporaryFolder();
    const offline = await run({ PORT: '0', DATA_DIR: dataDir });
    expect(offline).toMatchObject({ code: 0, stderr: '' });
    expect(offline.stdout).toContain('ChatFlow is not running: starting it for a moment.\n');
    expect(offline.stdout).toContain('Group "Weekend trip": 8 messages written\n');

    const backend = await startProcess(dataDir);
    const before = await seenBy(backend, 'alice');
    const online = await run({ PORT: String(backend.port), DATA_DIR: dataDir });
    expect(online).toMatchObject({ code: 0, stderr: '' });
    expect(online.stdout).toContain(`ChatFlow runs at http://localhost:${backend.port}.\n`);
    expect(online.stdout).toContain('Group "Weekend trip": there already\n');
    expect(online.stdout).toContain('alice, bob, carol, dave, erin; the password is chatflow-demo');
    expect(online.stdout).toContain(
      `npm run chat -- --as alice --with bob --url http://localhost:${backend.port}\n`,
    );
    expect(online.stdout).toContain(`curl http://localhost:${backend.port}/v1/auth/login`);
    expect(await seenBy(backend, 'alice')).toEqual(before);
  });

  test('given an obstacle, says so in a sentence', async () => {
    const dataDir = await temporaryFolder();
    const other = await otherServer();
    const free = await otherServer();
    await free.close();
    await startProcess(dataDir);
    const [taken, elsewhere, wrong] = await Promise.all([
      run({ PORT: String(other.port), DATA_DIR: dataDir }),
      run({ PORT: String(free.port), DATA_DIR: dataDir }),
      run({ PORT: 'abc' }),
    ]);
    expect(taken).toMatchObject(
      refusal(
        `What answers at http://localhost:${other.port} is not ChatFlow. Choose another port: PORT=… npm run seed`,
      ),
    );
    expect(elsewhere).toMatchObject(
      refusal(
        `The data folder ${dataDir} is in use, and no ChatFlow answers at http://localhost:${free.port}. ` +
          'If it runs at another port, name that: PORT=… npm run seed',
      ),
    );
    expect(wrong).toMatchObject(
      refusal('Some settings are wrong:\n  PORT: must be a whole number from 0 to 65535'),
    );
  });
});
