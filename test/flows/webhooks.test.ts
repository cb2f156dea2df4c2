import { describe, expect, it } from 'vitest';
import { status } from '../support/backend/receiver.ts';
import { problem } from '../support/backend/runtime.ts';
import { verify, webhookWorld } from '../support/backend/webhook-world.ts';
import { eventually } from '../support/eventually.ts';

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
    const { ann, bob, backend, receiver, send } = world;
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
