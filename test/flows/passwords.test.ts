import { expect, test } from 'vitest';
import { mailsTo, newestToken, tokenIn } from '../support/accounts/mails.ts';
import {
  problem,
  startBackend,
  watchfulPasswords,
  type Person,
  type TestBackend,
} from '../support/backend/runtime.ts';
import { ManualClock } from '../support/manual-clock.ts';

const newPassword = 'seven purple umbrellas';

const signIn = (backend: TestBackend, person: Person, password: string) =>
  backend.call('POST', '/v1/auth/login', { body: { username: person.user.username, password } });
const forgot = (backend: TestBackend, email: string) =>
  backend.call('POST', '/v1/auth/password/forgot', { body: { email } });
const reset = (backend: TestBackend, token: string, password = newPassword) =>
  backend.call('POST', '/v1/auth/password/reset', { body: { token, password } });

async function resetToken(backend: TestBackend, { user }: Person): Promise<string> {
  expect((await forgot(backend, user.email)).status).toBe(202);
  return newestToken(backend, user.email);
}

test('a mailed link sets a new password, once', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const token = await resetToken(backend, ann);
  expect((await reset(backend, token)).status).toBe(204);
  expect(problem(await signIn(backend, ann, ann.password))).toMatchObject({ code: 'invalid_credentials' });
  expect(await signIn(backend, ann, newPassword)).toMatchObject({
    status: 200,
    body: { user: { emailVerified: true } },
  });

  expect(problem(await reset(backend, token))).toEqual({ status: 400, code: 'invalid_link', fields: [] });
  const subjects = (await mailsTo(backend, ann.user.email)).map(({ subject }) => subject);
  // the address is verified by then, so that the sign-in is reported too
  expect(subjects).toEqual([
    'A new device signed in',
    'Your password was changed',
    'Choose a new password',
    'Confirm your e-mail address',
  ]);
});

test('a reset ends every session: refresh, HTTP and sockets', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const socket = await backend.socket(ann);
  const token = await resetToken(backend, ann);
  expect((await reset(backend, token)).status).toBe(204);

  expect(await socket.events('session:ended', 1)).toEqual([{ reason: 'session_revoked' }]);
  await socket.closed;
  expect(problem(await backend.call('GET', '/v1/users/me', { token: ann.token }))).toMatchObject({
    code: 'invalid_token',
  });
  const refreshed = await backend.call('POST', '/v1/auth/refresh', {
    body: { refreshToken: ann.refreshToken },
  });
  expect(problem(refreshed)).toMatchObject({ code: 'invalid_refresh_token' });
  await expect(backend.socket(ann)).rejects.toThrow(/401/);
});

test('asking for a reset answers the same where no account has the address, and mails nothing', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const known = await forgot(backend, ann.user.email.toUpperCase());
  const unknown = await forgot(backend, 'nobody@example.org');
  expect([unknown.status, unknown.body]).toEqual([known.status, known.body]);
  expect(await mailsTo(backend, 'nobody@example.org')).toEqual([]);
  expect((await mailsTo(backend, ann.user.email))[0]?.subject).toBe('Choose a new password');
});

test('mails come in the language of the request', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  await backend.call('POST', '/v1/auth/password/forgot', {
    body: { email: ann.user.email },
    headers: { 'accept-language': 'fr-FR,de-AT;q=0.8,en;q=0.5' },
  });
  const [mail] = await mailsTo(backend, ann.user.email);
  expect(mail?.subject).toBe('Wähle ein neues Passwort');
});

test.each([
  ['that was made up', () => 'x'.repeat(43)],
  ['with a NUL', () => '\0'],
])('a token %s is an invalid link', async (_, token) => {
  const backend = await startBackend();
  expect(problem(await reset(backend, token()))).toMatchObject({ status: 400, code: 'invalid_link' });
});

test('a link expires after half an hour', async () => {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const ann = await backend.person('ann');
  const token = await resetToken(backend, ann);
  clock.advance(30 * 60_000);
  expect(problem(await reset(backend, token))).toMatchObject({ code: 'invalid_link' });
  expect((await signIn(backend, ann, ann.password)).status).toBe(200);
});

test('a link is for one purpose: one that verifies the address sets no password, and the other way round', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const verification = await newestToken(backend, ann.user.email);
  expect(problem(await reset(backend, verification))).toMatchObject({ code: 'invalid_link' });
  const token = await resetToken(backend, ann);
  const verified = await backend.call('POST', '/v1/auth/email/verify', { body: { token } });
  expect(problem(verified)).toMatchObject({ code: 'invalid_link' });
  expect((await reset(backend, token)).status).toBe(204);
});

test('of two links, the other is void once one has set a password', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const first = await resetToken(backend, ann);
  const second = await resetToken(backend, ann);
  expect((await reset(backend, second)).status).toBe(204);
  expect(problem(await reset(backend, first, 'yet another umbrella'))).toMatchObject({
    code: 'invalid_link',
  });
});

test('of many who use a link at once, one sets the password', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const token = await resetToken(backend, ann);
  const passwords = Array.from({ length: 8 }, (_, index) => `umbrella number ${index}, in purple`);
  const answers = await Promise.all(passwords.map((password) => reset(backend, token, password)));
  expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(7).fill(400)]);
  const winner = passwords[answers.findIndex(({ status }) => status === 204)] ?? '';
  expect((await signIn(backend, ann, winner)).status).toBe(200);
});

test('a password that is refused leaves the link as it was', async () => {
  const backend = await startBackend({ passwords: watchfulPasswords });
  const ann = await backend.person('ann');
  const token = await resetToken(backend, ann);
  expect(problem(await reset(backend, token, 'password123'))).toEqual({
    status: 400,
    code: 'weak_password',
    fields: ['password'],
  });
  expect(problem(await reset(backend, token, 'short'))).toMatchObject({ code: 'validation_failed' });
  expect((await reset(backend, token)).status).toBe(204);
});

test('changing the password ends the other sessions and keeps this one', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const other = await signIn(backend, ann, ann.password);
  const otherPerson = other.body as Person;
  const [here, there] = [await backend.socket(ann), await backend.socket(otherPerson)];
  const body = { currentPassword: ann.password, newPassword };
  expect((await backend.call('POST', '/v1/auth/password/change', { token: ann.token, body })).status).toBe(
    204,
  );

  expect(await there.events('session:ended', 1)).toEqual([{ reason: 'session_revoked' }]);
  const me = await backend.call('GET', '/v1/users/me', { token: otherPerson.token });
  expect(problem(me)).toMatchObject({ code: 'invalid_token' });
  expect((await here.request('ping', {})).type).toBe('ack');
  const refreshed = await backend.call('POST', '/v1/auth/refresh', {
    body: { refreshToken: ann.refreshToken },
  });
  expect(refreshed.status).toBe(200);
  expect((await signIn(backend, ann, newPassword)).status).toBe(200);
});

test('changing the password needs the current one, and a good new one', async () => {
  const backend = await startBackend({ passwords: watchfulPasswords });
  const ann = await backend.person('ann');
  const change = (currentPassword: string, newPassword: string) =>
    backend.call('POST', '/v1/auth/password/change', {
      token: ann.token,
      body: { currentPassword, newPassword },
    });
  expect(problem(await change('a wrong one', newPassword))).toMatchObject({
    status: 401,
    code: 'invalid_credentials',
  });
  expect(problem(await change(ann.password, 'qwertyuiop'))).toEqual({
    status: 400,
    code: 'weak_password',
    fields: ['newPassword'],
  });
  expect((await signIn(backend, ann, ann.password)).status).toBe(200);
});

test.each(['password123', 'Passw0rd!', '12345678', 'qwertyuiop', 'abcabcabc', 'ann-w-1815', '20112026'])(
  'registering with the password %s is refused, with the reason',
  async (password) => {
    const backend = await startBackend({ passwords: watchfulPasswords });
    const body = { username: 'ann-w-1815', email: 'ann@example.org', name: 'Ann', password };
    const answer = await backend.call('POST', '/v1/auth/register', { body });
    expect(problem(answer)).toEqual({ status: 400, code: 'weak_password', fields: ['password'] });
    expect(JSON.stringify(answer.body)).toMatch(/too easy to guess: it /);
  },
);

test('a sign-in hashes the password anew once hashes cost more', async () => {
  const first = await startBackend();
  const ann = await first.person('ann');
  await first.stop();
  const { hash, verify } = { hash: [] as string[], verify: [] as string[] };
  const passwords = {
    hash: (password: string) => {
      hash.push(password);
      return Promise.resolve(`$2b$05$${password}`);
    },
    verify: (password: string, hashed: string) => {
      verify.push(hashed);
      return Promise.resolve(password === ann.password);
    },
    estimate: () => Promise.resolve({ guesses: Infinity }),
    close: () => Promise.resolve(),
  };
  const backend = await startBackend({ dataDir: first.dataDir, config: { passwordCost: 5 }, passwords });
  expect((await signIn(backend, ann, ann.password)).status).toBe(200);
  expect((await signIn(backend, ann, ann.password)).status).toBe(200);
  expect(hash).toEqual([ann.password]);
  expect(verify.map((hashed) => hashed.slice(0, 7))).toEqual(['$2b$04$', '$2b$05$']);
});

test('the queue holds no address in clear', async () => {
  const queued: string[] = [];
  const backend = await startBackend({
    wrapPorts: (ports) => ({
      ...ports,
      work: {
        add: (work, delay) => {
          queued.push(JSON.stringify(work));
          return ports.work.add(work, delay);
        },
      },
    }),
  });
  const ann = await backend.person('ann');
  await forgot(backend, ann.user.email);
  tokenIn((await mailsTo(backend, ann.user.email))[0]);
  expect(queued).toHaveLength(2);
  expect(queued.join()).not.toContain('@');
});
