import { describe, expect, it } from 'vitest';
import type { App } from '../../../shared/app.ts';
import { createLogger } from '../../../shared/platform/logger.ts';
import { Unavailable } from '../../../shared/platform/errors.ts';
import type { Sockets } from '../../../shared/platform/ports.ts';
import { presenceStore, publish } from '../../../shared/realtime/index.ts';
import { temporaryDatabase } from '../../support/database.ts';

const event = { type: 'session:ended', data: { reason: 'suspended' } } as const;

/** What publishing needs of the app, on a real table and the given sockets. */
function setUp(post: Sockets['post']) {
  const lines: string[] = [];
  const presence = presenceStore(temporaryDatabase().table('ephemeral'), { now: () => 1000 });
  const log = createLogger('warn', { write: (line: string) => void lines.push(line) });
  const app = { presence, log, sockets: { post, close: () => Promise.resolve() } } as Partial<App> as App;
  const connect = (userId: string, ...connectionIds: string[]) =>
    Promise.all(
      connectionIds.map((connectionId) =>
        presence.add({ connectionId, userId, sessionId: 's', connectedAt: 1000 }),
      ),
    );
  return { app, connect, lines };
}

describe('publish', () => {
  it('posts the same frame to each socket of each person but the excepted one', async () => {
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

  it('is not delayed by a socket that hangs, and forgets one that is gone', async () => {
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

  it('has at most 100 posts under way', async () => {
    let underWay = 0;
    let most = 0;
    const { app, connect } = setUp(async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return 'sent';
    });
    await connect('ann', ...Array.from({ length: 250 }, (_, index) => `s${index}`));
    await publish(app, ['ann'], event);
    expect(most).toBe(100);
  });

  it('never rejects: what fails is logged, without what was pushed', async () => {
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
