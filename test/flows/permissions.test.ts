import { createHash } from 'node:crypto';
import { keys } from '../../shared/keys.ts';
import { fillLog } from '../support/backend/fill-log.ts';
import { expect, test } from 'vitest';
import { createFunctions } from '../../functions/functions.ts';
import type { RuntimeOverrides } from '../../local/runtime.ts';
import { createApp, importAnswers } from '../../shared/app.ts';
import {
  limits,
  type AuthReply,
  type NotificationPage,
  type SentReply,
  type TokenReply,
} from '../../shared/protocol/index.ts';
import { openingMilliseconds } from '../../shared/realtime/model.ts';
import { Authenticator } from '../support/accounts/authenticator.ts';
import { makeBot } from '../support/backend/bots.ts';
import { ManualSchedule } from '../support/backend/manual-schedule.ts';
import { administrator } from '../support/backend/administrators.ts';
import { streamEvent, streamRecord } from '../support/aws/stream-events.ts';
import { TestBrowser } from '../support/push/browser.ts';
import { Permissions } from '../support/aws/permissions.ts';
import type { FetchedPage, OutboundOutcome } from '../../shared/platform/ports.ts';
import { picture } from '../support/sample-files.ts';
import { startBackend, temporaryFolder, type Person, type TestBackend } from '../support/backend/runtime.ts';
import { postForm, uploaderOf, type FileToUpload } from '../support/backend/uploads.ts';
import { eventually } from '../support/eventually.ts';
import type { TestSocket } from '../support/backend/test-socket.ts';

/** Together they hold more sockets than a function posts to by itself. */
const crowdNames = Array.from({ length: 11 }, (_, index) => `fan${index}`);

async function frame(socket: TestSocket, type: string, data: object): Promise<void> {
  expect(await socket.request(type, data)).toMatchObject({ type: 'ack' });
}

/** Calls a route that must succeed. */
async function call<T>(backend: TestBackend, person: Person, line: string, body?: object): Promise<T> {
  const [method = '', path = ''] = line.split(' ');
  const answer = await backend.call<T>(method, `/v1${path}`, { token: person.token, ...(body && { body }) });
  expect(answer.status, line).toBeLessThan(300);
  return answer.body;
}

const aReceiver = (requests: readonly unknown[]): Promise<OutboundOutcome[]> =>
  Promise.resolve(requests.map(() => ({ status: 204, milliseconds: 1 })));

const aPage = async (): Promise<FetchedPage> => ({
  title: 'A page',
  picture: { contentType: 'image/png', bytes: await picture(8, 8).png().toBuffer() },
});

// That nothing else is used, every test with a backend makes sure of.
test('each function uses every permission that it is granted', async () => {
  const dataDir = await temporaryFolder();
  const used = new Set<string>();
  let later = 0;
  const clock = { now: () => Date.now() + later };
  /** On a backend that has just started, each function begins with nothing in memory. */
  async function cold<T>(
    use: (backend: TestBackend) => Promise<T>,
    overrides: RuntimeOverrides = {},
  ): Promise<T> {
    const backend = await startBackend({
      dataDir,
      env: { DYNAMODB_STREAM: 'on' },
      clock,
      config: { rateLimits: 'on' },
      ...overrides,
    });
    const result = await use(backend);
    // waits for mails that are on their way
    await backend.call('GET', '/_local/mail');
    await backend.stop();
    for (const permission of backend.permissions.used) used.add(permission);
    return result;
  }

  const [ann, bob] = await cold((backend) => Promise.all([backend.person('ann'), backend.person('bob')]));
  const { username, id } = ann.user;
  const group = await cold((backend) => backend.conversation(ann, [bob], 'Both'));
  const at = `/conversations/${group.id}`;
  const conversationId = group.id;

  // media
  const upload = (backend: TestBackend, person: Person, file: FileToUpload) =>
    uploaderOf(backend, person).upload(file);
  const bytes = Buffer.from('Hello');
  const { id: fileId } = await cold((backend) => upload(backend, ann, { bytes }));
  await cold((backend) => call(backend, ann, `GET /media?ids=${fileId}`));
  await cold((backend) =>
    call(backend, ann, `POST ${at}/messages`, { text: 'See this', attachments: [fileId] }),
  );
  await cold((backend) => call(backend, bob, `GET /media/${fileId}`));
  // it arrives when another process looks at it, and is refused
  const begin = (backend: TestBackend, contentType: string) =>
    uploaderOf(backend, ann).create({ bytes, contentType });
  const forms = await cold((backend) =>
    Promise.all([begin(backend, 'text/plain'), begin(backend, 'image/png')]),
  );
  await cold(async (backend) => {
    for (const { body } of forms) {
      if (!('fields' in body.upload)) throw new Error('a form');
      const { pathname } = new URL(body.upload.url);
      await postForm({ ...body.upload, url: new URL(pathname, backend.runtime.url).href }, bytes);
      // no other function may open the key before: not for a reader, and not to announce the one that is refused
      await expect.poll(() => backend.permissions.used).toContain('media-process: dataKey Decrypt');
    }
    for (const { body } of forms) await uploaderOf(backend, ann).settled(body.id);
  });
  await cold(async (backend) => {
    const large = { bytes, size: limits.wholeUploadBytes + 1, contentType: 'video/mp4' };
    const { body } = await uploaderOf(backend, ann).create(large);
    await call(backend, ann, `POST /media/${body.id}/parts`);
    await call(backend, ann, `DELETE /media/${body.id}`);
    await expect
      .poll(() => backend.permissions.used)
      .toContain('queue-work: media AbortMultipartUpload uploads');
  });
  await cold(
    async (backend) => {
      const { id: scanned } = await upload(backend, ann, { bytes });
      const s3ObjectDetails = { bucketName: 'local', objectKey: `media/${scanned}/original` };
      const scanResultDetails = { scanResultStatus: 'THREATS_FOUND' };
      await backend.scanned({ detail: { s3ObjectDetails, scanStatus: 'COMPLETED', scanResultDetails } });
    },
    { wrapPorts: (ports) => ({ ...ports, scanner: { scan: () => Promise.resolve('pending') } }) },
  );

  // notifications
  await cold((backend) => call(backend, bob, 'GET /push/key'));
  const toClear = await cold(async (backend) => {
    const { seq } = await call<SentReply>(backend, ann, `POST ${at}/messages`, {
      text: `@${bob.user.username}, look`,
      findMentions: true,
    });
    const ids = await eventually(async () => {
      const { items } = await call<NotificationPage>(backend, bob, 'GET /notifications');
      expect(items.map(({ kind }) => kind)).toContain('mention');
      return items.map((one) => one.id);
    });
    // of a message that is gone the list drops it
    await call(backend, ann, `DELETE ${at}/messages/${seq}`);
    await call(backend, bob, 'GET /notifications');
    return ids;
  });
  await cold(async (backend) => {
    const socket = await backend.socket(bob);
    await call(backend, bob, 'PATCH /notifications/settings', { sounds: false });
    await socket.events('notification:settings', 1);
  });
  await cold((backend) => call(backend, bob, 'POST /notifications/read', { ids: toClear }));
  await cold((backend) => {
    const { subscription } = new TestBrowser('https://push.example.com/bob');
    return call(backend, bob, 'PUT /push/subscriptions', subscription);
  });

  // auth
  const signIn = { body: { username, password: ann.password } };
  const { body: device } = await cold((backend) => backend.call<AuthReply>('POST', '/v1/auth/login', signIn));
  await cold(async (backend) => {
    const socket = await backend.socket(ann);
    const { refreshToken } = device;
    const refresh = (token: string) =>
      backend.call<TokenReply>('POST', '/v1/auth/refresh', { body: { refreshToken: token } });
    const first = await refresh(refreshToken);
    const second = await refresh(first.body.refreshToken);
    // a reuse, which ends the session
    const reused = await refresh(refreshToken);
    expect([first.status, second.status, reused.status]).toEqual([200, 200, 401]);
    await call(backend, ann, 'POST /auth/logout', { refreshToken: ann.refreshToken });
    await socket.closed;
  });

  await cold(async (backend) => {
    await call(backend, bob, 'GET /auth/sessions');
    // the mail is made by a function that has not opened the account before
    await call(backend, bob, 'POST /auth/email/resend');
    const ceremony = await call<{ challengeId: string; options: { challenge: string } }>(
      backend,
      bob,
      'POST /auth/passkeys/options',
      { password: bob.password },
    );
    const { challengeId, options } = ceremony;
    const response = new Authenticator(backend.runtime.url).create({ ...options, user: { id: id } });
    const body = { challengeId, name: 'of another host', response };
    const refused = await backend.call('POST', '/v1/auth/passkeys', { token: bob.token, body });
    expect(refused.status).toBe(401);
  });

  // meta
  await cold((backend) => backend.call('GET', '/.well-known/jwks.json'));

  // users
  await cold(async (backend) => {
    await call(backend, bob, 'PATCH /users/me', { name: 'Robert' });
    await call(backend, bob, `GET /users?q=${username}`);
    await call(backend, bob, `GET /users/${id}`);
  });

  // a bot, whose token is revoked while it is connected
  await cold(async (backend) => {
    const { bot, create } = await makeBot(backend, bob);
    const { body: made } = await create({ name: 'One', scopes: ['messages:read'] });
    const socket = await backend.socket(made);
    await call(backend, bob, `DELETE /bots/${bot.id}/tokens/${made.id}`);
    await socket.closed;
  });

  // conversations
  await cold((backend) => call(backend, bob, `POST ${at}/messages`, { text: 'Hello' }));
  await cold(async (backend) => {
    await call(backend, bob, 'GET /conversations');
    await call(backend, bob, `GET ${at}/changes?after=0`);
    await call(backend, bob, `GET ${at}/receipts`);
    await call(backend, bob, `POST ${at}/read`, {});
  });

  // later: what is woken too early is woken again
  let set = 0;
  const { id: waitingFile } = await cold((backend) => upload(backend, bob, { bytes }));
  await cold(
    async (backend) => {
      const inMinutes = (minutes: number) => new Date(clock.now() + minutes * 60_000).toISOString();
      const scheduled = { conversationId, text: 'Later', attachments: [waitingFile], sendAt: inMinutes(60) };
      const { id: waiting } = await call<{ id: string }>(backend, bob, 'POST /scheduled', scheduled);
      await backend.runtime.app.work.add({ type: 'send-scheduled', userId: bob.user.id, id: waiting });
      await expect.poll(() => set).toBe(2);
      await call(backend, bob, `PUT /scheduled/${waiting}`, { text: 'Later still', sendAt: inMinutes(90) });
      // by then the function looks again which sessions have ended
      later += 2_000;
      await call(backend, bob, 'GET /scheduled');
      await call(backend, bob, `DELETE /scheduled/${waiting}`);
    },
    {
      wrapPorts: ({ timers, ...ports }) => ({
        ...ports,
        timers: {
          lateness: timers.lateness,
          set: (...args) => {
            set += 1;
            return timers.set(...args);
          },
          cancel: (name) => timers.cancel(name),
        },
      }),
    },
  );

  // groups: members change, one is deleted, and what is left of it erased
  await cold(async (backend) => {
    const cem = await backend.person('cem');
    const own = await backend.conversation(bob, [cem], 'Own');
    await call(backend, bob, `PATCH /conversations/${own.id}/members/${cem.user.id}`, { role: 'admin' });
    await call(backend, bob, `PATCH /conversations/${own.id}`, { about: 'Ours' });
    const { id: file } = await upload(backend, bob, { bytes });
    // in two messages, and then in none
    const sent = { text: '', attachments: [file] };
    for (let count = 0; count < 2; count += 1) {
      await call(backend, bob, `POST /conversations/${own.id}/messages`, sent);
    }
    await call(backend, bob, `DELETE /conversations/${own.id}/members/${cem.user.id}`);
    await call(backend, bob, `DELETE /conversations/${own.id}`);
    const erasure = () => backend.runtime.app.durable.get(keys.erasure(own.id));
    await expect.poll(erasure).toBeUndefined();
  });

  // frames
  await cold(async (backend) => {
    const socket = await backend.socket(bob);
    // by then the function looks again which sessions have ended
    later += 2_000;
    const message = { conversationId, clientId: 'm1', text: 'One' };
    for (const sent of [message, message]) await frame(socket, 'message:send', sent);
    await frame(socket, 'receipt:read', { conversationId, seq: 1 });
    const reaction = { conversationId, seq: 1, emoji: '👍' };
    await frame(socket, 'message:react', reaction);
    await frame(socket, 'message:react', { ...reaction, remove: true });
    await frame(socket, 'presence:watch', { userIds: [id] });
    // more than fit into one transaction
    const many = Array.from({ length: limits.watchedUsers }, (_, index) => `usr_${index}`);
    await frame(socket, 'presence:watch', { userIds: many });
    await frame(socket, 'presence:watch', { userIds: [] });
    await frame(socket, 'sync', {});
  });

  // rotate-key
  await cold(({ commands }) => commands['rotate-key']({ conversation: conversationId }));

  // a block of the search index is made by the queue, found by a search, and made anew by the command
  await cold(async (backend) => {
    const { app } = backend.runtime;
    const messages = Array.from({ length: 128 }, () => ({ senderId: id, text: 'found', createdAt: 1 }));
    await fillLog(app, conversationId, messages);
    const place = { conversationId, level: 0, n: 0, shard: 0 };
    await expect.poll(async () => (await app.searchIndex.shards([place])).size).toBe(1);
  });
  await cold((backend) => call(backend, bob, `GET /conversations/search/all?q=found`));
  await cold(async ({ permissions, runtime: { app } }) => {
    await app.durable.delete(keys.searchNode(conversationId, 0, 0, 0));
    const { commands } = permissions.wrapFunctions(createFunctions(createApp(app)));
    expect(await commands.reindex({ conversation: conversationId })).toEqual({ made: 1 });
  });

  // an import, with a person who is not here yet, a thread and a file
  await cold(async (backend) => {
    const { commands } = backend.permissions.wrapFunctions(createFunctions(createApp(backend.runtime.app)));
    const run = (step: object) => commands.import(step);
    const ref = { import: 'a'.repeat(64) };
    const file = { owner: 'ada', sha256: createHash('sha256').update(bytes).digest('hex') };
    await run({ begin: { ...ref, name: 'Moved', about: 'Here', createdAt: '2024-01-02T03:04:05Z' } });
    const ada = { username: 'ada', id: 'elsewhere:1', name: 'Ada', email: 'ada@garden.example' };
    await run({ people: { ...ref, people: [{ ...ada, role: 'owner' }] } });
    const { form } = importAnswers.file.parse(
      await run({ file: { ...ref, file, name: 'a.txt', contentType: 'text/plain', size: bytes.byteLength } }),
    );
    expect((await postForm(form ?? { url: '', fields: {} }, bytes)).status).toBeLessThan(300);
    await run({ complete: { ...ref, file } });
    const said = { sender: 'ada', createdAt: '2024-01-02T03:04:05Z' };
    const pinned = { at: said.createdAt, by: 'ada' };
    const reactions = [{ emoji: '👍', users: ['ada'] }];
    const messages = [
      { ...said, seq: 1, text: 'One', files: [file], pinned, reactions },
      { ...said, seq: 2, text: 'Two', replySeq: 1, threadSeq: 1 },
    ];
    await run({ messages: { ...ref, messages } });
    await run({ finish: { ...ref, lastSeq: 2 } });
  });

  // what reads the secret of the deployment by itself, which the runtime has read before its functions run
  await cold(async ({ permissions, runtime: { app } }) => {
    const fresh = () => permissions.wrapFunctions(createFunctions(createApp(app)));
    await fresh().commands.roles({ username, role: 'moderator' });
    expect(await fresh().commands.audit({ list: { person: username } })).not.toEqual([]);
    const entry = await app.audit.entry({ action: 'sign-out', actor: id, subject: id, outcome: 'done' });
    if (!('put' in entry)) throw new Error('an entry is put');
    const sealed = await fresh().changes(streamEvent(streamRecord('1', { after: entry.put })));
    expect(sealed).toEqual({ batchItemFailures: [] });
  });

  // suspensions
  await cold(async (backend) => {
    const dan = await backend.person('dan');
    const socket = await backend.socket(dan);
    const { permissions, runtime } = backend;
    const { commands } = permissions.wrapFunctions(createFunctions(createApp(runtime.app)));
    await commands.suspensions({ suspend: { username: dan.user.username } });
    await socket.closed;
  });

  // administration, by a process that has seen nothing yet
  const optional = { config: { rateLimits: 'on', roleSecondFactor: 'optional' } } as const;
  const root = await cold(administrator, optional);
  const eve = await cold((backend) => backend.person('eve'));
  await cold((backend) => call(backend, root, `GET /admin/users/${eve.user.id}`), optional);
  await cold(
    (backend) => call(backend, root, 'POST /admin/invitations', { email: 'new@example.org' }),
    optional,
  );
  await cold(async (backend) => {
    await call(backend, root, 'GET /admin/users?q=eve');
    const socket = await backend.socket(eve);
    await call(backend, root, `POST /admin/users/${eve.user.id}/suspend`, { reason: 'Spam' });
    await socket.closed;
    await call(backend, root, `POST /admin/users/${eve.user.id}/reinstate`);
    await call(backend, root, 'GET /admin/invitations');
    await backend.commands.roles({ username: root.user.username, role: 'user' });
  }, optional);

  // one socket too many
  await cold(async (backend) => {
    const oldest = await backend.socket(bob);
    for (let count = 0; count < limits.socketsPerUser; count += 1) await backend.socket(bob);
    await oldest.closed;
  });

  // enough watchers and members that the queue takes over
  const timers = new ManualSchedule();
  const gone = new Set<string>();
  await cold(
    async (backend) => {
      const { presence } = backend.runtime.app;
      const star = await backend.person('star');
      const crowd = await backend.people(...crowdNames);
      // from then on it is looked up who of the watchers a block keeps from noticing
      await call(backend, star, `PUT /users/me/blocks/${id}`);
      const { id: everybody } = await backend.conversation(star, crowd, 'Everybody');
      const sockets = await Promise.all(
        crowd.flatMap((fan) => Array.from({ length: limits.socketsPerUser }, () => backend.socket(fan))),
      );
      for (const socket of sockets) await frame(socket, 'presence:watch', { userIds: [star.user.id] });
      const stars = await backend.socket(star);
      await call(backend, star, 'PUT /users/me/status', { status: 'away' });
      await call(backend, star, `POST /conversations/${everybody}/messages`, { text: 'Hello' });
      await frame(stars, 'message:send', { conversationId: everybody, clientId: 'm1', text: 'All of you' });
      const sendScheduled = async (conversationId: string) => {
        const sendAt = new Date(clock.now() + 60_000).toISOString();
        const scheduled = { conversationId, text: 'Waited', sendAt };
        const { id: waiting } = await call<{ id: string }>(backend, star, 'POST /scheduled', scheduled);
        await call(backend, star, `POST /scheduled/${waiting}/send`);
      };
      await sendScheduled(everybody);
      const received = ({ frames }: TestSocket) => frames.filter(({ type }) => type === 'message:new').length;
      await expect
        .poll(() => {
          timers.advance(0);
          return sockets.every((socket) => received(socket) === 3);
        })
        .toBe(true);

      // one socket has lost its other end, and then all have; one that has only just opened would not be forgotten for it
      later += openingMilliseconds;
      const socketsOf = (people: readonly Person[]) => presence.socketsOf(people.map(({ user }) => user.id));
      const [fan, ...others] = crowd;
      if (!fan) throw new Error('a crowd');
      const [one, ...rest] = await socketsOf([fan]);
      gone.add(one?.connectionId ?? '');
      const { id: direct } = await backend.conversation(star, [fan]);
      await call(backend, star, `POST /conversations/${direct}/messages`, { text: 'Hello' });
      await expect.poll(() => socketsOf([fan])).toHaveLength(rest.length);
      const next = rest.shift();
      gone.add(next?.connectionId ?? '');
      await sendScheduled(direct);
      await expect.poll(() => socketsOf([fan])).toHaveLength(rest.length);
      rest.push(...(await socketsOf(others)));
      for (const { connectionId } of rest) gone.add(connectionId);
      stars.close();
      await expect.poll(async () => (await presence.get(star.user.id)).here).toBe(false);
      await expect.poll(() => timers.due).not.toEqual([]);
      // the end of the grace, and then what that leaves to the queue
      await expect
        .poll(async () => {
          timers.advance(15_000);
          return socketsOf(crowd);
        })
        .toEqual([]);
    },
    {
      schedule: timers.schedule,
      wrapPorts: (ports) => ({
        ...ports,
        sockets: {
          post: (connectionId, text) =>
            gone.has(connectionId) ? Promise.resolve('gone') : ports.sockets.post(connectionId, text),
          close: (connectionId) => ports.sockets.close(connectionId),
        },
      }),
    },
  );

  // a link gets a preview, whose picture is the first file of a month
  await cold(
    async (backend) => {
      const month = new Date(clock.now()).toISOString().slice(0, 'yyyy-mm'.length);
      await backend.runtime.app.durable.delete(keys.mediaKey(month));
      await call(backend, bob, `POST ${at}/messages`, { text: 'https://www.page.net/' });
      await expect.poll(() => backend.permissions.used).toContain('queue-work: media PutObject uploads');
    },
    { config: { linkPreviews: 'on' }, wrapPorts: (ports) => ({ ...ports, pages: { fetch: aPage } }) },
  );

  // a group has a webhook, whose server answers
  await cold(
    async (backend) => {
      const body = { name: 'Build', url: 'https://www.page.net/', events: ['message.created'] };
      const { id: own } = await backend.conversation(bob, [ann], 'Builds');
      await call(backend, bob, `POST /conversations/${own}/webhooks`, body);
      await call(backend, bob, `POST /conversations/${own}/messages`, { text: 'Built' });
      await expect.poll(() => backend.permissions.used).toContain('queue-work: outbound InvokeFunction');
    },
    { wrapPorts: (ports) => ({ ...ports, outbound: { isTarget: () => true, post: aReceiver } }) },
  );

  // and a browser without a connection a push
  await cold(
    async (backend) => {
      const gil = await backend.person('gil');
      const { subscription } = new TestBrowser('https://push.example.net/send/bob');
      await call(backend, bob, 'PUT /push/subscriptions', subscription);
      const { id: direct } = await backend.conversation(gil, [bob]);
      await call(backend, gil, `POST /conversations/${direct}/messages`, { text: 'Hello' });
      await expect.poll(() => backend.permissions.used).toContain('queue-work: outbound InvokeFunction');
      // the next one is an app
      await call(backend, bob, `POST /conversations/${direct}/read`);
      await call(backend, bob, 'PUT /push/subscriptions', { type: 'fcm', token: 'phone of bob' });
      await call(backend, gil, `POST /conversations/${direct}/messages`, { text: 'Hello?' });
      await expect.poll(() => backend.permissions.used).toContain('queue-work: mobilePush Publish');
    },
    {
      config: { mobilePush: ['fcm'] },
      wrapPorts: ({ outbound, ...ports }) => {
        const post: typeof outbound.post = async (requests) =>
          requests.map(() => ({ status: 201, milliseconds: 1 }));
        return { ...ports, outbound: { ...outbound, post } };
      },
    },
  );

  expect([...used].sort()).toEqual(Permissions.granted.sort());
});
