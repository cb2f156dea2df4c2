import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Storage } from '../storage.ts';

const contents = z.record(z.string(), z.string());

/**
 * A file for programs on Node, made on first use and readable by its owner only: it holds tokens. One process at a time
 * may use it. Rejects when the file cannot be read or written, or holds something else.
 */
export function fileStorage(path: string): Storage {
  let loading: Promise<Map<string, string>> | undefined;
  /** One thing at a time, in order. */
  let last: Promise<unknown> = Promise.resolve();

  async function load(): Promise<Map<string, string>> {
    try {
      return new Map(Object.entries(contents.parse(JSON.parse(await readFile(path, 'utf8')))));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
      throw error;
    }
  }
  function loaded(): Promise<Map<string, string>> {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }
  function change(apply: (values: Map<string, string>) => unknown): Promise<void> {
    return inTurn(async () => {
      const values = await loaded();
      apply(values);
      await mkdir(dirname(path), { recursive: true });
      // Renamed into place, so that a crash leaves the old file or the new one.
      await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(values)), { mode: 0o600 });
      await rename(`${path}.new`, path);
    });
  }
  return {
    get: (key) => inTurn(async () => (await loaded()).get(key)),
    set: (key, value) => change((values) => values.set(key, value)),
    remove: (key) => change((values) => values.delete(key)),
  };
}
