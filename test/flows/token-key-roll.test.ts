import { decodeProtectedHeader } from 'jose';
import { expect, it } from 'vitest';
import { createKmsTokenSigner } from '../../shared/platform/aws/keys/kms-token-signer.ts';
import type { AuthReply, Jwks, TokenReply } from '../../shared/protocol/index.ts';
import { fakeKms } from '../support/aws/fake-kms.ts';
import { startBackend, temporaryFolder, type TestBackend } from '../support/backend/runtime.ts';

it('a change from one token key to the next refuses no valid token', async () => {
  const { client } = fakeKms([], ['one', 'two']);
  const dataDir = await temporaryFolder();
  let running: TestBackend | undefined;
  /** The same backend, deployed anew with these keys. */
  async function deploy(signing: string, accepted?: string): Promise<TestBackend> {
    await running?.stop();
    const signer = createKmsTokenSigner(client, signing, accepted);
    running = await startBackend({ dataDir, wrapPorts: (ports) => ({ ...ports, signer }) });
    return running;
  }
  const kid = (token: string) => decodeProtectedHeader(token).kid;
  const published = async ({ call }: TestBackend) =>
    (await call<Jwks>('GET', '/.well-known/jwks.json')).body.keys.map((key) => key.kid);
  const me = ({ call }: TestBackend, token: string) => call('GET', '/v1/users/me', { token });

  const before = await deploy('one');
  const ann = await before.person('ann');
  const first = kid(ann.token);
  expect(await published(before)).toEqual([first]);

  const announced = await deploy('one', 'two');
  expect(await published(announced)).toEqual([first, expect.any(String)]);
  expect(await me(announced, ann.token)).toMatchObject({ status: 200 });

  const rolled = await deploy('two', 'one');
  expect(await me(rolled, ann.token)).toMatchObject({ status: 200 });
  const socket = await rolled.socket(ann);
  expect(await socket.request('sync', {})).toMatchObject({ type: 'ack' });
  const { username } = ann.user;
  const login = await rolled.call<AuthReply>('POST', '/v1/auth/login', {
    body: { username, password: ann.password },
  });
  const second = kid(login.body.token);
  expect(second).not.toBe(first);
  expect(await published(rolled)).toEqual([second, first]);
  expect(await me(rolled, login.body.token)).toMatchObject({ status: 200 });

  const over = await deploy('two');
  expect(await published(over)).toEqual([second]);
  expect(await me(over, login.body.token)).toMatchObject({ status: 200 });
  expect(await me(over, ann.token)).toMatchObject({ status: 401, body: { code: 'invalid_token' } });
  const renewed = await over.call<TokenReply>('POST', '/v1/auth/refresh', {
    body: { refreshToken: ann.refreshToken },
  });
  expect(kid(renewed.body.token)).toBe(second);
});
