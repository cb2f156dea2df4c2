import { expect, it } from 'vitest';
import type {
  ChangesPage,
  Conversation,
  Message,
  MessagePage,
  SentReply,
  Star,
  StarPage,
  SyncReply,
} from '../../shared/protocol/index.ts';
import { keys } from '../../shared/keys.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';

async function talking(name?: string) {
  const backend = await startBackend();
  const [ann, bob, cid] = await backend.people('ann', 'bob', 'cid');
  if (!ann || !bob || !cid) throw new Error('three people');
  const { id } = await backend.conversation(ann, name === undefined ? [bob] : [bob, cid], name);
  const path = `/v1/conversations/${id}`;
  const get = async <T>({ token }: Person, where: string) =>
    (await backend.call<T>('GET', where, { token })).body;
  return {
    backend,
    ann,
    bob,
    cid,
    id,
    path,
    get,
    send: async ({ token }: Person, text: string, to = id) =>
      (await backend.call<SentReply>('POST', `/v1/conversations/${to}/messages`, { token, body: { text } }))
        .body.seq,
    star: ({ token }: Person, seq: number, where = id) =>
      backend.call<Star>('PUT', `/v1/conversations/${where}/messages/${seq}/star`, { token }),
    unstar: ({ token }: Person, seq: number) =>
      backend.call<Star>('DELETE', `${path}/messages/${seq}/star`, { token }),
    saved: async (by: Person, query = '') =>
      (await get<StarPage>(by, `/v1/stars${query}`)).items.map(({ message }) => message.text),
    /** What is stored of the stars of a user. */
    stored: async ({ user }: Person) => {
      const { durable } = backend.runtime.app;
      const [rows, count] = [
        await durable.query(keys.stars(user.id)),
        await durable.get(keys.starCount(user.id)),
      ];
      return { rows: rows.items.length, count: count?.['count'] ?? 0 };
    },
  };
}

it('a message is saved once, on all devices of the user and for no other, until it is taken out', async () => {
  const { backend, ann, bob, id, path, get, send, star, unstar, saved, stored } = await talking();
  const [one, two] = [await send(bob, 'One'), await send(ann, 'Two')];
  const starredIn = async (by: Person) =>
    (await get<MessagePage>(by, `${path}/messages`)).items.map(({ starred }) => starred);
  expect(await starredIn(ann)).toEqual([undefined, undefined]);
  const [tablet, bobs] = [await backend.socket(ann), await backend.socket(bob)];

  const synced = await get<SyncReply>(ann, '/v1/sync');
  const first = await star(ann, one);
  expect(first).toMatchObject({ status: 200, body: { conversationId: id, seq: one, starred: true } });
  // again is a no-op, of which no device hears
  expect((await star(ann, one)).body).toEqual(first.body);
  await star(ann, two);
  expect(await tablet.events('star:updated', 2)).toMatchObject([
    { ...first.body, starChanges: 1 },
    { conversationId: id, seq: two, starred: true, starChanges: 2 },
  ]);
  expect(await saved(ann)).toEqual(['Two', 'One']);
  expect(await stored(ann)).toEqual({ rows: 2, count: 2 });

  const gone = await unstar(ann, two);
  expect(gone.body).toMatchObject({ conversationId: id, seq: two, starred: false });
  expect((await unstar(ann, two)).status).toBe(200);
  expect(await tablet.events('star:updated', 3)).toMatchObject([{}, {}, { ...gone.body, starChanges: 3 }]);
  expect(await starredIn(ann)).toEqual([true, false]);
  expect((await get<Message>(ann, `${path}/messages/${one}`)).starred).toBe(true);
  expect(
    (await get<ChangesPage>(ann, `${path}/changes?after=0`)).items.map(({ starred }) => starred),
  ).toEqual([true, false]);
  expect(await stored(ann)).toEqual({ rows: 1, count: 1 });

  // a device that was away learns of it by a sync
  const later = await get<SyncReply>(ann, `/v1/sync?cursor=${synced.cursor}`);
  expect(later.conversations).toMatchObject([{ id, starChanges: 3 }]);
  expect((await get<Conversation>(ann, path)).me.starChanges).toBe(3);
  expect((await get<Conversation>(bob, path)).me).not.toHaveProperty('starChanges');
  // no number was taken, and no other learns of it
  expect((await get<ChangesPage>(bob, `${path}/changes?after=0`)).upTo).toBe(two);
  expect(await starredIn(bob)).toEqual([undefined, undefined]);
  expect(await saved(bob)).toEqual([]);
  expect(await bobs.eventsSoFar('star:updated')).toEqual([]);
});

it('an edit and a reaction leave a message saved, and the list says what it is now', async () => {
  const { backend, ann, bob, path, send, star, get } = await talking();
  const seq = await send(bob, 'Before');
  await star(ann, seq);
  await backend.call('PATCH', `${path}/messages/${seq}`, { token: bob.token, body: { text: 'After' } });
  const { items } = await get<StarPage>(ann, '/v1/stars');
  expect(items).toMatchObject([{ message: { seq, text: 'After', starred: true } }]);
  const reacted = `${path}/messages/${seq}/reactions/${encodeURIComponent('👍')}`;
  expect((await backend.call<Message>('PUT', reacted, { token: ann.token })).body.starred).toBe(true);
});

it('what was deleted, hidden or left is passed over, and its star is forgotten', async () => {
  const { backend, ann, bob, cid, path, send, star, saved, stored } = await talking('Team');
  const other = (await backend.conversation(ann, [bob])).id;
  const [deleted, hidden, stays] = [
    await send(bob, 'Deleted'),
    await send(bob, 'Hidden'),
    await send(bob, 'Stays'),
  ];
  const apart = await send(bob, 'Apart', other);
  for (const seq of [deleted, hidden, stays]) await star(ann, seq);
  await star(ann, apart, other);
  await star(cid, stays);
  await backend.call('DELETE', `${path}/messages/${deleted}`, { token: bob.token });
  await backend.call('DELETE', `${path}/messages/${hidden}?for=me`, { token: ann.token });
  expect(await saved(ann)).toEqual(['Apart', 'Stays']);
  expect(await stored(ann)).toEqual({ rows: 2, count: 2 });

  await backend.call('POST', `${path}/leave`, { token: cid.token });
  expect(await saved(cid)).toEqual([]);
  expect(await stored(cid)).toEqual({ rows: 0, count: 0 });
  await backend.call('DELETE', path, { token: ann.token });
  expect(await saved(ann)).toEqual(['Apart']);
  expect(await stored(ann)).toEqual({ rows: 1, count: 1 });
});

it('who comes back to a group begins anew there', async () => {
  const { backend, ann, bob, path, send, star, saved, get } = await talking('Team');
  const seq = await send(ann, 'Hello');
  await star(bob, seq);
  await backend.call('POST', `${path}/leave`, { token: bob.token });
  await backend.call('POST', `${path}/members`, {
    token: ann.token,
    body: { usernames: [bob.user.username] },
  });
  const { items } = await get<MessagePage>(bob, `${path}/messages`);
  expect(items.map(({ starred }) => starred)).not.toContain(true);
  expect(await saved(bob)).toEqual([]);
});

it('the list goes on from page to page over all conversations, or over one of them', async () => {
  const { backend, ann, bob, cid, id, send, star, saved, get } = await talking();
  const other = (await backend.conversation(ann, [cid])).id;
  for (const text of ['1', '2', '3', '4']) {
    const where = text === '2' ? other : id;
    await star(ann, await send(ann, text, where), where);
  }
  const texts = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const rest: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: StarPage = await get<StarPage>(ann, `/v1/stars?limit=1${rest}`);
    texts.push(...page.items.map(({ message }) => message.text));
    cursor = page.nextCursor;
  }
  expect(texts).toEqual(['4', '3', '2', '1']);
  expect(await saved(ann, `?conversationId=${id}`)).toEqual(['4', '3', '1']);
  // a page of what is gone is passed
  await backend.call('DELETE', `/v1/conversations/${id}/messages/3`, { token: ann.token });
  const page = await get<StarPage>(ann, '/v1/stars?limit=1');
  expect(page.items.map(({ message }) => message.text)).toEqual(['3']);

  const strange = await backend.call('GET', `/v1/stars?conversationId=${id}`, { token: cid.token });
  expect(problem(strange)).toMatchObject({ code: 'conversation_not_found' });
  const wrong = await backend.call('GET', `/v1/stars?cursor=${page.nextCursor}`, { token: bob.token });
  expect(problem(wrong)).toMatchObject({ code: 'invalid_cursor' });
});

it('is refused for what is not there, was deleted, or is no message of a member, and beyond the limit', async () => {
  const { backend, ann, bob, cid, path, send, star, stored } = await talking('Team');
  const [seq, gone] = [await send(bob, 'Hello'), await send(bob, 'Gone')];
  await backend.call('DELETE', `${path}/messages/${gone}`, { token: bob.token });
  // says that one left, under the next number but one
  await backend.call('POST', `${path}/leave`, { token: cid.token });
  expect(problem(await star(ann, 99))).toMatchObject({ code: 'message_not_found' });
  expect(problem(await star(ann, gone + 2))).toMatchObject({ code: 'message_not_found' });
  expect(problem(await star(ann, gone))).toMatchObject({ status: 410, code: 'message_deleted' });
  const stranger = await backend.person('stranger');
  expect(problem(await star(stranger, seq))).toMatchObject({ code: 'conversation_not_found' });

  const { durable } = backend.runtime.app;
  await durable.put({ ...keys.starCount(ann.user.id), count: 5_000 });
  expect(problem(await star(ann, seq))).toMatchObject({ status: 409, code: 'too_many_stars' });
  expect(await stored(ann)).toEqual({ rows: 0, count: 5_000 });
});

it('devices that save the same message at once save it once', async () => {
  const { bob, ann, send, star, stored } = await talking();
  const seq = await send(bob, 'Hello');
  const replies = await Promise.all(Array.from({ length: 5 }, () => star(ann, seq)));
  expect(new Set(replies.map(({ body }) => body.at)).size).toBe(1);
  expect(await stored(ann)).toEqual({ rows: 1, count: 1 });
});
