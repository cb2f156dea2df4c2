import { expect, test } from 'vitest';
import type { MediaUpload } from '../../shared/protocol/index.ts';
import { httpCall } from '../support/backend/http-call.ts';
import { startBackend, type TestBackend } from '../support/backend/runtime.ts';

const page = 'http://localhost:5173';

/** Begins an upload by one of the names of this machine. */
async function begin(backend: TestBackend, token: string, name: string): Promise<MediaUpload> {
  const { text } = await httpCall(`http://${name}:${backend.runtime.port}/v1/media`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ purpose: 'attachment', name: 'a.txt', contentType: 'text/plain', size: 3 }),
  });
  return JSON.parse(text) as MediaUpload;
}

test('given a client that came by a name of this machine, addresses of files begin with it', async () => {
  const backend = await startBackend();
  const { token } = await backend.person('alice');
  for (const name of ['localhost', '127.0.0.1']) {
    const { upload } = await begin(backend, token, name);
    expect(upload).toMatchObject({ url: `http://${name}:${backend.runtime.port}/_media` });
  }
});

test('given a page of an allowed origin, it may upload; given another page, it may not', async () => {
  const backend = await startBackend();
  const { token } = await backend.person('alice');
  const { upload } = await begin(backend, token, '127.0.0.1');
  if (!('fields' in upload)) return expect.fail('a small file is uploaded by a form');
  const preflight = { origin: page, 'access-control-request-method': 'PUT' };
  const asked = await fetch(upload.url, { method: 'OPTIONS', headers: preflight });
  expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, page]);
  const send = (origin: string) => {
    const body = new FormData();
    for (const [field, value] of Object.entries(upload.fields)) body.append(field, value);
    body.append('file', new Blob(['abc']));
    return fetch(upload.url, { method: 'POST', headers: { origin }, body });
  };
  expect((await send('https://evil.example')).status).toBe(403);
  const sent = await send(page);
  expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([204, page]);
  expect(sent.headers.get('access-control-expose-headers')).toContain('etag');
});
