import { describe, expect, test } from 'vitest';
import type {
  ClientEvents,
  Message,
  Notification,
  NotificationPage,
  NotificationSettings,
} from '../../../../client/index.ts';
import { Emitter } from '../../../../client/platform/events.ts';
import { readPush } from '../../../../client/push/index.ts';
import { SystemNotices } from '../../../../web/src/notifications/system-notices.ts';
import { eventually } from '../../../support/eventually.ts';

const happened = {
  id: 'ntf_1',
  kind: 'message',
  createdAt: '2026-11-30T12:00:00.000Z',
  conversationId: 'con_1',
  seq: 7,
  userId: 'usr_bob',
} as const;

const message = (more: Partial<Message> = {}): Message => ({
  id: 'msg_1',
  seq: 7,
  conversationId: 'con_1',
  senderId: 'usr_bob',
  kind: 'text',
  text: 'Are you there?',
  attachments: [],
  replyTo: null,
  createdAt: happened.createdAt,
  status: 'sent',
  editedAt: null,
  deletedAt: null,
  ...more,
});

const listed = (more: Partial<Message> | undefined = {}, group?: string): Notification => ({
  ...happened,
  count: 1,
  user: { id: 'usr_bob', username: 'bob', name: 'Bob', avatar: null, online: false, lastOnline: null },
  conversation: { isGroup: group !== undefined, name: group ?? null, avatar: null },
  message: message(more),
});

/** A page of Alice, whom the system may notify, and who does not look at it. */
function world() {
  const events = new Emitter<ClientEvents>();
  const state = {
    items: [listed()] as Notification[],
    preview: 'shown' as NotificationSettings['preview'],
    quietHours: null as NotificationSettings['quietHours'],
    fails: false,
    lists: 0,
    looks: false,
    shows: true,
    /** Whether another tab is at it. */
    taken: false,
    sounds: 0,
    told: [] as string[],
    names: [] as string[],
    shown: [] as { data: unknown; closed: boolean }[],
    reported: [] as unknown[],
  };
  const notices = new SystemNotices({
    client: {
      userId: 'usr_me',
      on: (type, listener) => events.on(type, listener),
      notifications: {
        async list(): Promise<NotificationPage> {
          state.lists += 1;
          if (state.fails) throw new Error('no network');
          return { items: state.items, nextCursor: null, unreadCount: state.items.length };
        },
        async settings(): Promise<NotificationSettings> {
          if (state.fails) throw new Error('no network');
          return {
            preview: state.preview,
            direct: 'all',
            groups: 'all',
            sounds: true,
            quietHours: state.quietHours,
            digest: 'off',
          };
        },
      },
    },
    device: {
      get shows() {
        return state.shows;
      },
    },
    registration: async () => ({
      active: { postMessage: (said: unknown) => void state.told.push(String(said)) },
      getNotifications: async () =>
        state.shown.map((one) => ({ data: one.data, close: () => void (one.closed = true) })),
    }),
    looks: () => state.looks,
    once: async (name, work) => {
      state.names.push(name);
      if (!state.taken) await work();
    },
    now: () => Date.parse(happened.createdAt),
    playSound: () => void (state.sounds += 1),
    report: (error) => void state.reported.push(error),
  });
  notices.start();
  const happens = (silent = false, id: string = happened.id) =>
    events.emit('notification:new', { notification: { ...happened, id }, silent });
  const told = async () => {
    await eventually(() => expect(state.told).toHaveLength(1));
    return readPush(state.told[0] ?? '');
  };
  return { events, state, notices, happens, told };
}

describe('what happens while a page is open', () => {
  test('is shown by the worker, as a push would say it, while the user does not look', async () => {
    const { state, happens, told } = world();
    happens();
    expect(await told()).toEqual({
      type: 'new',
      recipientId: 'usr_me',
      notification: happened,
      silent: false,
      unreadCount: 1,
      title: 'Bob',
      body: 'Are you there?',
    });
    expect([state.sounds, state.names]).toEqual([0, [`chatflow notice ntf_1 ${happened.createdAt}`]]);
  });

  test.each([
    ['a group', listed({}, 'Team'), { title: 'Team', senderName: 'Bob', body: 'Are you there?' }],
    [
      'a poll',
      listed({ kind: 'poll', text: 'Where?\nHere\nThere' }),
      { title: 'Bob', body: 'Where?', content: 'poll' },
    ],
    [
      'what is hidden in the text',
      listed({ text: 'It was the butler', entities: [{ type: 'spoiler', start: 11, length: 6 }] }),
      { title: 'Bob', body: 'It was the ▒▒▒▒▒' },
    ],
    ['what is to disappear', listed({ expires: { seconds: 60, from: 'sending' } }), { title: 'Bob' }],
    ['what was deleted', listed({ deletedAt: happened.createdAt, text: '' }), { title: 'Bob' }],
  ])('of %s', async (_, one, expected) => {
    const { state, happens, told } = world();
    state.items = [one];
    happens();
    expect(await told()).toEqual({
      type: 'new',
      recipientId: 'usr_me',
      notification: happened,
      silent: false,
      unreadCount: 1,
      ...expected,
    });
  });

  test('names no one and says nothing where previews are hidden, as soon as they are', async () => {
    const { events, state, happens } = world();
    happens();
    await eventually(() => expect(state.told).toHaveLength(1));
    events.emit('notification:settings', {
      preview: 'hidden',
      direct: 'all',
      groups: 'all',
      sounds: true,
      quietHours: null,
      digest: 'off',
    });
    happens();
    await eventually(() => expect(state.told).toHaveLength(2));
    const push = readPush(state.told[1] ?? '');
    expect(push).toMatchObject({ type: 'new' });
    expect(JSON.stringify(push)).not.toMatch(/Bob|there/);
  });

  test('is only heard where the user looks, or the system shows nothing', async () => {
    const { state, happens } = world();
    state.looks = true;
    happens();
    happens(true);
    state.looks = false;
    state.shows = false;
    happens();
    happens(true);
    expect([state.sounds, state.told, state.lists]).toEqual([2, [], 0]);
  });

  test('is left to another tab that is at it', () => {
    const { state, happens } = world();
    state.taken = true;
    happens();
    expect([state.lists, state.sounds, state.told]).toEqual([0, 0, []]);
  });

  test('is not shown in quiet hours, nor once the user has seen it', async () => {
    const { events, state, happens, told } = world();
    state.quietHours = { from: '11:00', to: '13:00', timeZone: 'UTC' };
    happens(true);
    await eventually(() => expect(state.lists).toBe(1));
    const settings = {
      preview: 'hidden',
      direct: 'all',
      groups: 'all',
      sounds: true,
      quietHours: null,
      digest: 'off',
    } as const;
    events.emit('notification:settings', settings);
    happens(false, 'ntf_seen');
    await eventually(() => expect(state.lists).toBe(2));
    state.items.push({ ...listed(), id: 'ntf_2' });
    happens(false, 'ntf_2');
    expect(await told()).toMatchObject({ notification: { id: 'ntf_2' } });
    expect(state.sounds).toBe(0);
  });

  test('is shown without what was written where the server does not say it', async () => {
    const { state, happens, told } = world();
    state.fails = true;
    happens(true);
    expect(await told()).toEqual({
      type: 'new',
      recipientId: 'usr_me',
      notification: happened,
      silent: true,
      unreadCount: 0,
    });
    expect(state.reported).toHaveLength(2);
  });

  test('is closed once it was seen on another device', async () => {
    const { events, told } = world();
    events.emit('notification:cleared', { ids: ['ntf_1', 'ntf_2'] });
    expect(await told()).toEqual({
      type: 'cleared',
      recipientId: 'usr_me',
      ids: ['ntf_1', 'ntf_2'],
      unreadCount: 0,
    });
  });

  test('is nothing to a page that has ended', () => {
    const { state, notices, happens } = world();
    notices.stop();
    happens();
    expect([state.names, state.sounds]).toEqual([[], 0]);
  });
});

test('with a connection, what was seen meanwhile or is of another user is closed', async () => {
  const { events, state } = world();
  const data = (id: string, recipientId = 'usr_me') => ({
    recipientId,
    id,
    createdAt: happened.createdAt,
    path: '/',
  });
  state.shown = [data('ntf_1'), data('ntf_seen'), data('ntf_1', 'usr_other'), null].map((one) => ({
    data: one,
    closed: false,
  }));
  events.emit('state', { state: 'online', behind: 0 });
  await eventually(() => expect(state.shown.map(({ closed }) => closed)).toEqual([false, true, true, true]));
});

test('with a connection and nothing on screen, the server is not asked', async () => {
  const { notices, state } = world();
  await notices.tidy();
  expect(state.lists).toBe(0);
});
