import { join } from 'node:path';
import { Unavailable } from '../../shared/platform/errors.ts';
import { assertObjectKey } from '../../shared/platform/object-key.ts';
import type { Clock, ObjectHead, ObjectStore, Random } from '../../shared/platform/ports.ts';
import type { AddressSigner } from './address-signer.ts';
import { Addresses } from './addresses.ts';
import { contentStart, type FileHead } from './object-file.ts';
import { ObjectFiles } from './object-files.ts';
import { UploadParts } from './upload-parts.ts';

export interface LocalObjectStoreOptions {
  /** Holds everything; it is made when the first object comes. */
  folder: string;
  clock: Clock;
  random: Random;
  signer: AddressSigner;
  /** Where the client at hand reaches the gateway, as in `http://localhost:3000`. */
  origin: () => string;
  /** Whether what is stored has to survive a power cut. */
  sync: boolean;
}

/** An object that was uploaded, by a form or in parts. */
export interface Uploaded {
  key: string;
  size: number;
}

type UploadListener = (uploaded: Uploaded) => void;

/** The objects of one machine, as files. Uploads and downloads by address come in at the gateway (`media-endpoint.ts`). */
export class LocalObjectStore implements ObjectStore {
  readonly files: ObjectFiles;
  readonly parts: UploadParts;
  readonly addresses: Addresses;
  readonly #listeners = new Set<UploadListener>();

  constructor({ folder, sync, ...deps }: LocalObjectStoreOptions) {
    this.files = new ObjectFiles({ folder, sync, ...deps });
    this.parts = new UploadParts({ folder, files: this.files, ...deps });
    this.addresses = new Addresses(deps);
  }

  /** Calls `listener` for each upload that is whole from now on. */
  onUpload(listener: UploadListener): void {
    this.#listeners.add(listener);
  }

  announce(uploaded: Uploaded): void {
    for (const listener of this.#listeners) listener(uploaded);
  }

  presignUpload(upload: Parameters<ObjectStore['presignUpload']>[0]) {
    return answer(async () => {
      assertObjectKey(upload.key);
      return this.addresses.form(upload);
    });
  }

  beginParts(upload: { key: string; contentType: string }): Promise<string> {
    return answer(async () => {
      assertObjectKey(upload.key);
      return this.parts.begin(upload);
    });
  }

  presignPart(part: Parameters<ObjectStore['presignPart']>[0]): Promise<string> {
    return answer(async () => {
      assertObjectKey(part.key);
      return this.addresses.part(part);
    });
  }

  listParts(upload: { key: string; uploadId: string }): Promise<{ number: number; size: number }[]> {
    return answer(async () => ((await this.parts.find(upload)) ? this.parts.list(upload.uploadId) : []));
  }

  completeParts({
    count,
    ...upload
  }: Parameters<ObjectStore['completeParts']>[0]): Promise<'completed' | 'incomplete'> {
    return answer(async () => {
      const found = await this.parts.find(upload);
      if (!found) return 'incomplete';
      const there = new Set((await this.parts.list(upload.uploadId)).map(({ number }) => number));
      for (let number = 1; number <= count; number += 1) if (!there.has(number)) return 'incomplete';
      const size = await this.parts.complete(found, upload.uploadId, count);
      this.announce({ key: upload.key, size });
      return 'completed';
    });
  }

  abortParts(upload: { key: string; uploadId: string }): Promise<void> {
    return answer(async () => {
      if (await this.parts.find(upload)) await this.parts.abort(upload.uploadId);
    });
  }

  presignDownload(download: Parameters<ObjectStore['presignDownload']>[0]): Promise<string> {
    return answer(async () => {
      assertObjectKey(download.key);
      return this.addresses.download(download);
    });
  }

  head(key: string): Promise<ObjectHead | undefined> {
    return answer(async () => {
      const head = await this.files.head(key);
      return head && objectHead(head);
    });
  }

  read(key: string, range?: { from: number; to: number }): Promise<AsyncIterable<Uint8Array> | undefined> {
    return answer(async () => {
      const found = await this.files.open(key);
      if (!found) return undefined;
      const { file, head } = found;
      const { from, to } = range ?? { from: 0, to: head.size - 1 };
      if (range !== undefined && from >= head.size) {
        await file.close();
        return undefined;
      }
      if (head.size === 0) {
        await file.close();
        return emptyBytes();
      }
      return file.createReadStream({
        start: contentStart + from,
        end: contentStart + Math.min(to, head.size - 1),
      });
    });
  }

  write(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    return answer(async () => {
      const writer = await this.files.begin({ key, contentType, verified: false });
      try {
        await writer.write(bytes);
      } catch (error) {
        await writer.drop();
        throw error;
      }
      await writer.commit();
      this.announce({ key, size: bytes.byteLength });
    });
  }

  copy(from: string, to: string, contentType: string): Promise<void> {
    return answer(async () => {
      const bytes = await this.read(from);
      if (!bytes) throw new NoSuchObject(from);
      const writer = await this.files.begin({ key: to, contentType, verified: false });
      try {
        for await (const chunk of bytes) await writer.write(chunk);
      } catch (error) {
        await writer.drop();
        throw error;
      }
      await writer.commit({ replace: false });
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return answer(async () => {
      for (const key of keys) await this.files.remove(key);
    });
  }
}

/** A copy of what is not there. */
class NoSuchObject extends Error {
  override readonly name = 'NoSuchObject';
  constructor(key: string) {
    super(`there is no object ${key}`);
  }
}

// eslint-disable-next-line @typescript-eslint/no-empty-function -- it gives nothing
async function* emptyBytes(): AsyncGenerator<Uint8Array> {}

const objectHead = ({ size, contentType, digest, verified }: FileHead): ObjectHead => ({
  size,
  contentType,
  ...(verified && { sha256: Buffer.from(digest, 'hex').toString('base64') }),
});

/** What the file system refuses may work later: a full disk, too many open files. */
async function answer<T>(perform: () => Promise<T>): Promise<T> {
  try {
    return await perform();
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'syscall' in error) {
      throw new Unavailable('The object store', error);
    }
    throw error;
  }
}

/** Where a runtime keeps its objects. */
export const objectsFolder = (dataDir: string): string => join(dataDir, 'media');
