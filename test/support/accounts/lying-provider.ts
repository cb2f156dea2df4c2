import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { onTestFinished } from 'vitest';

const kid = 'test';
const keyPair = generateKeyPair('ES256');
const otherPair = generateKeyPair('ES256');

/** What a provider says, as far as it differs from the truth. */
export interface Lie {
  /** Claims of the ID token; `undefined` leaves one out. */
  claims?: Readonly<Record<string, unknown>>;
  /** How the ID token is signed. */
  signed?: 'by another key' | 'not at all';
  /** What an endpoint does in the place of its answer. */
  metadata?: Answer;
  token?: Answer;
  keys?: Answer;
}
type Answer = (response: ServerResponse) => void;

/** Answers of servers that are out of order. */
export const broken = {
  error: (response: ServerResponse) => void response.writeHead(502).end(),
  silence: () => undefined,
  breakOff: (response: ServerResponse) => void response.destroy(),
  flood: (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ padding: 'x'.repeat(1_000_000) }));
  },
  noJson: (response: ServerResponse) =>
    void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Log in to the café network</p>'),
  redirectTo: (location: string) => (response: ServerResponse) =>
    void response.writeHead(302, { location }).end(),
} as const;

const json =
  (body: object): Answer =>
  (response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** An issuer by hand, for what a real provider cannot be made to say. It counts how often it was asked. */
export async function startLyingProvider() {
  const asked = { metadata: 0, token: 0, keys: 0 };
  const said: { lie: Lie; nonce: string; form: URLSearchParams } = {
    lie: {},
    nonce: '',
    form: new URLSearchParams(),
  };

  async function answer(url: string, body: string, response: ServerResponse): Promise<void> {
    const { lie } = said;
    if (url === '/.well-known/openid-configuration') {
      asked.metadata += 1;
      (lie.metadata ?? json(metadata))(response);
    } else if (url === '/keys') {
      asked.keys += 1;
      const jwk = await exportJWK((await keyPair).publicKey);
      (lie.keys ?? json({ keys: [{ ...jwk, kid, alg: 'ES256' }] }))(response);
    } else {
      asked.token += 1;
      said.form = new URLSearchParams(body);
      (lie.token ?? json(await tokens()))(response);
    }
  }

  async function tokens() {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: 'chatflow',
      sub: 'ann',
      nonce: said.nonce,
      iat: now,
      exp: now + 300,
      email: 'ann@example.org',
      email_verified: true,
      ...said.lie.claims,
    };
    return { access_token: 'x', token_type: 'Bearer', id_token: await idToken(claims, said.lie) };
  }

  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      answer(request.url ?? '', body, response).catch((error: unknown) => response.destroy(error as Error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  };
  return { issuer, metadata, asked, said };
}

async function idToken(claims: object, { signed }: Lie): Promise<string> {
  // what is `undefined` is left out
  const payload = JSON.parse(JSON.stringify(claims)) as Record<string, unknown>;
  if (signed === 'not at all') return new UnsecuredJWT(payload).encode();
  const { privateKey } = await (signed === 'by another key' ? otherPair : keyPair);
  return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
}
