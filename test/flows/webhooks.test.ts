import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { deliverWebhook, deliverWebhooks, eraseWebhooks } from '../../shared/webhooks/index.ts';
import { createOutboundPoster } from '../../shared/platform/outbound/outbound-poster.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import { limits } from '../../shared/protocol/index.ts';
import { status } from '../support/backend/receiver.ts';
import { problem } from '../support/backend/runtime.ts';
import { verify, webhookWorld } from '../support/backend/webhook-world.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyTables, type Failure } from '../support/faults/faulty-tables.ts';

const seconds = 1_000;
const hours = 3_600 * seconds;

describe('a webhook', () => {
  it('gets what happens in its group from then on, signed, in the order of the log', async () => {
    const world = await webhookWorld();
    const { ann, bob, id, call, send, receiver } = world;
    await send(ann, 'Before');
    const { status: created, body: webhook } = await world.create({
      events: ['message.created', 'message.updated', 'message.deleted', 'member.left', 'group.updated'],
    });
    expect(created).toBe(201);
    expect(webhook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const seq = await send(bob, 'Hello **all**');
    await call(bob, 'PATCH', `/messages/${seq}`, { text: 'Hello' });
    await call(bob, 'DELETE', `/messages/${seq}`);
    await call(ann, 'PATCH', '', { name: 'Deployments' });
    await call(bob, 'POST', '/leave');
    await send(ann, 'Alone');
    const requests = await eventually(async () => {
      await world.idle();
      const last = receiver.requests.at(-1);
      if (!last?.body.toString().includes('Alone')) throw new Error('not yet');
      return receiver.requests;
    });
    const payloads = requests.map((request) => verify(request, webhook.secret));
    const seqs = payloads.map(({ data }) => data.message?.change?.seq ?? data.seq ?? 0);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(payloads.every(({ data }) => data.conversationId === id)).toBe(true);
    const types = payloads.map(({ type }) => type);
    // what the message said, where it was delivered before it was deleted
    expect(types.filter((type) => type !== 'message.created' && type !== 'message.updated')).toEqual([
      'message.deleted',
      'group.updated',
      'member.left',
    ]);
    expect(payloads.find(({ type }) => type === 'member.left')?.data.message?.system).toMatchObject({
      type: 'left',
      userIds: [bob.user.id],
    });
    expect(payloads.at(-1)?.data.message).toMatchObject({
      text: 'Alone',
      senderId: ann.user.id,
      kind: 'text',
    });
    expect(JSON.stringify(payloads)).not.toContain('Before');
    expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(requests.length);
    expect(await world.deliveries(webhook.id)).toHaveLength(requests.length);
  });

  it('that is down gets everything once it is up, by attempts ever further apart', async () => {
    const world = await webhookWorld();
    const { ann, clock, receiver, send } = world;
    receiver.answer(status(503));
    const { body: webhook } = await world.create();
    await send(ann, 'First');
    await world.received(1);
    await eventually(async () => expect(await world.deliveries(webhook.id)).toHaveLength(1));
    await send(ann, 'Second');
    for (const [count, wait] of [5, 30, 120, 600, 3_600].entries()) {
      await eventually(async () => {
        const [last] = await world.deliveries(webhook.id);
        expect(last).toMatchObject({ attempt: count + 1, delivered: false, status: 503 });
        expect(Date.parse(last?.nextAt ?? '') - clock.now()).toBe(wait * seconds);
      });
      await world.idle();
      clock.advance(wait * seconds);
      await world.received(count + 2);
    }
    expect(await world.list()).toMatchObject([{ enabled: true, failingSince: expect.any(String) as string }]);
    receiver.answer(status(200));
    await eventually(async () => expect(await world.deliveries(webhook.id)).toHaveLength(6));
    clock.advance(3 * hours);
    await eventually(() => {
      const texts = receiver.requests.slice(6).map((one) => verify(one, webhook.secret).data.message?.text);
      expect(texts).toEqual(['First', 'Second']);
    });
    const ids = receiver.requests.slice(0, 7).map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    await eventually(async () => expect((await world.list())[0]).not.toHaveProperty('failingSince'));
  });

  it('is turned off at once where the server answers 410, and says so to the admins', async () => {
    const world = await webhookWorld();
    const { ann, bob, backend, id, receiver, send } = world;
    // the messages do not show it
    const socket = await backend.socket(ann);
    await socket.request('focus', { conversationId: id });
    receiver.answer(status(410));
    const { body: webhook } = await world.create();
    await send(bob, 'Hello');
    await eventually(async () =>
      expect(await world.list()).toMatchObject([{ enabled: false, disabledReason: 'gone' }]),
    );
    const listed = async (token: string) =>
      (await backend.call<{ items: { kind: string }[] }>('GET', '/v1/notifications', { token })).body.items;
    await eventually(async () =>
      expect((await listed(ann.token)).map(({ kind }) => kind)).toContain('webhook_disabled'),
    );
    expect((await listed(bob.token)).map(({ kind }) => kind)).not.toContain('webhook_disabled');
    // nothing more is posted, until it is turned on: then what happens from then on
    await send(bob, 'Unheard');
    await world.idle();
    expect(receiver.requests).toHaveLength(1);
    receiver.answer(status(204));
    expect((await world.change(webhook.id, { enabled: true })).body).toMatchObject({ enabled: true });
    await send(bob, 'Heard');
    const [, last] = await world.received(2);
    expect(last && verify(last, webhook.secret).data.message).toMatchObject({ text: 'Heard' });
  });

  it('leads to public servers alone, when it is made, changed, and with each request', async () => {
    const world = await webhookWorld();
    const { ann, receiver, send } = world;
    for (const url of ['http://hooks.example.net/', 'https://localhost/', 'https://169.254.169.254/latest'])
      expect(problem(await world.create({ url }))).toMatchObject({ status: 400, code: 'url_not_allowed' });
    const { body: webhook } = await world.create();
    expect(problem(await world.change(webhook.id, { url: 'https://10.0.0.1/' }))).toMatchObject({
      code: 'url_not_allowed',
    });
    receiver.moveTo('169.254.169.254');
    await send(ann, 'Hello');
    await eventually(async () =>
      expect(await world.deliveries(webhook.id)).toMatchObject([{ delivered: false, failure: 'address' }]),
    );
    expect(receiver.requests).toEqual([]);
  });
});

describe('deliveries', () => {
  it('that fail for a day end with the webhook turned off', async () => {
    const world = await webhookWorld();
    const { ann, clock, receiver, send } = world;
    receiver.answer((response) => response.destroy());
    const { body: webhook } = await world.create();
    await send(ann, 'Hello');
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      await eventually(async () => {
        await world.idle();
        const [last] = await world.deliveries(webhook.id);
        expect(last).toMatchObject({ attempt, failure: 'connection' });
      });
      const [last] = await world.deliveries(webhook.id);
      if (last?.nextAt === undefined) break;
      clock.advance(Date.parse(last.nextAt) - clock.now());
    }
    await eventually(async () =>
      expect(await world.list()).toMatchObject([{ enabled: false, disabledReason: 'failing' }]),
    );
    const attempts = await world.deliveries(webhook.id);
    const [first, last] = [attempts.at(-1), attempts[0]];
    expect(Date.parse(last?.at ?? '') - Date.parse(first?.at ?? '')).toBe(24 * hours);
    // the head knows it, so that nothing is queued for the messages of then on
    const { app } = world.backend.runtime;
    expect((await app.conversations.head(world.id))?.webhooks).toBe(0);
  });

  it('of an event that the server alone refuses are given up, and the next one is delivered', async () => {
    const world = await webhookWorld();
    const { ann, clock, receiver, send } = world;
    receiver.answer((response, { body }) =>
      response.writeHead(body.toString().includes('Poison') ? 400 : 204).end(),
    );
    const { body: webhook } = await world.create();
    await send(ann, 'Poison');
    await send(ann, 'Cure');
    for (const [count, wait] of [5, 30, 120, 600].entries()) {
      await eventually(async () => {
        await world.idle();
        expect(await world.deliveries(webhook.id)).toHaveLength(count + 1);
      });
      await world.idle();
      clock.advance(wait * seconds);
    }
    await eventually(async () => {
      const delivered = (await world.deliveries(webhook.id)).filter((one) => one.delivered);
      expect(delivered).toHaveLength(1);
    });
    expect(receiver.requests).toHaveLength(6);
  });

  it('happen once, whatever is handed out twice or late, and while another one goes on', async () => {
    const held = Promise.withResolvers<undefined>();
    const world = await webhookWorld();
    const { ann, id, receiver, send } = world;
    const { app } = world.backend.runtime;
    const { body: webhook } = await world.create();
    receiver.answer((response) => void held.promise.then(() => response.writeHead(204).end()));
    const first = await send(ann, 'First');
    await world.received(1);
    const second = await send(ann, 'Second');
    const work = (seq: number) =>
      ({ type: 'deliver-webhook', conversationId: id, webhookId: webhook.id, seq }) as const;
    // both while the first is on its way: they only say that there is more
    await Promise.all([deliverWebhook(app, work(second)), deliverWebhook(app, work(first))]);
    expect(receiver.requests).toHaveLength(1);
    held.resolve(undefined);
    await world.received(2);
    await eventually(async () => expect(await world.deliveries(webhook.id)).toHaveLength(2));
    await world.idle();
    for (const seq of [second, first, second]) {
      await deliverWebhook(app, work(seq));
      const event = 'message.created';
      await deliverWebhooks(app, { type: 'deliver-webhooks', conversationId: id, seq, event });
    }
    await world.idle();
    expect(receiver.requests.map((one) => verify(one, webhook.secret).data.message?.text)).toEqual([
      'First',
      'Second',
    ]);
  });

  it('to a slow server end after their time, and hold up no other webhook', async () => {
    const world = await webhookWorld({
      wrapPorts: (ports) => ({
        ...ports,
        outbound: {
          isTarget: () => true,
          post: (requests) =>
            createOutboundPoster({ policy: { ...receiver().policy, totalMilliseconds: 300 } }).post(requests),
        },
      }),
    });
    const receiver = () => world.receiver;
    world.receiver.answer((response, { path }) => {
      if (path !== '/slow') response.writeHead(204).end();
    });
    const { body: slow } = await world.create({ url: world.receiver.url('/slow') });
    const { body: quick } = await world.create({ url: world.receiver.url('/quick') });
    await world.send(world.ann, 'Hello');
    await eventually(async () =>
      expect(await world.deliveries(quick.id)).toMatchObject([{ delivered: true }]),
    );
    await eventually(async () =>
      expect(await world.deliveries(slow.id)).toMatchObject([{ failure: 'timeout' }]),
    );
  });

  it('wait while no request can be sent at all, and count as no failure of the server', async () => {
    let isDown = true;
    const world = await webhookWorld({
      wrapPorts: (ports) => ({
        ...ports,
        outbound: {
          isTarget: (url) => ports.outbound.isTarget(url),
          post: (requests) =>
            isDown ? Promise.reject(new Unavailable('posting', undefined)) : ports.outbound.post(requests),
        },
      }),
    });
    const { body: webhook } = await world.create();
    await world.send(world.ann, 'Hello');
    await eventually(() => expect(world.clock.due).toContain(15 * seconds));
    isDown = false;
    world.clock.advance(15 * seconds);
    await eventually(async () =>
      expect(await world.deliveries(webhook.id)).toMatchObject([{ delivered: true, attempt: 1 }]),
    );
  });
});

describe('the secret of a webhook', () => {
  it('is changed, and requests are signed with both for a day', async () => {
    const world = await webhookWorld();
    const { ann, clock, send } = world;
    const { body: webhook } = await world.create();
    const { body: rotated } = await world.rotate(webhook.id);
    expect(rotated.secret).not.toBe(webhook.secret);
    await send(ann, 'Both');
    const [both] = await world.received(1);
    if (!both) throw new Error('a request');
    for (const { secret } of [webhook, rotated]) expect(verify(both, secret).data.message?.text).toBe('Both');
    clock.advance(24 * hours + seconds);
    await send(ann, 'New');
    const [, fresh] = await world.received(2);
    if (!fresh) throw new Error('a request');
    expect(verify(fresh, rotated.secret).type).toBe('message.created');
    expect(() => verify(fresh, webhook.secret)).toThrow('not signed');
  });

  // the files are those of SQLite
  it.skipIf(inject('dynamoDbEndpoint') !== undefined)(
    'is, like its address and name, nowhere in the data in clear, nor is that of an incoming one',
    async () => {
      const world = await webhookWorld();
      const { body: webhook } = await world.create({
        name: 'Sesame',
        url: world.receiver.url('/very-secret-path'),
      });
      const { body: hook } = await world.createHook();
      await world.send(world.ann, 'Hello');
      await world.received(1);
      await eventually(async () => expect(await world.deliveries(webhook.id)).toHaveLength(1));
      await world.idle();
      const secret = hook.url.slice(hook.url.lastIndexOf('/') + 1);
      await world.backend.stop();
      const files = ['chatflow.db', 'chatflow.db-wal', 'timers.db'].map((file) =>
        readFile(join(world.backend.dataDir, file), 'latin1').catch(() => ''),
      );
      const stored = (await Promise.all(files)).join('');
      expect(stored).toContain(webhook.id);
      for (const text of ['very-secret-path', 'Sesame', webhook.secret.slice('whsec_'.length), secret])
        expect(stored).not.toContain(text);
    },
  );
});

describe('webhooks of a group', () => {
  it('are ten at most, are listed, changed, tried and deleted by admins', async () => {
    const world = await webhookWorld();
    const made = [];
    for (let index = 0; index < 10; index += 1) {
      world.clock.advance(1);
      made.push((await world.create({ enabled: index === 0 })).body);
    }
    expect(problem(await world.create())).toMatchObject({ status: 409, code: 'too_many_webhooks' });
    const { secret: _, ...first } = made[0] ?? { secret: '', id: '' };
    expect((await world.list())[0]).toEqual(first);
    expect(await world.list()).toHaveLength(10);
    const test = await world.call<{ id: string }>(world.ann, 'POST', `/webhooks/${first.id}/test`);
    expect(test.status).toBe(202);
    await eventually(async () =>
      expect(await world.deliveries(first.id)).toMatchObject([
        { id: test.body.id, event: 'test', status: 204 },
      ]),
    );
    expect((await world.remove(first.id)).status).toBe(204);
    expect(problem(await world.remove(first.id))).toMatchObject({ code: 'webhook_not_found' });
    expect((await world.backend.runtime.app.conversations.head(world.id))?.webhooks).toBe(0);
  });

  it('end with the group, also what posts into it', async () => {
    const world = await webhookWorld();
    const { ann, id, call } = world;
    await world.create();
    const { body: hook } = await world.createHook();
    const { app } = world.backend.runtime;
    await call(ann, 'DELETE', '');
    await eventually(async () => expect(await app.webhooks.of(id)).toEqual([]));
    await eventually(async () => expect(await app.hooks.of(id)).toEqual([]));
    expect(problem(await world.post(hook.url, { text: 'Hello' }))).toMatchObject({ code: 'hook_not_found' });
    await eraseWebhooks(app, { type: 'erase-webhooks', conversationId: id });
  });
});

describe('an incoming webhook', () => {
  it('posts as a bot of the group, as JSON and as a form, to the devices of its members', async () => {
    const world = await webhookWorld();
    const { ann, bob, backend, call, id } = world;
    const phone = await backend.socket(bob);
    const { status: created, body: hook } = await world.createHook({ name: 'Build server' });
    expect(created).toBe(201);
    expect(await world.hooks()).toMatchObject([{ id: hook.id, name: 'Build server', userId: hook.userId }]);
    const first = await world.post(hook.url, {
      text: `Passed, @${ann.user.username}`,
      username: 'other',
      icon_emoji: ':x:',
    });
    expect(first).toMatchObject({ status: 201, body: { conversationId: id } });
    const form = new URLSearchParams({ payload: JSON.stringify({ text: 'By a form' }) }).toString();
    expect(
      await world.post(hook.url, form, { 'content-type': 'application/x-www-form-urlencoded' }),
    ).toMatchObject({
      status: 201,
    });
    const events = await phone.events('message:new', 3);
    expect(events.slice(1)).toMatchObject([
      { text: `Passed, @${ann.user.username}`, senderId: hook.userId, entities: [{ type: 'mention' }] },
      { text: 'By a form', senderId: hook.userId },
    ]);
    const members = await call<{ items: { id: string; bot?: boolean }[] }>(bob, 'GET', '/members');
    expect(members.body.items.find((one) => one.id === hook.userId)).toMatchObject({ bot: true });
  });

  it('posts a message once for each key, and another one under the same key is refused', async () => {
    const world = await webhookWorld();
    const { body: hook } = await world.createHook();
    const key = { 'idempotency-key': 'build-7' };
    const first = await world.post(hook.url, { text: 'Passed' }, key);
    expect(first.status).toBe(201);
    expect(await world.post(hook.url, { text: 'Passed' }, key)).toMatchObject({
      status: 200,
      body: first.body,
    });
    expect(problem(await world.post(hook.url, { text: 'Failed', clientId: 'build-7' }))).toMatchObject({
      code: 'client_id_conflict',
    });
  });

  it('has another address after a change, and none once it is deleted or its bot is removed', async () => {
    const world = await webhookWorld();
    const { ann, call } = world;
    const { body: hook } = await world.createHook();
    const rotated = await call<{ url: string }>(ann, 'POST', `/hooks/${hook.id}/secret`);
    expect(problem(await world.post(hook.url, { text: 'Old' }))).toMatchObject({
      status: 404,
      code: 'hook_not_found',
    });
    expect((await world.post(rotated.body.url, { text: 'New' })).status).toBe(201);
    expect((await call(ann, 'PATCH', `/hooks/${hook.id}`, { name: 'Deployments' })).body).toMatchObject({
      name: 'Deployments',
    });
    const { body: other } = await world.createHook();
    await call(ann, 'DELETE', `/members/${other.userId}`);
    expect(problem(await world.post(other.url, { text: 'Removed' }))).toMatchObject({
      code: 'hook_not_found',
    });
    for (const { id } of [hook, other]) expect((await call(ann, 'DELETE', `/hooks/${id}`)).status).toBe(204);
    expect(problem(await world.post(rotated.body.url, { text: 'Gone' }))).toMatchObject({
      code: 'hook_not_found',
    });
    expect(await world.hooks()).toEqual([]);
  });

  it.each<[string, unknown, Record<string, string>, string]>([
    ['no JSON', 'text', {}, 'invalid_json'],
    ['no text', {}, {}, 'validation_failed'],
    ['a blank text', { text: ' \u200b ' }, {}, 'validation_failed'],
    ['a text that is none', { text: 5 }, {}, 'validation_failed'],
    ['a text that is too long', { text: 'x'.repeat(8_001) }, {}, 'validation_failed'],
    ['a megabyte', { text: 'x'.repeat(1_000_000) }, {}, 'payload_too_large'],
    ['a key that is none', { text: 'x' }, { 'idempotency-key': 'x'.repeat(500) }, 'validation_failed'],
    [
      'a form without the field',
      'text=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      'invalid_json',
    ],
  ])('refuses %s', async (_what, body, headers, code) => {
    const world = await webhookWorld();
    const { body: hook } = await world.createHook();
    expect(problem(await world.post(hook.url, body, headers))).toMatchObject({ code });
  });

  it.each<Failure>(['refused', 'lost'])(
    'is there with its bot and the membership, or none of them is, when its write is %s',
    async (failure) => {
      const tables = new FaultyTables();
      const world = await webhookWorld({ wrapPorts: tables.wrapPorts });
      const { accounts } = world.backend.runtime.app;
      const bots = async () => {
        const { entries } = await accounts.search('hook-', 10, undefined);
        return [...new Set(entries.map(({ id }) => id))];
      };
      const members = async () => {
        const { body } = await world.call<{ items: { id: string; bot?: boolean }[] }>(
          world.ann,
          'GET',
          '/members',
        );
        return body.items.filter(({ bot }) => bot).map(({ id }) => id);
      };
      let writes = 0;
      tables.failOnce(failure, ({ operation, partitions }) => {
        if (operation !== 'transact') return false;
        writes += 1;
        return partitions.includes(`HOOKS#${world.id}`);
      });
      expect(problem(await world.createHook())).toMatchObject({ status: 503 });
      expect(writes).toBe(1);
      const made = (await world.hooks()).map(({ userId }) => userId);
      expect(made).toHaveLength(failure === 'lost' ? 1 : 0);
      expect(await bots()).toEqual(made);
      expect(await members()).toEqual(made);
      expect((await world.createHook()).status).toBe(201);
    },
  );

  it('is there ten times at most, also where two are made at once', async () => {
    const world = await webhookWorld();
    for (let made = 1; made < limits.hooksPerGroup; made += 1) await world.createHook();
    const answers = await Promise.all([world.createHook(), world.createHook()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await world.hooks()).toHaveLength(limits.hooksPerGroup);
  });

  it('is limited, and so is asking for unknown ones, with when to try again', async () => {
    const world = await webhookWorld({ config: { rateLimits: 'on' } });
    const { body: hook } = await world.createHook();
    const answers = [];
    for (let index = 0; index < 102; index += 1)
      answers.push(await world.post(hook.url, { text: `${index}` }));
    const refused = answers.at(-1);
    expect(refused && problem(refused)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    const unknown = [];
    for (let index = 0; index < 62; index += 1)
      unknown.push(await world.post(`https://x/v1/hooks/hok_${index}`, { text: 'x' }));
    expect(unknown.map(({ status }) => status)).toContain(404);
    expect(unknown.at(-1)?.status).toBe(429);
  });
});
