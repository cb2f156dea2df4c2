import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore, UploadForm } from '../../shared/platform/ports.ts';

export interface ObjectsWorld {
  store: ObjectStore;
  /** Moves the clock that addresses expire by, where one can. */
  advance?: (milliseconds: number) => void;
  /** Whether the checksum of a form is looked at, which no emulator does. */
  checksums: boolean;
  /** Whether a copy can spare what is there, which no emulator does. */
  conditionalCopies: boolean;
}

const mib = 1024 * 1024;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

/** Posts a file as a browser does, with some fields of the form changed, left out (`undefined`) or added. */
export function post(
  { url, fields }: UploadForm,
  bytes: Uint8Array,
  changes: Record<string, string | undefined> = {},
): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes })) {
    if (value !== undefined) body.append(name, value);
  }
  body.append('file', new Blob([new Uint8Array(bytes)]), '../../a\u202egpj.exe');
  return fetch(url, { method: 'POST', body });
}

async function bytesOf(stream: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (!stream) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What every object store does. */
export function objectsContract(name: string, start: () => Promise<ObjectsWorld> | ObjectsWorld): void {
  describe(`the object store on ${name}`, () => {
    let world: ObjectsWorld;
    let store: ObjectStore;
    let key: string;
    const bytes = randomBytes(3_000);
    const upload = () => ({ key, contentType: 'image/png', size: bytes.byteLength, seconds: 60 });
    const download = () => ({
      key,
      fileName: 'Grüße.png',
      contentType: 'image/png',
      inline: true,
      seconds: 60,
    });
    beforeEach(async () => {
      world = await start();
      ({ store } = world);
      key = `uploads/med_${randomBytes(8).toString('hex')}`;
    });
    const withChecksums = (title: string, test: () => Promise<void>) =>
      it(title, async ({ skip }) => {
        if (!world.checksums) skip('no emulator looks at the checksum of a form');
        await test();
      });

    it('given an upload as signed, has exactly these bytes, of this type', async () => {
      const form = await store.presignUpload({ ...upload(), sha256: sha256(bytes) });
      expect((await post(form, bytes)).status).toBe(204);
      expect(await store.head(key)).toMatchObject({ size: 3_000, contentType: 'image/png' });
      expect(await bytesOf(await store.read(key))).toEqual(bytes);
    });

    it.each([
      ['one byte too many', randomBytes(3_001), 400, 'EntityTooLarge'],
      ['far too many bytes', randomBytes(2 * mib), 400, 'EntityTooLarge'],
      ['one byte too few', randomBytes(2_999), 400, 'EntityTooSmall'],
      ['no byte', randomBytes(0), 400, 'EntityTooSmall'],
    ])('given %s, refuses the upload and keeps nothing', async (_, sent, status, code) => {
      const reply = await post(await store.presignUpload(upload()), sent);
      expect([reply.status, await reply.text()]).toEqual([status, expect.stringContaining(code)]);
      expect(await store.head(key)).toBeUndefined();
    });

    it.each([
      ['another key', { key: 'media/med_1/original' }],
      ['another type', { 'Content-Type': 'text/html' }],
      ['no type', { 'Content-Type': undefined }],
      ['a field more', { acl: 'public-read' }],
      ['a policy that is altered', { policy: 'e30', Policy: 'e30=' }],
      ['no signature', { signature: undefined, 'X-Amz-Signature': undefined }],
    ])('given %s, refuses the upload and keeps nothing', async (_, changes) => {
      const form = await store.presignUpload(upload());
      const own = Object.entries(changes).filter(([name]) => name in form.fields || name === 'acl');
      const reply = await post(form, bytes, Object.fromEntries(own));
      // S3 cannot read some of them, and refuses the others
      expect([400, 403]).toContain(reply.status);
      expect(await store.head(key)).toBeUndefined();
      expect(await store.head('media/med_1/original')).toBeUndefined();
    });

    withChecksums(
      'given another checksum than the one signed, refuses the upload and keeps nothing',
      async () => {
        const form = await store.presignUpload({ ...upload(), sha256: sha256(randomBytes(3_000)) });
        const reply = await post(form, bytes);
        expect([reply.status, await reply.text()]).toEqual([400, expect.stringContaining('BadDigest')]);
        const changed = await post(form, bytes, { 'x-amz-checksum-sha256': sha256(bytes) });
        expect(changed.status).toBe(403);
        expect(await store.head(key)).toBeUndefined();
      },
    );

    withChecksums('given a checksum that fits, gives it with the object', async () => {
      const form = await store.presignUpload({ ...upload(), sha256: sha256(bytes) });
      expect((await post(form, bytes)).status).toBe(204);
      expect(await store.head(key)).toEqual({
        size: 3_000,
        contentType: 'image/png',
        sha256: sha256(bytes),
      });
    });

    it('given an address that has expired or was altered, refuses it', async () => {
      const form = await store.presignUpload(upload());
      await store.write(key, bytes, 'image/png');
      const address = await store.presignDownload(download());
      const uploadId = await store.beginParts({ key, contentType: 'image/png' });
      const part = await store.presignPart({ key, uploadId, number: 1, size: 3_000, seconds: 60 });
      const other = address.replace(key, 'uploads/other');
      expect((await fetch(other)).status).toBe(403);
      expect((await fetch(`${address}&x=1`)).status).toBe(403);
      expect((await fetch(address.replace('inline', 'attachment'))).status).toBe(403);
      const second = part.replace('partNumber=1', 'partNumber=2');
      expect((await fetch(second, { method: 'PUT', body: bytes })).status).toBe(403);
      if (!world.advance) return;
      world.advance(91_000);
      expect((await post(form, bytes)).status).toBe(403);
      expect((await fetch(address)).status).toBe(403);
      expect((await fetch(part, { method: 'PUT', body: bytes })).status).toBe(403);
    });

    it('given an upload in parts, resumes it and makes one object of them', async () => {
      const parts = [randomBytes(5 * mib), randomBytes(5 * mib), randomBytes(1_234)];
      const uploadId = await store.beginParts({ key, contentType: 'video/mp4' });
      const send = async (number: number) => {
        const body = parts[number - 1] ?? Buffer.alloc(0);
        const part = { key, uploadId, number, size: body.byteLength, seconds: 60 };
        const url = await store.presignPart(part);
        expect((await fetch(url, { method: 'PUT', body: new Uint8Array(body) })).status).toBe(200);
      };
      expect(await store.listParts({ key, uploadId })).toEqual([]);
      await send(3);
      await send(1);
      await send(1);
      expect(await store.listParts({ key, uploadId })).toEqual([
        { number: 1, size: 5 * mib },
        { number: 3, size: 1_234 },
      ]);
      expect(await store.completeParts({ key, uploadId, count: 3 })).toBe('incomplete');
      expect(await store.head(key)).toBeUndefined();
      await send(2);
      expect(await store.completeParts({ key, uploadId, count: 3 })).toBe('completed');
      expect(await store.head(key)).toEqual({ size: 10 * mib + 1_234, contentType: 'video/mp4' });
      expect((await bytesOf(await store.read(key)))?.equals(Buffer.concat(parts))).toBe(true);
      expect(await store.completeParts({ key, uploadId, count: 3 })).toBe('incomplete');
      expect(await store.listParts({ key, uploadId })).toEqual([]);
    });

    it('given a part of another size than signed, refuses it', async () => {
      const uploadId = await store.beginParts({ key, contentType: 'video/mp4' });
      const url = await store.presignPart({ key, uploadId, number: 1, size: 3_001, seconds: 60 });
      expect((await fetch(url, { method: 'PUT', body: bytes })).status).toBe(403);
      expect(await store.listParts({ key, uploadId })).toEqual([]);
    });

    it('given an upload in parts that is aborted, takes no more parts', async () => {
      const uploadId = await store.beginParts({ key, contentType: 'video/mp4' });
      const part = { key, uploadId, number: 1, size: 3_000, seconds: 60 };
      const url = await store.presignPart(part);
      await store.abortParts({ key, uploadId });
      await store.abortParts({ key, uploadId });
      expect((await fetch(url, { method: 'PUT', body: bytes })).status).toBe(404);
      expect(await store.completeParts({ key, uploadId, count: 1 })).toBe('incomplete');
    });

    it('given a download, sends the object under its name, as its type', async () => {
      await store.write(key, bytes, 'application/octet-stream');
      const shown = await fetch(await store.presignDownload(download()));
      expect(Buffer.from(await shown.arrayBuffer())).toEqual(bytes);
      expect(shown.headers.get('content-type')).toBe('image/png');
      expect(shown.headers.get('content-disposition')).toBe(
        `inline; filename="Gr__e.png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.png`,
      );
      expect(shown.headers.get('cache-control')).toMatch(/^private, max-age=\d+/);
      const saved = await fetch(await store.presignDownload({ ...download(), inline: false }));
      expect(saved.headers.get('content-disposition')).toMatch(/^attachment; /);
    });

    it.each([
      ['bytes=0-0', 206, 'bytes 0-0/3000', [0, 1]],
      ['bytes=2990-', 206, 'bytes 2990-2999/3000', [2_990, 3_000]],
      ['bytes=2990-9999', 206, 'bytes 2990-2999/3000', [2_990, 3_000]],
      ['bytes=-10', 206, 'bytes 2990-2999/3000', [2_990, 3_000]],
      ['bytes=3000-', 416, 'bytes */3000', undefined],
      ['bytes=9999-10000', 416, 'bytes */3000', undefined],
    ])('given the range %s, replies %d with %s', async (range, status, contentRange, slice) => {
      await store.write(key, bytes, 'image/png');
      const reply = await fetch(await store.presignDownload(download()), { headers: { range } });
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-range')).toBe(contentRange);
      const body = Buffer.from(await reply.arrayBuffer());
      if (slice) expect(body).toEqual(bytes.subarray(slice[0], slice[1]));
    });

    it('given what the client has already, replies 304', async () => {
      await store.write(key, bytes, 'image/png');
      const address = await store.presignDownload(download());
      const etag = (await fetch(address)).headers.get('etag') ?? '';
      const reply = await fetch(address, { headers: { 'if-none-match': etag } });
      expect([reply.status, await reply.text()]).toEqual([304, '']);
    });

    it('reads ranges, to the end where the object is shorter, and nothing beyond', async () => {
      await store.write(key, bytes, 'image/png');
      expect(await bytesOf(await store.read(key, { from: 0, to: 9 }))).toEqual(bytes.subarray(0, 10));
      expect(await bytesOf(await store.read(key, { from: 2_990, to: 9_999 }))).toEqual(bytes.subarray(2_990));
      expect(await store.read(key, { from: 3_000, to: 3_001 })).toBeUndefined();
    });

    it('copies an object as another type, and deletes both, twice', async () => {
      const copy = key.replace('uploads', 'media');
      await store.write(key, bytes, 'image/png');
      await store.copy(key, copy, 'image/webp');
      expect(await store.head(copy)).toMatchObject({ size: 3_000, contentType: 'image/webp' });
      expect(await bytesOf(await store.read(copy))).toEqual(bytes);
      await store.delete([key, copy]);
      await store.delete([key, copy]);
      await store.delete([]);
      expect(await store.head(key)).toBeUndefined();
      expect(await store.read(copy)).toBeUndefined();
      await expect(store.copy(key, copy, 'image/png')).rejects.toThrow(Error);
      expect(await store.head(copy)).toBeUndefined();
    });

    it('leaves what is at the address of a copy as it is', async ({ skip }) => {
      if (!world.conditionalCopies) skip('no emulator looks at the condition of a copy');
      const copy = key.replace('uploads', 'media');
      await store.write(copy, bytes, 'image/png');
      await store.write(key, bytes.subarray(0, 5), 'image/png');
      await store.copy(key, copy, 'image/gif');
      expect(await store.head(copy)).toMatchObject({ size: 3_000, contentType: 'image/png' });
    });

    it.each(['../a', 'a/../b', '/a', 'a//b', 'a\u0000', 'a b', '.a', '', 'a'.repeat(201)])(
      'given %j as a key, rejects',
      async (wrong) => {
        await expect(store.write(wrong, bytes, 'image/png')).rejects.toThrow('no key of an object');
        await expect(store.head(wrong)).rejects.toThrow('no key of an object');
        await expect(store.presignUpload({ ...upload(), key: wrong })).rejects.toThrow('no key of an object');
      },
    );
  });
}
