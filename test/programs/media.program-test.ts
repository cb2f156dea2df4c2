import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Media, MediaUpload } from '../../shared/protocol/index.ts';
import { apiAt, type TestApi } from '../support/backend/api.ts';
import { startProgram } from '../support/backend/backend-process.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';
import { eventually } from '../support/eventually.ts';

const mib = 1024 * 1024;

async function startBackend(): Promise<{ api: TestApi; pid: number; dataDir: string }> {
  const dataDir = await temporaryFolder();
  const { prints, pid } = startProgram('local/main.ts', {
    PORT: '0',
    DATA_DIR: dataDir,
    RATE_LIMITS: 'off',
  });
  const [, port] = await prints(/HTTP API +http:\/\/localhost:(\d+)\/v1\n[^]*Stop with/);
  return { api: apiAt(Number(port)), pid, dataDir };
}

/** The memory that a process holds, in bytes. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

test.skipIf(process.platform !== 'linux')(
  'given an upload of 200 MB, the memory of the backend stays as it was',
  async () => {
    const { api, pid } = await startBackend();
    const { token } = await api.person('alice');
    const size = 200 * mib;
    const body = { purpose: 'attachment', name: 'film.mp4', contentType: 'video/mp4', size };
    const created = await api.call<MediaUpload>('POST', '/v1/media', { token, body });
    expect(created.status).toBe(201);
    const { id, upload } = created.body;
    if (!('parts' in upload)) return expect.fail('a large file is uploaded in parts');
    // what the first part needs of the code is loaded
    const part = randomBytes(upload.partSize);
    const send = async ({ url, size: bytes }: { url: string; size: number }) => {
      const reply = await fetch(url, { method: 'PUT', body: part.subarray(0, bytes) });
      expect(reply.status).toBe(200);
    };
    const [first, ...rest] = upload.parts;
    if (first) await send(first);
    const before = await memoryOf(pid);
    let most = 0;
    const watching = setInterval(() => {
      void memoryOf(pid).then((now) => (most = Math.max(most, now)));
    }, 20);
    // three at a time, as the client library does
    const lanes = [0, 1, 2].map(async (lane) => {
      for (const [index, one] of rest.entries()) if (index % 3 === lane) await send(one);
    });
    await Promise.all(lanes);
    const completed = await api.call<Media>('POST', `/v1/media/${id}/complete`, { token, body: {} });
    clearInterval(watching);
    expect(completed).toMatchObject({ status: 200, body: { size } });
    expect(most).toBeGreaterThan(0);
    // V8's young generation alone grows by 48 MiB while parts stream through
    expect((most - before) / mib).toBeLessThan(size / mib / 2);
  },
);

test('given a thousand small uploads at once, all complete', async () => {
  const { api, dataDir } = await startBackend();
  const { token } = await api.person('alice');
  const content = Buffer.from('a note, as small as they come\n');
  const one = async (index: number): Promise<string> => {
    const body = {
      purpose: 'attachment',
      name: `note ${index}.txt`,
      contentType: 'text/plain',
      size: content.byteLength,
    };
    const created = await api.call<MediaUpload>('POST', '/v1/media', { token, body });
    expect(created.status).toBe(201);
    const { id, upload } = created.body;
    if (!('fields' in upload)) return expect.fail('a small file is uploaded by a form');
    const form = new FormData();
    for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
    form.append('file', new Blob([content]));
    expect((await fetch(upload.url, { method: 'POST', body: form })).status).toBe(204);
    expect((await api.call('POST', `/v1/media/${id}/complete`, { token, body: {} })).status).toBe(200);
    return id;
  };
  const ids = await Promise.all(Array.from({ length: 1_000 }, (_, index) => one(index)));
  expect(new Set(ids).size).toBe(1_000);
  await eventually(async () => {
    expect(await readdir(join(dataDir, 'media/objects/media'))).toHaveLength(1_000);
    expect(await readdir(join(dataDir, 'media/objects/uploads'))).toEqual([]);
  }, 60_000);
});
