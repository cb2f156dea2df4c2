import { Secret, TOTP } from 'otpauth';
import { expect, onTestFinished, test } from 'vitest';
import { Authenticator } from '../support/accounts/authenticator.ts';
import { newestToken } from '../support/accounts/mails.ts';
import type { Media, MediaUpload, UploadForm } from '../../shared/protocol/index.ts';
import { eventually } from '../support/eventually.ts';
import { apiAt, type CallOptions, type TestApi } from '../support/backend/api.ts';
import { startBackend, watchfulPasswords } from '../support/backend/runtime.ts';
import { nothingAfterCommit } from '../support/backend/without-follow-ups.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';
import { codeForm, WireRecord, type WireForms } from '../support/backend/wire-record.ts';
import { FakeServer } from '../support/client/fake/server.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** The fake server's ids can be read, and its secrets say whose they are. */
const fakeForms: WireForms = {
  secrets: {
    token: /^access-/,
    'link token': /^link-/,
    'device token': /^device-/,
    'refresh token': /^refresh-/,
    'bot token': /^cfb_/,
    code: codeForm,
  },
  ids: /\b(usr|ses|cnv|med|sch|tok|bot(?=_\d))_\w+/g,
  messageIds: /\bmsg_(\d+)_([0-9a-z]+)\b/g,
};
const contractHeaders = ['content-type', 'cache-control', 'location', 'retry-after', 'www-authenticate'];
/** Ids that have the form of ids and belong to nothing. */
const unknown = 'x'.repeat(22);

test('given the same steps, the fake server answers and pushes as the real one does', async () => {
  const [clock, fakeClock] = [new ManualClock(), new ManualClock()];
  // whom the real one notifies, and when, is none of the fake one's business
  const backend = await startBackend({
    clock,
    passwords: watchfulPasswords,
    wrapFunctions: nothingAfterCommit,
  });
  const fake = await FakeServer.start();
  fake.now = () => fakeClock.now();
  onTestFinished(() => fake.stop());

  const linkFor = (address: string) => newestToken(backend, address);
  const upload = async ({ token }: { token: string }) => {
    const file = { purpose: 'attachment', name: 'note.txt', contentType: 'text/plain', size: 5 };
    const { body: uploaded } = await backend.call<MediaUpload>('POST', '/v1/media', { token, body: file });
    const { url, fields } = uploaded.upload as UploadForm;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['Hello']));
    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
    await backend.call('POST', `/v1/media/${uploaded.id}/complete`, { token });
    const path = `/v1/media/${uploaded.id}`;
    const state = async () => (await backend.call<Media>('GET', path, { token })).body.state;
    await eventually(async () => expect(await state()).toBe('ready'));
    return uploaded.id;
  };
  const real = await run(backend, backend.runtime.port, clock, new WireRecord(clock), upload, linkFor);
  const fakeRecord = new WireRecord(fakeClock, fakeForms);
  const faked = await run(
    apiAt(fake.port),
    fake.port,
    fakeClock,
    fakeRecord,
    ({ user }) => Promise.resolve(fake.media.note(user.id, new Date(fakeClock.now()).toISOString())),
    (address) => Promise.resolve(fake.linkFor(address)),
  );

  expect(faked.split('\n')).toEqual(real.split('\n'));
});

/** What client tests make a server do, recorded. */
async function run(
  api: TestApi,
  port: number,
  clock: ManualClock,
  record: WireRecord,
  /** Has a user upload a note, and gives its id. */
  upload: (by: { token: string; user: { id: string } }) => Promise<string>,
  /** The token of the link that was last mailed to an address. */
  linkFor: (address: string) => Promise<string>,
): Promise<string> {
  const sockets: [name: string, socket: TestSocket][] = [];

  async function http<T = { id: string }>(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<T> {
    const { status, headers, body } = await api.call<T>(method, path, options);
    const named = contractHeaders.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [`${name}: ${value}`];
    });
    record.add(`${method} ${path}`, options.body);
    record.add(`  ${status} ${named.join(', ')}`, body);
    return body;
  }
  async function connect(name: string, token: string): Promise<TestSocket> {
    const socket = await api.socket({ token });
    sockets.push([name, socket]);
    // the socket is registered before its first frame is answered
    await socket.request('ping');
    return socket;
  }
  /** Waits for a number of events on each socket: what follows comes after them on all. */
  async function arrived(...events: [TestSocket, string, number][]): Promise<void> {
    for (const [socket, type, count] of events) await socket.events(type, count);
  }

  type Signed = { token: string; refreshToken: string; user: { id: string } };
  const as = (signed: Signed, body?: unknown): CallOptions => ({ token: signed.token, body });
  const register = (username: string, email = `${username}@example.com`) =>
    http<Signed>('POST', '/v1/auth/register', {
      body: { username, email, name: `The ${username}`, password: 'correct horse' },
    });
  const login = (username: string, password: string) =>
    http<Signed>('POST', '/v1/auth/login', { body: { username, password } });
  const refresh = (refreshToken: string) =>
    http<Signed>('POST', '/v1/auth/refresh', { body: { refreshToken } });

  // accounts and sessions
  const [ann, bob, cat] = [await register('ann'), await register('bob'), await register('cat')];
  await register('ANN');
  await register('dan', 'ANN@example.com');
  await http('POST', '/v1/auth/register', { body: { username: 'x', password: 1, extra: true } });
  await login('ann', 'wrong horse');
  await login('nobody-here', 'correct horse');
  const first = await login('ANN', 'correct horse');
  const tablet = await connect('ann’s tablet', first.token);
  const second = await refresh(first.refreshToken);
  await refresh(first.refreshToken);
  const third = await refresh(second.refreshToken);
  await refresh(first.refreshToken);
  record.add('ann’s tablet closed', await tablet.closed);
  await refresh(third.refreshToken);
  await refresh('made-up');
  const other = await login('ann@example.com', 'correct horse');
  await http('POST', '/v1/auth/logout', as(bob, { refreshToken: other.refreshToken }));
  await http('POST', '/v1/auth/logout', as(other, { refreshToken: other.refreshToken }));
  await refresh(other.refreshToken);

  // links by mail
  const password = 'seven purple umbrellas';
  const verify = (token: string) => http('POST', '/v1/auth/email/verify', { body: { token } });
  const reset = (token: string, to = password) =>
    http('POST', '/v1/auth/password/reset', { body: { token, password: to } });
  const dan = await register('dan');
  const danToken = await linkFor('dan@example.com');
  await http('POST', '/v1/auth/email/resend', as(dan));
  await reset(danToken);
  await verify(danToken);
  await verify(danToken);
  await http('GET', '/v1/users/me', as(dan));
  const changeEmail = (email: string, entered: string) =>
    http('POST', '/v1/auth/email/change', as(dan, { email, password: entered }));
  await changeEmail('dan@example.net', 'wrong horse');
  await changeEmail('ANN@example.com', 'correct horse');
  await changeEmail('dan@example.net', 'correct horse');
  const changeToken = await linkFor('dan@example.net');
  clock.advance(1_000);
  await verify(changeToken);
  await http('POST', '/v1/auth/password/forgot', { body: { email: 'no-one@example.com' } });
  await http('POST', '/v1/auth/password/forgot', { body: { email: 'dan@example.net' } });
  const resetToken = await linkFor('dan@example.net');
  await verify(resetToken);
  await reset(resetToken, 'password1');
  const danTablet = await connect('dan’s tablet', dan.token);
  await reset(resetToken);
  record.add('dan’s tablet closed', await danTablet.closed);
  await reset(resetToken);
  await login('dan', 'correct horse');

  // devices
  const danPhone = await login('dan@example.net', password);
  clock.advance(1_000);
  const [danLaptop, danWatch] = [await login('dan', password), await login('dan', password)];
  const laptop = await connect('dan’s laptop', danLaptop.token);
  clock.advance(1_000);
  const { refreshToken: phoneToken } = await refresh(danPhone.refreshToken);
  clock.advance(1_000);
  await refresh(danWatch.refreshToken);
  const devices = await http<{ items: { id: string }[] }>('GET', '/v1/auth/sessions', as(danLaptop));
  await http('DELETE', `/v1/auth/sessions/ses_${unknown}`, as(danLaptop));
  await http('DELETE', `/v1/auth/sessions/${devices.items[0]?.id}`, as(danLaptop));
  await http('GET', '/v1/users/me', as(danWatch));
  const change = (currentPassword: string, newPassword: string) =>
    http('POST', '/v1/auth/password/change', as(danLaptop, { currentPassword, newPassword }));
  await change('wrong horse', password);
  await change(password, 'password1');
  await change(password, 'eight yellow raincoats');
  await refresh(phoneToken);
  await http('DELETE', '/v1/auth/sessions?except=current', as(danLaptop));
  await http('DELETE', '/v1/auth/sessions', as(danLaptop));
  record.add('dan’s laptop closed', await laptop.closed);
  await http('GET', '/v1/users/me', as(danLaptop));

  // the second factor
  const eve = await register('eve');
  const eveLogin = (code?: string) =>
    http<Signed>('POST', '/v1/auth/login', { body: { username: 'eve', password: 'correct horse', code } });
  const secrets = ['secret', 'uri', 'recoveryCodes', 'options', 'challengeId'];
  /** A call whose reply holds what is different on each server: recorded is that it is there. */
  async function secretly<T>(path: string, options: CallOptions): Promise<T> {
    const { status, body } = await api.call<Record<string, unknown>>('POST', path, options);
    const shown = Object.entries(body).map(([key, value]) => [
      key,
      secrets.includes(key) ? '<secret>' : value,
    ]);
    record.add(`POST ${path}`);
    record.add(`  ${status}`, Object.fromEntries(shown));
    return body as T;
  }
  const factor = '/v1/auth/second-factor';
  const proof = (code?: string, entered = 'correct horse') => as(eve, { password: entered, code });
  await http('GET', factor, as(eve));
  await http('POST', `${factor}/on`, as(eve, { code: '000000' }));
  await http('POST', `${factor}/setup`, proof(undefined, 'wrong horse'));
  await http('POST', `${factor}/recovery-codes`, proof());
  const { secret } = await secretly<{ secret: string }>(`${factor}/setup`, proof());
  const codeAt = (ms: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() + ms });
  const first30 = codeAt(0);
  await http('POST', `${factor}/on`, as(eve, { code: codeAt(-300_000) }));
  const { recoveryCodes } = await secretly<{ recoveryCodes: string[] }>(
    `${factor}/on`,
    as(eve, { code: first30 }),
  );
  await http('GET', factor, as(eve));
  await eveLogin();
  await eveLogin(first30);
  await eveLogin(codeAt(120_000));
  clock.advance(30_000);
  await eveLogin(codeAt(0));
  await eveLogin(codeAt(0));
  await eveLogin(recoveryCodes[0]);
  await eveLogin(recoveryCodes[0]);
  await http('POST', `${factor}/recovery-codes`, proof());
  clock.advance(30_000);
  const renewed = await secretly<{ recoveryCodes: string[] }>(`${factor}/recovery-codes`, proof(codeAt(0)));
  await eveLogin(recoveryCodes[1]);
  await http('POST', `${factor}/off`, proof(undefined, 'wrong horse'));
  await http('POST', `${factor}/off`, proof(codeAt(0)));

  // passkeys
  const phone = new Authenticator(`http://127.0.0.1:${port}`);
  type Ceremony = { challengeId: string; options: { challenge: string } };
  const list = async () => {
    const { body } = await api.call<{ items: { id: string }[] }>('GET', '/v1/auth/passkeys', as(eve));
    const items = body.items.map((item) => ({ ...item, id: '<id>' }));
    record.add('GET /v1/auth/passkeys', { ...body, items });
    return body.items;
  };
  await http('POST', '/v1/auth/passkeys/options', proof(undefined, 'wrong horse'));
  await http('POST', '/v1/auth/passkeys/options', proof());
  const adding = await secretly<Ceremony>('/v1/auth/passkeys/options', proof(renewed.recoveryCodes[0]));
  const made = { challengeId: adding.challengeId, name: 'Phone', response: phone.create(adding.options) };
  const added = await api.call<object>('POST', '/v1/auth/passkeys', as(eve, made));
  record.add(`POST /v1/auth/passkeys ${added.status}`, { ...added.body, id: '<id>' });
  await secretly('/v1/auth/passkeys', as(eve, made));
  await list();
  clock.advance(1_000);
  const begun = await secretly<Ceremony>('/v1/auth/login/passkey/options', {});
  const signed = { challengeId: begun.challengeId, response: phone.get(begun.options) };
  await secretly('/v1/auth/login/passkey', { body: signed });
  await secretly('/v1/auth/login/passkey', { body: signed });
  const late = await secretly<Ceremony>('/v1/auth/login/passkey/options', {});
  clock.advance(5 * 60_000);
  const tooLate = { challengeId: late.challengeId, response: phone.get(late.options) };
  await secretly('/v1/auth/login/passkey', { body: tooLate });
  const [passkey] = await list();
  await http('POST', '/v1/auth/passkeys/x/remove', proof(renewed.recoveryCodes[1]));
  await api.call('POST', `/v1/auth/passkeys/${passkey?.id}/remove`, proof(renewed.recoveryCodes[2]));
  await list();
  await http('POST', `${factor}/off`, proof(codeAt(0)));
  await http('GET', factor, as(eve));
  await eveLogin();

  // errors
  await http('GET', '/v1/users/me');
  await http('GET', '/v1/users/me', { token: 'made-up' });
  await http('GET', '/v1/no-such-route', as(ann));
  await http('POST', '/v1/conversations', as(ann, '{'));
  await http('POST', '/v1/conversations', as(ann));
  await http('GET', '/v1/health');

  // profiles
  await http('GET', '/v1/users/me', as(ann));
  await http('PATCH', '/v1/users/me', as(ann, { name: 'Ann A.', about: 'Hi', privacy: { about: 'nobody' } }));
  await http('PATCH', '/v1/users/me', as(ann, { nickname: 'A' }));
  await http('GET', `/v1/users/${ann.user.id}`, as(bob));
  await http('GET', `/v1/users/${bob.user.id}`, as(ann));
  await http('GET', `/v1/users/usr_${unknown}`, as(bob));
  await http('GET', '/v1/users?q=AN', as(bob));
  await http('GET', '/v1/users?q=&limit=0', as(bob));

  // conversations
  const file = await upload(ann);
  const direct = await http('POST', '/v1/conversations', as(ann, { participantUsernames: ['bob'] }));
  await http('POST', '/v1/conversations', as(bob, { participantUsernames: ['ann'] }));
  const annPhone = await connect('ann’s phone', ann.token);
  const annLaptop = await connect('ann’s laptop', ann.token);
  const bobs = await connect('bob', bob.token);
  await bobs.request('presence:watch', { userIds: [ann.user.id, cat.user.id, `usr_${unknown}`] });
  const cats = await connect('cat', cat.token);
  await arrived([bobs, 'presence:update', 1]);
  clock.advance(1_000);
  const three = { participantUsernames: ['bob', 'cat'], name: 'Three' };
  const group = await http('POST', '/v1/conversations', as(ann, three));
  const everywhere = [annPhone, annLaptop, bobs, cats];
  for (const socket of everywhere) await arrived([socket, 'conversation:new', 1]);
  await http('POST', '/v1/conversations', as(ann, { participantUsernames: ['bob', 'nobody-here'] }));
  for (const participantUsernames of [[], ['ann'], ['bob', 'cat']]) {
    await http('POST', '/v1/conversations', as(ann, { participantUsernames }));
  }
  await http('GET', `/v1/conversations/${group.id}`, as(cat));
  await http('GET', `/v1/conversations/${direct.id}`, as(cat));
  await http('GET', `/v1/conversations/${direct.id}/messages`, as(cat));

  // messages
  const synced = await bobs.request<{ cursor: string }>('sync', {});
  const hello = { conversationId: direct.id, clientId: 'c1', text: 'Hello Bob' };
  await annPhone.request('message:send', hello);
  await arrived([annLaptop, 'message:new', 1], [bobs, 'message:new', 1]);
  await annPhone.request('message:send', { ...hello, repeat: true });
  await annPhone.request('message:send', { ...hello, repeat: true, text: 'Other text' });
  await annPhone.request('message:send', hello);
  await annPhone.request('message:send', { ...hello, text: 'Other text' });
  await annPhone.request('message:send', { ...hello, clientId: 'c2', text: ' ' });
  await cats.request('message:send', { ...hello, clientId: 'c3' });
  clock.advance(1_000);
  const messages = `/v1/conversations/${direct.id}/messages`;
  const greeting = as(bob, { text: 'Hello Ann', clientId: 'b1' });
  const answer = await http<{ id: string; seq: number }>('POST', messages, greeting);
  await arrived([annPhone, 'message:new', 1], [annLaptop, 'message:new', 2], [bobs, 'message:new', 2]);
  await http('POST', messages, as(bob, { text: 'Hello Ann', clientId: 'b1', repeat: true }));
  await http('POST', messages, as(bob, { text: 'x', replyTo: 'msg_x' }));
  await http('POST', messages, as(cat, { text: 'x' }));
  await http('POST', messages, as(ann, { text: 'Yes?', replyTo: answer.id }));
  await arrived([annPhone, 'message:new', 2], [annLaptop, 'message:new', 3], [bobs, 'message:new', 3]);
  clock.advance(1_000);
  await http('POST', `/v1/conversations/${group.id}/messages`, as(cat, { text: 'Hi\r\nall' }));
  await arrived([annPhone, 'message:new', 3], [annLaptop, 'message:new', 4], [bobs, 'message:new', 4]);
  await arrived([cats, 'message:new', 1]);

  // files; at a time of their own, as conversations are in the order of what is said
  clock.advance(1_000);
  await http('POST', messages, as(ann, { text: '', attachments: [`med_${unknown}`] }));
  await http('POST', messages, as(bob, { text: '', attachments: [file] }));
  await http('POST', messages, as(ann, { text: '', attachments: [] }));
  const withFile = { text: '', attachments: [file], clientId: 'f1' };
  await http('POST', messages, as(ann, withFile));
  await arrived([annPhone, 'message:new', 4], [annLaptop, 'message:new', 5], [bobs, 'message:new', 5]);
  await http('POST', messages, as(ann, withFile));
  await http('POST', messages, as(ann, { ...withFile, text: 'Other' }));
  await http('GET', `${messages}?limit=1`, as(bob));
  for (const kind of ['document', 'image', 'other']) {
    await http('GET', `/v1/conversations/${direct.id}/media?kind=${kind}`, as(bob));
  }
  await http('GET', `/v1/media?ids=med_${unknown}`, as(bob));

  // receipts
  await bobs.request('receipt:delivered', { conversationId: direct.id, seq: 1 });
  await arrived([annPhone, 'receipt', 1], [annLaptop, 'receipt', 1]);
  await bobs.request('receipt:delivered', { conversationId: direct.id, seq: 1 });
  await http('POST', `/v1/conversations/${direct.id}/read`, as(ann));
  await arrived([annPhone, 'receipt', 2], [annLaptop, 'receipt', 2], [bobs, 'receipt', 1]);
  await http('POST', `/v1/conversations/${group.id}/delivered`, as(bob, { seq: 1_000 }));
  await arrived([annPhone, 'receipt', 3], [annLaptop, 'receipt', 3], [bobs, 'receipt', 2]);
  await arrived([cats, 'receipt', 1]);
  await http('POST', `/v1/conversations/${group.id}/read`, as(bob, { seq: -1 }));
  await http('POST', `/v1/conversations/${direct.id}/read`, as(cat));
  await bobs.request('receipt:read', { conversationId: `cnv_${unknown}`, seq: 1 });

  // typing and presence
  await annLaptop.request('typing', { conversationId: direct.id, typing: true });
  await arrived([bobs, 'typing', 1]);
  await cats.request('typing', { conversationId: direct.id, typing: true });
  for (const [turn, status] of ['away', 'invisible'].entries()) {
    await http('PUT', '/v1/users/me/status', as(ann, { status }));
    for (const socket of [annPhone, annLaptop]) await arrived([socket, 'presence:update', turn + 1]);
    await arrived([bobs, 'presence:update', turn + 2]);
  }
  await annPhone.request('presence:watch', { userIds: [ann.user.id] });

  // what becomes of messages; the first one is Ann's, the second number was given up
  clock.advance(1_000);
  const one = { conversationId: direct.id, seq: 1 };
  await annPhone.request('message:edit', { ...one, text: 'Hello, Bob' });
  await arrived([annLaptop, 'message:updated', 1], [bobs, 'message:updated', 1]);
  await annPhone.request('message:edit', { ...one, text: 'Hello, Bob' });
  await bobs.request('message:edit', { ...one, text: 'Mine' });
  await http('PATCH', `${messages}/1`, as(ann, { text: 'Hello, Bob!' }));
  await arrived([annPhone, 'message:updated', 1], [annLaptop, 'message:updated', 2]);
  await arrived([bobs, 'message:updated', 2]);
  await bobs.request('message:react', { ...one, emoji: '👍' });
  await arrived([annPhone, 'message:updated', 2], [annLaptop, 'message:updated', 3]);
  await bobs.request('message:react', { ...one, emoji: '👍' });
  await bobs.request('message:react', { ...one, emoji: 'x' });
  const thumb = `${messages}/1/reactions/${encodeURIComponent('👍')}`;
  await http('PUT', thumb, as(ann));
  await arrived([annPhone, 'message:updated', 3], [annLaptop, 'message:updated', 4]);
  await arrived([bobs, 'message:updated', 3]);
  await http('DELETE', thumb, as(bob));
  await arrived([annPhone, 'message:updated', 4], [annLaptop, 'message:updated', 5]);
  await arrived([bobs, 'message:updated', 4]);
  await http('GET', `${messages}/1`, as(bob));
  await http('GET', `${messages}/99`, as(bob));
  await http('DELETE', `${messages}/${answer.seq}`, as(ann));
  await bobs.request('message:delete', { conversationId: direct.id, seq: answer.seq });
  await arrived([annPhone, 'message:deleted', 1], [annLaptop, 'message:deleted', 1]);
  await http('DELETE', `${messages}/${answer.seq}`, as(bob));
  await bobs.request('message:edit', { conversationId: direct.id, seq: answer.seq, text: 'Back' });
  await annPhone.request('message:react', { conversationId: direct.id, seq: answer.seq, emoji: '👍' });

  // parts of a text, and mentions
  const bold = [{ type: 'bold', start: 0, length: 5 }];
  await annPhone.request('message:edit', { ...one, text: 'Hello, @bob', entities: bold });
  await arrived([bobs, 'message:updated', 5]);
  await annPhone.request('message:edit', { ...one, text: 'Hello, @bob', entities: bold });
  await http('PATCH', `${messages}/1`, as(ann, { text: 'Hello, @bob. @all' }));
  await arrived([bobs, 'message:updated', 6]);
  await http('POST', messages, as(ann, { text: '@Bob, a@bob', clientId: 'm1' }));
  await http('POST', messages, as(ann, { text: '@Bob, a@bob', clientId: 'm1', repeat: true }));
  await http('POST', messages, as(ann, { text: '@Bob, a@bob', clientId: 'm1', entities: [], repeat: true }));
  await http('GET', `/v1/conversations/${direct.id}`, as(bob));

  // what is no text: a poll and its votes, which are counted after the answer
  const ballot = { question: 'Tea?', options: ['Yes', 'No'] };
  const poll = await http<{ seq: number }>(
    'POST',
    messages,
    as(ann, { text: '', poll: ballot, clientId: 'p1' }),
  );
  await http('POST', messages, as(ann, { text: '', poll: ballot, clientId: 'p1', repeat: true }));
  const inPoll = { conversationId: direct.id, seq: poll.seq };
  for (const [turn, options] of [[1], [0], []].entries()) {
    clock.advance(3_000);
    await bobs.request('poll:vote', { ...inPoll, options });
    await arrived([bobs, 'message:updated', 7 + turn], [annPhone, 'message:updated', 5 + turn]);
  }
  await bobs.request('poll:vote', { ...inPoll, options: [] });
  await http('PUT', `${messages}/${poll.seq}/vote`, as(ann, { options: [0, 1] }));
  await http('PUT', `${messages}/1/vote`, as(ann, { options: [0] }));
  await http('PATCH', `${messages}/${poll.seq}`, as(ann, { text: 'Coffee?' }));
  await http('POST', `${messages}/${poll.seq}/poll/close`, as(bob));
  await http('POST', `${messages}/${poll.seq}/poll/close`, as(ann));
  await arrived([bobs, 'message:updated', 10]);
  await bobs.request('poll:vote', { ...inPoll, options: [1] });
  const at = { latitude: 52.5, longitude: 13.25, label: 'Here' };
  const where = await http<{ id: string; seq: number }>(
    'POST',
    messages,
    as(bob, { text: '', location: at }),
  );
  await http('POST', messages, as(bob, { text: 'See', replyTo: where.id }));
  await http('POST', messages, as(ann, { text: '', contact: { name: 'Ada', phones: ['+1 2'] } }));
  await http('GET', messages, as(ann));

  // a message that is written piece by piece
  const opening = { conversationId: direct.id, clientId: 'stream' };
  const opened = await annPhone.request<{ seq: number }>('message:open', opening);
  const written = { conversationId: direct.id, seq: opened.data?.seq };
  await annPhone.request('message:open', { ...opening, repeat: true });
  clock.advance(1_000);
  await annPhone.request('message:append', { ...written, offset: 0, text: 'Hello', checkpoint: true });
  await annPhone.request('message:append', { ...written, offset: 0, text: 'Hello, Bob', checkpoint: true });
  await annPhone.request('message:append', { ...written, offset: 5, text: 'x'.repeat(3) });
  await arrived([bobs, 'message:appended', 3], [annLaptop, 'message:appended', 3]);
  await annPhone.request('message:append', { ...written, offset: 0, text: 'x' });
  await annPhone.request('message:append', { ...written, offset: 6, text: 'x' });
  await bobs.request('message:append', { ...written, offset: 5, text: 'x' });
  await annPhone.request('message:edit', { ...written, text: 'x' });
  await http('GET', `${messages}/${written.seq}`, as(bob));
  await annPhone.request('message:close', { ...written, text: 'Hello, @bob' });
  await arrived([bobs, 'message:updated', 11]);
  await annPhone.request('message:close', { ...written, text: 'Hello, @bob' });
  await annPhone.request('message:close', { ...written, text: 'Hello' });
  await annPhone.request('message:append', { ...written, offset: 5, text: 'x' });
  await bobs.request('message:stop', written);
  const byHttp = await http<{ seq: number }>('POST', `${messages}/stream`, as(ann, { clientId: 'stream-2' }));
  const onHttp = `${messages}/${byHttp.seq}`;
  await http('POST', `${onHttp}/append`, as(ann, { offset: 0, text: 'Hello' }));
  await http('POST', `${onHttp}/stop`, as(bob));
  await http('POST', `${onHttp}/stop`, as(bob));
  await http('POST', `${onHttp}/close`, as(ann, { text: 'Hello' }));
  await http('POST', `${messages}/99/stop`, as(ann));

  // sync and frames that are refused
  await bobs.request('sync', { cursor: synced.data?.cursor });
  await bobs.request('sync', { cursor: 'made-up' });
  await bobs.request('unknown:type', {});
  await bobs.request('typing', { conversationId: 1, more: true });
  bobs.send('{');
  await bobs.request('ping');

  // reading
  for (const path of [
    '/v1/conversations',
    '/v1/conversations?limit=1',
    '/v1/conversations?limit=101',
    messages,
    `${messages}?before=2&limit=1`,
    `${messages}?before=100&limit=1`,
    `${messages}?after=0&limit=1`,
    `${messages}?after=1&before=2`,
    `${messages}?cursor=made-up`,
    `/v1/conversations/${direct.id}/changes?after=0`,
    `/v1/conversations/${direct.id}/changes?after=0&limit=1`,
    `/v1/conversations/${direct.id}/changes?after=1000`,
    `/v1/conversations/${direct.id}/receipts`,
    `/v1/conversations/${group.id}/receipts`,
    `/v1/conversations/cnv_${unknown}/messages`,
    '/v1/sync',
    '/v1/sync?cursor=made-up',
  ]) {
    await http('GET', path, as(ann));
  }

  // blocks
  for (const userId of [cat.user.id, cat.user.id, ann.user.id, `usr_${unknown}`]) {
    await http('PUT', `/v1/users/me/blocks/${userId}`, as(ann));
  }
  await http('GET', '/v1/users/me/blocks', as(ann));
  await http('POST', '/v1/conversations', as(cat, { participantUsernames: ['ann'] }));
  await http('POST', '/v1/conversations', as(ann, { participantUsernames: ['cat'] }));
  await http('POST', '/v1/conversations', as(cat, { participantUsernames: ['ann'], name: 'Two' }));
  await http('DELETE', `/v1/users/me/blocks/${cat.user.id}`, as(ann));
  await http('DELETE', `/v1/users/me/blocks/${cat.user.id}`, as(ann));
  await http('GET', '/v1/users/me/blocks', as(ann));
  await http('PATCH', '/v1/users/me', as(cat, { privacy: { messages: 'nobody', groups: 'contacts' } }));
  await http('POST', '/v1/conversations', as(bob, { participantUsernames: ['cat'] }));
  await http('POST', '/v1/conversations', as(bob, { participantUsernames: ['cat'], name: 'Two' }));
  await http('PATCH', '/v1/users/me', as(cat, { privacy: { messages: 'everyone', groups: 'everyone' } }));

  // messages that are sent later
  const inMinutes = (minutes: number) => new Date(clock.now() + minutes * 60_000).toISOString();
  const toSend = { conversationId: direct.id, text: 'Tomorrow', sendAt: inMinutes(1_440), clientId: 's1' };
  const planned = await http('POST', '/v1/scheduled', as(ann, toSend));
  await http('POST', '/v1/scheduled', as(ann, { ...toSend, sendAt: inMinutes(10) }));
  await http('POST', '/v1/scheduled', as(ann, { ...toSend, text: 'Other' }));
  await http('POST', '/v1/scheduled', as(ann, { ...toSend, clientId: 's2', sendAt: inMinutes(0) }));
  await http('POST', '/v1/scheduled', as(ann, { ...toSend, clientId: 's2', replyTo: 'msg_x' }));
  await http('POST', '/v1/scheduled', as(cat, toSend));
  const sooner = { conversationId: group.id, text: 'Hi **all**', sendAt: inMinutes(60) };
  const soon = await http('POST', '/v1/scheduled', as(ann, { ...sooner, entities: [] }));
  await arrived([annPhone, 'scheduled:updated', 2], [annLaptop, 'scheduled:updated', 2]);
  await http('GET', '/v1/scheduled', as(ann));
  await http('GET', `/v1/scheduled?conversationId=${direct.id}`, as(ann));
  await http('GET', '/v1/scheduled', as(bob));
  const changed = { text: 'Today', replyTo: where.id, sendAt: inMinutes(30), entities: bold };
  await http('PUT', `/v1/scheduled/${planned.id}`, as(ann, changed));
  await arrived([annPhone, 'scheduled:updated', 3], [annLaptop, 'scheduled:updated', 3]);
  await http('PUT', `/v1/scheduled/${planned.id}`, as(ann, { ...changed, sendAt: inMinutes(1_000_000) }));
  // that one is deleted
  await http('PUT', `/v1/scheduled/${planned.id}`, as(ann, { ...changed, replyTo: answer.id }));
  await http('PUT', `/v1/scheduled/${planned.id}`, as(bob, changed));
  await http('POST', `/v1/scheduled/${soon.id}/send`, as(bob));
  await http('POST', `/v1/scheduled/${soon.id}/send`, as(ann));
  await arrived([annPhone, 'scheduled:removed', 1], [annLaptop, 'scheduled:removed', 1]);
  await http('POST', `/v1/scheduled/${soon.id}/send`, as(ann));
  await http('DELETE', `/v1/scheduled/${planned.id}`, as(ann));
  await arrived([annPhone, 'scheduled:removed', 2], [annLaptop, 'scheduled:removed', 2]);
  await http('DELETE', `/v1/scheduled/${planned.id}`, as(ann));
  await http('POST', '/v1/scheduled', as(ann, { ...toSend, ...changed }));
  await http('GET', '/v1/scheduled', as(ann));

  // reminders
  const reminder = (id: string) => `/v1/reminders/${id}`;
  await http('PUT', reminder(answer.id), as(ann, { at: inMinutes(60), note: 'Ask Bob' }));
  await http('PUT', reminder(where.id), as(ann, { at: inMinutes(30) }));
  await http('PUT', reminder(answer.id), as(ann, { at: inMinutes(20) }));
  await http('PUT', reminder(answer.id), as(ann, { at: inMinutes(0) }));
  await http('PUT', reminder(answer.id), as(cat, { at: inMinutes(20) }));
  await http('PUT', reminder('msg_x'), as(ann, { at: inMinutes(20) }));
  await arrived([annPhone, 'reminder:updated', 3], [annLaptop, 'reminder:updated', 3]);
  await http('GET', '/v1/reminders', as(ann));
  await http('GET', '/v1/reminders', as(bob));
  await http('DELETE', reminder(where.id), as(bob));
  await http('DELETE', reminder(where.id), as(ann));
  await arrived([annPhone, 'reminder:removed', 1], [annLaptop, 'reminder:removed', 1]);
  await http('DELETE', reminder(where.id), as(ann));
  await http('GET', '/v1/reminders', as(ann));

  // bots
  const weather = await http('POST', '/v1/bots', as(ann, { username: 'weather', name: 'Weather' }));
  await http('POST', '/v1/bots', as(bob, { username: 'Weather', name: 'Another' }));
  await http('POST', '/v1/bots', as(bob, { username: 'cat', name: 'Another' }));
  await http('POST', '/v1/bots', as(ann, { username: 'x', name: '' }));
  const bot = `/v1/bots/${weather.id}`;
  await http('PATCH', bot, as(ann, { about: 'Rain or sun', avatar: 'builtin:03' }));
  await http('PATCH', bot, as(bob, { about: 'Mine' }));
  await http('GET', bot, as(ann));
  await http('GET', bot, as(bob));
  await http('GET', '/v1/bots', as(ann));
  await http('GET', '/v1/bots', as(bob));
  const scopes = ['messages:read', 'messages:write'];
  const token = await http('POST', `${bot}/tokens`, as(ann, { name: 'Office', scopes }));
  await http('POST', `${bot}/tokens`, as(bob, { name: 'Office', scopes }));
  await http('POST', `${bot}/tokens`, as(ann, { name: 'Office', scopes: ['all'] }));
  await http('GET', `${bot}/tokens`, as(ann));
  await http('GET', `${bot}/tokens`, as(bob));
  await http('DELETE', `${bot}/tokens/${token.id}`, as(bob));
  await http('DELETE', `${bot}/tokens/${token.id}`, as(ann));
  await http('DELETE', `${bot}/tokens/${token.id}`, as(ann));
  await http('GET', `${bot}/tokens`, as(ann));
  await http('DELETE', bot, as(bob));
  await http('DELETE', bot, as(ann));
  await http('GET', bot, as(ann));
  await http('GET', '/v1/bots', as(ann));

  // signing out ends the session's sockets
  await http('POST', '/v1/auth/logout', as(cat, { refreshToken: cat.refreshToken }));
  record.add('cat’s socket closed', await cats.closed);

  for (const [name, socket] of sockets) {
    for (const received of socket.frames) record.add(`${name} ◀`, received);
  }
  return record.toString();
}
