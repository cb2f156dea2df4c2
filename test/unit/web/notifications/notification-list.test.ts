import { expect, test } from 'vitest';
import type { ClientEvents, Notification, NotificationPage } from '../../../../client/index.ts';
import { Emitter } from '../../../../client/platform/events.ts';
import {
  NotificationList,
  type NotificationsSource,
} from '../../../../web/src/notifications/notification-list.ts';
import { eventually } from '../../../support/eventually.ts';

const one = (n: number): Notification => ({
  id: `n${n}`,
  kind: 'mention',
  createdAt: `2026-11-30T09:00:0${n}.000Z`,
});

/** A server with these notifications, in pages of two. */
function world(...numbers: number[]) {
  const events = new Emitter<ClientEvents>();
  const state = { all: numbers.map(one), reads: [] as object[], fails: false, held: Promise.resolve() };
  const source: NotificationsSource = {
    on: (type, listener) => events.on(type, listener),
    notifications: {
      async list({ cursor = '0' } = {}): Promise<NotificationPage> {
        const start = Number(cursor);
        const items = state.all.slice(start, start + 2);
        await state.held;
        if (state.fails) throw new Error('no network');
        const nextCursor = state.all.length > start + 2 ? String(start + 2) : null;
        return { items, nextCursor, unreadCount: state.all.length };
      },
      read(which) {
        state.reads.push(which);
        if (state.fails) return Promise.reject(new Error('no network'));
        const { ids, until = '' } = which;
        state.all = state.all.filter(({ id, createdAt }) => (ids ? !ids.includes(id) : createdAt > until));
        return Promise.resolve();
      },
    },
  };
  const list = new NotificationList(source);
  const stop = list.subscribe(() => undefined);
  const shown = () => list.getSnapshot().items.map(({ id }) => id);
  return { events, state, list, stop, shown };
}

test('is read when it is on screen, and by further pages', async () => {
  const { list, shown, stop } = world(5, 4, 3, 2, 1);
  await eventually(() => expect(shown()).toEqual(['n5', 'n4']));
  expect(list.getSnapshot()).toMatchObject({ loaded: true, hasMore: true, loading: false });
  await list.loadMore();
  await list.loadMore();
  await list.loadMore();
  expect(shown()).toEqual(['n5', 'n4', 'n3', 'n2', 'n1']);
  expect(list.getSnapshot().hasMore).toBe(false);
  stop();
  expect(list.getSnapshot()).toMatchObject({ items: [], loaded: false });
});

test('follows what comes and what was seen elsewhere, also while it is read', async () => {
  const { events, state, list, shown } = world(2, 1);
  await eventually(() => expect(shown()).toEqual(['n2', 'n1']));
  state.all.unshift(one(3));
  events.emit('notification:new', { notification: one(3), silent: false });
  await eventually(() => expect(shown()).toEqual(['n3', 'n2']));
  events.emit('notification:cleared', { ids: ['n2'] });
  expect(shown()).toEqual(['n3']);

  // what is on its way was made before
  const { promise, resolve } = Promise.withResolvers<undefined>();
  state.held = promise.then(() => undefined);
  void list.load();
  state.all = [];
  events.emit('notification:cleared', { ids: ['n3'] });
  resolve(undefined);
  await eventually(() => expect(list.getSnapshot().loading).toBe(false));
  expect(shown()).toEqual([]);
});

test('drops at once what is marked as seen, and brings it back where the server did not hear of it', async () => {
  const { state, list, shown } = world(3, 2, 1);
  await eventually(() => expect(shown()).toEqual(['n3', 'n2']));
  const reading = list.read(['n3']);
  expect(shown()).toEqual(['n2']);
  await reading;
  state.fails = true;
  await expect(list.read(['n2'])).rejects.toThrow('no network');
  state.fails = false;
  await list.load();
  expect(shown()).toEqual(['n2', 'n1']);
  await list.readAll();
  expect(state.reads.at(-1)).toEqual({ until: one(2).createdAt });
  expect(shown()).toEqual([]);
});

test('says why it could not be read, and is read again with the next connection', async () => {
  const made = world(1);
  made.state.fails = true;
  await made.list.load();
  expect(made.list.getSnapshot()).toMatchObject({ loading: false, error: new Error('no network') });
  made.state.fails = false;
  made.events.emit('state', { state: 'online', behind: 0 });
  await eventually(() => expect(made.shown()).toEqual(['n1']));
  expect(made.list.getSnapshot().error).toBeUndefined();
});
