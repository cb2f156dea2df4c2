import { describe, expect, it } from 'vitest';
import { keys } from '../../shared/keys.ts';
import type { Attributes } from '../../shared/platform/table.ts';
import type {
  ChangesPage,
  Conversation,
  MessagePage,
  Page,
  SentReply,
  SyncReply,
} from '../../shared/protocol/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { problem, startBackend } from '../support/backend/runtime.ts';

/**
 * Ann and Bob in a conversation whose log can hold entries of a kind that this version does not know, as a later one
 * leaves them behind when a deployment is rolled back.
 */
async function start() {
  const clock = new ManualClock();
  const backend = await startBackend({ clock });
  const [ann, bob] = [await backend.person('ann'), await backend.person('bob')];
  const { id } = await backend.conversation(ann, [bob]);
  const path = `/v1/conversations/${id}`;
  const { app } = backend.runtime;

  const send = (text: string, more: object = {}) =>
    backend.call<SentReply>('POST', `${path}/messages`, { token: ann.token, body: { text, ...more } });
  const takeNumber = async () => (await app.conversations.takeSeq(id, clock.now())).lastSeq;
  /** Stores what a later version stores under the next number. */
  async function storeForeign(attributes: Attributes = { senderId: ann.user.id, createdAt: clock.now() }) {
    const seq = await takeNumber();
    await app.durable.put({ ...keys.logEntry(id, seq), seq, kind: 'poll', question: 'Tea?', ...attributes });
    return seq;
  }

  const get = async <T>(url: string) => {
    const { status, body } = await backend.call<T>('GET', url, { token: bob.token });
    expect(status).toBe(200);
    return body;
  };
  const changes = async (after: number, limit = 50) => {
    const page = await get<ChangesPage>(`${path}/changes?after=${after}&limit=${limit}`);
    return { ...page, items: page.items.map(({ text }) => text) };
  };
  const history = async (query = '') =>
    (await get<MessagePage>(`${path}/messages${query}`)).items.map(({ text }) => text);
  return { backend, app, clock, id, get, path, send, takeNumber, storeForeign, changes, history };
}

const whole = { hasMore: false, reset: false };

describe('an entry of a kind that this version does not know', () => {
  it('is skipped in changes, whose upTo reaches beyond it', async () => {
    const { send, storeForeign, changes } = await start();
    await send('one');
    await storeForeign();
    await send('three');
    await storeForeign();
    expect(await changes(0)).toEqual({ items: ['one', 'three'], upTo: 4, ...whole });
    expect(await changes(1)).toEqual({ items: ['three'], upTo: 4, ...whole });
    expect(await changes(1, 1)).toEqual({ items: [], upTo: 2, hasMore: true, reset: false });
    expect(await changes(3)).toEqual({ items: [], upTo: 4, ...whole });
  });

  it('is skipped in the history, also where a page would hold nothing else', async () => {
    const { send, storeForeign, history } = await start();
    await send('one');
    for (let count = 0; count < 4; count += 1) await storeForeign();
    await send('six');
    expect(await history()).toEqual(['one', 'six']);
    expect(await history('?before=6&limit=2')).toEqual(['one']);
    expect(await history('?after=1&limit=2')).toEqual(['six']);
  });

  it('does not count as unread and is not the last message', async () => {
    const { send, storeForeign, get, id, path } = await start();
    await send('one');
    for (let count = 0; count < 8; count += 1) await storeForeign();
    const expected = { lastSeq: 9, unreadCount: 1, lastMessage: { text: 'one' } };
    expect(await get<Conversation>(path)).toMatchObject(expected);
    expect((await get<Page<Conversation>>('/v1/conversations')).items).toMatchObject([expected]);
    expect((await get<SyncReply>('/v1/sync')).conversations).toMatchObject([
      { id, lastSeq: 9, unreadCount: 1 },
    ]);
  });

  it('cannot be replied to', async () => {
    const { send, storeForeign } = await start();
    const first = await send('one');
    const place = first.body.id;
    const seq = await storeForeign();
    const replyTo = place.replace(/1$/, String(seq));
    expect(replyTo).not.toBe(place);
    expect(problem(await send('two', { replyTo }))).toMatchObject({ code: 'message_not_found' });
  });

  it('is left as stored, for the version that knows it', async () => {
    const { app, clock, id, send, storeForeign, changes } = await start();
    const seq = await storeForeign();
    clock.advance(60_000);
    await send('two');
    expect(await changes(0)).toMatchObject({ items: ['two'], upTo: 2 });
    expect(await app.durable.get(keys.logEntry(id, seq))).toMatchObject({ kind: 'poll', question: 'Tea?' });
  });

  it.each([
    ['says', {}],
    ['does not say', { createdAt: 'some day' }],
  ])(
    'does not end the wait for a message on its way before it, if the entry %s when it was made',
    async (_, attributes) => {
      const { clock, takeNumber, send, storeForeign, changes } = await start();
      await takeNumber();
      await storeForeign({ createdAt: clock.now(), ...attributes });
      await send('three');
      expect(await changes(0)).toEqual({ items: [], upTo: 0, ...whole });
      clock.advance(2_001);
      expect(await changes(0)).toEqual({ items: ['three'], upTo: 3, ...whole });
    },
  );
});
