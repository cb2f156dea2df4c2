import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { record, refused, string } from '../api/shapes.ts';
import { ChatClientError } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';

const contents = record(string);

/** The file operations in use, passed in so that tests can observe them. */
const nodeFiles = { mkdir, open, readFile, rename, stat };
export type Files = typeof nodeFiles;

/**
 * A file for programs on Node, created on first use and readable by its owner only, since it holds tokens. One process
 * at a time may use it. A write is synced to disk before it replaces the previous state. A file with other or truncated
 * content is renamed to `<path>.corrupt` (`.corrupt-2` and so on, to keep earlier ones), reported once as an `error` event
 * with the code `storage_corrupt`, and replaced by an empty one. Rejects when the file cannot be read or written.
 */
export function fileStorage(path: string, files: Files = nodeFiles): Storage {
  let loading: Promise<Map<string, string>> | undefined;
  let onTrouble: ((error: unknown) => void) | undefined;
  /** Errors from before a listener was set. */
  let unreported: unknown[] = [];
  /** The last operation of the queue: they run one at a time, in order. */
  let last: Promise<unknown> = Promise.resolve();

  async function load(): Promise<Map<string, string>> {
    let text: string;
    try {
      text = await files.readFile(path, 'utf8');
    } catch (error) {
      if (hasSystemCode(error, 'ENOENT')) return new Map();
      throw error;
    }
    try {
      const values = contents(JSON.parse(text));
      if (values === refused) throw new TypeError('The content is not a map from keys to strings.');
      return new Map(Object.entries(values));
    } catch (cause) {
      const aside = await putAside();
      const message = `${path} does not hold what was stored there. It was renamed to ${aside}, and the storage starts empty.`;
      const trouble = new ChatClientError('storage_corrupt', message, { cause });
      if (onTrouble !== undefined) onTrouble(trouble);
      else unreported.push(trouble);
      return new Map();
    }
  }
  /** Renames the file. Returns the new name. */
  async function putAside(): Promise<string> {
    for (let number = 1; ; number++) {
      const aside = number === 1 ? `${path}.corrupt` : `${path}.corrupt-${number}`;
      const taken = await files.stat(aside).then(
        () => true,
        (error: unknown) => {
          if (hasSystemCode(error, 'ENOENT')) return false;
          throw error;
        },
      );
      if (taken) continue;
      await files.rename(path, aside);
      return aside;
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
      await files.mkdir(dirname(path), { recursive: true });
      await write(`${path}.new`, JSON.stringify(Object.fromEntries(values)));
      // Renamed into place, so that a crash leaves the old file or the new one.
      await files.rename(`${path}.new`, path);
      await syncFolder(dirname(path));
    });
  }
  /** Resolves once the content is synced: a rename can reach the disk before the content does. */
  async function write(file: string, text: string): Promise<void> {
    const handle = await files.open(file, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
  /** The rename itself is durable once its folder is synced. */
  async function syncFolder(folder: string): Promise<void> {
    let handle;
    try {
      handle = await files.open(folder, 'r');
      await handle.sync();
    } catch (error) {
      // Not every system opens and syncs folders: there the rename becomes durable a moment later.
      if (!hasSystemCode(error, 'EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP')) throw error;
    } finally {
      await handle?.close();
    }
  }
  return {
    get: (key) => inTurn(async () => (await loaded()).get(key)),
    set: (key, value) => change((values) => values.set(key, value)),
    remove: (key) => change((values) => values.delete(key)),
    reportErrors: (listener) => {
      onTrouble = listener;
      const before = unreported;
      unreported = [];
      for (const trouble of before) listener(trouble);
    },
  };
}

function hasSystemCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}
