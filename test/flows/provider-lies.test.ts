import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { broken, startLyingProvider, type Lie } from '../support/accounts/lying-provider.ts';
import { finish, settingFor, start } from '../support/accounts/provider-backend.ts';
import { problem, startBackend } from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const refused = { status: 401, code: 'provider_refused', fields: [] };
const unavailable = { status: 424, code: 'provider_unavailable', fields: [] };

async function startWithLiar({
  settings = {},
  ...overrides
}: { settings?: object; clock?: ManualClock } = {}) {
  const liar = await startLyingProvider();
  const backend = await startBackend({
    ...overrides,
    env: { IDENTITY_PROVIDERS: JSON.stringify(settingFor(liar.issuer, settings)) },
  });
  /** Signs in as a browser does that comes from the provider. */
  async function signIn(lie: Lie = {}, more: Record<string, string> = {}) {
    const { url, ticket } = await start({ backend });
    const { state = '', nonce = '' } = Object.fromEntries(new URL(url).searchParams);
    Object.assign(liar.said, { lie, nonce });
    return finish({ backend }, ticket, { state, code: 'a code', ...more });
  }
  return { liar, backend, signIn };
}

test('the truth is believed, and the code is exchanged with the verifier whose hash the provider has', async () => {
  const { liar, signIn } = await startWithLiar();
  const { body } = await signIn();
  expect(body.pending).toMatchObject({ needs: 'username', email: 'ann@example.org' });
  expect(Object.fromEntries(liar.said.form)).toMatchObject({
    grant_type: 'authorization_code',
    code: 'a code',
    client_id: 'chatflow',
    code_verifier: expect.stringMatching(/^[\w-]{43}$/) as string,
  });
});

const past = Math.floor(Date.now() / 1000) - 3600;
const lies: [string, Lie][] = [
  ['names another issuer', { claims: { iss: 'https://accounts.example.com' } }],
  ['is for another client', { claims: { aud: 'another client' } }],
  [
    'is for several clients and says not for whom',
    { claims: { aud: ['chatflow', 'another'], azp: 'another' } },
  ],
  ['has another nonce', { claims: { nonce: 'of another sign-in' } }],
  ['has no nonce', { claims: { nonce: undefined } }],
  ['has expired', { claims: { iat: past, exp: past + 300 } }],
  ['does not expire', { claims: { exp: undefined } }],
  ['has no subject', { claims: { sub: undefined } }],
  ['has an empty subject', { claims: { sub: '' } }],
  ['has a subject that is too long', { claims: { sub: 'x'.repeat(256) } }],
  ['is signed by another key', { signed: 'by another key' }],
  ['is not signed', { signed: 'not at all' }],
];
test.each(lies)('an ID token that %s signs no one in', async (_, lie) => {
  const { signIn } = await startWithLiar();
  expect(problem(await signIn(lie))).toEqual(refused);
});

test.each([
  ['text', 'true'],
  ['a number', 1],
])('an address whose verification is %s is not verified', async (_, verified) => {
  const { signIn } = await startWithLiar();
  expect(problem(await signIn({ claims: { email_verified: verified } }))).toMatchObject({
    code: 'provider_email_unverified',
  });
});

test('a code that comes with another issuer than that of the provider is not exchanged', async () => {
  const { liar, signIn } = await startWithLiar();
  expect(problem(await signIn({}, { iss: 'https://evil.example' }))).toEqual(refused);
  expect(liar.asked.token).toBe(0);
});

const outages: [string, Lie][] = [
  ['fails', { token: broken.error }],
  ['does not answer', { token: broken.silence }],
  ['breaks off', { token: broken.breakOff }],
  ['sends without end', { token: broken.flood }],
  ['fails to give its keys', { keys: broken.error }],
];
test.each(outages)('while the provider %s, a sign-in says so in time', async (_, lie) => {
  const { signIn } = await startWithLiar();
  expect(problem(await signIn(lie))).toEqual(unavailable);
});

test.each([
  ['no JSON', broken.noJson],
  [
    'a redirect into the network of the server',
    broken.redirectTo('http://169.254.169.254/latest/meta-data/'),
  ],
])('an answer that is %s is not followed', async (_, token) => {
  const { signIn } = await startWithLiar();
  expect(problem(await signIn({ token }))).toEqual(refused);
});

test('a provider that was down is asked again after a pause, once for all who wait', async () => {
  const clock = new ManualClock();
  const { liar, backend, signIn } = await startWithLiar({ clock });
  const begin = () => backend.call('POST', '/v1/auth/providers/test/start');
  liar.said.lie = { metadata: broken.error };
  const answers = await Promise.all([begin(), begin(), begin()]);
  for (const answer of answers) expect(problem(answer)).toEqual(unavailable);
  expect(problem(await begin())).toEqual(unavailable);
  expect(liar.asked.metadata).toBe(1);
  liar.said.lie = {};
  clock.advance(5_001);
  expect((await signIn()).status).toBe(200);
  expect((await signIn()).status).toBe(200);
  expect(liar.asked).toMatchObject({ metadata: 2, keys: 1 });
  // what is known serves while a newer answer fails
  clock.advance(60 * 60_000 + 1);
  liar.said.lie = { metadata: broken.error };
  expect((await begin()).status).toBe(200);
  expect(liar.asked.metadata).toBe(3);
});

test('what a provider says of itself must be of the issuer of the settings', async () => {
  const { liar, backend } = await startWithLiar();
  liar.metadata.issuer = 'https://accounts.example.com';
  const answer = await backend.call('POST', '/v1/auth/providers/test/start');
  expect(problem(answer)).toEqual(unavailable);
});

test('Apple gets a secret that its key signs, and its text for a verified address counts', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const clientSecret = privateKey.export({ type: 'pkcs8', format: 'pem' });
  const apple = { teamId: 'TEAM012345', keyId: 'KEY0123456' };
  const { liar, backend, signIn } = await startWithLiar({
    settings: { clientSecret, apple, scopes: ['openid', 'email', 'name'], responseMode: 'form_post' },
  });
  const { body } = await signIn({ claims: { email_verified: 'true' } });
  expect(body.pending).toMatchObject({ needs: 'username', email: 'ann@example.org' });
  const secret = liar.said.form.get('client_secret') ?? '';
  expect(decodeProtectedHeader(secret)).toMatchObject({ alg: 'ES256', kid: apple.keyId });
  expect(decodeJwt(secret)).toMatchObject({ iss: apple.teamId, sub: 'chatflow', aud: liar.issuer });
  const address = new URL((await start({ backend })).url).searchParams;
  expect(Object.fromEntries(address)).toMatchObject({
    response_mode: 'form_post',
    scope: 'openid email name',
    redirect_uri: `http://127.0.0.1:${backend.runtime.port}/v1/auth/providers/test/callback`,
  });
});
