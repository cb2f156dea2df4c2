import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../client/index.ts';
import type { Media } from '../../../../shared/protocol/index.ts';
import { eventually } from '../../../support/eventually.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import { problem, type Reply } from '../../../support/client/fake/routes.ts';
import { signedIn, startServer } from '../setup.ts';
import { TestStore } from './store.ts';

const id = 'med_3rYt0v9ZrW1aXhPzLmC2gQ';
const expiresAt = '2026-11-20T10:00:00.000Z';
const media: Media = {
  id,
  purpose: 'attachment',
  kind: 'document',
  name: 'notes.txt',
  contentType: 'text/plain',
  size: 12,
  state: 'checking',
  thumbnails: [],
  createdAt: '2026-11-20T09:00:00.000Z',
};
/** Retries follow at once. */
const random = (bytes: number) => new Uint8Array(bytes);

async function world(upload: (store: TestStore) => unknown) {
  const [server, store] = [await startServer(), await TestStore.start()];
  const answers: Record<string, () => Reply> = {
    'POST /media': () => ({ status: 201, body: { id, upload: upload(store), expiresAt } }),
    [`POST /media/${id}/complete`]: () => ({ status: 200, body: media }),
    [`DELETE /media/${id}`]: () => ({ status: 204 }),
  };
  server.intercept = (line) => answers[line]?.();
  const { client } = await signedIn(server, 'alice', { clock: systemClock, random });
  return { server, store, client, answers };
}
const form = ({ url }: TestStore) => ({
  url: `${url}/form`,
  fields: { key: `uploads/${id}`, 'Content-Type': 'text/plain' },
});
const asked = ({ requests }: FakeServer, line: string) => requests.filter((one) => one === line).length;

const text = new File(['Hello, Store'], 'notes.txt', { type: 'text/plain' });

test('given a small file, it is posted with the fields of its form, and the progress ends with its size', async () => {
  const { store, client } = await world(form);
  const progress: number[] = [];
  const uploaded = await client.upload(text, { onProgress: (sent, total) => progress.push(sent / total) });

  expect(uploaded).toEqual(media);
  const [request] = store.stored;
  expect(request?.headers['content-length']).toBe(String(request?.body.length));
  const headers = { 'content-type': request?.headers['content-type'] ?? '' };
  const fields = [...(await new Response(new Uint8Array(request?.body ?? []), { headers }).formData())];
  expect(fields.map(([name]) => name)).toEqual(['key', 'Content-Type', 'file']);
  expect(await (fields[2]?.[1] as File).text()).toBe('Hello, Store');
  expect(progress.at(-1)).toBe(1);
  expect(progress.toSorted((a, b) => a - b)).toEqual(progress);
});

test('given a store that is busy and a connection that breaks, the form is sent until it arrives', async () => {
  const { server, store, client } = await world(form);
  const refusals: (503 | 'break')[] = [503, 'break'];
  store.refuse = () => refusals.shift();

  await client.upload(text);
  expect(store.stored).toHaveLength(1);
  expect(asked(server, 'POST /media')).toBe(1);
});

test('given a store that refuses the file, the upload rejects with upload_refused and is taken back', async () => {
  const { server, store, client } = await world(form);
  store.refuse = () => 400;

  await expect(client.upload(text)).rejects.toMatchObject({ code: 'upload_refused', status: 400 });
  await eventually(() => expect(asked(server, `DELETE /media/${id}`)).toBe(1));
});

test('given a lost answer to the completion, the upload ends with what the server has', async () => {
  const { client, answers } = await world(form);
  const line = `POST /media/${id}/complete`;
  answers[line] = () => {
    answers[line] = () => problem('already_completed');
    return problem('service_unavailable');
  };
  answers[`GET /media/${id}`] = () => ({ status: 200, body: { ...media, urls: null, expiresAt: null } });

  expect(await client.upload(text)).toEqual(media);
});

const partSize = 1_000;
const bytes = new Uint8Array(4_500).map((_, index) => index % 251);
const large = new File([bytes], 'large.bin', { type: 'text/plain' });
function partsOf({ url }: TestStore, attempt: number, numbers = [1, 2, 3, 4, 5]) {
  return numbers.map((number) => ({
    number,
    url: `${url}/part/${number}?attempt=${attempt}`,
    size: number === 5 ? 500 : partSize,
  }));
}

test('given a large file, its parts are sent three at a time, and one that fails again to a fresh address', async () => {
  const { store, client, answers } = await world((to) => ({ partSize, parts: partsOf(to, 1) }));
  answers[`POST /media/${id}/parts`] = () => ({
    status: 200,
    body: { partSize, parts: partsOf(store, 2, [2, 5]), done: [1, 3, 4], expiresAt },
  });
  // the third part arrives, and only the answer gets lost
  store.refuse = (path) => (path.startsWith('/part/2?attempt=1') ? 403 : undefined);

  await client.upload(large);
  expect(store.most).toBeLessThanOrEqual(3);
  expect(store.stored.map(({ path }) => path).toSorted()).toEqual([
    '/part/1?attempt=1',
    '/part/2?attempt=2',
    '/part/3?attempt=1',
    '/part/4?attempt=1',
    '/part/5?attempt=1',
  ]);
  const inOrder = store.stored.toSorted((a, b) => a.path.localeCompare(b.path)).map(({ body }) => body);
  const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
  expect(hash(Buffer.concat(inOrder))).toBe(hash(bytes));
});

test('given a part whose answer got lost, it is not sent again', async () => {
  const { store, client, answers } = await world((to) => ({ partSize, parts: partsOf(to, 1) }));
  answers[`POST /media/${id}/parts`] = () => ({
    status: 200,
    body: { partSize, parts: partsOf(store, 2, [4, 5]), done: [1, 2, 3], expiresAt },
  });
  store.refuse = (path) => (path.startsWith('/part/3') ? 'break' : undefined);

  await client.upload(large);
  expect(store.stored.filter(({ path }) => path.startsWith('/part/3'))).toEqual([]);
});

test('given an abort while parts are under way, the upload rejects with aborted and is taken back', async () => {
  const { server, store, client } = await world((to) => ({ partSize, parts: partsOf(to, 1) }));
  const controller = new AbortController();
  store.hold = (path) => {
    if (path.startsWith('/part/3')) controller.abort();
    return new Promise(() => undefined);
  };

  await expect(client.upload(large, { signal: controller.signal })).rejects.toMatchObject({
    code: 'aborted',
  });
  await eventually(() => expect(asked(server, `DELETE /media/${id}`)).toBe(1));
  expect(store.stored).toEqual([]);
});
