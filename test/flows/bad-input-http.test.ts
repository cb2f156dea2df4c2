import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  errorStatus,
  problem as problemSchema,
  routes,
  type Conversation,
  type ErrorCode,
  type MessagePage,
  type Page,
  type Route,
  type SyncReply,
} from '../../shared/protocol/index.ts';
import { administrator, rolesCount } from '../support/backend/administrators.ts';
import {
  badIds,
  badNames,
  badTexts,
  goodNames,
  goodTexts,
  loneSurrogate,
  nested,
} from '../support/backend/bad-input.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { anyText } from '../support/any-text.ts';
import { FaultyTables } from '../support/faults/faulty-tables.ts';
import { problem, startBackend, type Answer, type CallOptions } from '../support/backend/runtime.ts';

/** Ann in a direct conversation with Bob, Carol who is in none, and a count of what is written. */
async function start() {
  const tables = new FaultyTables();
  const backend = await startBackend({ ...withoutFollowUps(tables.wrapPorts), ...rolesCount });
  const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
  const carol = await backend.person('carol');
  const { id } = await backend.conversation(ann, [bob]);
  const call = <T = unknown>(method: string, path: string, options: CallOptions = {}) =>
    backend.call<T>(method, `/v1${path}`, { token: ann.token, ...options });

  /** Asks, and expects problem details and that nothing was written. */
  async function refused(
    [method, path, options]: [string, string, CallOptions?],
    code: ErrorCode,
    fields: string[],
    label = `${method} ${path}`,
  ): Promise<Answer> {
    const before = tables.writes;
    const answer = await call(method, path, options);
    const status = errorStatus[code];
    expect.soft(problem(answer), label).toEqual({ status, code, fields: [...fields].sort() });
    expectProblem(answer, label);
    expect.soft(tables.writes, label).toBe(before);
    return answer;
  }
  return { backend, ann, bob, carol, id, call, refused };
}

/** The shape of every error, whatever it is about. */
function expectProblem({ status, headers, body }: Answer, label: string): void {
  expect.soft(headers.get('content-type'), label).toBe('application/problem+json');
  const parsed = problemSchema.safeParse(body);
  expect.soft(parsed.error?.message, label).toBeUndefined();
  expect.soft(parsed.data?.status, label).toBe(status);
  expect.soft(headers.get('x-request-id'), label).toBe(parsed.data?.requestId);
}

const withBody = Object.values<Route>(routes).filter(({ body }) => body !== undefined);
const withId = Object.values<Route>(routes).filter(({ path }) => path.includes('{id}'));
/** What routes need in a query. */
const neededQuery: Record<string, string> = { '/conversations/{id}/media': '?kind=image' };
const filled = ({ path }: Route, id: string) =>
  path
    .replace('{id}', encodeURIComponent(id))
    .replace('{seq}', '1')
    .replace('{emoji}', encodeURIComponent('👍')) + (neededQuery[path] ?? '');
const isOfConversation = ({ path }: Route) => path.startsWith('/conversations/');
/** The code of the route's param for what is not there. */
const notFoundOf = ({ params = {} }: Route) => Object.values(params)[0]?.notFound ?? 'route_not_found';

/** What routes need in a body, by the end of their path. */
const neededFields: Record<string, object> = {
  messages: { text: 'hello' },
  '{seq}': { text: 'hello' },
  stream: { clientId: 's1' },
  append: { offset: 0, text: 'hel' },
  close: { text: 'hello' },
  draft: { text: 'hel' },
  vote: { options: [0] },
  forward: { to: [{ conversationId: 'cnv_x', clientId: 'c1' }] },
  remove: { password: 'password of ann' },
  connect: { password: 'password of ann' },
  finish: { ticket: 'x', state: 'x' },
  me: { notifications: 'all' },
  members: { usernames: ['bob'] },
  transfer: { userId: 'usr_x' },
  bots: { username: 'helper', name: 'Helper' },
  tokens: { name: 'Office', scopes: ['messages:read'] },
  topics: { topics: [] },
  subscriptions: { type: 'fcm', token: 'x' },
  webhooks: { name: 'Build', url: 'https://example.org/', events: ['message.created'] },
  hooks: { name: 'Build' },
  enrolment: { username: 'ann', password: 'password of ann' },
  suspend: { reason: 'Spam' },
  role: { role: 'user' },
  settings: { version: 0 },
};
const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
/** The same by the whole path, where the end is no more than an id. */
const neededAt: Record<string, object> = {
  '/scheduled/{id}': { text: 'hello', sendAt: inAnHour },
  '/reminders/{id}': { at: inAnHour },
  '/hooks/{secret}': { text: 'hello' },
};
/** A body that the route takes. */
const goodBody = ({ path }: Route) => neededAt[path] ?? neededFields[path.split('/').at(-1) ?? ''] ?? {};

describe('a name', () => {
  it('with line breaks, direction marks or only invisible characters is refused', async () => {
    const { call, refused, bob } = await start();
    const participantUsernames = [bob.user.username];
    for (const [what, name] of Object.entries(badNames)) {
      await refused(['PATCH', '/users/me', { body: { name } }], 'validation_failed', ['name'], what);
      const group = { participantUsernames, name };
      await refused(['POST', '/conversations', { body: group }], 'validation_failed', ['name'], what);
    }
    for (const [what, name] of Object.entries(goodNames)) {
      expect.soft((await call('PATCH', '/users/me', { body: { name } })).body, what).toMatchObject({ name });
    }
  });

  it('in participantUsernames matches case-insensitively, and not by look-alikes', async () => {
    const { backend, refused, call } = await start();
    const { user } = await backend.person('kim');
    const kelvin = user.username.replace('k', '\u212a');
    const named = (...participantUsernames: string[]) => ({ body: { participantUsernames } });
    const fields = ['participantUsernames.1'];
    await refused(['POST', '/conversations', named(user.username, kelvin)], 'unknown_usernames', fields);
    const upper = user.username.toUpperCase();
    expect((await call('POST', '/conversations', named(user.username, upper))).status).toBe(201);
  });
});

describe('a body', () => {
  it('that is not UTF-8 is refused, whatever its content type', async () => {
    const { id, refused } = await start();
    const body = new Blob(['{"text":"a', new Uint8Array([0xe2, 0x82]), '"}']);
    for (const type of ['application/json', 'text/plain', 'application/octet-stream']) {
      const options = { body, headers: { 'content-type': type } };
      await refused(['POST', `/conversations/${id}/messages`, options], 'invalid_json', [], type);
    }
  });

  it('with CRLF line ends is stored with LF', async () => {
    const { id, call } = await start();
    await call('POST', `/conversations/${id}/messages`, { body: { text: 'a\r\nb\n' } });
    const { body } = await call('GET', `/conversations/${id}/messages`);
    expect(body).toMatchObject({ items: [{ text: 'a\nb\n' }] });
  });

  it('numbers in a query are accepted in plain decimal form only, and a kind of files if it is one', async () => {
    const { id, refused } = await start();
    for (const number of ['01', '+1', '1e3', ' 1', '1 ', '0x1', '1.0', '１', '']) {
      const query = new URLSearchParams({ after: number }).toString();
      await refused(
        ['GET', `/conversations/${id}/messages?${query}`],
        'validation_failed',
        ['after'],
        number,
      );
      await refused(['GET', `/conversations/${id}/changes?${query}`], 'validation_failed', ['after'], number);
      const limit = new URLSearchParams({ limit: number }).toString();
      await refused(['GET', `/conversations?${limit}`], 'validation_failed', ['limit'], number);
    }
    for (const query of ['', '?kind=', '?kind=other', '?kind=image&kind=video']) {
      await refused(['GET', `/conversations/${id}/media${query}`], 'validation_failed', ['kind'], query);
    }
  });

  it('that is not JSON is refused by every route', async () => {
    const { id, refused } = await start();
    const bodies = ['{', '{"a":1,}', "{'a':1}", 'undefined', 'NaN', '{} {}', '\ufeff{}', '[1,', '\0'];
    for (const route of withBody) {
      // an empty body is none, which is fine where none is needed
      const needed = route.body?.safeParse(undefined).success === false;
      for (const body of needed ? ['', ...bodies] : bodies) {
        const request: [string, string, CallOptions] = [route.method, filled(route, id), { body }];
        await refused(request, 'invalid_json', [], `${route.method} ${route.path} ${body}`);
      }
    }
  });

  it('that is not an object is refused by every route', async () => {
    const { id, refused } = await start();
    for (const route of withBody) {
      // what is larger than a route takes is refused for its size, which has a test of its own
      const deep = nested(Math.min(100_000, (route.bodyBytes ?? Infinity) / 2));
      for (const body of ['null', '[]', '"text"', '5', 'true', '[{}]', deep]) {
        const label = `${route.method} ${route.path} ${body.slice(0, 20)}`;
        await refused([route.method, filled(route, id), { body }], 'validation_failed', [''], label);
      }
    }
  });

  it('is refused with every wrong, missing and unknown field named', async () => {
    const { id, refused } = await start();
    const messages = `/conversations/${id}/messages`;
    const cases: [string, string, unknown, string[]][] = [
      ['POST', '/auth/register', {}, ['username', 'email', 'name', 'password']],
      [
        'POST',
        '/auth/register',
        { username: 1, email: [], name: {}, password: null, avatar: 5, role: 'admin', id: 'x' },
        ['username', 'email', 'name', 'password', 'avatar', 'role', 'id'],
      ],
      ['POST', '/auth/login', {}, ['username', 'password']],
      [
        'POST',
        '/auth/login',
        { username: ['a'], password: true, extra: 1 },
        ['username', 'password', 'extra'],
      ],
      ['POST', '/auth/refresh', {}, ['refreshToken']],
      ['POST', '/auth/refresh', { refreshToken: '' }, ['refreshToken']],
      ['POST', '/auth/logout', { refreshToken: { $ne: '' } }, ['refreshToken']],
      ['PATCH', '/users/me', { role: 'admin', id: 'x', email: 'a@b.example' }, ['role', 'id', 'email']],
      [
        'PATCH',
        '/users/me',
        { name: 1, avatar: {}, about: [], privacy: 'none' },
        ['name', 'avatar', 'about', 'privacy'],
      ],
      [
        'PATCH',
        '/users/me',
        { privacy: { presence: 'friends', secret: 1, about: null } },
        ['privacy.presence', 'privacy.about', 'privacy.secret'],
      ],
      ['PUT', '/users/me/status', {}, ['status']],
      ['PUT', '/users/me/status', { status: 'offline' }, ['status']],
      ['PUT', '/users/me/status', { status: ['away'], until: 1 }, ['status', 'until']],
      ['POST', '/conversations', {}, ['participantUsernames']],
      ['POST', '/conversations', { participantUsernames: 'bob' }, ['participantUsernames']],
      ['POST', '/conversations', { participantUsernames: { 0: 'bob', length: 1 } }, ['participantUsernames']],
      ['POST', '/conversations', { participantUsernames: [] }, ['participantUsernames']],
      [
        'POST',
        '/conversations',
        { participantUsernames: ['a', 1, null, {}], name: 7, isGroup: true },
        ['participantUsernames.1', 'participantUsernames.2', 'participantUsernames.3', 'name', 'isGroup'],
      ],
      ['POST', '/conversations', { participantUsernames: Array(101).fill('a') }, ['participantUsernames']],
      ['POST', messages, {}, ['text']],
      [
        'POST',
        messages,
        { text: ['a'], sender: 'x', seq: 1, createdAt: 'x' },
        ['text', 'sender', 'seq', 'createdAt'],
      ],
      ['POST', messages, { text: 'a', clientId: 'with space', replyTo: 5 }, ['clientId', 'replyTo']],
      ['POST', messages, { text: 'a', clientId: 'x'.repeat(129) }, ['clientId']],
      ['POST', messages, { text: 'a', attachments: ['x', 'x'] }, ['attachments']],
      ['POST', messages, { text: 'a', attachments: [5] }, ['attachments.0']],
      [
        'POST',
        messages,
        { text: 'a', attachments: Array.from({ length: 11 }, (_, index) => `med_${index}`) },
        ['attachments'],
      ],
      ['POST', messages, { text: '', attachments: [] }, ['text']],
      ['POST', '/media', {}, ['purpose', 'name', 'contentType', 'size']],
      [
        'POST',
        '/media',
        { purpose: 'x', name: '', contentType: 'a\nb', size: 0, sha256: 'x', state: 'ready' },
        ['purpose', 'name', 'contentType', 'size', 'sha256', 'state'],
      ],
      [
        'POST',
        '/media',
        {
          ...{ purpose: 'avatar', name: 'x'.repeat(1_025), contentType: 'image/png', size: 1.5 },
          preview: { width: 0, durationSeconds: -1, placeholder: '<>', waveform: [0, 32] },
          poster: { contentType: 'image/png', size: 512 * 1024 + 1 },
        },
        [
          ...['name', 'size', 'preview.width', 'preview.durationSeconds', 'preview.placeholder'],
          ...['preview.waveform.1', 'poster.contentType', 'poster.size'],
        ],
      ],
      ['POST', `/conversations/${id}/read`, { seq: '1' }, ['seq']],
      ['POST', `/conversations/${id}/read`, { seq: -1 }, ['seq']],
      ['POST', `/conversations/${id}/read`, { seq: 1.5 }, ['seq']],
      ['POST', `/conversations/${id}/read`, '{"seq":1e400}', ['seq']],
      ['POST', `/conversations/${id}/delivered`, { seq: null, userId: 'x' }, ['seq', 'userId']],
    ];
    for (const [method, path, body, fields] of cases) {
      const label = `${method} ${path} ${JSON.stringify(body)}`;
      await refused([method, path, { body }], 'validation_failed', fields, label);
    }
  });

  it('cannot set a prototype', async () => {
    const { ann, id, call, refused } = await start();
    for (const [field, body] of [
      ['__proto__', '{"text":"a","__proto__":{"admin":true}}'],
      ['constructor', '{"text":"a","constructor":{"prototype":{"admin":true}}}'],
      ['toString', '{"text":"a","toString":1}'],
      ['hasOwnProperty', '{"text":"a","hasOwnProperty":1}'],
    ] as const) {
      await refused(['POST', `/conversations/${id}/messages`, { body }], 'validation_failed', [field]);
    }
    const privacy = '{"privacy":{"__proto__":{"about":"nobody"}}}';
    await refused(['PATCH', '/users/me', { body: privacy }], 'validation_failed', ['privacy.__proto__']);
    expect('admin' in {}).toBe(false);
    const { body } = await call('GET', '/users/me');
    expect(body).toMatchObject({ id: ann.user.id, privacy: { about: 'everyone' } });
  });

  it('with hundreds of bad fields gets a small reply that names 100', async () => {
    const { call } = await start();
    const names = Array.from({ length: 20_000 }, (_, index) => `f${index.toString(36)}`);
    const body = Object.fromEntries(names.map((name) => [name, 1]));
    const answer = await call('PATCH', '/users/me', { body });
    expect(problem(answer)).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(problem(answer).fields).toHaveLength(100);
    expect(JSON.stringify(answer.body).length).toBeLessThan(32 * 1024);
  });

  it('above 256 KiB is refused by the service, above 10 MB by the gateway', async () => {
    const { id, call, refused } = await start();
    const path = `/conversations/${id}/messages`;
    const sized = (bytes: number) => '{"text":"a"}'.padEnd(bytes, ' ');
    expect((await call('POST', path, { body: sized(256 * 1024) })).status).toBe(201);
    await refused(['POST', path, { body: sized(256 * 1024 + 1) }], 'payload_too_large', []);
    const euros = `{"text":"${'€'.repeat(87_400)}"}`;
    await refused(['POST', path, { body: euros }], 'payload_too_large', []);
    await refused(['POST', path, { body: sized(10 * 1024 * 1024 + 1) }], 'payload_too_large', []);
    const { body } = await call<MessagePage>('GET', path);
    expect(body.items.map(({ text }) => text)).toEqual(['a']);
  });

  it('is refused above what its route takes, where that is less', async () => {
    const { id, refused } = await start();
    for (const route of withBody) {
      if (route.bodyBytes === undefined) continue;
      const path = filled(route, id);
      const label = `${route.method} ${route.path}`;
      for (const body of [nested(100_000), '{"text":"a"}'.padEnd(route.bodyBytes + 1, ' ')]) {
        await refused([route.method, path, { body }], 'payload_too_large', [], label);
      }
    }
  });

  it('may nest as deeply as fits, in a field and beside it', async () => {
    const { id, refused } = await start();
    const path = `/conversations/${id}/messages`;
    const deep = nested(100_000);
    await refused(['POST', path, { body: `{"text":${deep}}` }], 'validation_failed', ['text']);
    await refused(['POST', path, { body: `{"text":"a","x":${deep}}` }], 'validation_failed', ['x']);
    const objects = `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`;
    await refused(['POST', path, { body: objects }], 'validation_failed', ['a', 'text']);
  });

  it('is read as JSON whatever its content type', async () => {
    const { backend, ann, id, call } = await start();
    const path = `/conversations/${id}/messages`;
    for (const type of ['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded']) {
      const body = JSON.stringify({ text: `é ${type}` });
      expect((await call('POST', path, { body, headers: { 'content-type': type } })).status, type).toBe(201);
    }
    // bytes are sent without a content type
    const untyped = await fetch(`http://127.0.0.1:${backend.runtime.port}/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.token}` },
      body: Buffer.from('{"text":"é untyped"}'),
    });
    expect(untyped.status).toBe(201);
    const { body } = await call<MessagePage>('GET', path);
    expect(body.items.every(({ text }) => text.startsWith('é '))).toBe(true);
    expect(body.items).toHaveLength(4);
  });
});

describe('a message text', () => {
  it('is stored as sent up to the limits, and refused above', async () => {
    const { id, call, refused } = await start();
    const path = `/conversations/${id}/messages`;
    for (const [what, text] of Object.entries(badTexts)) {
      await refused(['POST', path, { body: { text } }], 'validation_failed', ['text'], what);
    }
    for (const [what, text] of Object.entries(goodTexts)) {
      expect.soft((await call('POST', path, { body: { text } })).status, what).toBe(201);
    }
    const { body } = await call<MessagePage>('GET', path);
    expect(body.items.map(({ text }) => text)).toEqual(Object.values(goodTexts));
  });
});

describe('an account', () => {
  const fresh = () => {
    const username = `u${randomBytes(8).toString('hex')}`;
    return { username, email: `${username}@example.com`, name: 'Someone', password: 'a sturdy password' };
  };
  const fields: Record<string, { good: unknown[]; bad: unknown[] }> = {
    username: {
      good: ['abc', 'A.b_c-9', `z${'9'.repeat(31)}`],
      bad: [
        '',
        'ab',
        'x'.repeat(33),
        '9abc',
        '_abc',
        'a b',
        'äbc',
        'abc\n',
        'abc\0',
        'a@b',
        loneSurrogate,
        'ａbc',
      ],
    },
    email: {
      good: ['a.b+c@example.co.uk'],
      bad: [
        '',
        'a',
        'a@',
        '@b.example',
        'a b@c.example',
        'a@b',
        'a@b.example\n',
        `${'x'.repeat(250)}@b.example`,
      ],
    },
    name: {
      good: ['x', '😀'.repeat(64), "O'Neil", '__proto__', 'עברית'],
      bad: [
        '',
        ' ',
        '\u3000',
        'x'.repeat(65),
        '😀'.repeat(65),
        'a\nb',
        'a\tb',
        'a\0',
        'a\u2028b',
        loneSurrogate,
      ],
    },
    password: {
      good: ['q7#Lp2!z', 'x'.repeat(72), '€'.repeat(24), '😀'.repeat(18), ' q 7 # L ', 'tab\tand\nnewline'],
      bad: [
        '',
        '1234567',
        'x'.repeat(73),
        `${'€'.repeat(24)}x`,
        '😀'.repeat(19),
        '€€',
        'nul\0nul\0',
        `1234567${loneSurrogate}`,
      ],
    },
    avatar: {
      good: [null, 'https://example.com/a.png', 'builtin:24'],
      bad: [
        '',
        'javascript:alert(1)',
        'JavaScript://example.com/%0aalert(1)',
        'http://example.com/a.png',
        'data:image/png;base64,AA==',
        '//example.com/a.png',
        'ftp://example.com/a',
        'https://',
        'a.png',
        `https://example.com/${'x'.repeat(2048)}`,
        'med_short',
        `https://example.com/${loneSurrogate}`,
      ],
    },
  };

  it.for(Object.entries(fields))(
    'the field %s is accepted up to its limits, and refused above',
    async ([field, { good, bad }]) => {
      const { call, refused } = await start();
      for (const value of bad) {
        const label = `${field} ${JSON.stringify(value)}`;
        await refused(
          ['POST', '/auth/register', { body: { ...fresh(), [field]: value } }],
          'validation_failed',
          [field],
          label,
        );
        if (field === 'name' || field === 'avatar') {
          await refused(
            ['PATCH', '/users/me', { body: { [field]: value } }],
            'validation_failed',
            [field],
            label,
          );
        }
      }
      for (const value of good) {
        const label = `${field} ${JSON.stringify(value)}`;
        const person = { ...fresh(), [field]: value };
        expect.soft((await call('POST', '/auth/register', { body: person })).status, label).toBe(201);
        const { username, password } = person;
        expect
          .soft((await call('POST', '/auth/login', { body: { username, password } })).status, label)
          .toBe(200);
      }
    },
  );

  it('a name whose compatibility form is long is accepted, and can be searched for', async () => {
    const { call } = await start();
    // one character of the name is 18 in the form that is compared
    const name = '\ufdfa'.repeat(64);
    expect((await call('PATCH', '/users/me', { body: { name } })).status).toBe(200);
    expect((await call('GET', `/users?q=${encodeURIComponent(name)}`)).status).toBe(200);
  });

  it('an avatar address with control characters is refused', async () => {
    const { refused } = await start();
    for (const avatar of ['ht\ntps://a.example/', 'https://a.example/\u0001', ' https://a.example/']) {
      await refused(['PATCH', '/users/me', { body: { avatar } }], 'validation_failed', ['avatar']);
    }
  });

  it('a password with a NUL and more after it does not sign in', async () => {
    const { ann, call } = await start();
    const body = { username: ann.user.username, password: `${ann.password}\0${ann.password}` };
    expect((await call('POST', '/auth/login', { body })).status).toBe(401);
  });

  it('only the whole password signs in', async () => {
    const { ann, call } = await start();
    const { username, email } = ann.user;
    const guesses = [
      '',
      ' ',
      ann.password.slice(0, -1),
      `${ann.password}x`,
      ann.password.toUpperCase(),
      'x'.repeat(1025),
    ];
    for (const password of [
      ...guesses,
      `${ann.password}${'x'.repeat(72)}`,
      `${ann.password}${loneSurrogate}`,
      '\0',
    ]) {
      for (const name of [username, email]) {
        const { status } = await call('POST', '/auth/login', { body: { username: name, password } });
        expect
          .soft(status, JSON.stringify(password))
          .toBe(password === '' || password.length > 1024 ? 400 : 401);
      }
    }
    for (const name of ['nobody', 'no@body.example', 'a b', '\0', '__proto__', '😀'.repeat(100)]) {
      const answer = await call('POST', '/auth/login', { body: { username: name, password: ann.password } });
      expect.soft(problem(answer), name).toEqual({ status: 401, code: 'invalid_credentials', fields: [] });
    }
  });
});

describe('a conversation', () => {
  it('with unknown usernames is refused, naming each; one with oneself is refused too', async () => {
    const { ann, bob, call, refused } = await start();
    const open = (...participantUsernames: string[]): [string, string, CallOptions] => [
      'POST',
      '/conversations',
      { body: { participantUsernames } },
    ];
    const at = (...indexes: number[]) => indexes.map((index) => `participantUsernames.${index}`);
    const { username } = bob.user;
    const answer = await refused(open('nobody-1', username, 'nobody-2'), 'unknown_usernames', at(0, 2));
    expect(JSON.stringify(answer.body)).toContain('nobody-2');
    const strange = ['', '\0', '__proto__', 'a b', '#', '😀'];
    await refused(open(...strange), 'unknown_usernames', at(...strange.keys()));
    await refused(open(ann.user.username), 'validation_failed', ['participantUsernames']);
    await refused(open(ann.user.username.toUpperCase()), 'validation_failed', ['participantUsernames']);
    const { body } = await call<Page<Conversation>>('GET', '/conversations');
    expect(body.items).toHaveLength(1);
  });

  it('a group name follows the rules of names', async () => {
    const { bob, carol, call, refused } = await start();
    const participantUsernames = [bob.user.username, carol.user.username];
    await refused(['POST', '/conversations', { body: { participantUsernames } }], 'validation_failed', [
      'name',
    ]);
    for (const name of ['', ' ', 'x'.repeat(65), 'a\nb', 'a\0', loneSurrogate]) {
      const body = { participantUsernames, name };
      await refused(
        ['POST', '/conversations', { body }],
        'validation_failed',
        ['name'],
        JSON.stringify(name),
      );
    }
    const body = { participantUsernames, name: '😀'.repeat(64) };
    expect((await call('POST', '/conversations', { body })).status).toBe(201);
  });
});

describe('an id', () => {
  it('that does not exist gives the not-found code of its route, in whatever form', async () => {
    const { backend, bob, id, refused } = await start();
    const root = await administrator(backend);
    for (const route of withId) {
      const [code, otherKind]: [ErrorCode, string] = isOfConversation(route)
        ? ['conversation_not_found', bob.user.id]
        : [notFoundOf(route), id];
      const ids = {
        ...badIds,
        'of another kind': otherKind,
        'of a session': 'ses_x',
        'very long': 'x'.repeat(5000),
      };
      for (const [what, wrong] of Object.entries(ids)) {
        const options = {
          ...(route.body && { body: goodBody(route) }),
          ...(route.tag === 'admin' && { token: root.token }),
        };
        const label = `${route.method} ${route.path} ${what}`;
        await refused([route.method, filled(route, wrong), options], code, [], label);
      }
    }
  });

  it('of a conversation of others gives the same reply as a missing one', async () => {
    const { id, carol, refused } = await start();
    for (const route of withId.filter(isOfConversation)) {
      const options = { token: carol.token, ...(route.body && { body: goodBody(route) }) };
      await refused([route.method, filled(route, id), options], 'conversation_not_found', []);
    }
  });

  it('that is empty or contains a slash matches no route', async () => {
    const { call } = await start();
    for (const path of ['/conversations//messages', '/conversations/a%2Fb', '/users/a/b', '/users/%2F%2F']) {
      const answer = await call('GET', path);
      expect.soft(problem(answer), path).toEqual({ status: 404, code: 'route_not_found', fields: [] });
      expectProblem(answer, path);
    }
  });

  it('to reply to has to be a message of the same conversation', async () => {
    const { ann, carol, id, backend, call } = await start();
    const elsewhere = await backend.conversation(ann, [carol]);
    const sent = await call<{ id: string }>('POST', `/conversations/${elsewhere.id}/messages`, {
      body: { text: 'a' },
    });
    for (const replyTo of [
      sent.body.id,
      'x',
      `msg_${id.slice(4)}_0`,
      `msg_${id.slice(4)}_zzzzzzzz`,
      id,
      '\0',
    ]) {
      const answer = await call('POST', `/conversations/${id}/messages`, { body: { text: 'a', replyTo } });
      expect.soft(problem(answer), replyTo).toEqual({ status: 404, code: 'message_not_found', fields: [] });
    }
    expect((await call<MessagePage>('GET', `/conversations/${id}/messages`)).body.items).toEqual([]);
  });
});

describe('a query', () => {
  it('with bad and unknown parameters is refused, naming each', async () => {
    const { id, refused } = await start();
    const messages = `/conversations/${id}/messages`;
    const changes = `/conversations/${id}/changes`;
    const lists = ['/conversations?', '/users?q=ann&', `${messages}?`, `/conversations/${id}/receipts?`];
    for (const list of [...lists, `${changes}?`]) {
      for (const limit of ['0', '101', 'abc', '-1', '1e3', '', '1.0', '%20', '9999999', '5&limit=6', '%00']) {
        await refused(['GET', `${list}limit=${limit}`], 'validation_failed', ['limit']);
      }
      await refused(['GET', `${list}limit=x&a=1&__proto__=2`], 'validation_failed', [
        '__proto__',
        'a',
        'limit',
      ]);
    }
    for (const list of [...lists, '/sync?', `${changes}?`]) {
      await refused(['GET', `${list}cursor=`], 'validation_failed', ['cursor']);
      await refused(['GET', `${list}cursor=${'x'.repeat(4097)}`], 'validation_failed', ['cursor']);
    }
    await refused(['GET', '/sync?limit=5'], 'validation_failed', ['limit']);
    await refused(['GET', '/sync?cursor=x'], 'invalid_cursor', []);
    for (const bad of ['-1', 'x', '1.5', '1e3', '', '1'.repeat(16)]) {
      await refused(['GET', `${messages}?before=${bad}`], 'validation_failed', ['before']);
      await refused(['GET', `${messages}?after=${bad}`], 'validation_failed', ['after']);
      await refused(['GET', `${changes}?after=${bad}`], 'validation_failed', ['after']);
    }
    for (const two of ['before=1&after=1', 'before=1&cursor=x', 'after=1&cursor=x']) {
      await refused(['GET', `${messages}?${two}`], 'validation_failed', ['before']);
    }
    for (const q of ['', '%20', 'x'.repeat(65), '%00', 'a%0Ab']) {
      await refused(['GET', `/users?q=${q}`], 'validation_failed', ['q']);
    }
    await refused(['GET', '/users'], 'validation_failed', ['q']);
    await refused(['GET', '/users/me?verbose=1'], 'validation_failed', ['verbose']);
    await refused(['POST', `/conversations/${id}/read?seq=1`, { body: {} }], 'validation_failed', ['seq']);
  });

  it('may ask beyond both ends of a history', async () => {
    const { id, call } = await start();
    await call('POST', `/conversations/${id}/messages`, { body: { text: 'a' } });
    for (const [query, count] of [
      ['before=0', 0],
      ['before=1', 0],
      [`before=${'9'.repeat(15)}`, 1],
      ['after=0', 1],
      ['after=1', 0],
      [`after=${'9'.repeat(15)}`, 0],
    ] as const) {
      const { status, body } = await call<MessagePage>('GET', `/conversations/${id}/messages?${query}`);
      expect.soft(status, query).toBe(200);
      expect.soft(body.items, query).toHaveLength(count);
    }
  });
});

describe('a cursor', () => {
  /** Ann with two of everything, and the cursors of her lists and of Bob's. */
  async function cursors() {
    const { backend, ann, bob, carol, id, call } = await start();
    const other = await backend.conversation(ann, [carol]);
    await backend.conversation(bob, [carol]);
    for (const conversation of [id, other.id]) {
      for (const text of ['a', 'b'])
        await call('POST', `/conversations/${conversation}/messages`, { body: { text } });
    }
    const lists = {
      conversations: '/conversations?limit=1',
      messages: `/conversations/${id}/messages?limit=1`,
      otherMessages: `/conversations/${other.id}/messages?limit=1`,
      receipts: `/conversations/${id}/receipts?limit=1`,
      otherReceipts: `/conversations/${other.id}/receipts?limit=1`,
      sync: '/sync?',
      users: '/users?q=carol&limit=1',
    };
    await backend.person('carol');
    const cursor = async (path: string, token = ann.token) => {
      const { body } = await call<Page<unknown> | SyncReply>('GET', path, { token });
      const value = 'cursor' in body ? body.cursor : body.nextCursor;
      if (value === null) throw new Error(`${path} has one page only`);
      return value;
    };
    const follow = (path: string, value: string) =>
      call('GET', `${path}&cursor=${encodeURIComponent(value)}`);
    return { lists, cursor, follow, bob };
  }
  const invalid = { status: 400, code: 'invalid_cursor', fields: [] };

  it('is accepted for its own list and user only', async () => {
    const { lists, cursor, follow, bob } = await cursors();
    for (const [from, path] of Object.entries(lists)) {
      const value = await cursor(path);
      for (const [to, target] of Object.entries(lists)) {
        const answer = await follow(target, value);
        if (from === to) expect.soft(answer.status, from).toBe(200);
        else expect.soft(problem(answer), `${from} in ${to}`).toEqual(invalid);
      }
    }
    const bobs = await cursor(lists.conversations, bob.token);
    expect(problem(await follow(lists.conversations, bobs))).toEqual(invalid);
    const bobsSync = await cursor(lists.sync, bob.token);
    expect(problem(await follow(lists.sync, bobsSync))).toEqual(invalid);
    const users = await cursor(lists.users);
    expect(problem(await follow('/users?q=caro&limit=1', users))).toEqual(invalid);
  });

  it('with any character changed, removed or added is refused', async () => {
    const { lists, cursor, follow } = await cursors();
    const characters = Array.from('ABCxyz019-_.=| \0é');
    for (const path of [lists.conversations, lists.messages, lists.users, lists.sync, lists.receipts]) {
      const value = await cursor(path);
      for (let at = 0; at < value.length; at++) {
        const other = value[at] === 'A' ? 'B' : 'A';
        const changed = [
          value.slice(0, at) + other + value.slice(at + 1),
          value.slice(0, at) + value.slice(at + 1),
        ];
        for (const forged of changed)
          expect.soft(problem(await follow(path, forged)), forged).toEqual(invalid);
      }
      await fc.assert(
        fc.asyncProperty(fc.nat(value.length), fc.constantFrom(...characters), async (at, added) => {
          const answer = await follow(path, value.slice(0, at) + added + value.slice(at));
          expect(problem(answer)).toEqual(invalid);
        }),
        { numRuns: 30 },
      );
    }
  });

  it('that is made up is refused', async () => {
    const { lists, follow } = await cursors();
    const body = Buffer.from('{"before":2}').toString('base64url');
    for (const forged of [
      'x',
      '.',
      '..',
      body,
      `${body}.`,
      `.${body}`,
      `${body}.${'A'.repeat(22)}`,
      '{"before":2}',
      '1',
    ]) {
      for (const path of Object.values(lists)) {
        expect.soft(problem(await follow(path, forged)), forged).toEqual(invalid);
      }
    }
  });
});

it('half a surrogate pair in a name to look up is the sender’s fault on every database', async () => {
  const { call } = await start();
  for (const [path, body] of [
    ['/auth/login', { username: loneSurrogate, password: 'a sturdy password' }],
    ['/conversations', { participantUsernames: [loneSurrogate, '\udbff'] }],
  ] as const) {
    const { status } = await call('POST', path, { body });
    expect.soft([400, 401], path).toContain(status);
  }
});

describe('a path', () => {
  it('without a route is 404 for every method', async () => {
    const { call, backend } = await start();
    const unknown: [string, string][] = [
      ['GET', '/'],
      ['GET', '/nothing'],
      ['GET', '/auth/register'],
      ['GET', '/auth/__proto__'],
      ['POST', '/users/me'],
      ['DELETE', '/users/me'],
      ['PUT', '/conversations'],
      ['PATCH', '/conversations/x/messages'],
      ['POST', '/health'],
      ['OPTIONS', '/conversations'],
      ['GET', `/${'x'.repeat(8000)}`],
    ];
    for (const [method, path] of unknown) {
      const answer = await call(method, path);
      expect
        .soft(problem(answer), `${method} ${path}`)
        .toEqual({ status: 404, code: 'route_not_found', fields: [] });
      expectProblem(answer, `${method} ${path}`);
    }
    for (const path of ['/', '/v2/health', '/health', '/v1', '/V1/health']) {
      expect.soft(problem(await backend.call('GET', path)).code, path).toBe('route_not_found');
    }
  });

  it('with bad percent-encoding is refused', async () => {
    const { call } = await start();
    for (const path of [
      '/users/%',
      '/users/%zz',
      '/users/%ff',
      '/conversations/%c3%28/messages',
      '/%ed%a0%80',
    ]) {
      const answer = await call('GET', path);
      expect.soft(problem(answer), path).toEqual({ status: 400, code: 'validation_failed', fields: [] });
      expectProblem(answer, path);
    }
  });

  it('answers HEAD with the headers alone', async () => {
    const { call } = await start();
    for (const [path, status] of [
      ['/health', 200],
      ['/users/me', 200],
      ['/conversations/x', 404],
      ['/nothing', 404],
    ] as const) {
      const answer = await call('HEAD', path);
      expect.soft(answer, path).toMatchObject({ status, body: undefined });
      expect.soft(answer.headers.get('x-request-id'), path).toBeTruthy();
    }
  });
});

describe('any request', () => {
  it('gets a reply in the form of the contract, and the server goes on serving', async () => {
    const { id, bob, call } = await start();
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      anyText({ maxLength: 200 }),
      fc.constantFrom(
        loneSurrogate,
        '__proto__',
        id,
        bob.user.id,
        bob.user.username,
        'https://a.example',
        1e308,
        -0,
      ),
    );
    const known = ['username', 'email', 'name', 'password', 'avatar', 'refreshToken', 'about', 'privacy'];
    const more = ['participantUsernames', 'text', 'clientId', 'attachments', 'replyTo', 'seq', '__proto__'];
    const field = fc.constantFrom(...known, ...more);
    const body = fc.oneof(
      value.map((any) => JSON.stringify(any)),
      fc
        .array(fc.tuple(field, fc.oneof(value, fc.array(value, { maxLength: 3 }))))
        .map((pairs) => JSON.stringify(Object.fromEntries(pairs))),
      fc.string({ unit: 'grapheme' }),
    );
    const target = fc.constantFrom(...withBody).chain((route) =>
      fc.oneof(fc.constant(id), fc.string({ unit: 'grapheme', minLength: 1 })).map((segment) => ({
        method: route.method,
        path: filled(route, segment),
      })),
    );
    await fc.assert(
      fc.asyncProperty(target, body, async ({ method, path }, sent) => {
        const answer = await call(method, path, { body: sent });
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expectProblem(answer, path);
      }),
      { numRuns: 300 },
    );
    const query = fc.dictionary(fc.constantFrom('q', 'cursor', 'limit', 'before', 'after', 'x'), anyText());
    const list = fc.constantFrom(
      '/users',
      '/conversations',
      `/conversations/${id}/messages`,
      `/conversations/${id}/changes`,
      `/conversations/${id}/receipts`,
      '/sync',
      '/users/me',
      '/health',
    );
    await fc.assert(
      fc.asyncProperty(list, query, async (path, parameters) => {
        const answer = await call('GET', `${path}?${new URLSearchParams(parameters).toString()}`);
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expectProblem(answer, path);
      }),
      { numRuns: 200 },
    );
    expect((await call('GET', '/health')).body).toEqual({ status: 'ok' });
    expect((await call('GET', '/users/me')).status).toBe(200);
  });
});
