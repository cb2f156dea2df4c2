import { expect, test } from 'vitest';
import type { MediaWithAddresses } from '../../../../shared/protocol/index.ts';
import { eventually } from '../../../support/eventually.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import type { Reply } from '../../../support/client/fake/routes.ts';
import { online, startServer } from '../setup.ts';

const start = Date.parse('2026-11-20T09:00:00.000Z');
const fileOf = (id: string): MediaWithAddresses => ({
  id,
  purpose: 'attachment',
  kind: 'image',
  name: `${id}.jpg`,
  contentType: 'image/jpeg',
  size: 100,
  state: 'ready',
  thumbnails: [320],
  createdAt: '2026-11-20T09:00:00.000Z',
  urls: { original: `https://store.example/${id}`, thumbnails: { 320: `https://store.example/${id}/320` } },
  expiresAt: new Date(start + 15 * 60_000).toISOString(),
});

async function world() {
  const server = await startServer();
  const questions: string[][] = [];
  const files = new Map(['a', 'b', 'c'].map((id) => [id, fileOf(id)]));
  server.media.list = (ids) => {
    questions.push(ids);
    return ids.flatMap((id) => files.get(id) ?? []);
  };
  const clock = new ManualClock(start);
  const { client } = await online(server, 'alice', { clock });
  return { server, client, clock, questions, files };
}
const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id);

test('given several calls at once, their files are one request, in order and without those that there are not', async () => {
  const { client, questions } = await world();
  const [first, second] = await Promise.all([client.media(['b', 'a']), client.media(['a', 'x', 'c'])]);
  expect([idsOf(first), idsOf(second)]).toEqual([
    ['b', 'a'],
    ['a', 'c'],
  ]);
  expect(questions).toEqual([['b', 'a', 'x', 'c']]);
});

test('given addresses, they are kept until a minute before they expire, unless fresh ones are asked for', async () => {
  const { client, clock, questions } = await world();
  await client.media(['a']);
  clock.advance(13 * 60_000);
  await client.media(['a']);
  expect(questions).toHaveLength(1);
  await client.media(['a'], { fresh: true });
  expect(questions).toHaveLength(2);
  clock.advance(60_000);
  await client.media(['a']);
  expect(questions).toHaveLength(3);
});

test('given a file that changed, or has no addresses yet, it is asked for again', async () => {
  const { server, client, questions, files } = await world();
  const { urls, expiresAt, ...media } = fileOf('a');
  files.set('a', { ...media, state: 'checking', urls: null, expiresAt: null });
  expect((await client.media(['a']))[0]?.urls).toBeNull();
  files.set('a', { ...media, urls, expiresAt });
  expect((await client.media(['a']))[0]?.urls).toEqual(urls);
  const updated = new Promise((resolve) => client.on('media:updated', resolve));
  server.push('alice', { type: 'media:updated', data: { media, places: [] } });
  await updated;
  await eventually(async () => {
    await client.media(['a']);
    expect(questions).toHaveLength(3);
  });
});

test('given a file that changes while it is asked for, who asks from then on gets it as it is', async () => {
  const { server, client, questions, files } = await world();
  const { urls, expiresAt: _, ...media } = fileOf('a');
  const asked = Promise.withResolvers<undefined>();
  const answered = Promise.withResolvers<Reply>();
  server.intercept = (line) => {
    if (line !== 'GET /media') return undefined;
    asked.resolve(undefined);
    server.intercept = () => undefined;
    return answered.promise;
  };
  const before = client.media(['a']);
  await asked.promise;
  const updated = new Promise((resolve) => client.on('media:updated', resolve));
  server.push('alice', { type: 'media:updated', data: { media, places: [] } });
  await updated;
  const after = client.media(['a']);
  answered.resolve({
    status: 200,
    body: { items: [{ ...media, state: 'checking', urls: null, expiresAt: null }] },
  });
  expect((await before)[0]?.urls).toBeNull();
  expect((await after)[0]?.urls).toEqual(urls);
  // and that is kept
  files.clear();
  expect((await client.media(['a']))[0]?.urls).toEqual(urls);
  expect(questions).toEqual([['a']]);
});

test('given another user, nothing of the one before is kept', async () => {
  const { server, client, questions } = await world();
  await client.media(['a']);
  await client.logout();
  await client.login({ username: 'bob', password: 'correct horse' });
  await client.media(['a']);
  expect(questions).toHaveLength(2);
  expect(server.requests.filter((line) => line === 'GET /media')).toHaveLength(2);
});
