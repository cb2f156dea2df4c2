import type { RuntimeOverrides } from '../../../local/runtime.ts';
import type { AuthReply, ProviderOutcome, ProviderStart } from '../../../shared/protocol/index.ts';
import { newestToken } from './mails.ts';
import { clientId, clientSecret, startProvider, type TestProvider } from './provider.ts';
import { startBackend, type Answer, type Person, type TestBackend } from '../backend/runtime.ts';

/** The setting for a provider at an issuer. */
export const settingFor = (issuer: string, more: object = {}) => [
  { id: 'test', name: 'Test', issuer, clientId, clientSecret, ...more },
];

/** A backend whose users can sign in at a provider. */
export interface ProviderBackend {
  backend: TestBackend;
  provider: TestProvider;
}

export async function startWithProvider(
  { settings = {}, ...overrides }: RuntimeOverrides & { settings?: object } = {},
  start: typeof startBackend = startBackend,
): Promise<ProviderBackend> {
  const provider = await startProvider();
  const backend = await start({
    ...overrides,
    env: { IDENTITY_PROVIDERS: JSON.stringify(settingFor(provider.issuer, settings)) },
  });
  const { port } = backend.runtime;
  const origins = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  provider.admit(
    origins.flatMap((origin) => [`${origin}/auth/callback`, `${origin}/v1/auth/providers/test/callback`]),
  );
  return { backend, provider };
}

const at = '/v1/auth/providers/test';

export const start = async ({ backend }: Pick<ProviderBackend, 'backend'>): Promise<ProviderStart> => {
  const answer = await backend.call<ProviderStart>('POST', `${at}/start`);
  if (answer.status !== 200) throw new Error(`it did not begin: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

export const finish = (
  { backend }: Pick<ProviderBackend, 'backend'>,
  ticket: string,
  answer: URLSearchParams | Record<string, string>,
): Promise<Answer<ProviderOutcome>> => {
  const { state, code, iss, error } = Object.fromEntries(new URLSearchParams(answer));
  return backend.call('POST', `${at}/finish`, { body: { ticket, state, code, iss, error } });
};

/** Signs a user of the provider in, as far as that goes without more. */
export async function signInAs(world: ProviderBackend, subject: string | undefined) {
  const { url, ticket } = await start(world);
  return finish(world, ticket, await world.provider.visit(url, subject));
}

/** A new account, of a user of the provider. */
export async function signUpAs(world: ProviderBackend, subject: string, username: string) {
  const { body } = await signInAs(world, subject);
  const sent = { token: body.pending?.token, username, name: 'Someone' };
  return world.backend.call<AuthReply>('POST', '/v1/auth/providers/sign-up', { body: sent });
}

/** Confirms the address of a person. */
export async function confirmAddress(backend: TestBackend, { user }: Person): Promise<void> {
  const token = await newestToken(backend, user.email);
  await backend.call('POST', '/v1/auth/email/verify', { body: { token } });
}
