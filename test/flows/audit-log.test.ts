import { expect, test } from 'vitest';
import { auditCommand } from '../../local/audit/command.ts';
import { readSettings } from '../../local/settings.ts';
import type { AuthReply } from '../../shared/protocol/index.ts';
import { mailsTo, newestToken } from '../support/accounts/mails.ts';
import { startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0';
const headers = { 'user-agent': firefox };

interface Listed {
  entries: { entry: { action: string; actor: string; outcome: string; device: string; address: string } }[];
}
interface Verified {
  chains: { links: number; entries: number; problems: unknown[] }[];
}

/** Waits until each entry of today is in its chain. */
async function sealed({ commands }: TestBackend): Promise<Verified> {
  const verify = async () => (await commands.audit({ verify: {} })) as Verified;
  await expect
    .poll(async () => (await verify()).chains.every(({ links, entries }) => links >= entries))
    .toBe(true);
  return verify();
}

const start = () => startBackend({ env: { DYNAMODB_STREAM: 'on' } });

async function signIn(backend: TestBackend, { user, password }: Person) {
  const body = { username: user.username, password };
  return (await backend.call<AuthReply>('POST', '/v1/auth/login', { body, headers })).body;
}

test('what users do to their accounts is recorded, sealed, and holds nothing secret', async () => {
  const backend = await start();
  const ann = await backend.person('ann');
  const call = (method: string, path: string, token: string | undefined, body?: object) =>
    backend.call(method, `/v1/auth${path}`, { token, headers, ...(body && { body }) });
  const { username, email } = ann.user;
  await call('POST', '/login', undefined, { username, password: 'wrong one' });
  await call('POST', '/login', undefined, { username: 'no-such-user', password: 'wrong one' });
  const phone = await signIn(backend, ann);
  await call('POST', '/logout', phone.token, { refreshToken: phone.refreshToken });
  const laptop = await signIn(backend, ann);
  await call('POST', '/email/verify', undefined, { token: await newestToken(backend, email) });
  const password = 'seven purple umbrellas';
  await call('POST', '/password/change', laptop.token, { currentPassword: 'wrong', newPassword: password });
  await call('POST', '/password/change', laptop.token, {
    currentPassword: ann.password,
    newPassword: password,
  });
  const other = `${username}@example.net`;
  await call('POST', '/email/change', laptop.token, { email: other, password });
  await call('POST', '/email/verify', undefined, { token: await newestToken(backend, other) });
  await call('DELETE', '/sessions?except=current', laptop.token);
  await call('POST', '/password/forgot', undefined, { email: other });
  await call('POST', '/password/reset', undefined, {
    token: await newestToken(backend, other),
    password: 'eleven green kettles',
  });

  const { chains } = await sealed(backend);
  expect(chains.flatMap(({ problems }) => problems)).toEqual([]);
  const { entries } = (await backend.commands.audit({ list: { person: username } })) as Listed;
  expect(entries.map(({ entry }) => `${entry.action} ${entry.outcome}`).reverse()).toEqual([
    'register done',
    'sign-in refused',
    'sign-in done',
    'sign-out done',
    'sign-in done',
    'verify-email done',
    'change-password refused',
    'change-password done',
    'request-email-change done',
    'change-email done',
    'end-sessions done',
    'reset-password done',
  ]);
  expect(entries[0]?.entry).toMatchObject({ actor: ann.user.id, device: 'Firefox on Windows' });
  const text = JSON.stringify(await backend.commands.audit({ list: {} }));
  expect(text).toContain('sign-in-unknown');
  const mails = await mailsTo(backend, email);
  for (const secret of [
    ann.password,
    password,
    'wrong one',
    'no-such-user',
    email,
    other,
    '127.0.0.1',
    '::1',
  ]) {
    expect(text, secret).not.toContain(secret);
  }
  expect(mails.length).toBeGreaterThan(0);
  expect(text).not.toContain(laptop.token);
  expect(text).not.toContain(laptop.refreshToken);
});

test('given a crash between an entry and its link, the link comes after the restart', async () => {
  const stuck = await startBackend({
    env: { TABLE: 'sqlite' },
    wrapFunctions: (functions) => ({
      ...functions,
      changes: () => Promise.reject(new Error('the function crashed')),
    }),
  });
  const ann = await stuck.person('ann');
  const { chains } = (await stuck.commands.audit({ verify: {} })) as Verified;
  expect(chains).toMatchObject([{ entries: 1, links: 0, pending: 1, problems: [] }]);
  const second = await restart(stuck);
  expect((await sealed(second)).chains).toMatchObject([{ entries: 1, links: 1, problems: [] }]);
  expect(await second.commands.audit({ list: { person: ann.user.id } })).toMatchObject({
    entries: [{ entry: { action: 'register' }, intact: true }],
  });
});

async function restart(backend: TestBackend): Promise<TestBackend> {
  await backend.stop();
  return startBackend({ dataDir: backend.dataDir, env: { TABLE: 'sqlite' } });
}

test('the commands list and verify the log of a stopped backend, and say that a running one has it', async () => {
  const backend = await startBackend({ env: { TABLE: 'sqlite' } });
  const ann = await backend.person('ann');
  await sealed(backend);
  const settings = readSettings({ DATA_DIR: backend.dataDir, LOG_LEVEL: 'silent' });
  const run = (...parameters: string[]) => auditCommand(parameters, settings);
  await expect(run('verify')).rejects.toThrow(/in use by another process/);
  await backend.stop();

  const verified = await run('verify');
  expect(verified).toMatchObject({ wrong: false });
  expect(verified.text).toMatch(
    /register \d: 1 entries, 1 links, the last [\w-]{43}\nNothing is wrong with it\.$/,
  );
  const listed = await run('list', '--person', ann.user.username);
  expect(listed.text).toMatch(
    new RegExp(`^\\d{4}-\\S+Z  register  done  ${ann.user.id}  address [\\w-]{22}$`),
  );
  expect(await run('verify', '--day', '2020-02-02')).toEqual({
    text: '2020-02-02\nNothing was recorded.',
    wrong: false,
  });
  await expect(run('list', '--person', 'no-such-user')).rejects.toThrow('There is no such user.');
  for (const wrong of [[], ['verify', '--day', 'x'], ['list', '--action', 'x'], ['list', '--limit', '0']]) {
    await expect(run(...wrong)).rejects.toThrow(/npm run audit/);
  }
});
