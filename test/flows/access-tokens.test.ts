import { createHmac, createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Jwks } from '../../shared/protocol/index.ts';
import { StubClock } from '../support/backend/gateway.ts';
import { problem, startBackend, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { Refused, TestSocket } from '../support/backend/test-socket.ts';

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>;

interface Parts {
  header: Record<string, unknown>;
  payload: Record<string, unknown>;
  signature: string;
}

function partsOf(token: string): Parts {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { header: decode(header), payload: decode(payload), signature };
}

/** A token with these parts and a signature that the server's own key made. */
async function signed({ runtime }: TestBackend, header: object, payload: object): Promise<string> {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${Buffer.from(await runtime.app.signer.sign(Buffer.from(input))).toString('base64url')}`;
}

function without(payload: Record<string, unknown>, claim: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => name !== claim));
}

/** Tokens that must not be accepted, made from the genuine one of `person`. */
async function badTokens(
  backend: TestBackend,
  person: Person,
  other: Person,
): Promise<Record<string, string>> {
  const { header, payload, signature } = partsOf(person.token);
  const [head = '', body = ''] = person.token.split('.');
  const { keys } = (await backend.call<Jwks>('GET', '/.well-known/jwks.json')).body;
  const [publicKey] = keys;
  if (!publicKey) throw new Error('the server has no key');
  const pem = createPublicKey({ key: publicKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const hs256 = (secret: string) => {
    const input = `${encode({ ...header, alg: 'HS256' })}.${body}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const foreign = await generateKeyPair('ES256', { extractable: true });
  const foreignJwk = await exportJWK(foreign.publicKey);
  const byForeign = (fields: object) =>
    new SignJWT(payload).setProtectedHeader({ ...header, alg: 'ES256', ...fields }).sign(foreign.privateKey);
  const rs256 = await generateKeyPair('RS256');

  return {
    garbage: 'garbage',
    'three parts of garbage': 'a.b.c',
    'empty parts': '..',
    'five parts': 'a.b.c.d.e',
    'a refresh token': person.refreshToken,
    'no signature': `${head}.${body}.`,
    'another signature': `${head}.${body}.${partsOf(other.token).signature}`,
    'a signature of zeros': `${head}.${body}.${Buffer.alloc(64).toString('base64url')}`,
    'a cut signature': `${head}.${body}.${signature.slice(0, -4)}`,
    'another subject': `${head}.${encode({ ...payload, sub: other.user.id })}.${signature}`,
    'a role of its own': `${head}.${encode({ ...payload, role: 'admin' })}.${signature}`,
    'a later end': `${head}.${encode({ ...payload, exp: Number(payload['exp']) + 3600 })}.${signature}`,
    'alg none': `${encode({ ...header, alg: 'none' })}.${body}.`,
    'alg none with a signature': `${encode({ ...header, alg: 'none' })}.${body}.${signature}`,
    'HS256 with the public key as PEM': hs256(pem.toString()),
    'HS256 with the public key as JWK': hs256(JSON.stringify(publicKey)),
    'HS256 with an empty key': hs256(''),
    'RS256 with the same key id': await new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: String(header['kid']) })
      .sign(rs256.privateKey),
    'a foreign key with the same id': await byForeign({}),
    'a foreign key with its own id': await byForeign({ kid: await calculateJwkThumbprint(foreignJwk) }),
    'a foreign key without an id': await byForeign({ kid: undefined }),
    'a foreign key that the header brings along': await byForeign({ jwk: foreignJwk }),
    'a critical extension': await signed(backend, { ...header, crit: ['x'], x: 1 }, payload),
    'another issuer': await signed(backend, header, { ...payload, iss: 'elsewhere' }),
    'another audience': await signed(backend, header, { ...payload, aud: 'elsewhere' }),
    'an unknown role': await signed(backend, header, { ...payload, role: 'root' }),
    'a subject that is no text': await signed(backend, header, { ...payload, sub: 5 }),
    'an end that is no number': await signed(backend, header, { ...payload, exp: 'never' }),
    ...Object.fromEntries(
      await Promise.all(
        ['iss', 'aud', 'sub', 'sid', 'role', 'iat', 'exp', 'jti'].map(
          async (claim) => [`no ${claim}`, await signed(backend, header, without(payload, claim))] as const,
        ),
      ),
    ),
  };
}

/** The status that refuses a handshake, 101 if it succeeds. */
async function handshake(
  { runtime }: TestBackend,
  subprotocols: string[],
  headers: Record<string, string> = {},
): Promise<number> {
  const opening = TestSocket.open(`ws://127.0.0.1:${runtime.port}/ws`, subprotocols, { headers });
  const outcome = await opening.catch((error: unknown) => error);
  if (outcome instanceof Refused) return outcome.status;
  if (!(outcome instanceof TestSocket)) throw outcome;
  outcome.terminate();
  return 101;
}

describe('a bad access token', () => {
  it('is refused by routes and by the socket handshake, whatever is wrong with it', async () => {
    const backend = await startBackend();
    const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
    const { header, payload } = partsOf(ann.token);
    // the same way of making tokens makes good ones
    const again = await signed(backend, header, { ...payload, jti: 'again' });
    expect((await backend.call('GET', '/v1/users/me', { token: again })).status).toBe(200);

    for (const [what, token] of Object.entries(await badTokens(backend, ann, bob))) {
      const answer = await backend.call('GET', '/v1/users/me', { token });
      expect.soft(problem(answer), what).toEqual({ status: 401, code: 'invalid_token', fields: [] });
      expect.soft(answer.headers.get('content-type'), what).toBe('application/problem+json');
      expect.soft(answer.headers.get('www-authenticate'), what).toBe('Bearer');
      expect.soft(await handshake(backend, ['chat.v1', `bearer.${token}`]), what).toBe(401);
      const authorization = { authorization: `Bearer ${token}` };
      expect.soft(await handshake(backend, ['chat.v1'], authorization), what).toBe(401);
    }
  });

  it('a token with any character changed is refused as invalid_token', async () => {
    const backend = await startBackend();
    const { token } = await backend.person('ann');
    const alphabet = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.');
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.constantFrom(...alphabet), async (at, character) => {
        fc.pre(token[at] !== character);
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        // the last character of base64url has bits that mean nothing
        const same = Buffer.from(token.slice(-86), 'base64url').equals(
          Buffer.from(changed.slice(-86), 'base64url'),
        );
        fc.pre(at < token.length - 1 || !same);
        const answer = await backend.call('GET', '/v1/users/me', { token: changed });
        expect(problem(answer)).toMatchObject({ status: 401, code: 'invalid_token' });
      }),
      { numRuns: 150 },
    );
  });

  it('a token is accepted until the second it expires, then refused as token_expired', async () => {
    const clock = new StubClock();
    const backend = await startBackend({ clock });
    const ann = await backend.person('ann');
    const ask = () => backend.call('GET', '/v1/users/me', { token: ann.token });
    const connect = () => handshake(backend, ['chat.v1', `bearer.${ann.token}`]);
    const socket = await backend.socket(ann);

    clock.advance((ann.expiresIn - 1) * 1000);
    expect((await ask()).status).toBe(200);
    expect(await connect()).toBe(101);

    clock.advance(1000);
    expect(problem(await ask())).toEqual({ status: 401, code: 'token_expired', fields: [] });
    expect(await connect()).toBe(401);
    expect(await handshake(backend, ['chat.v1'], { authorization: `Bearer ${ann.token}` })).toBe(401);
    // a token is asked for when a socket opens; an open one lives on
    expect((await socket.request('ping')).type).toBe('ack');
  });
});

describe('the authorization header', () => {
  it('is required, in the form of RFC 6750', async () => {
    const backend = await startBackend();
    const { token } = await backend.person('ann');
    const ask = (authorization?: string) =>
      backend.call('GET', '/v1/users/me', { headers: authorization === undefined ? {} : { authorization } });
    const wrong = [undefined, '', 'Bearer', 'Bearer ', token, `Basic ${token}`, `Bearer ${token} x`];
    for (const authorization of wrong) {
      const answer = problem(await ask(authorization));
      expect.soft(answer, authorization).toEqual({ status: 401, code: 'unauthenticated', fields: [] });
    }
    expect((await ask(`bearer ${token}`)).status).toBe(200);
    expect((await backend.call('GET', `/v1/users/me?token=${token}`)).status).toBe(401);
  });

  it('is checked before the query and the body', async () => {
    const backend = await startBackend();
    const answer = await backend.call('POST', '/v1/conversations?x=1', { body: 'not JSON' });
    expect(problem(answer)).toEqual({ status: 401, code: 'unauthenticated', fields: [] });
  });
});

describe('the handshake', () => {
  it('without a token is refused with 401', async () => {
    const backend = await startBackend();
    const { token } = await backend.person('ann');
    for (const offer of [[], ['chat.v1'], ['bearer.'], ['chat.v1', 'bearer.'], ['chat.v1', token]]) {
      expect.soft(await handshake(backend, offer), offer.join()).toBe(401);
    }
    for (const authorization of ['Bearer', `Basic ${token}`, `Bearer ${token} x`]) {
      expect.soft(await handshake(backend, ['chat.v1'], { authorization }), authorization).toBe(401);
    }
  });

  it('selects exactly chat.v1 wherever it stands among the offered subprotocols', async () => {
    const backend = await startBackend();
    const { token } = await backend.person('ann');
    const url = `ws://127.0.0.1:${backend.runtime.port}/ws`;
    const headers = { authorization: `Bearer ${token}` };
    const selected = async (offer: string[], options = {}) => {
      const socket = await TestSocket.open(url, offer, options);
      const { subprotocol } = socket;
      expect((await socket.request('ping')).type).toBe('ack');
      socket.terminate();
      return subprotocol;
    };
    expect(await selected(['chat.v1', `bearer.${token}`])).toBe('chat.v1');
    expect(await selected([`bearer.${token}`, 'chat.v2', 'chat.v1'])).toBe('chat.v1');
    expect(await selected(['chat.v1'], { headers })).toBe('chat.v1');
    expect(await selected([], { headers })).toBe('');
  });

  it('given different tokens in subprotocol and header, uses the subprotocol', async () => {
    const backend = await startBackend();
    const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
    const conversation = await backend.conversation(ann, [bob]);
    const headers = { authorization: `Bearer ${bob.token}` };
    const url = `ws://127.0.0.1:${backend.runtime.port}/ws`;
    const socket = await TestSocket.open(url, ['chat.v1', `bearer.${ann.token}`], { headers });
    const bobs = await backend.socket(bob);
    await socket.request('message:send', { conversationId: conversation.id, clientId: 'c1', text: 'hello' });
    expect(await bobs.events('message:new', 1)).toMatchObject([{ senderId: ann.user.id }]);
    socket.terminate();
    // a bad token there is not made good by a good header
    expect(await handshake(backend, ['chat.v1', 'bearer.x'], headers)).toBe(401);
  });

  it('with an unexpired token of an ended session is refused', async () => {
    const backend = await startBackend();
    const ann = await backend.person('ann');
    const signedIn = await backend.call<Person>('POST', '/v1/auth/login', {
      body: { username: ann.user.username, password: ann.password },
    });
    const body = { refreshToken: ann.refreshToken };
    expect((await backend.call('POST', '/v1/auth/logout', { token: ann.token, body })).status).toBe(204);

    expect(await handshake(backend, ['chat.v1', `bearer.${ann.token}`])).toBe(401);
    expect(await handshake(backend, ['chat.v1'], { authorization: `Bearer ${ann.token}` })).toBe(401);
    // what was refused does not count as present
    expect((await backend.runtime.app.presence.of(ann.user.id)).shown.online).toBe(false);
    // the other device is still signed in
    expect(await handshake(backend, ['chat.v1', `bearer.${signedIn.body.token}`])).toBe(101);
  });
});
