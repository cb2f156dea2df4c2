import { createHash, type Hash } from 'node:crypto';
import { link, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock, Random } from '../../shared/platform/ports.ts';
import { assertObjectKey } from '../../shared/platform/object-key.ts';
import { contentStart, isMissing, openObject, writeHead, type FileHead } from './object-file.ts';

/** What is known of an object before its bytes arrive. */
export type Incoming = Pick<FileHead, 'key' | 'contentType' | 'verified'>;

/** The files below `<DATA_DIR>/media`: `objects/` by key, and `unfinished/`, which is emptied at each start. */
export class ObjectFiles {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #sync: boolean;

  /** `sync`: an object survives a power cut once it is stored, at the price of a disk sync. */
  constructor(deps: { folder: string; clock: Clock; random: Random; sync: boolean }) {
    this.#folder = deps.folder;
    this.#clock = deps.clock;
    this.#random = deps.random;
    this.#sync = deps.sync;
  }

  /** Removes what a crash has left of uploads. */
  async clear(): Promise<void> {
    await rm(join(this.#folder, 'unfinished'), { recursive: true, force: true });
  }

  /** The object, whose file the caller closes, or `undefined`. */
  open(key: string): Promise<{ file: FileHandle; head: FileHead } | undefined> {
    return openObject(this.#pathOf(key));
  }

  async head(key: string): Promise<FileHead | undefined> {
    const found = await this.open(key);
    await found?.file.close();
    return found?.head;
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  /** The keys of all objects whose first part is this, in any order. */
  async list(first: string): Promise<string[]> {
    const folder = join(this.#folder, 'objects', first);
    const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name).slice(join(this.#folder, 'objects').length + 1))
      .map((path) => path.replaceAll('\\', '/'));
  }

  /** Begins an object. It appears with `commit`; without it, `drop` leaves nothing behind. */
  async begin(incoming: Incoming): Promise<ObjectWriter> {
    const final = this.#pathOf(incoming.key);
    const unfinished = join(this.#folder, 'unfinished');
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    const temporary = join(unfinished, Buffer.from(this.#random(12)).toString('hex'));
    const file = await open(temporary, 'wx', 0o600);
    return new ObjectWriter(file, {
      incoming,
      temporary,
      final,
      sync: this.#sync,
      now: () => this.#clock.now(),
    });
  }

  /** Keys are no paths: their parts are checked to be plain names, of which none begins with a dot. */
  #pathOf(key: string): string {
    assertObjectKey(key);
    return join(this.#folder, 'objects', ...key.split('/'));
  }
}

/** Writes one object, in order. */
export class ObjectWriter {
  readonly #file: FileHandle;
  readonly #into: {
    incoming: Incoming;
    temporary: string;
    final: string;
    sync: boolean;
    now: () => number;
  };
  readonly #hash: Hash = createHash('sha256');
  size = 0;

  constructor(
    file: FileHandle,
    into: { incoming: Incoming; temporary: string; final: string; sync: boolean; now: () => number },
  ) {
    this.#file = file;
    this.#into = into;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    let written = 0;
    while (written < chunk.byteLength) {
      const { bytesWritten } = await this.#file.write(
        chunk,
        written,
        chunk.byteLength - written,
        contentStart + this.size + written,
      );
      written += bytesWritten;
    }
    this.size += chunk.byteLength;
  }

  /**
   * Drops the object and resolves to `undefined` unless `accept` takes its digest (hex); and where there is an object already,
   * unless it may `replace` it.
   */
  async commit({
    accept = () => true,
    replace = true,
  }: { accept?: (digest: string) => boolean; replace?: boolean } = {}): Promise<FileHead | undefined> {
    const { incoming, temporary, final, sync, now } = this.#into;
    const digest = this.#hash.digest('hex');
    if (!accept(digest)) {
      await this.drop();
      return undefined;
    }
    const head = { ...incoming, size: this.size, digest, createdAt: now() };
    try {
      await writeHead(this.#file, head);
      if (sync) await this.#file.datasync();
      await this.#file.close();
      await mkdir(dirname(final), { recursive: true, mode: 0o700 });
      if (replace) {
        await rename(temporary, final);
      } else {
        await link(temporary, final);
        await rm(temporary, { force: true });
      }
    } catch (error) {
      await this.drop();
      if (!replace && error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
      throw error;
    }
    return head;
  }

  async drop(): Promise<void> {
    await this.#file.close();
    await rm(this.#into.temporary, { force: true });
  }
}
