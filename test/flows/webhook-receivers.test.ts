import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Functions } from '../../functions/functions.ts';
import { createOutboundPoster } from '../../shared/platform/outbound/outbound-poster.ts';
import type { Ports } from '../../shared/platform/ports.ts';
import type { CreatedWebhook, Message, MessagePage, NotificationPage } from '../../shared/protocol/index.ts';
import { badTexts, goodTexts } from '../support/backend/bad-input.ts';
import { status, type Receiver } from '../support/backend/receiver.ts';
import { problem } from '../support/backend/runtime.ts';
import { verify, webhookWorld } from '../support/backend/webhook-world.ts';
import { eventually } from '../support/eventually.ts';

const seconds = 1_000;

/** A server on this machine that counts who comes. */
async function startInner() {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { visits, url: `http://127.0.0.1:${port}/inner` };
}

/** Posts by another policy than that of the receiver, which is there once the world is. */
const postingBy = (policyOf: () => Receiver['policy']) => (ports: Ports) => ({
  ...ports,
  outbound: {
    isTarget: () => true,
    post: (requests) => createOutboundPoster({ policy: policyOf() }).post(requests),
  } satisfies Ports['outbound'],
});

describe('a server that gets events', () => {
  it('and redirects them, to itself or to a private address, is tried again, and no one else is asked', async () => {
    const inner = await startInner();
    const world = await webhookWorld();
    const { ann, clock, receiver, send } = world;
    const { body: webhook } = await world.create();
    const targets = [inner.url, 'https://169.254.169.254/latest', receiver.url('/inner')];
    receiver.answer(status(307, { location: inner.url }));
    await send(ann, 'Hello');
    for (const [index, wait] of [5, 30, 120].entries()) {
      await eventually(async () => {
        await world.idle();
        const [last] = await world.deliveries(webhook.id);
        expect(last).toMatchObject({ attempt: index + 1, delivered: false, status: 307 });
        expect(Date.parse(last?.nextAt ?? '') - clock.now()).toBe(wait * seconds);
      });
      const location = targets[index + 1];
      receiver.answer(location === undefined ? status(204) : status(307, { location }));
      await world.idle();
      clock.advance(wait * seconds);
    }
    await eventually(async () =>
      expect((await world.deliveries(webhook.id))[0]).toMatchObject({ delivered: true, attempt: 4 }),
    );
    expect(receiver.requests.map(({ path, method }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 4 }, () => 'POST /chat'),
    );
    expect(inner.visits).toEqual([]);
  });

  it('and has a certificate that does not count gets nothing, until it has one that does', async () => {
    let isKnown = false;
    const world = await webhookWorld({
      wrapPorts: postingBy(() => (isKnown ? world.receiver.policy : { ...world.receiver.policy, ca: [] })),
    });
    const { body: webhook } = await world.create();
    await world.send(world.ann, 'Hello');
    await eventually(async () =>
      expect(await world.deliveries(webhook.id)).toMatchObject([
        { attempt: 1, delivered: false, failure: 'tls' },
      ]),
    );
    await world.idle();
    expect(world.receiver.requests).toEqual([]);
    isKnown = true;
    world.clock.advance(5 * seconds);
    const [request] = await world.received(1);
    expect(request && verify(request, webhook.secret).data.message?.text).toBe('Hello');
  });

  it('and answers without end has got the event, and its answer is not read', async () => {
    const world = await webhookWorld();
    const { ann, receiver, send } = world;
    const megabyte = Buffer.alloc(1024 * 1024);
    const ended: Promise<unknown>[] = [];
    let written = 0;
    receiver.answer((response) => {
      ended.push(once(response.writeHead(200), 'close'));
      const more = () => {
        for (let full = false; !full && written < 1_024; written += 1) full = !response.write(megabyte);
        if (written < 1_024) response.once('drain', more);
      };
      more();
    });
    const { body: webhook } = await world.create();
    await send(ann, 'First');
    await send(ann, 'Second');
    await eventually(async () =>
      expect(await world.deliveries(webhook.id)).toMatchObject([
        { delivered: true, status: 200 },
        { delivered: true, status: 200 },
      ]),
    );
    await Promise.all(ended);
    expect(written).toBeLessThan(100);
  });

  it('and never answers is given up after its time, and tried again', async () => {
    const world = await webhookWorld({
      wrapPorts: postingBy(() => ({ ...world.receiver.policy, totalMilliseconds: 200 })),
    });
    const { body: webhook } = await world.create();
    world.receiver.answer(() => undefined);
    await world.send(world.ann, 'Hello');
    await eventually(async () =>
      expect(await world.deliveries(webhook.id)).toMatchObject([{ attempt: 1, failure: 'timeout' }]),
    );
    world.receiver.answer(status(204));
    await world.idle();
    world.clock.advance(5 * seconds);
    await eventually(async () =>
      expect((await world.deliveries(webhook.id))[0]).toMatchObject({ attempt: 2, delivered: true }),
    );
    const ids = world.receiver.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('and does not answer holds up neither webhooks of other groups nor notifications', async () => {
    const world = await webhookWorld();
    const { ann, bob, backend, receiver, send } = world;
    const waiting: ServerResponse[] = [];
    receiver.answer((response, { path }) => {
      if (path === '/slow') waiting.push(response);
      else response.writeHead(204).end();
    });
    const slow = [];
    for (let index = 0; index < 10; index += 1)
      slow.push((await world.create({ url: receiver.url('/slow') })).body.id);
    const other = await backend.conversation(ann, [bob], 'Elsewhere');
    const body = { name: 'Quick', url: receiver.url('/quick'), events: ['message.created'] };
    const path = `/v1/conversations/${other.id}`;
    const quick = await backend.call<CreatedWebhook>('POST', `${path}/webhooks`, { token: ann.token, body });
    await send(ann, 'Hello');
    await eventually(() => expect(receiver.requests.filter((one) => one.path === '/slow')).toHaveLength(10));
    const text = `@${bob.user.username} here`;
    await backend.call('POST', `${path}/messages`, { token: ann.token, body: { text } });
    await eventually(() => {
      const [request] = receiver.requests.filter((one) => one.path === '/quick');
      expect(request && verify(request, quick.body.secret).data.message?.text).toBe(text);
    });
    await eventually(async () => {
      const { items } = (
        await backend.call<NotificationPage>('GET', '/v1/notifications', { token: bob.token })
      ).body;
      expect(items.map(({ kind }) => kind)).toContain('mention');
    });
    for (const id of slow) expect(await world.deliveries(id)).toEqual([]);
    for (const response of waiting) response.writeHead(204).end();
  });
});

describe('stream records that come twice, late and in another order', () => {
  it('have each message delivered in order, under an id of its own, also where an answer gets lost', async () => {
    const all: DynamoDBRecord[] = [];
    let again: Functions['changes'] | undefined;
    const world = await webhookWorld({
      wrapFunctions: (functions) => {
        again = functions.changes;
        return {
          ...functions,
          async changes({ Records }) {
            all.push(...Records);
            await functions.changes({ Records: Records.toReversed() });
            return functions.changes({ Records: [...Records, ...Records] });
          },
        };
      },
    });
    const { ann, bob, clock, receiver, send } = world;
    const { body: webhook } = await world.create({ events: ['message.created'] });
    receiver.answer((response) => {
      // it is noted here, and the server that posted does not hear of it
      if (receiver.requests.length === 3) response.destroy();
      else response.writeHead(204).end();
    });
    for (let index = 0; index < 6; index += 1) await send(index % 2 ? ann : bob, `Message ${index}`);
    await world.received(3);
    await eventually(async () => {
      const deliveries = await world.deliveries(webhook.id);
      expect(deliveries.some(({ delivered }) => !delivered)).toBe(true);
    });
    await world.idle();
    clock.advance(5 * seconds);
    await eventually(async () => expect(await world.deliveries(webhook.id)).toHaveLength(7));
    await world.idle();
    await again?.({ Records: [...all.toReversed(), ...all] });
    await send(ann, 'Last');
    await world.received(8);
    await eventually(async () => expect(await world.deliveries(webhook.id)).toHaveLength(8));
    await world.idle();
    const got = receiver.requests.map((request) => ({
      id: request.headers['webhook-id'],
      text: verify(request, webhook.secret).data.message?.text,
    }));
    const texts = ['0', '1', '2', '2', '3', '4', '5'].map((number) => `Message ${number}`);
    expect(got.map(({ text }) => text)).toEqual([...texts, 'Last']);
    expect(got[3]?.id).toBe(got[2]?.id);
    expect(new Set(got.map(({ id }) => id)).size).toBe(7);
  });
});

describe('what is posted to an incoming webhook', () => {
  it('is plain text, whatever it says, for members, in the history and for other servers', async () => {
    const world = await webhookWorld();
    const { ann, bob, backend, call, receiver } = world;
    const { body: webhook } = await world.create({ events: ['message.created'] });
    const { body: hook } = await world.createHook();
    const phone = await backend.socket(bob);
    const hostile = [
      '<img src=x onerror=alert(1)><script>alert(1)</script>',
      '**bold** _italic_ `code` [link](javascript:alert(1)) <https://example.org|click>',
      '\u202egnp.exe \u2067שלום\u2069 مرحبا',
      'x'.repeat(300),
      ...Object.values(goodTexts),
    ];
    for (const text of hostile) expect((await world.post(hook.url, { text })).status).toBe(201);
    for (const text of Object.values(badTexts)) {
      expect(problem(await world.post(hook.url, { text }))).toMatchObject({ code: 'validation_failed' });
    }
    const pushed = (await phone.events<Message>('message:new', hostile.length)).toSorted(
      (a, b) => a.seq - b.seq,
    );
    const { items } = (await call<MessagePage>(ann, 'GET', '/messages')).body;
    const stored = items.filter(({ senderId }) => senderId === hook.userId);
    const posted = await world.received(hostile.length);
    const said = posted.map((request) => verify(request, webhook.secret).data.message);
    for (const messages of [pushed, stored, said]) {
      expect(messages.map((message) => message?.text)).toEqual(hostile);
      expect(messages.map((message) => message?.entities ?? []).flat()).toEqual([]);
    }
    expect(receiver.requests).toHaveLength(hostile.length);
  });
});
