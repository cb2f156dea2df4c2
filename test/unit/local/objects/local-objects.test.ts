import { createHash, createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAddressSigner } from '../../../../local/objects/address-signer.ts';
import { UploadEvents } from '../../../../local/objects/upload-events.ts';
import type { ObjectEvent } from '../../../../functions/events.ts';
import { createLogger } from '../../../../shared/platform/logger.ts';
import { post } from '../../../contract/objects.ts';
import { localObjects } from '../../../support/backend/local-objects.ts';
import { ManualSchedule } from '../../../support/backend/manual-schedule.ts';
import { eventually } from '../../../support/eventually.ts';

const bytes = Buffer.from('three thousand bytes, or so');
const upload = { key: 'uploads/med_1', contentType: 'text/plain', size: bytes.byteLength, seconds: 60 };
const log = createLogger('silent');

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((file) => file.isFile()).map((file) => file.name);
}

describe('an upload', () => {
  it('given a client that goes away in the middle, leaves no file', async () => {
    const { store, folder, origin } = await localObjects();
    const form = await store.presignUpload({ ...upload, size: 5_000_000 });
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
    body.append('file', new Blob([new Uint8Array(5_000_000)]));
    const whole = new Response(body);
    const content = Buffer.from(await whole.arrayBuffer());
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write(
      `POST /_media HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${whole.headers.get('content-type') ?? ''}\r\ncontent-length: ${content.byteLength}\r\n\r\n`,
    );
    socket.write(content.subarray(0, 2_000_000));
    await eventually(async () => expect(await filesIn(folder)).toHaveLength(1));
    socket.destroy();
    await eventually(async () => expect(await filesIn(folder)).toEqual([]));
    expect(await store.head(upload.key)).toBeUndefined();
  });

  it('given a part whose client goes away in the middle, leaves no part', async () => {
    const { store, folder } = await localObjects();
    const uploadId = await store.beginParts(upload);
    const url = new URL(await store.presignPart({ ...upload, uploadId, number: 1, size: 1_000_000 }));
    const socket = connect(Number(url.port), '127.0.0.1');
    socket.write(
      `PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n`,
    );
    socket.write(Buffer.alloc(100_000));
    await eventually(async () => expect(await filesIn(folder)).toHaveLength(2));
    socket.destroy();
    await once(socket, 'close');
    await eventually(async () => expect(await filesIn(folder)).toEqual(['upload.json']));
    expect(await store.listParts({ key: upload.key, uploadId })).toEqual([]);
  });

  it.each([
    ['no form at all', 'application/json', '{}'],
    ['no boundary', 'multipart/form-data', 'x'],
    [
      'no file',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="key"\r\n\r\na\r\n--x--\r\n',
    ],
    [
      'no end',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\na',
    ],
  ])('given %s, is refused', async (_, type, body) => {
    const { origin, folder } = await localObjects();
    const reply = await fetch(`${origin}/_media`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(await filesIn(folder)).toEqual([]);
  });

  it('given another method than those of files, is refused', async () => {
    const { origin } = await localObjects();
    expect((await fetch(`${origin}/_media/a`, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('a download', () => {
  it.each([
    ['image/svg+xml', 'sandbox'],
    ['text/html', 'sandbox'],
    ['application/pdf', "frame-ancestors 'none'"],
  ])('as %s, lets the file do nothing', async (contentType, policy) => {
    const { store } = await localObjects();
    await store.write('media/med_1/original', bytes, contentType);
    const download = { key: 'media/med_1/original', fileName: 'a', contentType, inline: false, seconds: 60 };
    const { headers } = await fetch(await store.presignDownload(download));
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain(policy);
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('of HEAD, has the headers and no body', async () => {
    const { store } = await localObjects();
    await store.write('media/med_1/original', bytes, 'text/plain');
    const key = 'media/med_1/original';
    const url = await store.presignDownload({ ...upload, key, fileName: 'a', inline: false });
    const reply = await fetch(url, { method: 'HEAD' });
    expect(reply.headers.get('content-length')).toBe(String(bytes.byteLength));
    expect(await reply.text()).toBe('');
  });

  it('given a master key that was rotated, still leads to the file', () => {
    const master = (id: number) => ({ id, key: createSecretKey(Buffer.alloc(32, id)) });
    const [first, second] = [master(1), master(2)];
    const signature = createAddressSigner([first]).sign('GET a');
    expect(createAddressSigner([second, first]).verify('GET a', signature)).toBe(true);
    expect(createAddressSigner([second]).verify('GET a', signature)).toBe(false);
    expect(createAddressSigner([first]).verify('GET b', signature)).toBe(false);
  });
});

describe('what a crash leaves', () => {
  it('given a file that was cut short, is no object', async () => {
    const { store, folder } = await localObjects();
    await store.write('media/med_1/original', bytes, 'text/plain');
    const path = join(folder, 'objects/media/med_1/original');
    for (const content of ['', 'x'.repeat(2_000), `${JSON.stringify({ key: 'a' })}${' '.repeat(2_000)}`]) {
      await writeFile(path, content);
      expect(await store.head('media/med_1/original')).toBeUndefined();
    }
  });

  it('given uploads that were not finished, is removed at the start; whole ones are handled again', async () => {
    const { store, clock, folder } = await localObjects();
    await mkdir(join(folder, 'unfinished'), { recursive: true });
    await writeFile(join(folder, 'unfinished/abc'), 'half of a file');
    await store.write(upload.key, bytes, 'text/plain');
    await store.write('media/med_1/original', bytes, 'text/plain');
    const { schedule } = new ManualSchedule();
    const handled: ObjectEvent[] = [];
    const call = async (event: ObjectEvent) => void handled.push(event);
    const events = new UploadEvents({ store, clock, schedule, log, call });
    await events.start();
    await events.settled();
    expect(handled.map(({ detail }) => detail.object)).toEqual([{ key: upload.key, size: bytes.byteLength }]);
    expect(await filesIn(folder)).toEqual(expect.not.arrayContaining(['abc']));
    await events.close();
  });
});

describe('upload events', () => {
  it('given a handler that fails, call it again; given an upload, call it once', async () => {
    const { store, clock } = await localObjects();
    const manual = new ManualSchedule();
    const handled: string[] = [];
    const call = async ({ detail }: ObjectEvent) => {
      handled.push(detail.object.key);
      if (handled.length === 1) throw new Error('not now');
    };
    const events = new UploadEvents({ store, clock, schedule: manual.schedule, log, call });
    await events.start();
    expect((await post(await store.presignUpload(upload), bytes)).status).toBe(204);
    await eventually(() => expect(manual.due).toHaveLength(2));
    manual.advance(2_000);
    await events.settled();
    expect(handled).toEqual([upload.key, upload.key]);
    await store.write('uploads/med_2', bytes, 'text/plain');
    const uploadId = await store.beginParts({ key: 'uploads/med_3', contentType: 'text/plain' });
    const url = await store.presignPart({ ...upload, key: 'uploads/med_3', uploadId, number: 1 });
    await fetch(url, { method: 'PUT', body: bytes });
    await store.completeParts({ key: 'uploads/med_3', uploadId, count: 1 });
    await events.settled();
    // as S3 reports whatever comes to be there, by whomever
    expect(handled.slice(2)).toEqual(['uploads/med_2', 'uploads/med_3']);
    await events.close();
  });

  it('remove what is left of uploads after a day, at the start and every hour', async () => {
    const { store, clock, folder } = await localObjects();
    const manual = new ManualSchedule();
    const make = () => new UploadEvents({ store, clock, schedule: manual.schedule, log, call: undefined });
    const events = make();
    await events.start();
    await store.write(upload.key, bytes, 'text/plain');
    await store.write('media/med_1/original', bytes, 'text/plain');
    await store.beginParts(upload);
    clock.advance(24 * 3_600_000 + 1);
    manual.advance(3_600_000);
    await eventually(async () => expect(await filesIn(folder)).toEqual(['original']));
    await events.close();
    await store.write(upload.key, bytes, 'text/plain');
    clock.advance(24 * 3_600_000 + 1);
    const again = make();
    await again.start();
    expect(await filesIn(folder)).toEqual(['original']);
    await again.close();
  });
});

it('the digest of a form upload is its entity tag', async () => {
  const { store } = await localObjects();
  const reply = await post(await store.presignUpload(upload), bytes);
  expect(reply.headers.get('etag')).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`);
});
