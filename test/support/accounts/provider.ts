import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';
import { onTestFinished } from 'vitest';
import { providerMemory } from './provider-memory.ts';

/** A user of the provider. */
export interface ProviderUser {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export const clientId = 'chatflow';
export const clientSecret = 'a secret of the client';

/** A real OpenID Connect provider on a free port of this machine, whose users choose themselves on its page. */
export interface TestProvider {
  issuer: string;
  /** Its users, by subject. */
  users: Map<string, ProviderUser>;
  /** Opens it for the clients at these addresses, which are known only once the backend runs. */
  admit: (redirectUris: readonly string[]) => void;
  /** Opens the page at `url` as a browser does that has no session there, and signs `subject` in, or cancels. Where it is sent. */
  visit: (url: string, subject: string | undefined) => Promise<URLSearchParams>;
}

export async function startProvider(): Promise<TestProvider> {
  let handle = (_: IncomingMessage, response: ServerResponse) => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => close(server));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const users = new Map<string, ProviderUser>();
  return {
    issuer,
    users,
    admit(redirectUris) {
      const provider = new Provider(issuer, configurationFor(redirectUris, users));
      const answer = provider.callback();
      handle = (request, response) => {
        if (request.url?.startsWith('/interaction/')) void interact(provider, users, request, response);
        else void answer(request, response);
      };
    },
    visit: (url, subject) => visit(issuer, url, subject),
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

/** Making an RSA key takes a while: one does for all tests of a file. */
const signingKey = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
  kid: 'test',
};

const configurationFor = (
  redirectUris: readonly string[],
  users: ReadonlyMap<string, ProviderUser>,
): Configuration => ({
  adapter: providerMemory(),
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [...redirectUris],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  jwks: { keys: [signingKey] },
  cookies: { keys: ['a key of the tests'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  findAccount: (_, accountId) => ({
    accountId,
    claims: () => Promise.resolve({ sub: accountId, ...users.get(accountId) }),
  }),
  // who signs in agrees
  async loadExistingGrant({ oidc }) {
    const grant = new oidc.provider.Grant({
      clientId: oidc.client?.clientId ?? '',
      accountId: oidc.session?.accountId ?? '',
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

/** The page of the provider: a button for each user, and one to cancel. */
async function interact(
  provider: Provider,
  users: ReadonlyMap<string, ProviderUser>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET') {
    const buttons = [...users.keys()].map(
      (subject) => `<button name="subject" value="${subject}">${subject}</button>`,
    );
    const page = `<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><form method="post">${buttons.join('')}<button>Cancel</button></form>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    return;
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const subject = new URLSearchParams(body).get('subject');
  const cancelled = { error: 'access_denied', error_description: 'The user cancelled.' };
  await provider.interactionFinished(
    request,
    response,
    subject === null ? cancelled : { login: { accountId: subject } },
  );
}

async function visit(issuer: string, url: string, subject: string | undefined): Promise<URLSearchParams> {
  const cookies = new Map<string, string>();
  let next: [string, RequestInit] = [url, {}];
  for (let step = 0; step < 10; step += 1) {
    const [address, options] = next;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { ...options, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) {
      if (!address.includes('/interaction/')) return formIn(await response.text());
      next = [
        address,
        { method: 'POST', body: new URLSearchParams(subject === undefined ? {} : { subject }) },
      ];
      continue;
    }
    const target = new URL(location, address);
    if (target.origin !== issuer) return target.searchParams;
    next = [target.href, {}];
  }
  throw new Error('the provider sends on and on');
}

/** The fields of a form that a browser posts by itself (`form_post`). */
const formIn = (page: string): URLSearchParams =>
  new URLSearchParams(
    [...page.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
