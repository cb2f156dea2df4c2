import { ECDH } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import type { AuthReply, PushKey } from '../../shared/protocol/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { problem, startBackend } from '../support/backend/runtime.ts';
import { TestBrowser } from '../support/push/browser.ts';

/** Ann and Bob, and devices on which they are signed in besides. */
async function start() {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const { durable } = backend.runtime.app;
  const [ann, bob] = await backend.people('ann', 'bob');
  if (!ann || !bob) throw new Error('two people');
  const subscribe = ({ token }: { token: string }, body: object) =>
    backend.call('PUT', '/v1/push/subscriptions', { token, body });
  const sessionsOf = async (userId: string) => (await durable.query(keys.sessions(userId))).items;
  return {
    backend,
    clock,
    ann,
    bob,
    subscribe,
    unsubscribe: ({ token }: { token: string }) =>
      backend.call('DELETE', '/v1/push/subscriptions', { token }),
    signIn: async ({ user }: typeof ann) => {
      const body = { username: user.username, password: `password of ${user.name.toLowerCase()}` };
      return (await backend.call<AuthReply>('POST', '/v1/auth/login', { body })).body;
    },
    /** How many of a user's sessions are reached by pushes. */
    reached: async ({ user }: typeof ann) =>
      (await sessionsOf(user.id)).filter((item) => 'pushAddress' in item).length,
    sessionsOf,
  };
}
const endpoint = (name: string) => `https://push.example.net/send/${name}`;

describe('the key', () => {
  it('is a point on P-256, always the same, and another than that of tokens', async () => {
    const { backend, ann, bob } = await start();
    const ask = async ({ token }: { token: string }) =>
      (await backend.call<PushKey>('GET', '/v1/push/key', { token })).body;
    const { publicKey, types } = await ask(ann);
    expect(types).toEqual(['web']);
    const point = Buffer.from(publicKey, 'base64url');
    expect(ECDH.convertKey(point, 'prime256v1')).toHaveLength(65);
    expect(await ask(bob)).toEqual({ publicKey, types });
    const { body } = await backend.call<{ keys: { x: string }[] }>('GET', '/.well-known/jwks.json');
    const x = point.subarray(1, 33).toString('base64url');
    expect(body.keys.map((key) => key.x)).not.toContain(x);
  });
});

describe('a subscription', () => {
  it('is sealed, and nothing of it stands in a table in clear', async () => {
    const { ann, bob, subscribe, sessionsOf, backend } = await start();
    const { subscription } = new TestBrowser(endpoint('secret-of-ann'));
    expect((await subscribe(ann, subscription)).status).toBe(204);
    const { durable } = backend.runtime.app;
    const settings = await durable.get(keys.notificationSettings(ann.user.id));
    const stored = [...(await sessionsOf(ann.user.id)), settings];
    const text = stored
      .flatMap((item) => Object.values(item ?? {}))
      .map((value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value),
      )
      .join('\n');
    for (const secret of ['secret-of-ann', 'push.example.net', ...Object.values(subscription.keys)]) {
      expect(text).not.toContain(secret);
    }
    // the settings are what they were
    const { body } = await backend.call('GET', '/v1/notifications/settings', { token: ann.token });
    expect(body).not.toHaveProperty('subscribed');
    expect((await subscribe(bob, subscription)).status).toBe(204);
  });

  it('of a session takes the place of the one before, and saying it again writes nothing', async () => {
    const { ann, subscribe, reached, sessionsOf } = await start();
    const first = new TestBrowser(endpoint('a'));
    await subscribe(ann, first.subscription);
    const [before] = await sessionsOf(ann.user.id);
    await subscribe(ann, first.subscription);
    expect(await sessionsOf(ann.user.id)).toEqual([before]);
    // the same address with other keys is another one
    await subscribe(ann, new TestBrowser(endpoint('a')).subscription);
    const [renewed] = await sessionsOf(ann.user.id);
    expect(renewed?.['pushAddress']).not.toEqual(before?.['pushAddress']);
    await subscribe(ann, new TestBrowser(endpoint('b')).subscription);
    expect(await reached(ann)).toBe(1);
  });

  it('moves with the browser to the user who subscribes there last', async () => {
    const { ann, bob, subscribe, unsubscribe, reached } = await start();
    const browser = new TestBrowser(endpoint('shared'));
    await subscribe(ann, browser.subscription);
    await subscribe(bob, browser.subscription);
    expect([await reached(ann), await reached(bob)]).toEqual([0, 1]);
    // what ends Ann's own subscription leaves Bob's, which has the same address
    expect((await unsubscribe(ann)).status).toBe(204);
    expect(await reached(bob)).toBe(1);
    await subscribe(ann, browser.subscription);
    expect([await reached(ann), await reached(bob)]).toEqual([1, 0]);
  });

  it('moves to one of the users who subscribe there at once', async () => {
    const { backend, ann, bob, subscribe, reached } = await start();
    const cid = await backend.person('cid');
    const { subscription } = new TestBrowser(endpoint('race'));
    const answers = await Promise.all([ann, bob, cid].map((one) => subscribe(one, subscription)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect((await reached(ann)) + (await reached(bob)) + (await reached(cid))).toBe(1);
  });

  it('ends when it is taken back, which may be done again', async () => {
    const { ann, subscribe, unsubscribe, reached } = await start();
    await subscribe(ann, new TestBrowser(endpoint('a')).subscription);
    expect((await unsubscribe(ann)).status).toBe(204);
    expect(await reached(ann)).toBe(0);
    expect((await unsubscribe(ann)).status).toBe(204);
  });

  it('ends with its session, and one that ended cannot subscribe', async () => {
    const { backend, ann, subscribe, signIn, reached } = await start();
    const phone = await signIn(ann);
    await subscribe(ann, new TestBrowser(endpoint('a')).subscription);
    await subscribe(phone, new TestBrowser(endpoint('b')).subscription);
    expect(await reached(ann)).toBe(2);
    await backend.call('POST', '/v1/auth/logout', {
      token: phone.token,
      body: { refreshToken: phone.refreshToken },
    });
    expect(await reached(ann)).toBe(1);
    const late = await subscribe(phone, new TestBrowser(endpoint('c')).subscription);
    expect(problem(late)).toMatchObject({ status: 401, code: 'invalid_token' });
    expect(await reached(ann)).toBe(1);
  });

  it('of a 21st device is refused, also where they subscribe at once; one that is there already can be renewed', async () => {
    const { ann, subscribe, signIn, reached } = await start();
    const devices = [ann];
    for (let count = 0; count < 21; count += 1) devices.push({ ...ann, ...(await signIn(ann)) });
    const [first, ...others] = devices;
    if (!first) throw new Error('no device');
    await subscribe(first, new TestBrowser(endpoint('0')).subscription);
    const answers = await Promise.all(
      others.map((device, index) =>
        subscribe(device, new TestBrowser(endpoint(`${index + 1}`)).subscription),
      ),
    );
    const refused = answers.filter(({ status }) => status !== 204);
    expect(refused.map(problem)).toEqual([
      { status: 409, code: 'subscription_limit_reached', fields: [] },
      { status: 409, code: 'subscription_limit_reached', fields: [] },
    ]);
    expect(await reached(ann)).toBe(20);
    expect((await subscribe(first, new TestBrowser(endpoint('anew')).subscription)).status).toBe(204);
  });
});

describe('a subscription that cannot be', () => {
  it.each([
    ['http://push.example.net/send/x', 'no https'],
    ['https://push.example.net:8443/send/x', 'an odd port'],
    ['https://user:word@push.example.net/send/x', 'credentials'],
    ['https://127.0.0.1/send/x', 'this machine'],
    ['https://[::1]/send/x', 'this machine, IPv6'],
    ['https://2130706433/send/x', 'this machine, as a number'],
    ['https://10.1.2.3/send/x', 'a private network'],
    ['https://169.254.169.254/latest/meta-data', 'the metadata service'],
    ['https://[fe80::1]/x', 'a local link'],
    ['https://localhost/send/x', 'the name of this machine'],
    ['https://push.internal/send/x', 'a private name'],
    ['https://push/send/x', 'a name without a dot'],
    ['javascript:alert(1)', 'a script'],
    ['no address', 'none at all'],
  ])('%s: %s', async (address) => {
    const { ann, subscribe, reached } = await start();
    const { subscription } = new TestBrowser(address);
    const refusal = problem(await subscribe(ann, subscription));
    expect(refusal).toEqual({ status: 400, code: 'push_endpoint_not_allowed', fields: [] });
    expect(await reached(ann)).toBe(0);
  });

  it('has keys of another length or form, or that are no point of the curve', async () => {
    const { ann, subscribe } = await start();
    const { subscription } = new TestBrowser(endpoint('a'));
    const { p256dh, auth } = subscription.keys;
    const point = Buffer.from(p256dh, 'base64url');
    const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
    const offCurve = Buffer.from(point);
    offCurve.writeUInt8(offCurve.readUInt8(64) ^ 1, 64);
    const wrong = [
      { p256dh, auth: text(Buffer.alloc(15)) },
      { p256dh, auth: text(Buffer.alloc(17)) },
      { p256dh, auth: `${auth}==` },
      { p256dh: text(point.subarray(0, 64)), auth },
      { p256dh: text(Buffer.concat([point, Buffer.alloc(1)])), auth },
      { p256dh: text(offCurve), auth },
      { p256dh: text(Buffer.alloc(65)), auth },
      { p256dh: text(Buffer.concat([Buffer.from([4]), Buffer.alloc(64)])), auth },
      { p256dh: 'no key', auth },
      { p256dh: ECDH.convertKey(point, 'prime256v1', undefined, 'base64url', 'hybrid').toString(), auth },
    ];
    for (const given of wrong) {
      const refusal = problem(await subscribe(ann, { ...subscription, keys: given }));
      expect.soft(refusal, JSON.stringify(given)).toMatchObject({ status: 400, code: 'push_keys_invalid' });
    }
  });

  it('is of a type that the deployment does not reach', async () => {
    const { ann, subscribe } = await start();
    for (const type of ['fcm', 'apns']) {
      const refusal = problem(await subscribe(ann, { type, token: 'x' }));
      expect(refusal).toMatchObject({ status: 409, code: 'push_not_available' });
    }
    const unknown = problem(await subscribe(ann, { type: 'pigeon', token: 'x' }));
    expect(unknown).toEqual({ status: 400, code: 'validation_failed', fields: ['type'] });
  });
});
