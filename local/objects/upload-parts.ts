import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock, Random } from '../../shared/platform/ports.ts';
import { isMissing } from './object-file.ts';
import type { ObjectFiles } from './object-files.ts';

const uploadSchema = z.object({ key: z.string(), contentType: z.string(), createdAt: z.number() });
type Upload = z.infer<typeof uploadSchema>;

/** Uploads in parts, each a folder below `<DATA_DIR>/media/parts` with a file per part. */
export class UploadParts {
  readonly #folder: string;
  readonly #files: ObjectFiles;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(deps: { folder: string; files: ObjectFiles; clock: Clock; random: Random }) {
    this.#folder = join(deps.folder, 'parts');
    this.#files = deps.files;
    this.#clock = deps.clock;
    this.#random = deps.random;
  }

  async begin(upload: { key: string; contentType: string }): Promise<string> {
    const uploadId = this.#name();
    const folder = this.#folderOf(uploadId);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const text = JSON.stringify({ ...upload, createdAt: this.#clock.now() } satisfies Upload);
    await writeFile(join(folder, 'upload.json'), text, { mode: 0o600 });
    return uploadId;
  }

  /** The upload, where it is under way for this key. */
  async find({ key, uploadId }: { key: string; uploadId: string }): Promise<Upload | undefined> {
    const upload = await this.#read(uploadId);
    return upload?.key === key ? upload : undefined;
  }

  /**
   * Stores the bytes of one part, in the place of an earlier attempt, where `accept` takes their number. Rejects where the
   * bytes break off, and leaves nothing then.
   */
  async put(
    { uploadId, number }: { uploadId: string; number: number },
    bytes: AsyncIterable<Uint8Array>,
    accept: (size: number) => boolean,
  ): Promise<'stored' | 'refused' | 'gone'> {
    const folder = this.#folderOf(uploadId);
    const temporary = join(folder, `unfinished-${this.#name()}`);
    try {
      let size = 0;
      {
        await using file = await open(temporary, 'wx', 0o600);
        for await (const chunk of bytes) {
          size += chunk.byteLength;
          await file.appendFile(chunk);
        }
      }
      if (!accept(size)) return 'refused';
      await rename(temporary, join(folder, String(number)));
      return 'stored';
    } catch (error) {
      if (isMissing(error)) return 'gone';
      throw error;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async list(uploadId: string): Promise<{ number: number; size: number }[]> {
    const folder = this.#folderOf(uploadId);
    const names = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const parts = await Promise.all(
      names
        .filter((name) => /^\d+$/.test(name))
        .map(async (name) => ({ number: Number(name), size: (await stat(join(folder, name))).size })),
    );
    return parts.sort((a, b) => a.number - b.number);
  }

  /** Makes the object of the parts 1 to `count`, which must be there. Its size. */
  async complete(upload: Upload, uploadId: string, count: number): Promise<number> {
    const { key, contentType } = upload;
    const writer = await this.#files.begin({ key, contentType, verified: false });
    try {
      for (let number = 1; number <= count; number += 1) {
        const part = createReadStream(join(this.#folderOf(uploadId), String(number)));
        for await (const chunk of part) await writer.write(chunk as Uint8Array);
      }
    } catch (error) {
      await writer.drop();
      throw error;
    }
    await writer.commit();
    await this.abort(uploadId);
    return writer.size;
  }

  async abort(uploadId: string): Promise<void> {
    await rm(this.#folderOf(uploadId), { recursive: true, force: true });
  }

  /** Drops the uploads that were begun before `time`. */
  async dropBefore(time: number): Promise<void> {
    const ids = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const uploadId of ids) {
      const upload = await this.#read(uploadId);
      // one without its description was cut off while it began
      if (upload === undefined || upload.createdAt < time) await this.abort(uploadId);
    }
  }

  async #read(uploadId: string): Promise<Upload | undefined> {
    try {
      const text = await readFile(join(this.#folderOf(uploadId), 'upload.json'), 'utf8');
      return uploadSchema.parse(JSON.parse(text));
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #name(): string {
    return Buffer.from(this.#random(16)).toString('hex');
  }

  #folderOf(uploadId: string): string {
    if (!/^[0-9a-f]{32}$/.test(uploadId)) throw new Error('no id of an upload in parts');
    return join(this.#folder, uploadId);
  }
}
