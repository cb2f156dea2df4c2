import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import { planDigests, sendDigest } from '../../shared/notifications/index.ts';
import { Unavailable } from '../../shared/platform/errors.ts';
import type { Mail, Ports } from '../../shared/platform/ports.ts';
import type { NotificationSettings } from '../../shared/protocol/index.ts';
import { newestToken } from '../support/accounts/mails.ts';
import {
  hours,
  minutes,
  oneClickOf,
  publicUrl,
  startDigests,
  unsubscribeTokenOf,
} from '../support/backend/digest-world.ts';
import { lateTimers } from '../support/backend/later-world.ts';
import { problem } from '../support/backend/runtime.ts';

describe('a user who is away', () => {
  it('gets one mail of the direct messages and mentions that they have not read, with no word of them', async () => {
    const { clock, ann, bob, cid, direct, group, send, noticed, planned, pass, digests } =
      await startDigests();
    await send(ann, direct, 'Are you there?');
    expect(await planned(bob)).toBe(60);
    await send(ann, direct, 'It is about the secret');
    clock.advance(1_000);
    await send(cid, group, `@${bob.user.username} and a secret here`);
    await send(cid, group, 'This is for all');
    await noticed(bob, 'message', 'mention', 'message');
    await pass(bob, minutes(59));
    expect(await digests(bob)).toEqual([]);
    await pass(bob, minutes(2));
    const [mail, ...others] = await digests(bob);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: bob.user.email, subject: '3 messages are waiting for you' });
    expect(mail?.text).toMatch(
      /Team\u2069 https:\/\/chat\.example\.org\/c\/\S+\n\n1 message mentions you: \u2068cid\u2069\n\n\u2068ann\u2069 https:\S+\n\n2 new messages\n\nOpen/,
    );
    expect(mail?.html).toContain(`href="${publicUrl}/c/${encodeURIComponent(direct)}"`);
    expect(JSON.stringify(mail)).not.toContain('secret');
    expect(mail?.headers).toEqual({
      'List-Unsubscribe': expect.stringMatching(
        /^<https:\/\/chat\.example\.org\/v1\/notifications\/mail\/unsubscribe\?token=[\w-]{43}>$/,
      ) as string,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    // those who wrote have nothing to read
    expect([...(await digests(ann)), ...(await digests(cid))]).toEqual([]);
  });

  it('gets none of what they have read meanwhile', async () => {
    const { ann, bob, direct, group, send, noticed, planned, pass, digests, read, digestOf } =
      await startDigests();
    await send(ann, direct, 'One');
    await send(ann, group, `@${bob.user.username} two`);
    await noticed(bob, 'message', 'mention');
    await planned(bob);
    await read(bob, direct);
    await read(bob, group);
    await pass(bob, hours(2));
    expect(await digests(bob)).toEqual([]);
    // what comes then is planned anew
    expect((await digestOf(bob)).digestDue).toBeUndefined();
    await send(ann, direct, 'Three');
    expect(await planned(bob)).toBe(60);
    await pass(bob, hours(2));
    expect(await digests(bob)).toMatchObject([{ subject: 'A message is waiting for you' }]);
  });

  it('gets none while they are here, and one after they have left again without reading', async () => {
    const { backend, clock, ann, bob, direct, send, planned, pass, digests, digestOf } = await startDigests();
    await send(ann, direct, 'One');
    await planned(bob);
    const socket = await backend.socket(bob);
    clock.sleep(minutes(61));
    await socket.request('ping');
    await pass(bob, 0);
    expect(await digests(bob)).toEqual([]);
    expect((await digestOf(bob)).digestDue).toBeUndefined();
    socket.close();
    await expect.poll(() => backend.runtime.app.presence.get(bob.user.id)).toMatchObject({ here: false });
    await pass(bob, minutes(1));
    expect(await planned(bob)).toBe(59);
    await pass(bob, minutes(61));
    expect(await digests(bob)).toHaveLength(1);
  });

  it('who was here for a moment gets it so long after that', async () => {
    const { backend, ann, bob, direct, send, planned, pass, digests } = await startDigests();
    await send(ann, direct, 'One');
    await planned(bob);
    await pass(bob, minutes(40));
    const socket = await backend.socket(bob);
    socket.close();
    await expect.poll(() => backend.runtime.app.presence.get(bob.user.id)).toMatchObject({ here: false });
    await pass(bob, minutes(30));
    expect(await digests(bob)).toEqual([]);
    expect(await planned(bob)).toBe(30);
    await pass(bob, minutes(30));
    expect(await digests(bob)).toHaveLength(1);
  });

  it('and invisible when they left, gets one too', async () => {
    const { backend, ann, bob, direct, send, planned, pass, digests, call } = await startDigests();
    await call('PUT', '/users/me/status', bob, { status: 'invisible' });
    const socket = await backend.socket(bob);
    await send(ann, direct, 'One');
    await socket.events('notification:new', 1);
    socket.close();
    await expect.poll(() => backend.runtime.app.presence.get(bob.user.id)).toMatchObject({ here: false });
    await pass(bob, minutes(1));
    await planned(bob);
    await pass(bob, minutes(61));
    expect(await digests(bob)).toHaveLength(1);
  });

  it('gets one in six hours at most, and then what came in between', async () => {
    const { ann, bob, cid, direct, group, send, planned, pass, digests, read } = await startDigests();
    await send(ann, direct, 'One');
    await planned(bob);
    await pass(bob, minutes(60));
    expect(await digests(bob)).toHaveLength(1);
    await read(bob, direct);
    await send(cid, group, `@${bob.user.username} two`);
    expect(await planned(bob)).toBe(360);
    await pass(bob, minutes(359));
    expect(await digests(bob)).toHaveLength(1);
    await pass(bob, minutes(1));
    const [mail, ...others] = await digests(bob);
    expect(others).toHaveLength(1);
    expect(mail?.text).toContain('1 message mentions you');
    expect(mail?.text).not.toContain('new message');
  });

  it('gets it after their quiet hours', async () => {
    const { clock, ann, bob, direct, send, planned, pass, digests, settings } = await startDigests();
    const time = (ahead: number) => new Date(clock.now() + ahead).toISOString().slice(11, 16);
    await settings(bob, { quietHours: { from: time(0), to: time(hours(4)), timeZone: 'UTC' } });
    await send(ann, direct, 'Good night');
    await planned(bob);
    await pass(bob, minutes(61));
    expect(await digests(bob)).toEqual([]);
    expect(await planned(bob)).toBeGreaterThan(175);
    await pass(bob, hours(3));
    expect(await digests(bob)).toHaveLength(1);
  });

  it.each([
    ['15m', 15],
    ['6h', 360],
    ['24h', 1_440],
  ])('chooses after how long: %s', async (digest, due) => {
    const { ann, bob, direct, send, planned, pass, digests, settings } = await startDigests();
    expect(await settings(bob, { digest })).toMatchObject({ digest });
    await send(ann, direct, 'One');
    expect(await planned(bob)).toBe(due);
    await pass(bob, minutes(due));
    expect(await digests(bob)).toHaveLength(1);
  });

  it('chooses to get none, also of one that is planned', async () => {
    const { ann, bob, direct, group, send, planned, pass, digests, digestOf, settings } =
      await startDigests();
    await send(ann, direct, 'One');
    await planned(bob);
    await settings(bob, { digest: 'off' });
    expect((await digestOf(bob)).digestDue).toBeUndefined();
    await send(ann, group, `@${bob.user.username} two`);
    await pass(bob, hours(30));
    expect(await digests(bob)).toEqual([]);
  });
});

describe('a digest', () => {
  it('says nothing of what is muted, deleted, hidden or expired, nor of users with whom there is a block', async () => {
    const world = await startDigests();
    const { backend, ann, bob, cid, direct, group, send, noticed, planned, pass, digests, call } = world;
    const [dan] = await backend.people('dan');
    if (!dan) throw new Error('a fourth person');
    const { id: withCid } = await backend.conversation(cid, [bob]);
    const { id: withDan } = await backend.conversation(dan, [bob]);
    const mention = `@${bob.user.username} look`;
    const deleted = await send(ann, group, mention);
    const hidden = await send(ann, group, mention);
    await send(ann, direct, 'Muted');
    await send(cid, withCid, 'From one who is blocked');
    await send(dan, withDan, 'Gone in a minute', { expires: { seconds: 60, from: 'sending' } });
    await noticed(bob, 'mention', 'mention', 'message', 'message', 'message');
    await planned(bob);
    await call('DELETE', `/conversations/${group}/messages/${deleted.seq}`, ann);
    await call('DELETE', `/conversations/${group}/messages/${hidden.seq}?for=me`, bob);
    await call('PATCH', `/conversations/${direct}/me`, bob, { notifications: 'none' });
    await call('PUT', `/users/me/blocks/${cid.user.id}`, bob);
    await pass(bob, minutes(61));
    expect(await digests(bob)).toEqual([]);
    await send(ann, group, mention);
    expect(await planned(bob)).toBe(60);
    await pass(bob, minutes(61));
    expect(await digests(bob)).toMatchObject([{ subject: 'A message is waiting for you' }]);
  });

  it('has a mention in a group that lets nothing else through', async () => {
    const { ann, bob, group, send, noticed, planned, pass, digests, call } = await startDigests();
    await call('PATCH', `/conversations/${group}/me`, bob, { notifications: 'mentions' });
    await send(ann, group, 'Not for him');
    await send(ann, group, `@${bob.user.username} for him`);
    await noticed(bob, 'mention');
    await planned(bob);
    await pass(bob, minutes(60));
    expect((await digests(bob))[0]?.text).toContain('1 message mentions you: \u2068ann\u2069');
  });

  it('shows ten conversations, and how many more there are', async () => {
    const { backend, ann, bob, send, planned, pass, digests } = await startDigests();
    const groups = await Promise.all(
      Array.from({ length: 12 }, (_, index) => backend.conversation(ann, [bob], `Group ${index}`)),
    );
    for (const { id } of groups) await send(ann, id, `@${bob.user.username} hello`);
    await planned(bob);
    await expect
      .poll(async () => (await backend.runtime.app.notifications.all(bob.user.id, 0)).length)
      .toBeGreaterThanOrEqual(24);
    await pass(bob, minutes(60));
    const [mail] = await digests(bob);
    expect(mail?.subject).toBe('12 messages are waiting for you');
    expect(mail?.text.match(/1 message mentions you/g)).toHaveLength(10);
    expect(mail?.text).toContain('And 2 more chats.');
  });

  it('shows hostile names and texts as what they are, in one line each', async () => {
    const world = await startDigests({ config: { digestPreviews: 'on' } });
    const { backend, ann, bob, send, planned, pass, digests, call } = world;
    const name = 'evil</bdi><img src=x>"{{link}}';
    expect((await call('PATCH', '/users/me', ann, { name })).status).toBe(200);
    const { id } = await backend.conversation(ann, [bob], '<b>Team</b> $& {{/rows}}');
    await send(ann, id, `@${bob.user.username} <script>alert(1)</script>\n\u2069${'x'.repeat(300)}`);
    await planned(bob);
    await pass(bob, minutes(60));
    const [mail] = await digests(bob);
    expect(mail?.html).not.toMatch(/<img|<script|<b>|\u202E/);
    expect(mail?.html).toContain('\u2068&lt;b&gt;Team&lt;/b&gt; $&amp; {{/rows}}\u2069');
    expect(mail?.text).toContain('1 message mentions you: \u2068evil</bdi><img src=x>"{{link}}\u2069');
    const [, quote = ''] = /\n(@bob[^\n]*)\n/.exec(mail?.text ?? '') ?? [];
    expect([...quote]).toHaveLength(161);
    expect(quote).toContain('<script>alert(1)</script> xxx');
  });

  it('shows what messages say where deployment and user want that, but for what is hidden in them', async () => {
    const world = await startDigests({ config: { digestPreviews: 'on' } });
    const { ann, bob, cid, direct, group, send, settings, planned, pass, digests } = world;
    const entities = [{ type: 'spoiler', start: 4, length: 6 }];
    await send(ann, direct, 'The butler did it', { entities });
    await planned(bob);
    await settings(cid, { preview: 'hidden' });
    await send(ann, group, `@${cid.user.username} a word`);
    await planned(cid);
    await pass(bob, minutes(60));
    await pass(cid, 0);
    expect((await digests(bob))[0]?.text).toContain('\nThe █████ did it\n');
    const [other] = await digests(cid);
    expect(other?.text).toContain('1 message mentions you');
    expect(other?.text).not.toContain('a word');
  });

  it('is written in the language of the device that was here last, with links to where that reaches the web client', async () => {
    const { backend, ann, bob, direct, send, planned, pass, digests, app } = await startDigests({
      config: { publicUrl: undefined },
    });
    await send(ann, direct, 'One');
    await planned(bob);
    // none knows where its links would lead
    await pass(bob, minutes(60));
    expect(await digests(bob)).toEqual([]);
    const socket = await backend.socket(bob);
    expect(await app.presence.get(bob.user.id)).toMatchObject({
      language: 'en',
      origin: `http://127.0.0.1:${backend.runtime.port}`,
    });
    socket.close();
    await expect.poll(() => app.presence.get(bob.user.id)).toMatchObject({ here: false });
    await app.ephemeral.update(keys.presence(bob.user.id), { set: { language: 'de' } });
    await pass(bob, minutes(1));
    await planned(bob);
    await pass(bob, minutes(60));
    const [mail] = await digests(bob);
    expect(mail?.subject).toBe('Eine Nachricht wartet auf dich');
    expect(mail?.html).toContain(`href="http://127.0.0.1:${backend.runtime.port}/c/`);
  });

  it('goes to the address that the account has now, and to none that is not verified or whose user is suspended', async () => {
    const { backend, ann, bob, cid, direct, group, send, planned, pass, digests, call, app } =
      await startDigests();
    const [dan] = await backend.people('dan');
    if (!dan) throw new Error('a fourth person');
    const { id: withDan } = await backend.conversation(ann, [dan]);
    await send(ann, direct, 'One');
    await send(ann, withDan, 'Two');
    await send(ann, group, `@${cid.user.username} three`);
    for (const one of [bob, cid, dan]) await planned(one);
    const moved = `moved-${bob.user.email}`;
    await call('POST', '/auth/email/change', bob, { password: bob.password, email: moved });
    const body = { token: await newestToken(backend, moved) };
    expect((await backend.call('POST', '/v1/auth/email/verify', { body })).status).toBe(204);
    const account = await app.accounts.get(cid.user.id);
    if (!account) throw new Error('an account');
    await app.durable.update(keys.account(cid.user.id), {
      set: { suspension: { at: 0, until: null, reason: 'spam' } },
    });
    for (const one of [bob, cid, dan]) await pass(one, one === bob ? minutes(60) : 0);
    expect([...(await digests(bob)), ...(await digests(cid)), ...(await digests(dan))]).toEqual([]);
    expect(await digests({ ...bob, user: { ...bob.user, email: moved } })).toHaveLength(1);
  });

  it('is no part of a deployment that sends none', async () => {
    const { ann, bob, direct, send, call, digestOf, backend } = await startDigests({
      config: { digests: 'off' },
    });
    const { body } = await call<NotificationSettings>('GET', '/notifications/settings', bob);
    expect(body.digest).toBeNull();
    await send(ann, direct, 'One');
    await expect
      .poll(async () => (await backend.runtime.app.notifications.all(bob.user.id, 0)).length)
      .toBeGreaterThan(1);
    await planDigests(backend.runtime.app, { type: 'plan-digests', userIds: [bob.user.id] });
    expect(await digestOf(bob)).toEqual({});
  });
});

describe('what plans and mails a digest', () => {
  it('does it once where it happens again, at the same time, early or late', async () => {
    const { clock, app, ann, bob, direct, send, planned, pass, digests } = await startDigests();
    const work = { type: 'send-digest', userId: bob.user.id } as const;
    const plan = () => planDigests(app, { type: 'plan-digests', userIds: [bob.user.id] });
    await send(ann, direct, 'One');
    await planned(bob);
    await Promise.all([plan(), plan(), sendDigest(app, work), sendDigest(app, work)]);
    expect(await planned(bob)).toBe(60);
    expect(await digests(bob)).toEqual([]);
    clock.sleep(minutes(60));
    await Promise.all([sendDigest(app, work), sendDigest(app, work), sendDigest(app, work)]);
    await pass(bob, 0);
    await sendDigest(app, work);
    expect(await digests(bob)).toHaveLength(1);
    // nor does a timer that was planned beside it
    await pass(bob, hours(5));
    expect(await digests(bob)).toHaveLength(1);
  });

  it('has it in time where timers are late, as those of AWS are', async () => {
    const { ann, bob, direct, send, planned, pass, digests } = await startDigests({ wrapPorts: lateTimers });
    await send(ann, direct, 'One');
    await planned(bob);
    await pass(bob, minutes(60) - 1);
    expect(await digests(bob)).toEqual([]);
    await pass(bob, 1_001);
    expect(await digests(bob)).toHaveLength(1);
  });

  it('goes on where an attempt was broken off, and plans anew where a timer was lost', async () => {
    const { clock, app, ann, bob, direct, send, planned, pass, digests, digestOf } = await startDigests();
    const work = { type: 'send-digest', userId: bob.user.id } as const;
    await send(ann, direct, 'One');
    await planned(bob);
    clock.sleep(minutes(60));
    const { digestDue = 0 } = await digestOf(bob);
    await app.notifications.beginDigest(bob.user.id, digestDue, clock.now());
    expect(await digests(bob)).toEqual([]);
    // each of these goes on with it, and one mails it
    await Promise.all([sendDigest(app, work), sendDigest(app, work), sendDigest(app, work)]);
    expect(await digests(bob)).toHaveLength(1);
    // as if a timer had never gone off
    await app.notifications.planDigest(bob.user.id, clock.now(), clock.now());
    clock.sleep(hours(1) + 1);
    await planDigests(app, { type: 'plan-digests', userIds: [bob.user.id] });
    expect(await planned(bob)).toBe(300);
    await pass(bob, hours(5));
    expect(await digests(bob)).toHaveLength(2);
  });

  it('mails none that was turned off while it was made', async () => {
    const { clock, app, ann, bob, direct, send, planned, digests } = await startDigests();
    await send(ann, direct, 'One');
    await planned(bob);
    clock.sleep(minutes(60));
    const get = async (id: string) => {
      await app.notifications.changeSettings(id, { digest: 'off' });
      return app.accounts.get(id);
    };
    const slow = { ...app, accounts: { ...app.accounts, get } };
    await sendDigest(slow, { type: 'send-digest', userId: bob.user.id });
    expect(await digests(bob)).toEqual([]);
  });

  /** A mail service that fails at digests as often as `failures` says. */
  const failing = (failures: Error[], tried: Mail[]) => (ports: Ports) => ({
    ...ports,
    mailer: {
      send: async (mail: Mail) => {
        const failure = mail.headers && (tried.push(mail), failures.shift());
        if (failure) throw failure;
        await ports.mailer.send(mail);
      },
    },
  });

  it('tries again where the mail service is down, and mails it once', async () => {
    const tried: Mail[] = [];
    const down = () => new Unavailable('The mail service', undefined);
    const { clock, ann, bob, direct, send, planned, pass, digests } = await startDigests({
      wrapPorts: failing([down(), down()], tried),
    });
    await send(ann, direct, 'One');
    await planned(bob);
    clock.advance(minutes(60));
    for (const [attempts, wait] of [
      [1, 250],
      [2, 500],
    ] as const) {
      await expect.poll(() => tried).toHaveLength(attempts);
      await expect.poll(() => clock.due.includes(wait)).toBe(true);
      clock.advance(wait);
    }
    await pass(bob, 0);
    expect(await digests(bob)).toHaveLength(1);
    await pass(bob, hours(5));
    expect(tried).toHaveLength(3);
  });

  it('gives up a digest that the mail service refuses, and not those after it', async () => {
    const tried: Mail[] = [];
    const { ann, bob, direct, group, send, planned, pass, digests } = await startDigests({
      wrapPorts: failing([new Error('SES refused a mail: MessageRejected')], tried),
    });
    await send(ann, direct, 'One');
    await planned(bob);
    await pass(bob, minutes(60));
    await expect.poll(() => tried).toHaveLength(1);
    expect(await digests(bob)).toEqual([]);
    await send(ann, group, `@${bob.user.username} two`);
    expect(await planned(bob)).toBe(360);
    await pass(bob, hours(6));
    expect(await digests(bob)).toHaveLength(1);
  });
});

describe('the link that turns digests off', () => {
  async function mailed() {
    const world = await startDigests({ config: { unsubscribeMailbox: 'stop@chat.example.org' } });
    const { ann, bob, direct, send, planned, pass, digests } = world;
    await send(ann, direct, 'One');
    await planned(bob);
    await pass(bob, minutes(60));
    const [mail] = await digests(bob);
    if (!mail) throw new Error('a digest');
    return { ...world, mail };
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('does it by one POST of a mailbox provider, without a page, again and again', async () => {
    const { backend, bob, call, mail } = await mailed();
    const phone = await backend.socket(bob);
    expect(mail.headers?.['List-Unsubscribe']).toMatch(
      /^<https:[^>]+>, <mailto:stop@chat\.example\.org\?subject=unsubscribe%20[\w-]{43}>$/,
    );
    const path = oneClickOf(mail);
    const click = (body: string, headers: Record<string, string> = form) =>
      fetch(`http://127.0.0.1:${backend.runtime.port}${path}`, { method: 'POST', body, headers });
    expect((await click('anything=else')).status).toBe(400);
    const chosen = async () =>
      (await call<NotificationSettings>('GET', '/notifications/settings', bob)).body.digest;
    expect(await chosen()).toBe('1h');
    for (let time = 0; time < 2; time += 1) {
      const answer = await click('List-Unsubscribe=One-Click');
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe('You will get no more of these mails.\n');
      expect(await chosen()).toBe('off');
    }
    expect(await phone.events('notification:settings', 2)).toMatchObject([
      { digest: 'off' },
      { digest: 'off' },
    ]);
    // and by the other kind of form
    await call('PATCH', '/notifications/settings', bob, { digest: '1h' });
    const parts =
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    expect((await click(parts, { 'content-type': 'multipart/form-data; boundary=b' })).status).toBe(200);
    expect(await chosen()).toBe('off');
  });

  it('leads browsers to the page that asks, which changes nothing by itself', async () => {
    const { backend, bob, call, mail } = await mailed();
    const address = `http://127.0.0.1:${backend.runtime.port}${oneClickOf(mail)}`;
    const answer = await fetch(address, { redirect: 'manual' });
    expect(answer.status).toBe(303);
    const token = unsubscribeTokenOf(mail);
    expect(answer.headers.get('location')).toBe(`/unsubscribe#token=${token}`);
    const settings = () => call<NotificationSettings>('GET', '/notifications/settings', bob);
    expect((await settings()).body.digest).toBe('1h');
    const stop = (body: object) => backend.call('POST', '/v1/notifications/unsubscribe', { body });
    expect((await stop({ token })).status).toBe(204);
    expect((await stop({ token })).status).toBe(204);
    expect((await settings()).body.digest).toBe('off');
  });

  it('is worth nothing with another token, for anything else, or after half a year', async () => {
    const { backend, clock, bob, mail, app } = await mailed();
    const token = unsubscribeTokenOf(mail);
    const stop = (body: object) => backend.call('POST', '/v1/notifications/unsubscribe', { body });
    const invalid = { status: 400, code: 'invalid_link' };
    for (const wrong of [`${token}x`, token.slice(1), bob.user.id, 'x']) {
      expect(problem(await stop({ token: wrong }))).toMatchObject(invalid);
    }
    for (const [path, body] of [
      ['/v1/auth/email/verify', { token }],
      ['/v1/auth/password/reset', { token, password: 'seven purple umbrellas' }],
    ] as const) {
      expect(problem(await backend.call('POST', path, { body }))).toMatchObject(invalid);
    }
    const without = oneClickOf(mail).replace(/\?.*/, '');
    expect(problem(await backend.call('GET', without))).toMatchObject(invalid);
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))).toString(
      'base64url',
    );
    const stored = await app.durable.get(keys.unsubscription(hash));
    expect(stored).toMatchObject({ userId: bob.user.id });
    expect(JSON.stringify(stored)).not.toContain(token);
    clock.sleep(181 * hours(24));
    expect(problem(await stop({ token }))).toMatchObject(invalid);
  });
});
