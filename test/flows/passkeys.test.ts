import { expect, test } from 'vitest';
import type { AuthReply, Passkey, PasskeyCeremony, PasskeyList } from '../../shared/protocol/index.ts';
import { limits } from '../../shared/protocol/index.ts';
import { Authenticator } from '../support/accounts/authenticator.ts';
import { mailsTo } from '../support/accounts/mails.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const originOf = ({ runtime }: TestBackend) => `http://127.0.0.1:${runtime.port}`;
const refused = { status: 401, code: 'invalid_passkey', fields: [] };

const begin = (backend: TestBackend, { token, password }: Person) =>
  backend.call<PasskeyCeremony>('POST', '/v1/auth/passkeys/options', { token, body: { password } });
const beginSignIn = async (backend: TestBackend) =>
  (await backend.call<PasskeyCeremony>('POST', '/v1/auth/login/passkey/options')).body;
const list = async (backend: TestBackend, { token }: Person) =>
  (await backend.call<PasskeyList>('GET', '/v1/auth/passkeys', { token })).body.items;

async function add(backend: TestBackend, person: Person, authenticator: Authenticator, name = 'My phone') {
  const { challengeId, options } = (await begin(backend, person)).body;
  const body = { challengeId, name, response: authenticator.create(options) };
  return backend.call<Passkey>('POST', '/v1/auth/passkeys', { token: person.token, body });
}

const signInWith = (backend: TestBackend, challengeId: string, response: object) =>
  backend.call<AuthReply>('POST', '/v1/auth/login/passkey', { body: { challengeId, response } });
async function signIn(backend: TestBackend, authenticator: Authenticator) {
  const { challengeId, options } = await beginSignIn(backend);
  return signInWith(backend, challengeId, authenticator.get(options));
}

/** Ann with a passkey. */
async function start(clock = new ManualClock()) {
  const backend = await startBackend({ clock });
  const ann = await backend.person('ann');
  const phone = new Authenticator(originOf(backend));
  const added = await add(backend, ann, phone);
  expect(added.status).toBe(201);
  return { clock, backend, ann, phone, passkey: added.body };
}

test('a passkey signs in without username and password, and is listed with its last use', async () => {
  const { clock, backend, ann, phone, passkey } = await start();
  expect(passkey).toMatchObject({ name: 'My phone', lastUsedAt: null });
  expect((await mailsTo(backend, ann.user.email))[0]?.subject).toBe('A passkey was added to your account');
  clock.advance(60_000);
  const { status, body } = await signIn(backend, phone);
  expect([status, body.user.id]).toEqual([200, ann.user.id]);
  expect((await backend.call('GET', '/v1/users/me', { token: body.token })).status).toBe(200);
  expect(await list(backend, ann)).toEqual([{ ...passkey, lastUsedAt: new Date(clock.now()).toISOString() }]);
});

test('making a passkey needs the password', async () => {
  const { backend, ann } = await start();
  expect(problem(await begin(backend, { ...ann, password: 'a wrong one' }))).toMatchObject({
    code: 'invalid_credentials',
  });
});

test('a passkey of another origin is refused, at both ceremonies', async () => {
  const { backend, ann, phone } = await start();
  for (const origin of ['http://127.0.0.1:1', 'https://127.0.0.1', 'http://evil.example']) {
    expect(problem(await add(backend, ann, new Authenticator(origin)))).toEqual(refused);
  }
  // a page of another origin that got hold of a challenge
  const { challengeId, options } = await beginSignIn(backend);
  const { response, ...rest } = phone.get(options);
  const forged = {
    ...(JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString()) as object),
    origin: 'http://evil.example',
  };
  const clientDataJSON = Buffer.from(JSON.stringify(forged)).toString('base64url');
  const answer = await signInWith(backend, challengeId, {
    ...rest,
    response: { ...response, clientDataJSON },
  });
  expect(problem(answer)).toEqual(refused);
});

test('a challenge is good once, for five minutes, for what it was made for, and for the user who asked', async () => {
  const { clock, backend, ann, phone } = await start();
  const bob = await backend.person('bob');
  const { challengeId, options } = await beginSignIn(backend);
  const response = phone.get(options);
  expect((await signInWith(backend, challengeId, response)).status).toBe(200);
  expect(problem(await signInWith(backend, challengeId, response))).toEqual(refused);

  const late = await beginSignIn(backend);
  clock.advance(5 * 60_000);
  expect(problem(await signInWith(backend, late.challengeId, phone.get(late.options)))).toEqual(refused);

  const adding = (await begin(backend, ann)).body;
  expect(problem(await signInWith(backend, adding.challengeId, phone.get(adding.options)))).toEqual(refused);
  const anns = (await begin(backend, ann)).body;
  const body = { challengeId: anns.challengeId, name: 'x', response: phone.create(anns.options) };
  expect(problem(await backend.call('POST', '/v1/auth/passkeys', { token: bob.token, body }))).toEqual(
    refused,
  );
  expect(await list(backend, bob)).toEqual([]);
});

test('of many who send the same answer at once, one signs in', async () => {
  const { backend, phone } = await start();
  const { challengeId, options } = await beginSignIn(backend);
  const response = phone.get(options);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => signInWith(backend, challengeId, response)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(5).fill(401)]);
});

test.each([
  ['did not verify its user', (phone: Authenticator) => (phone.verifiesUser = false)],
  ['counts backwards, as a copy of it would', (phone: Authenticator) => (phone.counter = -1)],
])('a passkey that %s is refused', async (_, change) => {
  const { backend, phone } = await start();
  await signIn(backend, phone);
  change(phone);
  expect(problem(await signIn(backend, phone))).toEqual(refused);
});

test.each([
  ['of an unknown user', { userHandle: Buffer.from('usr_nobody').toString('base64url') }],
  ['without a user', { userHandle: null }],
  ['with another signature', { signature: Buffer.from('x'.repeat(70)).toString('base64url') }],
  ['with other data', { authenticatorData: Buffer.alloc(37).toString('base64url') }],
])('an answer %s is refused', async (_, change) => {
  const { backend, phone } = await start();
  const { challengeId, options } = await beginSignIn(backend);
  const { response, ...rest } = phone.get(options);
  const answer = await signInWith(backend, challengeId, { ...rest, response: { ...response, ...change } });
  expect(problem(answer)).toEqual(refused);
});

test('a passkey that was removed signs in no more', async () => {
  const { backend, ann, phone, passkey } = await start();
  const remove = (password: string) =>
    backend.call('POST', `/v1/auth/passkeys/${passkey.id}/remove`, { token: ann.token, body: { password } });
  expect(problem(await remove('a wrong one'))).toMatchObject({ code: 'invalid_credentials' });
  expect((await remove(ann.password)).status).toBe(204);
  expect(problem(await remove(ann.password))).toMatchObject({ status: 404, code: 'passkey_not_found' });
  expect(problem(await signIn(backend, phone))).toEqual(refused);
});

test('an account has at most 20 passkeys', async () => {
  const { backend, ann } = await start();
  for (let count = 1; count < limits.passkeysPerUser; count += 1) {
    expect((await add(backend, ann, new Authenticator(originOf(backend)))).status).toBe(201);
  }
  expect(problem(await begin(backend, ann))).toMatchObject({ status: 409, code: 'too_many_passkeys' });
});
