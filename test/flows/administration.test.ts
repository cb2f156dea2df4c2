import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { newSession } from '../../shared/accounts/sessions.ts';
import type { auditActions } from '../../shared/platform/audit/actions.ts';
import type {
  AdminUser,
  AdminUserDetail,
  AdminUserPage,
  AuditPage,
  AuditVerification,
  AuthenticatorSetup,
  AuthReply,
  CreatedInvitation,
  DeploymentSettings,
  InvitationPage,
  RegistrationInfo,
} from '../../shared/protocol/index.ts';
import { mailsTo } from '../support/accounts/mails.ts';
import { administrator, rolesCount, withRole } from '../support/backend/administrators.ts';
import { eventually } from '../support/eventually.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const asAdmin =
  (backend: TestBackend, { token }: Person) =>
  <T>(method: string, path: string, body?: object) =>
    backend.call<T>(method, `/v1/admin${path}`, { token, ...(body && { body }) });

async function start(clock = new ManualClock()) {
  const config = { ...rolesCount.config, accessTokenSeconds: 24 * 3600 };
  const backend = await startBackend({ clock, config, env: { DYNAMODB_STREAM: 'on' } });
  const root = await administrator(backend);
  const signIn = (person: Person, more: object = {}) =>
    backend.call<AuthReply>('POST', '/v1/auth/login', {
      body: { username: person.user.username, password: person.password, ...more },
    });
  return { backend, clock, root, admin: asAdmin(backend, root), signIn };
}

test('people are found by name, by whole address, by role and by state, page by page', async () => {
  const { backend, admin, clock, root } = await start();
  const found = async (query: string) => {
    const { status, body } = await admin<AdminUserPage>('GET', `/users${query}`);
    expect(status).toBe(200);
    return body;
  };
  const people: Person[] = [];
  for (const name of ['ann', 'bob', 'cai']) {
    clock.advance(1_000);
    people.push(await backend.person(name));
  }
  const [ann, bob, cai] = people;
  if (!ann || !bob || !cai) throw new Error('three people');
  const ids = ({ items }: AdminUserPage) => items.map(({ id }) => id);

  const first = await found('?limit=2');
  expect(ids(first)).toEqual([cai.user.id, bob.user.id]);
  const second = await found(`?limit=2&cursor=${first.nextCursor}`);
  expect(ids(second)).toEqual([ann.user.id, root.user.id]);
  expect(ids(await found('?q=bo'))).toEqual([bob.user.id]);
  expect(ids(await found(`?q=${encodeURIComponent(ann.user.email.toUpperCase())}`))).toEqual([ann.user.id]);
  expect(ids(await found('?q=ann@example'))).toEqual([]);
  await admin('POST', `/users/${bob.user.id}/suspend`, { reason: 'Spam' });
  expect(ids(await found('?state=suspended'))).toEqual([bob.user.id]);
  expect(ids(await found('?state=active'))).toEqual([cai.user.id, ann.user.id, root.user.id]);
  expect(ids(await found('?q=bo&state=active'))).toEqual([]);
  expect(ids(await found('?role=admin'))).toEqual([root.user.id]);
  expect(ids(await found('?role=moderator'))).toEqual([]);
  expect(problem(await admin('GET', `/users?q=bo&cursor=${first.nextCursor}`))).toMatchObject({
    code: 'invalid_cursor',
  });
  const text = JSON.stringify(first);
  expect(text).not.toContain('@');
});

test('a user is shown with what protects the account and their devices, and no address or conversation', async () => {
  const { backend, admin, signIn } = await start();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  await backend.conversation(ann, [bob]);
  await signIn(ann);
  await backend.socket(ann);
  const { body } = await admin<AdminUserDetail>('GET', `/users/${ann.user.id}`);
  expect(body).toMatchObject({
    id: ann.user.id,
    state: 'active',
    suspension: null,
    role: 'user',
    online: true,
    hasEmail: true,
    hasPassword: true,
    secondFactor: false,
    passkeys: 0,
    providers: [],
    conversations: 1,
    conversationsAreMinimum: false,
  });
  expect(body.sessions.map(({ connected }) => connected).sort()).toEqual([false, true]);
  expect(JSON.stringify(body)).not.toContain(ann.user.email);
  expect(problem(await admin('GET', '/users/usr_x'))).toMatchObject({ code: 'user_not_found' });
});

test('a suspended user reads why and until when, and comes in when it is over; the reason is stored sealed', async () => {
  const { backend, admin, clock, signIn } = await start();
  const ann = await backend.person('ann');
  const socket = await backend.socket(ann);
  const until = new Date(clock.now() + 3_600_000).toISOString();
  const path = `/users/${ann.user.id}`;
  const { body } = await admin<AdminUser>('POST', `${path}/suspend`, { reason: 'Advertising', until });
  expect(body).toMatchObject({ state: 'suspended', suspension: { until, reason: 'Advertising' } });
  await socket.closed;
  expect((await signIn(ann)).body).toMatchObject({ code: 'account_suspended', until, reason: 'Advertising' });
  const stored = await backend.runtime.app.accounts.get(ann.user.id);
  expect(JSON.stringify(stored?.suspension)).not.toContain('Advertising');
  clock.advance(3_600_000);
  expect((await admin<AdminUser>('GET', path)).body).toMatchObject({ state: 'active', suspension: null });
  expect((await signIn(ann)).status).toBe(200);
  await admin('POST', `${path}/suspend`, { reason: 'Again' });
  expect((await admin<AdminUser>('POST', `${path}/reinstate`)).body.state).toBe('active');
  expect((await admin<AdminUser>('POST', `${path}/reinstate`)).status).toBe(200);
  expect((await signIn(ann)).status).toBe(200);
});

test('no one acts on themselves or on a higher role, and a moderator administers nothing', async () => {
  const { backend, admin, root } = await start();
  const own = `/users/${root.user.id}`;
  const refused = { code: 'cannot_target_self' };
  expect(problem(await admin('POST', `${own}/suspend`, { reason: 'Me' }))).toMatchObject(refused);
  expect(problem(await admin('POST', `${own}/require-password`))).toMatchObject(refused);
  expect(problem(await admin('DELETE', `${own}/sessions`))).toMatchObject(refused);
  const moderator = await withRole(backend, await backend.person('mod'), 'moderator');
  const mod = asAdmin(backend, moderator);
  for (const path of ['/users', own, '/settings', '/audit', '/invitations']) {
    expect(problem(await mod('GET', path)), path).toMatchObject({ code: 'forbidden' });
  }
  const ended = '2001-01-01T00:00:00Z';
  const past = await admin('POST', `/users/${moderator.user.id}/suspend`, { reason: 'x', until: ended });
  expect(problem(past)).toMatchObject({ code: 'time_in_past' });
  const blank = await admin('POST', `/users/${moderator.user.id}/suspend`, { reason: ' ' });
  expect(problem(blank)).toMatchObject({ code: 'validation_failed', fields: ['reason'] });
});

test('the last administrator stays one, also where two give the role up or take it from each other at once', async () => {
  const { backend, root } = await start();
  const demote = (by: Person, who: Person) =>
    asAdmin(backend, by)<AdminUser>('PUT', `/users/${who.user.id}/role`, { role: 'user' });
  const administrators = async () =>
    (await backend.runtime.app.accounts.list({ role: 'admin' }, 10, undefined)).ids;
  expect(problem(await demote(root, root))).toMatchObject({ code: 'last_administrator' });

  const second = await administrator(backend, 'second');
  await Promise.all([demote(root, root), demote(second, second)]);
  const [left, ...others] = await administrators();
  expect(others).toEqual([]);
  const one = await withRole(backend, left === root.user.id ? root : second);

  const third = await administrator(backend, 'third');
  const outcomes = await Promise.all([demote(one, third), demote(third, one)]);
  expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await administrators()).toHaveLength(1);

  // who is suspended could not go on alone
  const fourth = await administrator(backend, 'fourth');
  const [stays = ''] = (await administrators()).filter((id) => id !== fourth.user.id);
  await asAdmin(backend, fourth)('POST', `/users/${stays}/suspend`, { reason: 'Holiday' });
  expect(problem(await demote(fourth, fourth))).toMatchObject({ code: 'last_administrator' });
});

test('of two administrators who suspend each other at once, one is first', async () => {
  const { backend, root } = await start();
  const other = await administrator(backend, 'other');
  const suspend = (by: Person, who: Person) =>
    asAdmin(backend, by)('POST', `/users/${who.user.id}/suspend`, { reason: 'You' });
  const outcomes = await Promise.all([suspend(root, other), suspend(other, root)]);
  expect(outcomes.filter(({ status }) => status === 200)).toHaveLength(1);
  const { ids } = await backend.runtime.app.accounts.list('suspended', 10, undefined);
  expect(ids).toHaveLength(1);
});

test('a required password is set with the sign-in, by nothing else, and by a mailed link', async () => {
  const { backend, admin, signIn } = await start();
  const ann = await backend.person('ann');
  const socket = await backend.socket(ann);
  const path = `/users/${ann.user.id}/require-password`;
  expect((await admin<AdminUser>('POST', path)).body.required).toEqual({
    password: true,
    secondFactor: false,
  });
  await socket.closed;
  const { refreshToken } = ann;
  const refreshed = await backend.call('POST', '/v1/auth/refresh', { body: { refreshToken } });
  expect(problem(refreshed)).toMatchObject({ code: 'invalid_refresh_token' });
  expect(problem(await signIn(ann))).toMatchObject({ code: 'password_change_required' });
  expect(problem(await signIn(ann, { newPassword: ann.password }))).toMatchObject({
    code: 'weak_password',
    fields: ['newPassword'],
  });
  const wrong = await signIn({ ...ann, password: 'not the one' }, { newPassword: 'seven green umbrellas' });
  expect(problem(wrong)).toMatchObject({ code: 'invalid_credentials' });
  expect((await signIn(ann, { newPassword: 'seven green umbrellas' })).status).toBe(200);
  expect(problem(await signIn(ann))).toMatchObject({ code: 'invalid_credentials' });
  expect((await signIn({ ...ann, password: 'seven green umbrellas' })).status).toBe(200);
  expect((await admin<AdminUser>('GET', `/users/${ann.user.id}`)).body.required.password).toBe(false);
});

test('a required second factor is set up at the sign-in, which gives recovery codes', async () => {
  const { backend, admin, clock, signIn } = await start();
  const ann = await backend.person('ann');
  const { username } = ann.user;
  const enrol = (password: string) =>
    backend.call<AuthenticatorSetup>('POST', '/v1/auth/second-factor/enrolment', {
      body: { username, password },
    });
  expect(problem(await enrol(ann.password))).toMatchObject({ code: 'second_factor_not_due' });
  await admin('POST', `/users/${ann.user.id}/require-second-factor`);
  expect(problem(await signIn(ann))).toMatchObject({ code: 'second_factor_setup_required' });
  expect(problem(await signIn(ann, { code: '000000' }))).toMatchObject({ code: 'invalid_code' });
  expect(problem(await enrol('not the password'))).toMatchObject({ code: 'invalid_credentials' });
  const { secret } = (await enrol(ann.password)).body;
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const code = totp.generate({ timestamp: clock.now() });
  const { status, body } = await signIn(ann, { code });
  expect(status).toBe(200);
  expect(body.recoveryCodes).toHaveLength(10);
  expect(problem(await signIn(ann))).toMatchObject({ code: 'second_factor_required' });
  const recovered = await signIn(ann, { code: body.recoveryCodes?.[0] });
  expect(recovered.status).toBe(200);
  expect(recovered.body.recoveryCodes).toBeUndefined();
  // who has one is asked for nothing
  const again = await admin<AdminUser>('POST', `/users/${ann.user.id}/require-second-factor`);
  expect(again.body.required.secondFactor).toBe(false);
  const { refreshToken } = recovered.body;
  expect((await backend.call('POST', '/v1/auth/refresh', { body: { refreshToken } })).status).toBe(200);
});

test('what is asked of a user holds for every way of signing in; a passkey stands for a second factor', async () => {
  const { backend } = await start();
  const { app } = backend.runtime;
  const ann = await backend.person('ann');
  const account = await app.accounts.get(ann.user.id);
  if (!account) throw new Error('she has an account');
  const device = { userAgent: '' };
  for (const by of ['password', 'provider', 'passkey'] as const) {
    await expect(newSession(app, { ...account, mustSetPassword: true }, device, by)).rejects.toMatchObject({
      code: 'password_change_required',
    });
  }
  const needsFactor = { ...account, mustSetUpSecondFactor: true as const };
  for (const by of ['password', 'provider'] as const) {
    await expect(newSession(app, needsFactor, device, by)).rejects.toMatchObject({
      code: 'second_factor_setup_required',
    });
  }
  expect(await newSession(app, needsFactor, device, 'passkey')).toMatchObject({ userId: ann.user.id });
});

test('settings decide who can create an account, within 10 seconds in every process', async () => {
  const { backend, admin, clock } = await start();
  const first = (await admin<DeploymentSettings>('GET', '/settings')).body;
  expect(first).toMatchObject({ version: 0, registration: 'open', updatedBy: null });
  const change = (body: object) => admin<DeploymentSettings>('PATCH', '/settings', body);
  const register = (name: string, more: object = {}) =>
    backend.call<AuthReply>('POST', '/v1/auth/register', {
      body: { username: name, email: `${name}@example.org`, name, password: `password of ${name}`, ...more },
    });
  const passed = () => clock.advance(10_000);

  const limited = await change({ version: 0, emailDomains: ['Example.COM', 'bücher.example'] });
  expect(limited.body).toMatchObject({
    version: 1,
    emailDomains: ['example.com', 'xn--bcher-kva.example'],
  });
  passed();
  expect(problem(await register('dora'))).toMatchObject({ code: 'email_domain_not_allowed' });
  expect((await register('dora', { email: 'dora@example.com' })).status).toBe(201);
  expect(problem(await change({ version: 0, registration: 'closed' }))).toMatchObject({
    code: 'settings_conflict',
  });
  const closed = await change({ version: 1, emailDomains: [], registration: 'closed' });
  passed();
  expect(problem(await register('emil'))).toMatchObject({ code: 'registration_closed' });
  const info = await backend.call<RegistrationInfo>('GET', '/v1/auth/registration');
  expect(info.body).toEqual({ registration: 'closed', emailDomains: [] });

  // the same once more is no change
  const same = await change({ version: closed.body.version, registration: 'closed' });
  expect(same.body.version).toBe(2);
  await change({ version: 2, uploadBytes: { image: 2_048 } });
  expect((await admin<DeploymentSettings>('GET', '/settings')).body).toMatchObject({
    version: 3,
    uploadBytes: { image: 2_048, video: first.uploadBytes.video },
  });
  const wrong = await change({
    version: 3,
    emailDomains: ['no domain'],
    groupMembers: 1,
    messagesPerMinute: 0,
  });
  expect(problem(wrong)).toMatchObject({ code: 'validation_failed' });
});

test('settings bound groups, uploads and how often one sends', async () => {
  const clock = new ManualClock();
  const config = { ...rolesCount.config, rateLimits: 'on' as const };
  const backend = await startBackend({ clock, config });
  const root = await administrator(backend);
  const [ann, bob, cai] = await backend.people('ann', 'bob', 'cai');
  if (!ann || !bob || !cai) throw new Error('three people');
  const bounds = { groupMembers: 2, messagesPerMinute: 6, uploadBytes: { image: 2_048 } };
  const changed = await asAdmin(backend, root)('PATCH', '/settings', { version: 0, ...bounds });
  expect(changed.status).toBe(200);
  clock.advance(10_000);
  const { token } = ann;
  const participantUsernames = [bob.user.username, cai.user.username];
  const large = { participantUsernames, name: 'Three' };
  const tooMany = await backend.call('POST', '/v1/conversations', { token, body: large });
  expect(problem(tooMany)).toMatchObject({ code: 'group_full' });
  const group = await backend.conversation(ann, [bob], 'Two');
  const path = `/v1/conversations/${group.id}`;
  const usernames = [cai.user.username];
  const added = await backend.call('POST', `${path}/members`, { token, body: { usernames } });
  expect(problem(added)).toMatchObject({ code: 'group_full' });

  const file = { purpose: 'attachment', name: 'a.png', contentType: 'image/png', size: 2_049 };
  const refused = await backend.call('POST', '/v1/media', { token, body: file });
  expect(problem(refused)).toMatchObject({ code: 'media_too_large' });
  const taken = await backend.call('POST', '/v1/media', { token, body: { ...file, size: 2_048 } });
  expect(taken.status).toBe(201);

  const send = (clientId: string) =>
    backend.call('POST', `${path}/messages`, { token, body: { text: 'Hello', clientId } });
  for (let n = 0; n < 6; n += 1) expect((await send(`c${n}`)).status).toBe(201);
  expect(problem(await send('c6'))).toMatchObject({ code: 'rate_limited' });
  clock.advance(10_000);
  expect((await send('c6')).status).toBe(201);
});

test('of two administrators who change the settings at once, one is first', async () => {
  const { admin } = await start();
  const outcomes = await Promise.all(
    [10, 20, 30].map((groupMembers) => admin('PATCH', '/settings', { version: 0, groupMembers })),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
});

test('an invitation lets one person in, by a link or at the address that it was mailed to', async () => {
  const { backend, admin, clock } = await start();
  await admin('PATCH', '/settings', { version: 0, registration: 'invitation', emailDomains: ['no.example'] });
  clock.advance(10_000);
  const register = (name: string, email: string, invitation?: string) =>
    backend.call<AuthReply>('POST', '/v1/auth/register', {
      body: {
        username: name,
        email,
        name,
        password: `password of ${name}`,
        ...(invitation && { invitation }),
      },
    });
  expect(problem(await register('emil', 'emil@no.example'))).toMatchObject({ code: 'invitation_required' });
  const codeIn = (text: string) => /#invitation=([\w.-]+)/.exec(text)?.[1] ?? '';

  const link = (await admin<CreatedInvitation>('POST', '/invitations', {})).body;
  const code = codeIn(link.url ?? '');
  expect(problem(await register('emil', 'emil@other.example', code))).toMatchObject({
    code: 'email_domain_not_allowed',
  });
  const both = await Promise.all([
    register('emil', 'emil@no.example', code),
    register('fred', 'fred@no.example', code),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
  expect(problem(await register('gina', 'gina@no.example', code))).toMatchObject({
    code: 'invitation_invalid',
  });
  expect(problem(await register('gina', 'gina@no.example', `${link.id}.x`))).toMatchObject({
    code: 'invitation_invalid',
  });

  // an address that an administrator invites may be of another domain
  clock.advance(1_000);
  const mailed = await admin<CreatedInvitation>('POST', '/invitations', { email: 'hal@mail.example' });
  expect(mailed.body).toMatchObject({ email: 'hal@mail.example', url: null });
  const [mail] = await mailsTo(backend, 'hal@mail.example');
  const mailedCode = codeIn(mail?.text ?? '');
  expect(problem(await register('ida', 'ida@no.example', mailedCode))).toMatchObject({
    code: 'invitation_invalid',
  });
  const hal = await register('hal', 'hal@mail.example', mailedCode);
  expect(hal.body.user.emailVerified).toBe(true);
  const taken = await admin('POST', '/invitations', { email: 'hal@mail.example' });
  expect(problem(taken)).toMatchObject({ code: 'email_taken' });

  clock.advance(1_000);
  const short = (await admin<CreatedInvitation>('POST', '/invitations', { hours: 1 })).body;
  const other = (await admin<CreatedInvitation>('POST', '/invitations', {})).body;
  expect((await admin('DELETE', `/invitations/${other.id}`)).status).toBe(204);
  expect(problem(await admin('DELETE', `/invitations/${other.id}`))).toMatchObject({
    code: 'invitation_not_found',
  });
  expect(problem(await admin('DELETE', `/invitations/${link.id}`))).toMatchObject({
    code: 'invitation_not_found',
  });
  clock.advance(3_600_000);
  const late = await register('jan', 'jan@no.example', codeIn(short.url ?? ''));
  expect(problem(late)).toMatchObject({ code: 'invitation_invalid' });
  const { items } = (await admin<InvitationPage>('GET', '/invitations')).body;
  expect(items.map(({ id, state, email }) => [id, state, email])).toEqual([
    [short.id, 'expired', null],
    [mailed.body.id, 'used', 'hal@mail.example'],
    [link.id, 'used', null],
  ]);
});

test('each action of administrators leaves its entry in the audit log, which can be read and verified', async () => {
  const { backend, admin, root, clock } = await start();
  const ann = await backend.person('ann');
  const id = ann.user.id;
  const ofAnn =
    (path: string, method = 'POST', body?: object) =>
    () =>
      admin(method, `/users/${id}/${path}`, body);
  const invitation = (await admin<CreatedInvitation>('POST', '/invitations', {})).body;
  /** What each action is done by. A further action of administrators is a further row. */
  const actions: Partial<Record<keyof typeof auditActions, () => Promise<{ status: number }>>> = {
    suspend: ofAnn('suspend', 'POST', { reason: 'Spam' }),
    reinstate: ofAnn('reinstate'),
    'require-password': ofAnn('require-password'),
    'require-second-factor': ofAnn('require-second-factor'),
    'end-sessions': ofAnn('sessions', 'DELETE'),
    'change-role': ofAnn('role', 'PUT', { role: 'moderator' }),
    'change-settings': () => admin('PATCH', '/settings', { version: 0, groupMembers: 10 }),
    'create-invitation': () => admin('POST', '/invitations', { email: 'kim@example.org' }),
    'revoke-invitation': () => admin('DELETE', `/invitations/${invitation.id}`),
  };
  for (const [action, act] of Object.entries(actions)) {
    clock.advance(1_000);
    expect((await act()).status, action).toBeLessThan(300);
    const { items } = (await admin<AuditPage>('GET', `/audit?action=${action}`)).body;
    expect(items[0], action).toMatchObject({ action, outcome: 'done', actor: root.user.id, intact: true });
    expect(JSON.stringify(items)).not.toMatch(/Spam|@/);
  }
  // by time, page by page, each entry once
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const next: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body }: { body: AuditPage } = await admin<AuditPage>('GET', `/audit?limit=3${next}`);
    seen.push(...body.items.map((item) => item.id));
    expect(body.missing).toEqual([]);
    cursor = body.nextCursor;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(Object.keys(actions).length);
  const day = new Date(clock.now()).toISOString().slice(0, 10);
  // entries are sealed after commit
  await eventually(async () => {
    const { body } = await admin<AuditVerification>('GET', `/audit/verification?day=${day}`);
    expect(body).toMatchObject({ day, problems: [], nextCursor: null });
    expect(body.entries).toBeGreaterThanOrEqual(seen.length);
  });
  expect(problem(await admin('GET', '/audit?person=no-such-user'))).toMatchObject({ code: 'user_not_found' });
  expect((await admin<AuditPage>('GET', '/audit?action=nothing')).body.items).toEqual([]);
  // under people entries are found a moment later
  const ofPerson = async (query: string) => (await admin<AuditPage>('GET', `/audit?${query}`)).body.items;
  await expect.poll(() => ofPerson(`person=${id}&action=change-role`)).toHaveLength(1);
  await expect
    .poll(async () => (await ofPerson(`actor=${root.user.username}&limit=2`)).map(({ actor }) => actor))
    .toEqual([root.user.id, root.user.id]);
});
