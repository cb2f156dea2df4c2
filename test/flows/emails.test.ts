import { expect, test } from 'vitest';
import type { OwnProfile } from '../../shared/protocol/index.ts';
import { mailsTo, newestToken } from '../support/accounts/mails.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';

const verify = (backend: TestBackend, token: string) =>
  backend.call('POST', '/v1/auth/email/verify', { body: { token } });
const me = async (backend: TestBackend, { token }: Person) =>
  (await backend.call<OwnProfile>('GET', '/v1/users/me', { token })).body;
const changeTo = (backend: TestBackend, person: Person, email: string, password = person.password) =>
  backend.call('POST', '/v1/auth/email/change', { token: person.token, body: { email, password } });
const register = (backend: TestBackend, email: string, username = 'anna') =>
  backend.call<Person>('POST', '/v1/auth/register', {
    body: { username, email, name: 'Anna', password: 'seven purple umbrellas' },
  });

test('registering mails a link that verifies the address, once', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  expect((await me(backend, ann)).emailVerified).toBe(false);
  const [mail] = await mailsTo(backend, ann.user.email);
  expect(mail).toMatchObject({ to: ann.user.email, subject: 'Confirm your e-mail address' });
  expect(mail?.text).toContain(
    `${backend.runtime.url.replace('localhost', '127.0.0.1')}/verify-email#token=`,
  );

  const token = await newestToken(backend, ann.user.email);
  expect((await verify(backend, token)).status).toBe(204);
  expect((await me(backend, ann)).emailVerified).toBe(true);
  expect(problem(await verify(backend, token))).toEqual({ status: 400, code: 'invalid_link', fields: [] });
});

test('the link is mailed once more on request, and not once the address is verified', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const first = await newestToken(backend, ann.user.email);
  const resend = () => backend.call('POST', '/v1/auth/email/resend', { token: ann.token });
  expect((await resend()).status).toBe(202);
  const second = await newestToken(backend, ann.user.email);
  expect(second).not.toBe(first);
  expect((await verify(backend, second)).status).toBe(204);
  expect((await resend()).status).toBe(202);
  expect(await mailsTo(backend, ann.user.email)).toHaveLength(2);
});

test('another address counts once its link was followed, and the old one is informed', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  expect((await changeTo(backend, ann, 'ann@example.net')).status).toBe(202);
  expect((await me(backend, ann)).email).toBe(ann.user.email);
  expect((await verify(backend, await newestToken(backend, 'ann@example.net'))).status).toBe(204);

  expect(await me(backend, ann)).toMatchObject({ email: 'ann@example.net', emailVerified: true });
  const [notice] = await mailsTo(backend, ann.user.email);
  expect(notice?.subject).toBe('Your e-mail address was changed');
  const login = (username: string) =>
    backend.call('POST', '/v1/auth/login', { body: { username, password: ann.password } });
  expect((await login('ANN@example.net')).status).toBe(200);
  expect(problem(await login(ann.user.email))).toMatchObject({ code: 'invalid_credentials' });
  // the old address is free again
  expect((await register(backend, ann.user.email)).status).toBe(201);
});

test('changing the address needs the password', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  const refused = await changeTo(backend, ann, 'ann@example.net', 'a wrong one');
  expect(problem(refused)).toMatchObject({ status: 401, code: 'invalid_credentials' });
  expect(await mailsTo(backend, 'ann@example.net')).toEqual([]);
});

test('an address that is taken is refused, also where it is taken after the mail went out', async () => {
  const backend = await startBackend();
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  expect(problem(await changeTo(backend, ann, bob.user.email.toUpperCase()))).toMatchObject({
    code: 'email_taken',
  });

  expect((await changeTo(backend, ann, 'new@example.net')).status).toBe(202);
  const token = await newestToken(backend, 'new@example.net');
  expect((await register(backend, 'new@example.net')).status).toBe(201);
  expect(problem(await verify(backend, token))).toEqual({ status: 409, code: 'email_taken', fields: [] });
  expect((await me(backend, ann)).email).toBe(ann.user.email);
});

test('a link for another address is void once the password or the address was changed', async () => {
  const backend = await startBackend();
  const ann = await backend.person('ann');
  await changeTo(backend, ann, 'first@example.net');
  const first = await newestToken(backend, 'first@example.net');
  await changeTo(backend, ann, 'second@example.net');
  const second = await newestToken(backend, 'second@example.net');
  expect((await verify(backend, second)).status).toBe(204);
  expect(problem(await verify(backend, first))).toMatchObject({ code: 'invalid_link' });

  await changeTo(backend, ann, 'third@example.net');
  const third = await newestToken(backend, 'third@example.net');
  const body = { currentPassword: ann.password, newPassword: 'seven purple umbrellas' };
  await backend.call('POST', '/v1/auth/password/change', { token: ann.token, body });
  expect(problem(await verify(backend, third))).toMatchObject({ code: 'invalid_link' });
  expect((await me(backend, ann)).email).toBe('second@example.net');
});

test('the domain of an address can be in any script', async () => {
  const backend = await startBackend();
  const answer = await register(backend, 'anna@bücher.example');
  expect(answer).toMatchObject({ status: 201, body: { user: { email: 'anna@bücher.example' } } });
  // mail servers know it in this form, and it is the same address
  expect(await mailsTo(backend, 'anna@xn--bcher-kva.example')).toHaveLength(1);
  const again = await register(backend, 'Anna@XN--BCHER-KVA.example', 'another');
  expect(problem(again)).toMatchObject({ status: 409, code: 'email_taken' });
});

test.each(['änna@example.org', '用户@example.org', 'anna@büro@example.org'])(
  'an address whose mailbox is not in ASCII is refused with a code of its own: %s',
  async (email) => {
    const backend = await startBackend();
    const answer = await register(backend, email);
    const code = email.split('@').length > 2 ? 'validation_failed' : 'email_not_supported';
    expect(problem(answer)).toEqual({ status: 400, code, fields: ['email'] });
  },
);

test.each([
  'anna',
  'anna@',
  '@example.org',
  'anna@example',
  'anna@exa mple.org',
  'anna@example.org:80',
  'anna@example.org/x',
  'anna@[127.0.0.1]',
  'anna@.example.org',
  'an na@example.org',
  `${'a'.repeat(250)}@example.org`,
])('what is no address is invalid: %s', async (email) => {
  const backend = await startBackend();
  expect(problem(await register(backend, email))).toEqual({
    status: 400,
    code: 'validation_failed',
    fields: ['email'],
  });
});

test('the mails of a person are shown as a page, without running what is in them', async () => {
  const backend = await startBackend();
  await backend.call('POST', '/v1/auth/register', {
    body: {
      username: 'mallory',
      email: 'mallory@example.org',
      name: '<img src=x onerror=alert(1)>',
      password: 'seven purple umbrellas',
    },
  });
  await mailsTo(backend, 'mallory@example.org');
  const page = await fetch(`${backend.runtime.url}/_local/mail`, { headers: { accept: 'text/html' } });
  const html = await page.text();
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).toContain('mallory@example.org');
  expect(html).not.toContain('<img');
  expect(html).not.toContain('&lt;img');
  // once for the mail and once more for the attribute that holds it
  expect(html).toContain('&amp;lt;img src=x');
});

test('mails survive a restart', async () => {
  const first = await startBackend();
  const ann = await first.person('ann');
  const mails = await mailsTo(first, ann.user.email);
  await first.stop();
  const second = await startBackend({ dataDir: first.dataDir });
  expect(await mailsTo(second, ann.user.email)).toEqual(mails);
});
