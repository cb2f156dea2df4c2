import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Media, MediaUpload, MediaWithAddresses, UploadForm } from '../../shared/protocol/index.ts';
import { startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';

type Create = Record<string, unknown> & { bytes: Uint8Array };

/** Posts a file with the form that the server gave. */
async function post({ url, fields }: UploadForm, bytes: Uint8Array): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([Uint8Array.from(bytes)]));
  return fetch(url, { method: 'POST', body: form });
}

async function world(overrides?: Parameters<typeof startBackend>[0]) {
  const backend = await startBackend({ env: { DYNAMODB_STREAM: 'on' }, ...overrides });
  const ann = await backend.person('ann');
  return { backend, ann, ...uploader(backend, ann) };
}

function uploader(backend: TestBackend, person: Person) {
  const { token } = person;
  const create = ({ bytes, ...body }: Create) =>
    backend.call('POST', '/v1/media', {
      token,
      body: { purpose: 'attachment', name: 'file', size: bytes.byteLength, ...body },
    });
  const call = (method: string, path: string, body?: object) =>
    backend.call(method, `/v1/media/${path}`, { token, ...(body && { body }) });
  /** Begins an upload, posts it, and completes it. */
  async function upload(request: Create): Promise<Media> {
    const begun = (await create(request)).body as MediaUpload;
    if (!('fields' in begun.upload)) throw new Error('it is uploaded in parts');
    expect((await post(begun.upload, request.bytes)).status).toBe(204);
    const completed = await call('POST', `${begun.id}/complete`, {});
    expect(completed.body).toMatchObject({ id: begun.id });
    return completed.body as Media;
  }
  /** The file once it was looked at. */
  async function settled(id: string): Promise<MediaWithAddresses> {
    let found = {} as MediaWithAddresses;
    await expect
      .poll(
        async () => {
          found = (await call('GET', id)).body as MediaWithAddresses;
          return found.state;
        },
        { timeout: 10_000 },
      )
      .not.toMatch(/uploading|checking/);
    return found;
  }
  return { create, call, upload, settled };
}

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 80, b: 20 } } });

describe('a picture', () => {
  it('becomes ready upright, without its metadata, with smaller ones and a placeholder', async () => {
    const { upload, settled } = await world();
    const bytes = await picture(1200, 800)
      .jpeg()
      .withExif({ IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const completed = await upload({ name: 'Brighton.JPG', contentType: 'image/jpg', bytes });
    expect(completed).toMatchObject({ kind: 'image', name: 'Brighton.JPG', contentType: 'image/jpeg' });
    const ready = await settled(completed.id);
    expect(ready).toMatchObject({ state: 'ready', width: 800, height: 1200, thumbnails: [320, 960] });
    expect(ready.placeholder).toMatch(/^[A-Za-z0-9+/]+=*$/);
    const original = await fetch(ready.urls?.original ?? '');
    expect(original.headers.get('content-disposition')).toMatch(/^inline/);
    const downloaded = await sharp(await original.bytes()).metadata();
    expect(downloaded).toMatchObject({ format: 'jpeg', width: 800, height: 1200 });
    expect([downloaded.exif, downloaded.orientation]).toEqual([undefined, undefined]);
    const small = await (await fetch(ready.urls?.thumbnails['320'] ?? '')).bytes();
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 320, height: 480 });
  });
});

describe('a document', () => {
  it('is downloaded as it was uploaded, and saved where a browser would run it', async () => {
    const { upload, settled, call } = await world();
    const bytes = Buffer.from('<html><script>alert(1)</script></html>');
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    const { id } = await upload({
      name: '../../etc/pass\u0000wd\u202Elmth.pdf',
      contentType: 'text/html',
      bytes,
      sha256,
    });
    const ready = await settled(id);
    expect(ready).toMatchObject({ state: 'ready', kind: 'document', name: 'passwdlmth.pdf.html' });
    const original = await fetch(ready.urls?.original ?? '');
    expect(original.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(Buffer.from(await original.bytes())).toEqual(bytes);
    const asked = (await call('GET', `${id}?download=true`)).body as MediaWithAddresses;
    expect(asked.urls).not.toBeNull();
  });
});
