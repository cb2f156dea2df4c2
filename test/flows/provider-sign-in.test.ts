import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { aroundTable } from '../../shared/platform/around-table.ts';
import type {
  AuthenticatorSetup,
  AuthReply,
  Identity,
  IdentityList,
  OwnUser,
  ProviderList,
  ProviderStart,
} from '../../shared/protocol/index.ts';
import { mailsTo, newestToken } from '../support/accounts/mails.ts';
import {
  confirmAddress,
  finish,
  signInAs,
  signUpAs,
  start,
  startWithProvider,
  type ProviderBackend,
} from '../support/accounts/provider-backend.ts';
import { problem, startBackend, type Person } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const ann = { email: 'ann@example.org', email_verified: true, name: 'Ann Lee' };
const stateInvalid = { status: 400, code: 'provider_state_invalid', fields: [] };

const list = async ({ backend }: ProviderBackend, { token }: Pick<Person, 'token'>) =>
  (await backend.call<IdentityList>('GET', '/v1/auth/identities', { token })).body.items;

/** Ann, who registered with a password and confirmed her address, and has an account at the provider too. */
async function annOfBoth(overrides: Parameters<typeof startWithProvider>[0] = {}) {
  const world = await startWithProvider(overrides);
  const person = await world.backend.person('ann');
  await confirmAddress(world.backend, person);
  world.provider.users.set('ann', { ...ann, email: person.user.email.toUpperCase() });
  return { ...world, person };
}

test('the providers of the settings are listed, without their secrets; without settings there are none', async () => {
  const { backend } = await startWithProvider();
  const { body } = await backend.call<ProviderList>('GET', '/v1/auth/providers');
  expect(body).toEqual({ items: [{ id: 'test', name: 'Test' }], nextCursor: null });
  const without = await startBackend();
  expect((await without.call<ProviderList>('GET', '/v1/auth/providers')).body.items).toEqual([]);
  const unknown = await without.call('POST', '/v1/auth/providers/test/start');
  expect(problem(unknown)).toEqual({ status: 404, code: 'provider_not_found', fields: [] });
});

test('a new user chooses a username, gets an account without a password, and is known at the next sign-in', async () => {
  const world = await startWithProvider();
  world.provider.users.set('ann', ann);
  const first = await signInAs(world, 'ann');
  expect(first.status).toBe(200);
  expect(first.body).toMatchObject({
    auth: null,
    pending: { needs: 'username', email: 'ann@example.org', username: 'ann', name: 'Ann Lee' },
  });
  const signUp = (username: string) =>
    world.backend.call<AuthReply>('POST', '/v1/auth/providers/sign-up', {
      body: { token: first.body.pending?.token, username, name: 'Ann Lee' },
    });
  const other = await world.backend.person('other');
  // a username that is taken leaves the token as it is
  expect(problem(await signUp(other.user.username))).toMatchObject({ code: 'username_taken' });
  const made = await signUp('ann');
  expect(made.status).toBe(201);
  expect(made.body.user).toMatchObject({ username: 'ann', email: 'ann@example.org', emailVerified: true });
  expect(problem(await signUp('ann2'))).toEqual(stateInvalid);

  world.provider.users.set('ann', { ...ann, email: 'moved@example.org', email_verified: false });
  const again = await signInAs(world, 'ann');
  expect(again.body.auth?.user).toMatchObject({ id: made.body.user.id, email: 'ann@example.org' });
  expect(await list(world, made.body)).toMatchObject([{ provider: 'test', name: 'Test' }]);
});

test('of many who create an account by the same token at once, one does', async () => {
  const world = await startWithProvider();
  world.provider.users.set('ann', ann);
  const { body } = await signInAs(world, 'ann');
  const answers = await Promise.all(
    ['one', 'two', 'three', 'four'].map((username) =>
      world.backend.call('POST', '/v1/auth/providers/sign-up', {
        body: { token: body.pending?.token, username, name: 'Ann' },
      }),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
});

test('an account whose address both sides have proved is connected, and its owner gets a mail', async () => {
  const world = await annOfBoth();
  const { body } = await signInAs(world, 'ann');
  expect(body.auth?.user.id).toBe(world.person.user.id);
  const [mail] = await mailsTo(world.backend, world.person.user.email);
  expect(mail?.subject).toBe('Your account is connected to a provider');
  expect(mail?.text).toContain('sign in to your account with Test');
  expect((await signInAs(world, 'ann')).body.auth?.user.id).toBe(world.person.user.id);
  expect(await list(world, world.person)).toHaveLength(1);
});

test.each([
  ['without an address', { name: 'Ann' }, { status: 403, code: 'provider_email_missing' }],
  [
    'with one that is none',
    { email: 'ann', email_verified: true },
    { status: 403, code: 'provider_email_missing' },
  ],
  [
    'with an unverified one',
    { email: 'x@example.org', email_verified: false },
    { status: 403, code: 'provider_email_unverified' },
  ],
  [
    'that does not say whether it is verified',
    { email: 'x@example.org' },
    { status: 403, code: 'provider_email_unverified' },
  ],
  [
    'in letters that mail does not reach',
    { email: 'ännchen@example.org', email_verified: true },
    { status: 400, code: 'email_not_supported' },
  ],
])('an answer %s makes no account', async (_, user, refusal) => {
  const world = await startWithProvider();
  world.provider.users.set('ann', user);
  expect(problem(await signInAs(world, 'ann'))).toMatchObject(refusal);
});

test('the address of an account that has not confirmed it lets no one in', async () => {
  const world = await startWithProvider();
  const squatter = await world.backend.person('squatter');
  world.provider.users.set('ann', { ...ann, email: squatter.user.email });
  expect(problem(await signInAs(world, 'ann'))).toEqual({
    status: 409,
    code: 'provider_email_taken',
    fields: [],
  });
  expect(await list(world, squatter)).toEqual([]);
});

test('an unverified address at the provider does not lead to the account that has it', async () => {
  const world = await annOfBoth();
  world.provider.users.set('ann', { email: world.person.user.email, email_verified: false });
  expect(problem(await signInAs(world, 'ann'))).toMatchObject({ code: 'provider_email_unverified' });
  expect(await list(world, world.person)).toEqual([]);
});

test('a user who cancels at the provider is not signed in, and the ticket is used up', async () => {
  const world = await annOfBoth();
  const { url, ticket } = await start(world);
  const cancelled = await world.provider.visit(url, undefined);
  expect(cancelled.get('error')).toBe('access_denied');
  expect(problem(await finish(world, ticket, cancelled))).toMatchObject({
    status: 401,
    code: 'provider_refused',
  });
  expect(problem(await finish(world, ticket, cancelled))).toEqual(stateInvalid);
});

test('only the browser that began can finish: another has no ticket, or one of another sign-in', async () => {
  const world = await annOfBoth();
  const mine = await start(world);
  const theirs = await start(world);
  const answer = await world.provider.visit(mine.url, 'ann');
  expect(problem(await finish(world, theirs.ticket, answer))).toEqual(stateInvalid);
  expect(problem(await finish(world, 'no such ticket', answer))).toEqual(stateInvalid);
  const forged = { ...Object.fromEntries(answer), state: 'x' };
  expect(problem(await finish(world, mine.ticket, forged))).toEqual(stateInvalid);
  expect(problem(await finish(world, mine.ticket, answer))).toEqual(stateInvalid);
});

test('a code is good once, also at the provider, and for ten minutes', async () => {
  const clock = new ManualClock();
  const world = await annOfBoth({ clock });
  const first = await start(world);
  const answer = await world.provider.visit(first.url, 'ann');
  const answers = await Promise.all(Array.from({ length: 4 }, () => finish(world, first.ticket, answer)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  // the code of one sign-in in another of the same browser
  const second = await start(world);
  const code = answer.get('code') ?? '';
  const { state, iss } = Object.fromEntries(await world.provider.visit(second.url, 'ann'));
  const reused = await finish(world, second.ticket, { state: state ?? '', iss: iss ?? '', code });
  expect(problem(reused)).toMatchObject({ status: 401, code: 'provider_refused' });

  const late = await start(world);
  const lateAnswer = await world.provider.visit(late.url, 'ann');
  clock.advance(10 * 60_000);
  expect(problem(await finish(world, late.ticket, lateAnswer))).toEqual(stateInvalid);
});

test('the second factor is asked for after the provider too, and a wrong code can be tried again', async () => {
  const clock = new ManualClock();
  const world = await annOfBoth({ clock });
  const { token, password } = world.person;
  const post = <T>(path: string, body: object) => world.backend.call<T>('POST', path, { token, body });
  const { secret } = (await post<AuthenticatorSetup>('/v1/auth/second-factor/setup', { password })).body;
  const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: clock.now() });
  await post('/v1/auth/second-factor/on', { code: code() });
  clock.advance(60_000);

  const { body } = await signInAs(world, 'ann');
  expect(body).toMatchObject({ auth: null, pending: { needs: 'code', email: null } });
  expect(await list(world, world.person)).toEqual([]);
  const confirm = (sent: string) =>
    world.backend.call<AuthReply>('POST', '/v1/auth/providers/sign-in', {
      body: { token: body.pending?.token, code: sent },
    });
  expect(problem(await confirm('000000'))).toMatchObject({ status: 401, code: 'invalid_code' });
  const confirmed = await confirm(code());
  expect([confirmed.status, confirmed.body.user.id]).toEqual([200, world.person.user.id]);
  expect(await list(world, world.person)).toHaveLength(1);
  clock.advance(60_000);
  expect(problem(await confirm(code()))).toEqual(stateInvalid);
});

test('an account without a password is like an unknown one at the sign-in, and sets one by mail', async () => {
  const world = await startWithProvider();
  const { backend } = world;
  world.provider.users.set('ann', ann);
  const made = (await signUpAs(world, 'ann', 'ann')).body;
  const login = (username: string, password: string) =>
    backend.call('POST', '/v1/auth/login', { body: { username, password } });
  const [known, unknown] = [await login('ann', 'anything'), await login('nobody-here', 'anything')];
  expect({ ...(known.body as object), requestId: '' }).toEqual({
    ...(unknown.body as object),
    requestId: '',
  });

  const [identity] = await list(world, made);
  const proof = { password: 'anything' };
  const removeBy = (body: object) =>
    backend.call('POST', `/v1/auth/identities/${identity?.id ?? ''}/remove`, { token: made.token, body });
  const changes: [string, object][] = [
    ['/v1/auth/password/change', { currentPassword: 'anything', newPassword: 'seven purple umbrellas' }],
    ['/v1/auth/providers/test/connect', proof],
    ['/v1/auth/passkeys/options', proof],
  ];
  for (const [path, body] of changes) {
    const refused = await backend.call('POST', path, { token: made.token, body });
    expect(problem(refused), path).toMatchObject({ status: 409, code: 'password_missing' });
  }
  // the last way in stays
  expect(problem(await removeBy(proof))).toMatchObject({ code: 'password_missing' });

  await backend.call('POST', '/v1/auth/password/forgot', { body: { email: 'ann@example.org' } });
  const token = await newestToken(backend, 'ann@example.org');
  const password = 'seven purple umbrellas';
  const reset = await backend.call('POST', '/v1/auth/password/reset', { body: { token, password } });
  expect(reset.status).toBe(204);
  const again = await login('ann', password);
  expect(again.status).toBe(200);
  made.token = (again.body as AuthReply).token;
  expect((await removeBy({ password })).status).toBe(204);
  // the same user of the provider is now known by the address alone
  expect((await signInAs(world, 'ann')).body.auth?.user.id).toBe(made.user.id);
});

test('a signed-in user connects an account of another address, and disconnects it', async () => {
  const world = await annOfBoth();
  const { backend, provider, person } = world;
  provider.users.set('work', { email: 'ann@work.example', email_verified: false });
  const { token, password } = person;
  const connect = (body: object) =>
    backend.call<ProviderStart>('POST', '/v1/auth/providers/test/connect', { token, body });
  expect(problem(await connect({ password: 'wrong' }))).toMatchObject({ code: 'invalid_credentials' });

  async function begin() {
    const { url, ticket } = (await connect({ password })).body;
    return { ticket, ...Object.fromEntries(await provider.visit(url, 'work')) };
  }
  const add = (body: object, as: Pick<Person, 'token'> = person) =>
    backend.call<Identity>('POST', '/v1/auth/identities', { token: as.token, body });
  const bob = await backend.person('bob');
  // what one user began, no other can finish, nor can a sign-in
  expect(problem(await add(await begin(), bob))).toEqual(stateInvalid);
  const begun = await begin();
  expect(problem(await finish(world, begun.ticket, begun))).toEqual(stateInvalid);
  const added = await add(await begin());
  expect([added.status, added.body.provider]).toEqual([201, 'test']);
  expect(problem(await add(await begin()))).toMatchObject({ status: 409, code: 'identity_taken' });
  expect((await signInAs(world, 'work')).body.auth?.user.id).toBe(person.user.id);

  const remove = (by: Pick<Person, 'token' | 'password'>, id = added.body.id) =>
    backend.call('POST', `/v1/auth/identities/${id}/remove`, {
      token: by.token,
      body: { password: by.password },
    });
  expect(problem(await remove(bob))).toMatchObject({ status: 404, code: 'identity_not_found' });
  expect((await remove(person)).status).toBe(204);
  expect(problem(await signInAs(world, 'work'))).toMatchObject({ code: 'provider_email_unverified' });
});

test('a session that a provider began ends like any other', async () => {
  const world = await annOfBoth();
  const { auth } = (await signInAs(world, 'ann')).body;
  const { token = '', refreshToken } = auth ?? {};
  const me = () => world.backend.call<OwnUser>('GET', '/v1/users/me', { token });
  expect((await me()).status).toBe(200);
  await world.backend.call('POST', '/v1/auth/logout', { token, body: { refreshToken } });
  expect(problem(await me())).toMatchObject({ status: 401, code: 'invalid_token' });
});

test('a provider that answers by a form has the browser sent on to the page, with what it posted', async () => {
  const world = await annOfBoth({ settings: { responseMode: 'form_post' } });
  const { url, ticket } = await start(world);
  const posted = await world.provider.visit(url, 'ann');
  const answer = await world.backend.call('POST', '/v1/auth/providers/test/callback', {
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: world.provider.issuer },
    body: new Blob([`${posted.toString()}&user=${encodeURIComponent('{"name":{}}')}`]),
  });
  expect(answer.status).toBe(303);
  const [page, hash] = (answer.headers.get('location') ?? '').split('#');
  expect(page).toBe('/auth/callback');
  expect((await finish(world, ticket, new URLSearchParams(hash))).body.auth?.user.id).toBe(
    world.person.user.id,
  );
});

test('the tables hold nothing that a sign-in could be finished by, and no address in clear', async () => {
  const stored: string[] = [];
  const world = await annOfBoth({
    wrapPorts: (ports) => {
      const { ephemeral } = ports;
      const recording = aroundTable(ephemeral, (_, perform) => perform());
      recording.put = (item, condition) => {
        stored.push(JSON.stringify(item));
        return ephemeral.put(item, condition);
      };
      return { ...ports, ephemeral: recording };
    },
  });
  world.provider.users.set('new', { email: 'new@example.org', email_verified: true });
  const { url, ticket } = await start(world);
  const answer = await world.provider.visit(url, 'new');
  const { pending } = (await finish(world, ticket, answer)).body;
  const text = stored.join('\n');
  expect(text).toContain('PROVIDER#');
  expect(text).toContain('PENDING#');
  const address = new URL(url).searchParams;
  for (const hidden of [
    ticket,
    pending?.token,
    address.get('state'),
    address.get('nonce'),
    'new@example.org',
  ]) {
    expect(text).not.toContain(hidden);
  }
});
