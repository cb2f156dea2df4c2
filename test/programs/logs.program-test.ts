import { expect, test } from 'vitest';
import type { SentMail } from '../../local/mail/mailbox.ts';
import type { AuthReply } from '../../shared/protocol/index.ts';
import { startProgram } from '../support/backend/backend-process.ts';
import { apiAt } from '../support/backend/api.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';

test('given a run at the level debug, what is printed holds nothing secret', async () => {
  const dataDir = await temporaryFolder();
  const program = startProgram('local/main.ts', { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'debug' });
  const [, printed] = await program.prints(/HTTP API +http:\/\/localhost:(\d+)\/v1\n[^]*Stop with/);
  const { call, people, conversation, socket } = apiAt(Number(printed));
  const [ann, bob] = await people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const headers = { cookie: 'name=a-secret-cookie' };
  const text = 'a text that only two may read';
  const { id: conversationId } = await conversation(ann, [bob]);
  await call('POST', `/v1/conversations/${conversationId}/messages`, {
    token: ann.token,
    body: { text },
    headers,
  });
  const open = await socket(bob);
  await open.request('message:send', { conversationId, clientId: 'c1', text });
  await open.request('sync', {});
  await open.request('message:send', { conversationId, text });
  open.send(`{"type": broken, "text": "${text}"}`);

  const { username, email } = ann.user;
  await call('POST', '/v1/auth/login', { body: { username, password: 'a wrong password' }, headers });
  await call('POST', '/v1/auth/login', { body: `{"username":"${username}","password":"${ann.password}` });
  await call('GET', '/v1/users/me', { token: `${ann.token}x` });
  await call('POST', '/v1/auth/password/forgot', { body: { email } });
  const mails = await call<{ items: SentMail[] }>('GET', `/_local/mail?to=${encodeURIComponent(email)}`);
  const tokens = mails.body.items.map((mail) => /#token=([\w-]{43})/.exec(mail.text)?.[1] ?? '');
  const password = 'seven purple umbrellas';
  await call('POST', '/v1/auth/password/reset', { body: { token: tokens[0], password } });
  const again = await call<AuthReply>('POST', '/v1/auth/login', { body: { username, password } });
  const { token, refreshToken } = again.body;
  await call('POST', '/v1/auth/refresh', { body: { refreshToken } });
  await call('POST', '/v1/auth/logout', { token, body: { refreshToken } });

  program.kill('SIGTERM');
  const { stdout, stderr } = await program.ended;
  // that a mail came is said to the person at the terminal, beside the log
  const log = `${stdout}${stderr}`.replace(/^A mail came for .*$/gm, '');
  expect(log).toContain('"level":20');
  expect(tokens).toHaveLength(2);
  const secrets = [ann, bob].flatMap((person) => [
    person.token,
    person.refreshToken,
    person.deviceToken,
    person.password,
    person.user.email,
  ]);
  const others = [token, refreshToken, password, 'a wrong password', text, 'a-secret-cookie', ...tokens];
  for (const secret of [...secrets, ...others]) {
    expect(secret).not.toBe('');
    expect(log).not.toContain(secret);
  }
});
