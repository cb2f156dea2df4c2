import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import type {
  AuthenticatorSetup,
  AuthReply,
  RecoveryCodes,
  SecondFactor,
} from '../../shared/protocol/index.ts';
import { mailsTo, newestToken } from '../support/accounts/mails.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const codeOf = (secret: string, at: number) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });

const post = <T = unknown>(backend: TestBackend, { token }: Person, path: string, body: object) =>
  backend.call<T>('POST', `/v1/auth${path}`, { token, body });
const state = async (backend: TestBackend, { token }: Person) =>
  (await backend.call<SecondFactor>('GET', '/v1/auth/second-factor', { token })).body;
const signIn = (backend: TestBackend, { user, password }: Person, more: object = {}) =>
  backend.call<AuthReply>('POST', '/v1/auth/login', { body: { username: user.username, password, ...more } });

/** Ann, whose second factor is on. */
async function start(options: { limits?: 'on' | 'off' } = {}) {
  const clock = new ManualClock();
  const backend = await startBackend({ clock, config: { rateLimits: options.limits ?? 'off' } });
  const ann = await backend.person('ann');
  const { secret, uri } = (
    await post<AuthenticatorSetup>(backend, ann, '/second-factor/setup', { password: ann.password })
  ).body;
  const on = await post<RecoveryCodes>(backend, ann, '/second-factor/on', {
    code: codeOf(secret, clock.now()),
  });
  expect(on.status).toBe(200);
  clock.advance(60_000);
  const code = (ago = 0) => codeOf(secret, clock.now() - ago);
  return { clock, backend, ann, secret, uri, code, recoveryCodes: on.body.recoveryCodes };
}

test('setting up changes nothing until a code of the app turns it on', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const off = { on: false, since: null, recoveryCodesLeft: 0 };
  expect(await state(backend, ann)).toEqual(off);
  const wrong = await post(backend, ann, '/second-factor/setup', { password: 'a wrong one' });
  expect(problem(wrong)).toMatchObject({ status: 401, code: 'invalid_credentials' });
  const early = await post(backend, ann, '/second-factor/on', { code: '123456' });
  expect(problem(early)).toMatchObject({ status: 401, code: 'invalid_code' });

  const { body } = await post<AuthenticatorSetup>(backend, ann, '/second-factor/setup', {
    password: ann.password,
  });
  expect(body.uri).toMatch(
    new RegExp(`^otpauth://totp/ChatFlow:${ann.user.username}\\?issuer=ChatFlow&secret=`),
  );
  expect(body.secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(await state(backend, ann)).toEqual(off);
  expect((await signIn(backend, ann)).status).toBe(200);

  const on = await post<RecoveryCodes>(backend, ann, '/second-factor/on', {
    code: codeOf(body.secret, Date.now()),
  });
  expect(on.status).toBe(200);
  expect(new Set(on.body.recoveryCodes).size).toBe(10);
  expect(await state(backend, ann)).toMatchObject({ on: true, recoveryCodesLeft: 10 });
  expect((await mailsTo(backend, ann.user.email))[0]?.subject).toBe('Signing in now takes a code');
});

test('a sign-in takes the password and a code, and says which is missing or wrong', async () => {
  const { backend, ann, code } = await start();
  expect(problem(await signIn(backend, ann))).toMatchObject({ status: 401, code: 'second_factor_required' });
  expect(problem(await signIn(backend, ann, { code: '000000' }))).toMatchObject({ code: 'invalid_code' });
  const wrong = await signIn(backend, { ...ann, password: 'a wrong one' }, { code: code() });
  expect(problem(wrong)).toMatchObject({ code: 'invalid_credentials' });
  expect((await signIn(backend, ann, { code: `${code().slice(0, 3)} ${code().slice(3)}` })).status).toBe(200);
});

test('a code counts once, and no code before the one that was used', async () => {
  const { clock, backend, ann, code } = await start();
  const [before, now] = [code(30_000), code()];
  expect((await signIn(backend, ann, { code: now })).status).toBe(200);
  expect(problem(await signIn(backend, ann, { code: now }))).toMatchObject({ code: 'invalid_code' });
  expect(problem(await signIn(backend, ann, { code: before }))).toMatchObject({ code: 'invalid_code' });
  clock.advance(30_000);
  const answers = await Promise.all(Array.from({ length: 5 }, () => signIn(backend, ann, { code: code() })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
});

test('a clock that is off by up to 30 seconds does not matter, and one that is off by more is named', async () => {
  const { clock, backend, ann, secret, code } = await start();
  expect((await signIn(backend, ann, { code: code(30_000) })).status).toBe(200);
  clock.advance(60_000);
  for (const [seconds, words] of [
    [-240, '4 minutes behind'],
    [90, '2 minutes ahead'],
    [-60, 'a minute behind'],
  ] as const) {
    const answer = await signIn(backend, ann, { code: codeOf(secret, clock.now() + seconds * 1000) });
    expect(problem(answer)).toMatchObject({ code: 'invalid_code' });
    expect(JSON.stringify(answer.body)).toContain(words);
    expect(answer.body).toMatchObject({ clockSkewSeconds: seconds });
  }
});

test('a recovery code stands for a code, once, in any case and with or without its hyphen', async () => {
  const { backend, ann, recoveryCodes } = await start();
  const [first = '', second = ''] = recoveryCodes;
  expect((await signIn(backend, ann, { code: first })).status).toBe(200);
  expect(problem(await signIn(backend, ann, { code: first }))).toMatchObject({ code: 'invalid_code' });
  expect((await signIn(backend, ann, { code: ` ${second.replace('-', '').toUpperCase()} ` })).status).toBe(
    200,
  );
  expect(await state(backend, ann)).toMatchObject({ recoveryCodesLeft: 8 });
});

test('fresh recovery codes end those before', async () => {
  const { backend, ann, code, recoveryCodes } = await start();
  const proof = { password: ann.password, code: code() };
  const fresh = await post<RecoveryCodes>(backend, ann, '/second-factor/recovery-codes', proof);
  expect(fresh.status).toBe(200);
  expect(problem(await signIn(backend, ann, { code: recoveryCodes[0] }))).toMatchObject({
    code: 'invalid_code',
  });
  expect((await signIn(backend, ann, { code: fresh.body.recoveryCodes[0] })).status).toBe(200);
});

test('changing how one signs in takes a code too', async () => {
  const { clock, backend, ann, code } = await start();
  const { password } = ann;
  const changes: [string, object][] = [
    ['/password/change', { currentPassword: password, newPassword: 'seven purple umbrellas' }],
    ['/email/change', { password, email: 'ann@example.net' }],
    ['/second-factor/setup', { password }],
    ['/second-factor/recovery-codes', { password }],
    ['/second-factor/off', { password }],
  ];
  for (const [path, body] of changes) {
    const refused = await post(backend, ann, path, body);
    expect(problem(refused), path).toMatchObject({ status: 401, code: 'second_factor_required' });
    const wrong = await post(backend, ann, path, { ...body, code: '000000' });
    expect(problem(wrong), path).toMatchObject({ code: 'invalid_code' });
  }
  // all but the first, after which the password is another
  for (const [path, body] of changes.slice(1)) {
    clock.advance(30_000);
    expect((await post(backend, ann, path, { ...body, code: code() })).status, path).toBeLessThan(300);
  }
});

test('turned off, the password alone is enough again', async () => {
  const { backend, ann, code } = await start();
  const off = await post(backend, ann, '/second-factor/off', { password: ann.password, code: code() });
  expect(off.status).toBe(204);
  expect((await signIn(backend, ann)).status).toBe(200);
  expect(await state(backend, ann)).toEqual({ on: false, since: null, recoveryCodesLeft: 0 });
  const subjects = (await mailsTo(backend, ann.user.email)).map(({ subject }) => subject);
  expect(subjects).toContain('Signing in takes no code any more');
});

test('a new password by mail leaves the second factor on', async () => {
  const { backend, ann, code } = await start();
  await backend.call('POST', '/v1/auth/password/forgot', { body: { email: ann.user.email } });
  const token = await newestToken(backend, ann.user.email);
  const password = 'seven purple umbrellas';
  await backend.call('POST', '/v1/auth/password/reset', { body: { token, password } });
  expect(problem(await signIn(backend, { ...ann, password }))).toMatchObject({
    code: 'second_factor_required',
  });
  expect((await signIn(backend, { ...ann, password }, { code: code() })).status).toBe(200);
});

test('another app takes the place of the first once a code of it was given', async () => {
  const { clock, backend, ann, code, recoveryCodes } = await start();
  const proof = { password: ann.password, code: recoveryCodes[0] };
  const { body } = await post<AuthenticatorSetup>(backend, ann, '/second-factor/setup', proof);
  expect((await signIn(backend, ann, { code: code() })).status).toBe(200);
  clock.advance(60_000);
  await post(backend, ann, '/second-factor/on', { code: codeOf(body.secret, clock.now()) });
  clock.advance(60_000);
  expect(problem(await signIn(backend, ann, { code: code() }))).toMatchObject({ code: 'invalid_code' });
  expect((await signIn(backend, ann, { code: codeOf(body.secret, clock.now()) })).status).toBe(200);
});

test('codes cannot be tried at will: they count as guesses of the account', async () => {
  const { backend, ann, code } = await start({ limits: 'on' });
  const guesses = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      signIn(backend, ann, { code: String(100_000 + index), deviceToken: ann.deviceToken }),
    ),
  );
  const codes = guesses.map((answer) => problem(answer).code);
  expect(codes.filter((one) => one === 'invalid_code').length).toBeLessThanOrEqual(10);
  expect(new Set(codes)).toEqual(new Set(['invalid_code', 'rate_limited']));
  expect(problem(await signIn(backend, ann, { code: code(), deviceToken: ann.deviceToken }))).toMatchObject({
    code: 'rate_limited',
  });
});

test('the table holds neither the secret nor a recovery code', async () => {
  const { backend, ann, secret, recoveryCodes } = await start();
  const item = await backend.runtime.app.durable.get({ pk: `USER#${ann.user.id}`, sk: 'SECOND_FACTOR' });
  const stored = JSON.stringify(item, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  for (const hidden of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace('-', ''))]) {
    expect(stored).not.toContain(hidden);
  }
});
