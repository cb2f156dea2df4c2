import { describe, expect, it, onTestFinished } from 'vitest';
import { createClient } from '../../client/index.ts';
import { keys } from '../../shared/keys.ts';
import type { SearchPage } from '../../shared/protocol/index.ts';
import { reindex, rotateConversationKey } from '../../shared/app.ts';
import { aroundTable } from '../../shared/platform/around-table.ts';
import type { Table } from '../../shared/platform/table.ts';
import { eventually } from '../support/eventually.ts';
import { fillLog } from '../support/backend/fill-log.ts';
import { groupCalls, outcome } from '../support/backend/group-world.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { FaultyTables, type TableCall } from '../support/faults/faulty-tables.ts';
import { ManualClock } from '../support/manual-clock.ts';

const blockSize = 128;

/** Ann owns a group with Bob. Cem is not in it. */
async function start(overrides: Parameters<typeof startBackend>[0] = {}) {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, env: { DYNAMODB_STREAM: 'on' }, ...overrides });
  const { app } = backend.runtime;
  const [ann, bob, cem] = (await backend.people('ann', 'bob', 'cem')) as [Person, Person, Person];
  const { id } = await backend.conversation(ann, [bob], 'Our group');
  const search = (by: Person, q: string, more: Record<string, string> = {}) =>
    backend.call<SearchPage>(
      'GET',
      `/v1/conversations/search/all?${new URLSearchParams({ q, ...more }).toString()}`,
      { token: by.token },
    );
  async function found(by: Person, q: string, more: Record<string, string> = {}): Promise<string[]> {
    const { status, body } = await search(by, q, more);
    expect(status).toBe(200);
    return body.items.map(({ message }) => message.text);
  }
  /** All pages. */
  async function allFound(by: Person, q: string, more: Record<string, string> = {}): Promise<string[]> {
    const texts: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const { body } = await search(by, q, { ...more, ...(cursor !== undefined && { cursor }) });
      texts.push(...body.items.map(({ message }) => message.text));
      cursor = body.nextCursor;
    }
    return texts;
  }
  const send = async (by: Person, conversationId: string, text: string, attachments: string[] = []) => {
    clock.advance(1_000);
    const answer = await backend.call<{ seq: number }>(
      'POST',
      `/v1/conversations/${conversationId}/messages`,
      {
        token: by.token,
        body: { text, attachments },
      },
    );
    expect(answer.status).toBe(201);
    return answer.body.seq;
  };
  /** Messages past the functions: `text(0)` and on. */
  async function fill(conversationId: string, count: number, text: (index: number) => string): Promise<void> {
    const messages = Array.from({ length: count }, (_, index) => {
      return { senderId: ann.user.id, text: text(index), createdAt: clock.now() + index };
    });
    await fillLog(app, conversationId, messages);
    clock.advance(count);
  }
  const shard = async (level: number, n: number, number = 0) =>
    [...(await app.searchIndex.shards([{ conversationId: id, level, n, shard: number }])).values()][0];
  const indexed = (level: number, n: number) =>
    eventually(async () => {
      const last = await shard(level, n, 8 ** level - 1);
      if (!last) throw new Error('it is not indexed yet');
      return last;
    });
  return {
    backend,
    app,
    clock,
    id,
    ann,
    bob,
    cem,
    search,
    found,
    allFound,
    send,
    fill,
    shard,
    indexed,
  };
}

describe('a search', () => {
  it('finds messages that have all words, in any order and form, the newest first, and marks them', async () => {
    const { ann, bob, id, send, search, found } = await start();
    await send(ann, id, 'Die Straße zum Café');
    await send(bob, id, 'CAFE in der STRASSE');
    await send(bob, id, 'Ein Café');
    expect(await found(bob, 'café strasse')).toEqual(['CAFE in der STRASSE', 'Die Straße zum Café']);
    const { body } = await search(ann, 'stras CAF', { conversationId: id });
    expect(body).toMatchObject({
      items: [
        { message: { conversationId: id, seq: 2, senderId: bob.user.id, status: 'sent' } },
        {
          marks: [
            { start: 4, length: 5 },
            { start: 15, length: 3 },
          ],
        },
      ],
      nextCursor: null,
    });
    // two letters are a word, and no beginning
    expect(await found(ann, 'ca')).toEqual([]);
    expect(await found(ann, 'in der')).toEqual(['CAFE in der STRASSE']);
  });

  it('goes through a conversation page by page, in what is indexed and what is not yet', async () => {
    const { ann, id, fill, indexed, allFound, search } = await start();
    const count = 3 * blockSize + 40;
    await fill(id, count, (index) => (index % 2 === 0 ? `even ${index}` : `odd ${index}`));
    await indexed(0, 2);
    const right = Array.from({ length: count / 2 }, (_, index) => `even ${count - 2 - 2 * index}`);
    expect(await allFound(ann, 'even', { limit: '7' })).toEqual(right);
    expect(await allFound(ann, 'even', { conversationId: id, limit: '100' })).toEqual(right);
    expect(await allFound(ann, 'even odd')).toEqual([]);
    expect(await allFound(ann, '40')).toEqual(['even 40']);
    const { body } = await search(ann, 'even', { limit: '7' });
    const other = await search(ann, 'odd', { limit: '7', cursor: body.nextCursor ?? '' });
    expect(problem(other)).toMatchObject({ status: 400, code: 'invalid_cursor' });
  });

  it('filters by sender, time and what is in a message', async () => {
    const { backend, clock, ann, bob, id, send, found } = await start();
    const { id: file } = await uploaderOf(backend, ann).upload({ bytes: Buffer.from('Hello') });
    await send(ann, id, 'tea with a file', [file]);
    await send(bob, id, 'tea at https://example.org/tea');
    await send(ann, id, 'tea');
    expect(await found(bob, 'tea', { from: ann.user.id })).toEqual(['tea', 'tea with a file']);
    expect(await found(bob, 'tea', { from: 'usr_x' })).toEqual([]);
    expect(await found(bob, 'tea', { kind: 'document' })).toEqual(['tea with a file']);
    expect(await found(bob, 'tea', { kind: 'link' })).toEqual(['tea at https://example.org/tea']);
    expect(await found(bob, 'tea', { kind: 'text', from: ann.user.id })).toEqual(['tea']);
    const at = new Date(clock.now()).toISOString();
    expect(await found(bob, 'tea', { after: at })).toEqual(['tea']);
    expect(await found(bob, 'tea', { before: at })).toHaveLength(2);
  });

  it('shows a member what they may see: not the time before they came, and nothing once they left', async () => {
    const { backend, ann, bob, cem, id, send, fill, indexed, found } = await start();
    const group = groupCalls(backend, id);
    expect(outcome(await group.patch(ann, { settings: { history: 'joined' } }))).toBe('ok');
    await fill(id, 2 * blockSize, (index) => `before ${index}`);
    await indexed(0, 1);
    expect(outcome(await group.add(ann, cem))).toBe('ok');
    await send(ann, id, 'before you all');
    expect(await found(cem, 'before')).toEqual(['before you all']);
    expect(await found(bob, 'before', { limit: '2' })).toEqual(['before you all', 'before 255']);
    expect(outcome(await group.leave(cem))).toBe('ok');
    expect(await found(cem, 'before')).toEqual([]);
  });

  it('does not show what a block keeps from the user', async () => {
    const { backend, ann, bob, send, found } = await start();
    const { id } = await backend.conversation(ann, [bob]);
    await send(bob, id, 'seen by both');
    await backend.call('PUT', `/v1/users/me/blocks/${bob.user.id}`, { token: ann.token });
    await send(bob, id, 'seen by bob');
    expect(await found(ann, 'seen')).toEqual(['seen by both']);
    expect(await found(bob, 'seen')).toEqual(['seen by bob', 'seen by both']);
  });

  it('merges all conversations, more than are searched at once too', async () => {
    const { backend, clock, ann, bob, send, allFound, search } = await start();
    const texts: string[] = [];
    for (let count = 0; count < 52; count += 1) {
      const { id } = await backend.conversation(ann, [bob], `Group ${count}`);
      await send(ann, id, `pear ${count}`);
      texts.push(`pear ${count}`);
      // an older one has a newer message too
      if (count % 10 === 9) await send(bob, id, `apple ${count}`);
    }
    clock.advance(1_000);
    expect(
      (await search(bob, 'pear', { limit: '10' })).body.items.map(({ message }) => message.text),
    ).toEqual(texts.toReversed().slice(0, 10));
    expect(await allFound(bob, 'pear', { limit: '20' })).toEqual(texts.toReversed());
    expect(await allFound(bob, 'apple')).toEqual([49, 39, 29, 19, 9].map((count) => `apple ${count}`));
  });

  it('waits with a hit while something newer may turn up in another conversation', async () => {
    const { backend, ann, bob, send, found } = await start();
    const ids: string[] = [];
    for (let count = 0; count < 25; count += 1) {
      ids.push((await backend.conversation(ann, [bob], `Group ${count}`)).id);
    }
    for (const [index, id] of ids.entries()) await send(ann, id, `plum ${index}`);
    // those with the older plums are the more active ones, and are read first
    for (const id of ids.toReversed()) await send(bob, id, 'apple');
    expect(await found(bob, 'plum', { limit: '3' })).toEqual(['plum 24', 'plum 23', 'plum 22']);
  });

  it('refuses q that is empty, too long or without anything that can be found', async () => {
    const { ann, cem, id, search } = await start();
    for (const q of ['', 'x'.repeat(10_000), '?!… —', '   ']) {
      const refused = { status: 400, code: 'validation_failed', fields: ['q'] };
      expect(problem(await search(ann, q)), q.slice(0, 10)).toEqual(refused);
    }
    const unknown = await search(cem, 'tea', { conversationId: id });
    expect(problem(unknown)).toMatchObject({ status: 404, code: 'conversation_not_found' });
    const wrong = await search(ann, 'tea', { kind: 'poem', before: 'yesterday', limit: '101' });
    expect(problem(wrong).fields).toEqual(['before', 'kind', 'limit']);
    // a letter that folds to nothing
    expect((await search(ann, '\u0640')).body).toEqual({ items: [], nextCursor: null });
  });

  it('reads a bounded part of a conversation without an index for each answer, and gets through', async () => {
    let requests = 0;
    const count = (table: Table) =>
      aroundTable(table, ({ operation, keys: [first] }, perform) => {
        const isRead = operation === 'query' || operation === 'batchGet';
        if (isRead && /^(LOG|SEARCH)#/.test(first?.pk ?? '')) requests += 1;
        return perform();
      });
    const withoutIndex = withoutFollowUps((ports) => ({ ...ports, durable: count(ports.durable) }));
    const { ann, id, fill, search } = await start(withoutIndex);
    await fill(id, 6_000, (index) => (index === 10 ? 'needle' : 'hay'));
    const first = await search(ann, 'needle', { conversationId: id });
    expect(first.body.items).toEqual([]);
    expect(requests).toBeGreaterThan(30);
    expect(requests).toBeLessThan(65);
    requests = 0;
    const cursor = first.body.nextCursor ?? '';
    const second = await search(ann, 'needle', { conversationId: id, cursor });
    expect(second.body.items.map(({ message }) => message.text)).toEqual(['needle']);
    expect(requests).toBeLessThan(65);
  });

  it('of words that are never in one message reads a bounded part, and goes on from there', async () => {
    const { ann, id, fill, indexed, search, allFound } = await start();
    await fill(id, 1, () => 'salt and pepper');
    await fill(id, 16 * blockSize - 1, (index) => ['salt', 'pepper'][index % 2] ?? '');
    await indexed(1, 0);
    expect(await allFound(ann, 'pepper salt')).toEqual(['salt and pepper']);
    expect((await search(ann, 'pepper salt')).body.items).toHaveLength(1);
  });
});

describe('the index', () => {
  it('knows what an edit made of a message, and forgets what it said, also where it was deleted', async () => {
    const { backend, ann, id, fill, indexed, shard, found } = await start();
    await fill(id, 16 * blockSize, (index) => `word${index}`);
    await indexed(1, 0);
    const change = async (method: 'PATCH' | 'DELETE', seq: number, text?: string) => {
      const path = `/v1/conversations/${id}/messages/${seq}`;
      const body = text === undefined ? {} : { body: { text } };
      expect((await backend.call(method, path, { token: ann.token, ...body })).status).toBeLessThan(300);
    };
    /** How much the node above the blocks holds. */
    const terms = async () => {
      const shards = await Promise.all(Array.from({ length: 8 }, (_, number) => shard(1, 0, number)));
      return shards.reduce((sum, one) => sum + (one?.sealed.byteLength ?? 0), 0);
    };
    const before = await terms();
    expect(await found(ann, 'word700')).toEqual(['word700']);
    await change('PATCH', 701, 'changed');
    expect(await found(ann, 'word700')).toEqual([]);
    await eventually(async () => expect(await found(ann, 'changed')).toEqual(['changed']));
    await change('PATCH', 701, 'word700');
    // the node above knows an edit after the block does: it may not have known the first one yet
    await eventually(async () => expect(await found(ann, 'word700')).toEqual(['word700']));
    await eventually(async () => expect(await terms()).toBe(before));
    await change('DELETE', 701);
    await eventually(async () => expect(await terms()).toBeLessThan(before));
    expect(await found(ann, 'word700')).toEqual([]);
    // its block is not whole yet
    const { body } = await backend.call<{ seq: number }>('POST', `/v1/conversations/${id}/messages`, {
      token: ann.token,
      body: { text: 'first' },
    });
    await change('PATCH', body.seq, 'second');
    expect(await found(ann, 'second')).toEqual(['second']);
    expect(await found(ann, 'first')).toEqual([]);
  });

  it('knows an edit also where the first attempt ended between a block and the node above it', async () => {
    const tables = new FaultyTables();
    const { backend, ann, id, fill, indexed, shard, found } = await start({ wrapPorts: tables.wrapPorts });
    await fill(id, 16 * blockSize, (index) => `word${index}`);
    await indexed(1, 0);
    let puts = 0;
    const isSecond = ({ operation, partitions }: TableCall) =>
      operation === 'put' && partitions[0] === `SEARCH#${id}` && (puts += 1) === 2;
    tables.failOnce('refused', isSecond);
    const body = { text: 'changed' };
    await backend.call('PATCH', `/v1/conversations/${id}/messages/701`, { token: ann.token, body });
    await eventually(async () => expect(await found(ann, 'changed')).toEqual(['changed']));
    expect(puts).toBe(2);
    // what is noted until all above know is gone then
    await eventually(async () => expect((await shard(0, 5))?.pending).toBeUndefined());
  });

  it('waits for a number that is on its way, and passes one that is given up', async () => {
    const { app, clock, ann, id, fill, shard, indexed, found } = await start();
    await app.conversations.takeSeq(id, clock.now());
    await fill(id, blockSize - 1, (index) => `late ${index}`);
    await eventually(async () => expect(await found(ann, '100')).toEqual(['late 100']));
    expect(await shard(0, 0)).toBeUndefined();
    clock.advance(10_000);
    await indexed(0, 0);
    expect(await found(ann, '100')).toEqual(['late 100']);
  });

  it('that lacks a block finds nonetheless, and has it made', async () => {
    const { app, ann, id, fill, indexed, found } = await start();
    await fill(id, 2 * blockSize, (index) => `gone ${index}`);
    await indexed(0, 1);
    await app.durable.delete(keys.searchNode(id, 0, 0, 0));
    expect(await found(ann, '100')).toEqual(['gone 100']);
    await indexed(0, 0);
  });

  it('of long texts says that anything may be in a block, and finds nonetheless', async () => {
    const { ann, id, fill, indexed, found } = await start();
    const long = (index: number) =>
      Array.from({ length: 700 }, (_, word) => `w${(index * 700 + word).toString(36)}`).join(' ');
    await fill(id, blockSize, (index) => (index === 5 ? `needle ${long(index)}` : long(index)));
    expect((await indexed(0, 0)).wild).toEqual([0]);
    expect(await found(ann, 'needle')).toHaveLength(1);
    // the node above knows of the others what they have, and of this one that it may have anything
    await fill(id, 15 * blockSize, (index) => `thread ${index}`);
    expect((await indexed(1, 0)).wild).toEqual([0]);
    expect(await found(ann, 'needle')).toHaveLength(1);
    expect(await found(ann, 'thread 1900')).toEqual(['thread 1900']);
  });

  it('is read after the key of the conversation was rotated, and sealed under the new one from then on', async () => {
    const { app, ann, id, fill, shard, indexed, found } = await start();
    await fill(id, blockSize, (index) => `first ${index}`);
    await indexed(0, 0);
    const keyId = await rotateConversationKey(app, id);
    await fill(id, blockSize, (index) => `second ${index}`);
    await indexed(0, 1);
    expect([(await shard(0, 0))?.keyId, (await shard(0, 1))?.keyId]).toEqual(['k1', keyId]);
    expect(await found(ann, '100')).toEqual(['second 100', 'first 100']);
  });

  it('of a deleted group is erased, also where a block is indexed afterwards', async () => {
    const { backend, app, ann, id, fill, indexed } = await start();
    await fill(id, 3 * blockSize, (index) => `gone ${index}`);
    await indexed(0, 2);
    expect(outcome(await groupCalls(backend, id).remove(ann))).toBe('ok');
    const left = async () => (await app.durable.query(keys.searchNodes(id))).items.length;
    await expect.poll(left).toBe(0);
    await app.work.add({ type: 'index-messages', conversationId: id, level: 0, n: 0 });
    await expect.poll(left).toBe(0);
  });

  it('is made anew by a command that can be broken off', async () => {
    const { app, ann, id, fill, indexed, shard, found } = await start();
    await fill(id, 20 * blockSize, (index) => `again ${index}`);
    await indexed(1, 0);
    await indexed(0, 19);
    for (const level of [0, 1]) await app.durable.delete(keys.searchNode(id, level, 0, 8 ** level - 1));
    const request = { conversation: id, anew: false, from: 0 };
    const steps: number[] = [];
    expect(await reindex(app, request, { until: 0, progress: (blocks) => steps.push(blocks) })).toEqual({
      made: 1,
      next: 1,
    });
    expect(await shard(1, 0, 7)).toBeUndefined();
    expect(await reindex(app, { ...request, from: 1 })).toEqual({ made: 1 });
    expect(await shard(1, 0, 7)).toBeDefined();
    expect(await reindex(app, { ...request, anew: true })).toEqual({ made: 0 });
    expect(await found(ann, '2000')).toEqual(['again 2000']);
    await expect(reindex(app, { ...request, conversation: 'cnv_x' })).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
  });
});

it('is searched by the client, page by page', async () => {
  const { backend, ann, bob, id, send } = await start();
  for (const text of ['tea one', 'tea two', 'coffee']) await send(bob, id, text);
  const client = createClient({ baseUrl: `http://127.0.0.1:${backend.runtime.port}` });
  onTestFinished(() => client.disconnect());
  await client.login({ username: ann.user.username, password: ann.password });
  const first = await client.messages.search('tea', { conversationId: id, from: bob.user.id, limit: 1 });
  expect(first).toMatchObject({
    items: [{ message: { text: 'tea two', conversationId: id }, marks: [{ start: 0, length: 3 }] }],
  });
  const rest = await client.messages.search('tea', {
    conversationId: id,
    from: bob.user.id,
    limit: 1,
    cursor: first.nextCursor ?? '',
  });
  expect(rest.items.map(({ message }) => message.text)).toEqual(['tea one']);
  await expect(client.messages.search('?')).rejects.toMatchObject({ code: 'validation_failed' });
});
