import { describe, expect, it } from 'vitest';
import { Totals } from '../../../local/metrics/totals.ts';
import type { App } from '../../../shared/app.ts';
import { createLogger } from '../../../shared/platform/logger.ts';
import { aroundTable } from '../../../shared/platform/around-table.ts';
import { Unavailable } from '../../../shared/platform/errors.ts';
import type { Sockets } from '../../../shared/platform/ports.ts';
import { wireTime } from '../../../shared/platform/time.ts';
import type { Table } from '../../../shared/platform/table.ts';
import type { Work } from '../../../shared/work.ts';
import type { ServerEvent, ServerEventData } from '../../../shared/protocol/index.ts';
import {
  allBut,
  presenceStore,
  publish as publishTo,
  publishEach,
  theseUsers,
  type Audience,
  type RealtimeContext,
} from '../../../shared/realtime/index.ts';
import { temporaryDatabase } from '../../support/backend/database.ts';

const event = { type: 'session:ended', data: { reason: 'suspended' } } as const;

const now = 1_000_000;

const messageSentAt = (sentAt: number): ServerEventData<'message:new'> => ({
  id: 'con_1.1',
  conversationId: 'con_1',
  seq: 1,
  senderId: 'bob',
  kind: 'text',
  text: 'Hello',
  attachments: [],
  replyTo: null,
  createdAt: wireTime(sentAt),
  editedAt: null,
  deletedAt: null,
  status: 'sent',
});

const publish = (
  app: RealtimeContext,
  userIds: readonly string[],
  ...rest: [event: ServerEvent, exceptSocket?: string, own?: { userId: string; event: ServerEvent }]
) => publishTo(app, theseUsers(userIds), ...rest);

/** What publishing needs of the app, on a real table, the given sockets, and a queue that keeps what it gets. */
function setUp(
  post: Sockets['post'],
  add: (work: Work, delaySeconds?: number) => Promise<void> = () => Promise.resolve(),
) {
  const lines: string[] = [];
  const queued: { work: Work; delaySeconds: number | undefined }[] = [];
  const clock = { now: () => now };
  const presence = presenceStore(temporaryDatabase().table('ephemeral'), clock);
  const log = createLogger('warn', { write: (line: string) => void lines.push(line) });
  const work = {
    add(work: Work, delaySeconds?: number) {
      queued.push({ work, delaySeconds });
      return add(work, delaySeconds);
    },
  };
  const sockets = { post, close: () => Promise.resolve() };
  const metrics = new Totals();
  const app = { presence, clock, log, work, sockets, metrics } as Partial<App> as App;
  const connect = (userId: string, ...connectionIds: string[]) =>
    Promise.all(
      connectionIds.map((connectionId) =>
        presence.add({ connectionId, userId, sessionId: 's', connectedAt: now - 60_000 }),
      ),
    );
  return { app, connect, lines, queued, metrics };
}

describe('publish', () => {
  it('given a socket that has just opened, may skip it for ephemeral events, and for messages in groups above 20', async () => {
    const table = temporaryDatabase().table('ephemeral');
    // reads that may be moments old know nothing yet
    const behind: Table = {
      ...aroundTable(table, (_call, perform) => perform()),
      batchGet: (keys, options) =>
        options?.eventually ? Promise.resolve([]) : table.batchGet(keys, options),
    };
    const posted: string[] = [];
    const { app } = setUp((_connectionId, frame) => {
      posted.push((JSON.parse(frame) as { type: string }).type);
      return Promise.resolve('sent');
    });
    app.presence = presenceStore(behind, app.clock);
    await app.presence.add({ connectionId: 'c', userId: 'ann', sessionId: 's', connectedAt: now });
    const data = { conversationId: 'cnv_1', userId: 'bob' };
    await publish(app, ['ann'], { type: 'typing', data: { ...data, typing: true } });
    await publish(app, ['ann'], { type: 'receipt', data: { ...data, deliveredSeq: 1, readSeq: 1 } });
    const presence = { userId: 'bob', online: true, status: 'online', lastOnline: null } as const;
    await publish(app, ['ann'], { type: 'presence:update', data: presence });
    expect(posted).toEqual([]);
    const message = { type: 'message:new', data: messageSentAt(now) } as const;
    const group = (size: number) => ['ann', ...Array.from({ length: size - 1 }, (_, index) => `m${index}`)];
    await publish(app, group(21), message);
    expect(posted).toEqual([]);
    await publish(app, group(20), message);
    await publish(app, ['ann'], event);
    expect(posted).toEqual(['message:new', 'session:ended']);
  });
});

describe('publishEach', () => {
  it('posts each user their own event, and queues sockets beyond 100', async () => {
    const posts = new Map<string, string>();
    const { app, connect, queued } = setUp((connectionId, frame) => {
      posts.set(connectionId, frame);
      return Promise.resolve('sent');
    });
    const ids = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${name}${index}`);
    await connect('ann', ...ids('a', 60));
    await connect('bob', ...ids('b', 60));
    await connect('eve', ...ids('e', 1));
    const typing = (userId: string) =>
      ({ type: 'typing', data: { conversationId: 'con_1', userId, typing: true } }) as const;
    await publishEach(app, new Map(['ann', 'bob', 'nobody'].map((name) => [name, typing(name)])));
    const of = (frame: string) => [...posts.values()].filter((posted) => posted === frame).length;
    expect(posts.size).toBe(100);
    expect(of(JSON.stringify(typing('ann')))).toBe(60);
    expect(of(JSON.stringify(typing('bob')))).toBe(40);
    expect(queued).toMatchObject([{ work: { frame: JSON.stringify(typing('bob')) } }]);
    expect(queued.flatMap(({ work }) => (work.type === 'fan-out' ? work.sockets : []))).toHaveLength(20);
  });

  it('given sockets that cannot be looked up, does not reject', async () => {
    const { app, lines } = setUp(() => Promise.resolve('sent'));
    const presence = {
      ...app.presence,
      socketsOf: () => Promise.reject(new Unavailable('The database', new Error('no'))),
    };
    await publishEach({ ...app, presence }, new Map([['ann', event]]));
    expect(lines.join()).toContain('events were not pushed');
  });
});

describe('publish', () => {
  it('posts the same frame to each socket of each user, except the excluded socket', async () => {
    const posts: [string, string][] = [];
    const { app, connect } = setUp((connectionId, frame) => {
      posts.push([connectionId, frame]);
      return Promise.resolve('sent');
    });
    await connect('ann', 'a1', 'a2');
    await connect('bob', 'b1');
    await connect('eve', 'e1');
    await publish(app, ['ann', 'bob', 'nobody'], event, 'a2');
    expect(posts.map(([connectionId]) => connectionId).sort()).toEqual(['a1', 'b1']);
    expect(new Set(posts.map(([, frame]) => frame))).toEqual(new Set([JSON.stringify(event)]));
  });

  it('posts to the sockets of one user what that user may see', async () => {
    const posts = new Map<string, string>();
    let reads = 0;
    const { app, connect } = setUp((connectionId, frame) => {
      posts.set(connectionId, frame);
      return Promise.resolve('sent');
    });
    await connect('ann', 'a1', 'a2', 'a3');
    await connect('bob', 'b1');
    const socketsOf = (userIds: readonly string[]) => {
      reads += 1;
      return app.presence.socketsOf(userIds);
    };
    const own = { type: 'session:ended', data: { reason: 'signed_out' } } as const;
    const counting = { ...app, presence: { ...app.presence, socketsOf } };
    await publish(counting, ['ann', 'bob'], event, 'a2', { userId: 'ann', event: own });
    const [forAnn, forBob] = [JSON.stringify(own), JSON.stringify(event)];
    expect(Object.fromEntries(posts)).toEqual({ a1: forAnn, a3: forAnn, b1: forBob });
    expect(reads).toBe(1);
  });

  it('given a socket that hangs and one that is gone, posts to the others and forgets the latter', async () => {
    const posted: string[] = [];
    let release: (outcome: 'sent') => void = () => undefined;
    const hanging = new Promise<'sent'>((resolve) => (release = resolve));
    let othersPosted: () => void = () => undefined;
    const others = new Promise<void>((resolve) => (othersPosted = resolve));
    const { app, connect } = setUp((connectionId) => {
      if (connectionId === 'slow') return hanging;
      posted.push(connectionId);
      if (posted.length === 3) othersPosted();
      return Promise.resolve(connectionId === 'gone' ? 'gone' : 'sent');
    });
    await connect('ann', 'slow', 'x', 'gone');
    await connect('bob', 'y');
    const published = publish(app, ['ann', 'bob'], event);
    await others;
    release('sent');
    await published;
    const left = (await app.presence.socketsOf(['ann'])).map(({ connectionId }) => connectionId);
    expect(left.sort()).toEqual(['slow', 'x']);
  });

  describe('to an audience of several pages', () => {
    const pageOf = (page: number) => Array.from({ length: 90 }, (_, index) => `p${page}-${index}`);
    const ends = (pages: AsyncIterable<readonly string[]>): Audience => ({ size: 450, pages: () => pages });

    /** All members in five pages have a socket each; the posts are counted. */
    async function setUpPages() {
      let posted = 0;
      const { app, queued, lines } = setUp(() => Promise.resolve((posted += 1)).then(() => 'sent'));
      const everybody = [0, 1, 2, 3, 4].flatMap(pageOf);
      await Promise.all(
        everybody.map((userId) =>
          app.presence.add({ connectionId: `c-${userId}`, userId, sessionId: 's', connectedAt: now }),
        ),
      );
      const chunks = () =>
        queued.map(({ work }) => (work.type === 'fan-out' ? work.sockets.map(({ userId }) => userId) : []));
      return { app, lines, everybody, chunks, posted: () => posted };
    }

    it('posts to the first 100 sockets, and queues full chunks of the rest of all pages', async () => {
      const { app, everybody, chunks, posted } = await setUpPages();
      async function* pages() {
        for (let page = 0; page < 5; page += 1) yield await Promise.resolve(pageOf(page));
      }
      await publishTo(app, ends(pages()), event);
      expect(posted()).toBe(100);
      expect(chunks().map(({ length }) => length)).toEqual([200, 150]);
      expect(chunks().flat().sort()).toEqual(everybody.slice(100).sort());
    });

    it('given a page that fails, reaches the members of the pages before', async () => {
      const { app, lines, chunks, posted } = await setUpPages();
      async function* pages() {
        for (let page = 0; page < 2; page += 1) yield await Promise.resolve(pageOf(page));
        throw new Unavailable('The database', new Error('no'));
      }
      await publishTo(app, ends(pages()), event);
      expect(posted()).toBe(100);
      expect(chunks().map(({ length }) => length)).toEqual([80]);
      expect(lines.join()).toContain('an event was not pushed');
    });

    it('given an excluded user, posts nothing to that user', async () => {
      const { app, posted } = await setUpPages();
      async function* pages() {
        yield await Promise.resolve(['p0-1', 'p0-2']);
        yield ['p0-3'];
      }
      await publishTo(app, allBut('p0-2', ends(pages())), event);
      expect(posted()).toBe(2);
    });
  });

  it('posts to 100 sockets at once, and queues the rest in chunks of 200', async () => {
    let underWay = 0;
    let most = 0;
    const posted = new Set<string>();
    const { app, connect, queued } = setUp(async (connectionId) => {
      posted.add(connectionId);
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return 'sent';
    });
    const all = Array.from({ length: 501 }, (_, index) => `s${index}`);
    await connect('ann', ...all);
    await publish(app, ['ann'], event);
    expect(most).toBe(100);
    expect(posted.size).toBe(100);
    const chunks = queued.map(({ work }) => (work.type === 'fan-out' ? work.sockets : []));
    expect(chunks.map(({ length }) => length)).toEqual([200, 200, 1]);
    expect(new Set([...posted, ...chunks.flat().map(({ connectionId }) => connectionId)])).toEqual(
      new Set(all),
    );
    expect(queued.map(({ work }) => work)).toMatchObject(
      queued.map(() => ({ type: 'fan-out', frame: JSON.stringify(event) })),
    );
  });

  it('counts deliveries of new messages only, and passes the time of sending to the queue', async () => {
    const { app, connect, queued, metrics } = setUp(() => Promise.resolve('sent'));
    await connect('ann', ...Array.from({ length: 101 }, (_, index) => `s${index}`));
    await publish(app, ['ann'], event);
    expect(metrics.sums()).toEqual({});
    const sentAt = now - 70;
    await publish(app, ['ann'], { type: 'message:new', data: messageSentAt(sentAt) });
    expect(metrics.sums()).toEqual({ Deliveries: 100, DeliveryDelay: 70 });
    expect(queued.map(({ work }) => 'createdAt' in work && work.createdAt)).toEqual([false, sentAt]);
  });

  it('given exactly 100 sockets, queues nothing', async () => {
    const { app, connect, queued } = setUp(() => Promise.resolve('sent'));
    await connect('ann', ...Array.from({ length: 101 }, (_, index) => `s${index}`));
    await publish(app, ['ann'], event, 's5');
    expect(queued).toEqual([]);
  });

  it('given a chunk that cannot be queued, waits for its own posts and the other chunks', async () => {
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    let finished = 0;
    let calls = 0;
    const { app, connect, lines, queued } = setUp(
      async () => {
        await slow;
        finished += 1;
        return 'sent';
      },
      () =>
        ++calls === 1 ? Promise.reject(new Unavailable('the work queue', undefined)) : Promise.resolve(),
    );
    await connect('ann', ...Array.from({ length: 500 }, (_, index) => `s${index}`));
    const published = publish(app, ['ann'], event);
    await expect.poll(() => lines.join()).toContain('an event was not queued');
    release();
    await published;
    expect(finished).toBe(100);
    expect(queued).toHaveLength(2);
    expect(lines.join()).not.toContain('suspended');
  });

  it('given a last socket that is gone, queues a check of presence', async () => {
    const { app, connect, queued } = setUp(() => Promise.resolve('gone'));
    await connect('ann', 'a1');
    await publish(app, ['ann'], event);
    expect(queued).toEqual([
      { work: { type: 'went-offline', userId: 'ann', leftAt: now }, delaySeconds: 10 },
    ]);
    // it is unknown since when it is gone
    expect((await app.presence.get('ann')).lastOnline).toBe(now - 60_000);
  });

  it('given a socket that is opening and reported as gone, does not forget it', async () => {
    const { app } = setUp(() => Promise.resolve('gone'));
    const socket = { userId: 'ann', sessionId: 's' };
    await app.presence.add({ ...socket, connectionId: 'new', connectedAt: now - 29_999 });
    await app.presence.add({ ...socket, connectionId: 'old', connectedAt: now - 30_000 });
    await publish(app, ['ann'], event);
    const left = (await app.presence.socketsOf(['ann'])).map(({ connectionId }) => connectionId);
    expect(left).toEqual(['new']);
  });

  it('given a failure, logs it without the frame, and does not reject', async () => {
    const failing = setUp(() => Promise.reject(new Unavailable('the gateway', new Error('no'))));
    await failing.connect('ann', 'a1');
    await publish(failing.app, ['ann'], event);
    expect(failing.lines.join()).toContain('a socket was not reached');
    expect(failing.lines.join()).not.toContain('suspended');

    const broken = setUp(() => Promise.resolve('sent'));
    broken.app.presence.socketsOf = () => Promise.reject(new Unavailable('the database', new Error('no')));
    await publish(broken.app, ['ann'], event);
    expect(broken.lines.join()).toContain('an event was not pushed');
  });
});
