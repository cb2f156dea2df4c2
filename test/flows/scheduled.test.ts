import { describe, expect, it } from 'vitest';
import { rotateConversationKey } from '../../shared/app.ts';
import { keys } from '../../shared/keys.ts';
import { limits, type Message, type ScheduledMessage } from '../../shared/protocol/index.ts';
import { groupCalls } from '../support/backend/group-world.ts';
import { lateTimers, startLater, type LaterWorld } from '../support/backend/later-world.ts';
import { problem, temporaryFolder, type Person } from '../support/backend/runtime.ts';
import { uploaderOf } from '../support/backend/uploads.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyTables, type TableCall } from '../support/faults/faulty-tables.ts';

/** Ann and Bob in a direct conversation and a group of Ann's. */
async function start(overrides: Parameters<typeof startLater>[0] = {}) {
  const world = await startLater(overrides);
  const [ann, bob] = await world.backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const { id } = await world.backend.conversation(ann, [bob]);
  const group = await world.backend.conversation(ann, [bob], 'Group');
  return { ...world, ann, bob, id, inGroup: groupCalls(world.backend, group.id) };
}

const textsOf = async ({ messages }: Pick<LaterWorld, 'messages'>, by: Person, id: string) =>
  (await messages(by, id)).flatMap(({ kind, text }) => (kind === 'text' ? [text] : []));

describe('scheduled messages', () => {
  it('are listed, changed and deleted on all devices of their sender, who alone knows of them', async () => {
    const world = await start();
    const { ann, bob, id, at, schedule, scheduled, change, drop, backend, inGroup } = world;
    const [phone, bobs] = [await backend.socket(ann), await backend.socket(bob)];
    const first = await schedule(ann, { conversationId: id, text: 'Second **word**', sendAt: at(7_200) });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      text: 'Second **word**',
      sendAt: at(7_200),
      version: 0,
    });
    const entities = [{ type: 'bold', start: 0, length: 5 }];
    const second = await schedule(ann, {
      ...{ conversationId: inGroup.id, text: 'First word', entities, sendAt: at(3_600) },
    });
    expect(second.body).toMatchObject({ entities });
    expect(await phone.events('scheduled:updated', 2)).toEqual([first.body, second.body]);
    expect(await scheduled(ann)).toEqual([second.body, first.body]);
    expect(await scheduled(ann, id)).toEqual([first.body]);
    expect(await scheduled(bob)).toEqual([]);
    const stored = await backend.runtime.app.durable.get(keys.scheduled(ann.user.id, first.body.id));
    expect(JSON.stringify(stored)).not.toContain('word');

    const changed = await change(ann, first.body.id, { text: 'Now the first', sendAt: at(1_800) });
    expect(changed.body).toMatchObject({ id: first.body.id, text: 'Now the first', version: 1 });
    expect((await scheduled(ann)).map(({ text }) => text)).toEqual(['Now the first', 'First word']);
    expect(problem(await change(bob, first.body.id, { text: 'x', sendAt: at(60) }))).toMatchObject({
      code: 'scheduled_not_found',
    });
    expect(problem(await drop(bob, first.body.id))).toMatchObject({ code: 'scheduled_not_found' });

    expect((await drop(ann, first.body.id)).status).toBe(204);
    expect(problem(await drop(ann, first.body.id))).toMatchObject({ code: 'scheduled_not_found' });
    expect(await phone.events('scheduled:removed', 1)).toEqual([
      { id: first.body.id, conversationId: id, sent: false },
    ]);
    world.clock.advance(7_200_000);
    await eventually(async () => expect(await scheduled(ann)).toEqual([]));
    expect(await textsOf(world, bob, id)).toEqual([]);
    expect(await textsOf(world, bob, inGroup.id)).toEqual(['First word']);
    expect(await bobs.eventsSoFar('scheduled:updated')).toEqual([]);
  });

  it.each([
    ['by timers that go off at their time', {}],
    ['by timers that go off late', { wrapPorts: lateTimers }],
  ])('are sent at their time, once, %s', async (_, overrides) => {
    const world = await start(overrides);
    const { ann, bob, id, at, schedule, scheduled, clock, backend } = world;
    const written = await backend.call<Message>('POST', `/v1/conversations/${id}/messages`, {
      ...{ token: bob.token, body: { text: 'A question' } },
    });
    const times = [12, 240, 3_000, 86_400 + 7];
    const wanted = new Map<string, string>();
    for (const seconds of times) {
      const body = {
        conversationId: id,
        text: `in ${seconds}`,
        replyTo: written.body.id,
        sendAt: at(seconds),
      };
      wanted.set(`in ${seconds}`, (await schedule(ann, body)).body.sendAt);
    }
    const waiting = () => scheduled(ann);
    // the clock runs in small steps where something is near
    const begun = clock.now();
    for (const seconds of times) {
      const due = begun + seconds * 1000;
      clock.advance(Math.max(0, due - clock.now() - 150_000));
      while (clock.now() < due - 1_000) {
        clock.advance(Math.min(5_000, due - 1_000 - clock.now()));
        await settle(world);
      }
      expect((await waiting()).map(({ text }) => text)).toContain(`in ${seconds}`);
      for (let second = 0; second < 3; second += 1) {
        clock.advance(1_000);
        await settle(world);
      }
      await eventually(async () =>
        expect((await waiting()).map(({ text }) => text)).not.toContain(`in ${seconds}`),
      );
    }
    const sent = (await world.messages(bob, id)).slice(1);
    expect(sent.map(({ text }) => text)).toEqual(times.map((seconds) => `in ${seconds}`));
    for (const { text, createdAt, replyTo, senderId } of sent) {
      expect({ replyTo, senderId }).toEqual({ replyTo: written.body.id, senderId: ann.user.id });
      const late = Date.parse(createdAt) - Date.parse(wanted.get(text) ?? '');
      expect(late, text).toBeGreaterThanOrEqual(0);
      expect(late, text).toBeLessThanOrEqual(2_000);
    }
  });

  it('of which a hundred wait for the same second are all sent, once', async () => {
    const world = await start();
    const { ann, bob, inGroup, at, schedule, scheduled, clock } = world;
    const sendAt = at(600);
    const texts = Array.from({ length: limits.scheduledMessages }, (_, index) => `number ${index}`);
    for (const text of texts) {
      expect((await schedule(ann, { conversationId: inGroup.id, text, sendAt })).status).toBe(201);
    }
    const more = { conversationId: inGroup.id, text: 'one more', sendAt };
    expect(problem(await schedule(ann, more))).toMatchObject({ code: 'too_many_scheduled' });
    clock.advance(600_000);
    await eventually(async () => expect(await scheduled(ann)).toEqual([]));
    const app = world.backend.runtime.app;
    const sent = await app.messages.entriesAfter(inGroup.id, 0, 1_000, 1_000);
    expect(sent.entries.filter(({ kind }) => kind === 'text')).toHaveLength(texts.length);
    expect((await textsOf(world, bob, inGroup.id)).every((text) => texts.includes(text))).toBe(true);
    // there is room again
    expect((await schedule(ann, { ...more, sendAt: at(60) })).status).toBe(201);
  });

  it('that get another time wait for that alone', async () => {
    const world = await start();
    const { ann, bob, id, at, schedule, scheduled, change, clock } = world;
    const { body } = await schedule(ann, { conversationId: id, text: 'Wait', sendAt: at(60) });
    const [phone, bobs] = [await world.backend.socket(ann), await world.backend.socket(bob)];
    const begun = clock.now();
    await change(ann, body.id, { text: 'Wait on', sendAt: new Date(begun + 180_000).toISOString() });
    clock.advance(120_000);
    await settle(world);
    expect(await textsOf(world, bob, id)).toEqual([]);
    await change(ann, body.id, { text: 'Sooner', sendAt: new Date(begun + 150_000).toISOString() });
    clock.advance(30_000);
    await eventually(async () => expect(await textsOf(world, bob, id)).toEqual(['Sooner']));
    clock.advance(300_000);
    await settle(world);
    expect(await textsOf(world, bob, id)).toEqual(['Sooner']);
    expect(await scheduled(ann)).toEqual([]);
    expect(await phone.eventsSoFar('scheduled:removed')).toEqual([
      { id: body.id, conversationId: id, sent: true },
    ]);
    expect(await phone.eventsSoFar('message:new')).toMatchObject([{ text: 'Sooner' }]);
    expect(await bobs.eventsSoFar('message:new')).toMatchObject([{ text: 'Sooner' }]);
  });

  it('can be sent before their time, once', async () => {
    const world = await start();
    const { ann, bob, id, at, schedule, sendNow, clock } = world;
    const { body } = await schedule(ann, { conversationId: id, text: 'Now', sendAt: at(60) });
    const [one, two] = await Promise.all([sendNow(ann, body.id), sendNow(ann, body.id)]);
    expect([one.status, two.status].sort()).toEqual([201, 404]);
    clock.advance(120_000);
    await settle(world);
    expect(await textsOf(world, bob, id)).toEqual(['Now']);
    expect(problem(await sendNow(bob, body.id))).toMatchObject({ code: 'scheduled_not_found' });
  });

  it('are kept once, however often they are scheduled under the same clientId', async () => {
    const world = await start();
    const { ann, bob, id, at, schedule, scheduled, clock } = world;
    const body = { conversationId: id, text: 'Once', sendAt: at(60), clientId: 'c1' };
    const [one, two] = await Promise.all([schedule(ann, body), schedule(ann, body)]);
    expect([one.status, two.status].sort()).toEqual([200, 201]);
    expect(one.body).toEqual(two.body);
    expect(await scheduled(ann)).toHaveLength(1);
    const conflict = { code: 'client_id_conflict' };
    expect(problem(await schedule(ann, { ...body, text: 'Other' }))).toMatchObject(conflict);
    expect((await schedule(bob, { ...body, sendAt: at(120) })).status).toBe(201);
    clock.advance(60_000);
    await eventually(async () => expect(await textsOf(world, bob, id)).toEqual(['Once']));
    // its request comes once more, after it was sent
    expect(problem(await schedule(ann, { ...body, sendAt: at(60) }))).toMatchObject(conflict);
    clock.advance(86_400_000);
    expect((await schedule(ann, { ...body, sendAt: at(60) })).status).toBe(201);
  });

  it('in the past, too near, or two years ahead are refused', async () => {
    const { ann, id, at, schedule, change, scheduled, backend } = await start();
    const kept = await schedule(ann, { conversationId: id, text: 'Kept', sendAt: at(60) });
    const cases: [string, string][] = [
      [at(-60), 'must be at least 10 seconds ahead'],
      [at(9), 'must be at least 10 seconds ahead'],
      [at(2 * 365 * 86_400), 'must be at most 366 days ahead'],
    ];
    for (const [sendAt, message] of cases) {
      const detail = { code: 'validation_failed', errors: [{ path: 'sendAt', message }] };
      const answers = [
        await schedule(ann, { conversationId: id, text: 'x', sendAt }),
        await change(ann, kept.body.id, { text: 'x', sendAt }),
      ];
      for (const answer of answers) expect(answer.body).toMatchObject(detail);
    }
    for (const sendAt of ['tomorrow', '', 5, null, '2026-02-30T10:00:00Z', '2027-01-01T10:00:00']) {
      const answer = await schedule(ann, { conversationId: id, text: 'x', sendAt });
      expect(problem(answer), String(sendAt)).toMatchObject({
        code: 'validation_failed',
        fields: ['sendAt'],
      });
    }
    const blank = await schedule(ann, { conversationId: id, text: ' ', sendAt: at(60) });
    expect(problem(blank)).toMatchObject({ code: 'validation_failed', fields: ['text'] });
    expect(await scheduled(ann)).toEqual([kept.body]);
    const stranger = await backend.person('stranger');
    const notTheirs = await schedule(stranger, { conversationId: id, text: 'x', sendAt: at(60) });
    expect(problem(notTheirs)).toMatchObject({ code: 'conversation_not_found' });
    const reply = await schedule(ann, { conversationId: id, text: 'x', sendAt: at(60), replyTo: 'msg_x' });
    expect(problem(reply)).toMatchObject({ code: 'message_not_found' });
  });

  it('carry files, which stay as long as they wait', async () => {
    const world = await start();
    const { ann, bob, id, at, schedule, change, drop, messages, clock, backend } = world;
    const files = uploaderOf(backend, ann);
    const bytes = new TextEncoder().encode('some file');
    const [one, two] = [await files.upload({ bytes }), await files.upload({ bytes })];
    const uses = async (media: string) => (await backend.runtime.app.media.get(media))?.uses;
    const body = { conversationId: id, text: '', sendAt: at(3 * 86_400) };
    const { body: waiting } = await schedule(ann, { ...body, attachments: [one.id] });
    expect(waiting.attachments.map(({ id: file }) => file)).toEqual([one.id]);
    expect(problem(await files.call('DELETE', `/${one.id}`))).toMatchObject({ code: 'media_in_use' });
    expect(await backend.runtime.app.media.get(one.id)).not.toHaveProperty('expiresAt');
    await change(ann, waiting.id, { ...body, conversationId: undefined, attachments: [two.id, one.id] });
    expect([await uses(one.id), await uses(two.id)]).toEqual([1, 1]);
    await change(ann, waiting.id, { ...body, conversationId: undefined, attachments: [two.id] });
    // what nothing refers to any more is gone
    expect([await uses(one.id), await uses(two.id)]).toEqual([undefined, 1]);
    clock.advance(3 * 86_400_000);
    await eventually(async () => expect(await messages(bob, id)).toHaveLength(1));
    const [sent] = await messages(bob, id);
    expect(sent?.attachments.map(({ id: file }) => file)).toEqual([two.id]);
    expect(await uses(two.id)).toBe(1);
    const again = await schedule(ann, { ...body, attachments: [two.id], sendAt: at(60) });
    expect(await uses(two.id)).toBe(2);
    await drop(ann, again.body.id);
    expect(await uses(two.id)).toBe(1);
  });

  it('are opened and sent after their conversation got another key', async () => {
    const world = await start();
    const { ann, bob, id, at, schedule, scheduled, clock } = world;
    await schedule(ann, { conversationId: id, text: 'Under the first key', sendAt: at(60) });
    await rotateConversationKey(world.backend.runtime.app, id);
    expect((await scheduled(ann)).map(({ text }) => text)).toEqual(['Under the first key']);
    clock.advance(60_000);
    await eventually(async () => expect(await textsOf(world, bob, id)).toEqual(['Under the first key']));
  });
});

describe('a sender who may not send any more', () => {
  it('finds the message as failed, with the reason, and can send it later', async () => {
    const world = await start();
    const { ann, bob, inGroup, at, schedule, scheduled, sendNow, change, clock, backend } = world;
    const text = 'I am not muted';
    const { body } = await schedule(bob, { conversationId: inGroup.id, text, sendAt: at(60) });
    const phone = await backend.socket(bob);
    await inGroup.change(ann, bob, { mutedUntil: 'forever' });
    expect(problem(await schedule(bob, { conversationId: inGroup.id, text, sendAt: at(60) }))).toMatchObject({
      code: 'muted',
    });
    clock.advance(60_000);
    const [failed] = await phone.events<ScheduledMessage>('scheduled:updated', 1);
    expect(failed).toMatchObject({ id: body.id, text, failure: 'muted', version: 1 });
    expect(await scheduled(bob)).toEqual([failed]);
    expect(problem(await sendNow(bob, body.id))).toMatchObject({ code: 'muted' });
    await inGroup.change(ann, bob, { mutedUntil: null });
    const again = await change(bob, body.id, { text, sendAt: at(60) });
    expect(again.body).not.toHaveProperty('failure');
    expect((await sendNow(bob, body.id)).status).toBe(201);
    expect(await textsOf(world, ann, inGroup.id)).toEqual([text]);
    expect(await scheduled(bob)).toEqual([]);
  });

  it('was removed, blocks the other one or is suspended: nothing is sent', async () => {
    const world = await start();
    const { ann, bob, id, inGroup, at, schedule, scheduled, clock, backend } = world;
    await schedule(bob, { conversationId: inGroup.id, text: 'From outside', sendAt: at(60) });
    await schedule(bob, { conversationId: id, text: 'To a blocked user', sendAt: at(61) });
    await inGroup.kick(ann, bob);
    await backend.call('PUT', `/v1/users/me/blocks/${ann.user.id}`, { token: bob.token });
    clock.advance(61_000);
    const codes = async () => (await scheduled(bob)).map(({ failure }) => failure);
    await eventually(async () => expect(await codes()).toEqual(['conversation_not_found', 'user_blocked']));
    expect((await scheduled(bob)).map(({ text }) => text)).toEqual(['From outside', 'To a blocked user']);

    await schedule(ann, { conversationId: inGroup.id, text: 'From a suspended user', sendAt: at(60) });
    await backend.commands.suspensions({ suspend: { username: ann.user.username } });
    clock.advance(60_000);
    const { later } = backend.runtime.app;
    await eventually(async () =>
      expect((await later.allScheduled(ann.user.id)).map(({ failure }) => failure)).toEqual([
        'account_suspended',
      ]),
    );
    const { entries } = await backend.runtime.app.messages.entriesAfter(inGroup.id, 0, 100, 100);
    expect(entries.filter(({ kind }) => kind === 'text')).toEqual([]);
  });

  it('left or deleted the group: nothing waits any more', async () => {
    const world = await start();
    const { ann, bob, inGroup, at, schedule, scheduled, clock, backend } = world;
    await schedule(bob, { conversationId: inGroup.id, text: 'From one who left', sendAt: at(60) });
    expect((await inGroup.leave(bob)).status).toBe(204);
    expect(await scheduled(bob)).toEqual([]);
    await schedule(ann, { conversationId: inGroup.id, text: 'One', sendAt: at(60) });
    await schedule(ann, { conversationId: inGroup.id, text: 'Two', sendAt: at(120) });
    await inGroup.remove(ann);
    clock.advance(60_000);
    const { later } = backend.runtime.app;
    await eventually(async () => expect(await later.allScheduled(ann.user.id)).toHaveLength(1));
    expect(await scheduled(ann)).toEqual([]);
    expect(await later.allScheduled(ann.user.id)).toEqual([]);
  });

  it('waits for their turn in slow mode', async () => {
    const world = await start();
    const { ann, bob, inGroup, at, schedule, scheduled, clock } = world;
    await inGroup.patch(ann, { settings: { slowModeSeconds: 30 } });
    await schedule(bob, { conversationId: inGroup.id, text: 'One', sendAt: at(60) });
    await schedule(bob, { conversationId: inGroup.id, text: 'Two', sendAt: at(65) });
    clock.advance(60_000);
    await eventually(async () => expect(await textsOf(world, ann, inGroup.id)).toEqual(['One']));
    clock.advance(5_000);
    await settle(world);
    expect((await scheduled(bob)).map(({ failure }) => failure)).toEqual([undefined]);
    clock.advance(30_000);
    await eventually(async () => expect(await textsOf(world, ann, inGroup.id)).toEqual(['One', 'Two']));
  });

  it('mentions members who left as plain text', async () => {
    const world = await start();
    const { ann, bob, inGroup, at, schedule, clock } = world;
    const text = `@${bob.user.username} and all`;
    const entities = [{ type: 'mention', start: 0, length: text.indexOf(' '), userId: bob.user.id }];
    await schedule(ann, { conversationId: inGroup.id, text, entities, sendAt: at(60) });
    await inGroup.kick(ann, bob);
    clock.advance(60_000);
    await eventually(async () => expect(await textsOf(world, ann, inGroup.id)).toEqual([text]));
    expect((await inGroup.messages(ann)).at(-1)).not.toHaveProperty('entities');
  });
});

describe('after faults', () => {
  const isWrite = ({ operation }: TableCall) => ['put', 'update', 'transact', 'delete'].includes(operation);

  it.each(['refused', 'lost'] as const)('a message is sent once where any write is %s', async (kind) => {
    const tables = new FaultyTables();
    const world = await start({ wrapPorts: tables.wrapPorts });
    const { ann, bob, id, at, schedule, scheduled, clock } = world;
    let [tried, happened] = [0, true];
    const texts: string[] = [];
    while (happened) {
      tried += 1;
      const text = `try ${tried}`;
      texts.push(text);
      await schedule(ann, { conversationId: id, text, sendAt: at(60) });
      let seen = 0;
      happened = false;
      tables.failOnce(kind, (call) => {
        if (call.table !== 'durable' || !isWrite(call)) return false;
        seen += 1;
        happened ||= seen === tried;
        return seen === tried;
      });
      clock.advance(60_000);
      await eventually(async () => {
        // the queue tries again
        clock.advance(1_000);
        expect(await scheduled(ann)).toEqual([]);
      });
      tables.up();
      clock.advance(30_000);
      await settle(world);
      expect(await textsOf(world, bob, id)).toEqual(texts);
    }
    expect(tried).toBeGreaterThan(2);
  });

  it('what fell due while no process ran is sent at the start', async () => {
    const dataDir = await temporaryFolder();
    const world = await start({ dataDir });
    const { ann, bob, id, at, schedule, clock } = world;
    await schedule(ann, { conversationId: id, text: 'Late, but here', sendAt: at(60) });
    await schedule(ann, { conversationId: id, text: 'In its time', sendAt: at(86_400) });
    await world.backend.stop();
    clock.sleep(3_600_000);
    const again = await startLater({ dataDir, clock });
    await eventually(async () => expect(await textsOf(again, bob, id)).toEqual(['Late, but here']));
    clock.advance(86_400_000);
    await eventually(async () =>
      expect(await textsOf(again, bob, id)).toEqual(['Late, but here', 'In its time']),
    );
  });

  it('what lost its timer is sent when it is listed', async () => {
    const world = await start({
      wrapPorts: (ports) => ({ ...ports, timers: { ...ports.timers, lateness: 0, ...lost } }),
    });
    const { ann, bob, id, at, schedule, scheduled, clock } = world;
    await schedule(ann, { conversationId: id, text: 'Forgotten', sendAt: at(60) });
    clock.advance(110_000);
    expect(await scheduled(ann)).toHaveLength(1);
    await settle(world);
    expect(await textsOf(world, bob, id)).toEqual([]);
    clock.advance(20_000);
    expect(await scheduled(ann)).toHaveLength(1);
    await eventually(async () => expect(await textsOf(world, bob, id)).toEqual(['Forgotten']));
  });

  const lost = { set: () => Promise.resolve(), cancel: () => Promise.resolve() };
});

/** Work that is due was done, and its answers are here. */
async function settle({ backend }: Pick<LaterWorld, 'backend'>): Promise<void> {
  await backend.call('GET', '/_local/mail');
}
