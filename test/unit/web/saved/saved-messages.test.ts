import { expect, test } from 'vitest';
import type { StarPage, StarredMessage } from '../../../../client/index.ts';
import { SavedMessages } from '../../../../web/src/saved/saved-messages.ts';
import { eventually } from '../../../support/eventually.ts';
import { eventsOnRequest, reply } from '../threads/source.ts';

const one = (seq: number): StarredMessage => ({ message: reply(seq, 'bob', { starred: true }), at: '' });
const page = (seqs: number[], nextCursor: string | null = null): StarPage => ({
  items: seqs.map(one),
  nextCursor,
});

/** A list that reads these pages, one after the other. */
function savedIn(...pages: (StarPage | Error)[]) {
  const events = eventsOnRequest();
  const asked: unknown[] = [];
  const source = {
    userId: 'alice' as string | undefined,
    on: events.on,
    stars: {
      list: (options: unknown) => {
        asked.push(options);
        const next = pages.shift() ?? page([]);
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
      },
    },
  };
  const saved = new SavedMessages(source);
  const seqs = () => saved.getSnapshot().items.map(({ message }) => message.seq);
  const show = async (wanted: number[]) => eventually(() => expect(seqs()).toEqual(wanted));
  return { ...events, saved, source, asked, seqs, show, end: saved.subscribe(() => undefined) };
}

test('given two pages, reads the second once it is asked for, and each message once', async () => {
  const { saved, asked, show } = savedIn(page([9, 7], 'more'), page([7, 5]));
  await show([9, 7]);
  expect(saved.getSnapshot()).toMatchObject({ loaded: true, hasMore: true });
  await Promise.all([saved.loadMore(), saved.loadMore()]);
  await show([9, 7, 5]);
  expect(saved.getSnapshot().hasMore).toBe(false);
  await saved.loadMore();
  expect(asked).toEqual([{ limit: 50 }, { limit: 50, cursor: 'more' }]);
});

test('given what is taken out, deleted, hidden or left, is without it', async () => {
  const { emit, seqs, show } = savedIn(page([9, 8, 7, 6]));
  await show([9, 8, 7, 6]);
  const star = { conversationId: 'c', at: '', starChanges: 5 };
  emit('star:updated', { ...star, seq: 9, starred: false });
  emit('star:updated', { ...star, conversationId: 'd', seq: 8, starred: false });
  emit('star:updated', { ...star, seq: 8, starred: true });
  emit('message:hidden', { conversationId: 'c', seq: 8, hiddenCount: 1 });
  const change = { seq: 20, messageSeq: 7, type: 'deleted', userId: 'bob' } as const;
  emit('message:deleted', { ...reply(7, 'bob', { deletedAt: '', changeSeq: 20 }), change });
  expect(seqs()).toEqual([6]);
  emit('conversation:removed', { id: 'c' });
  expect(seqs()).toEqual([]);
});

test('given an edit, says what the message says now', async () => {
  const { emit, saved, show } = savedIn(page([9]));
  await show([9]);
  const change = { seq: 20, messageSeq: 9, type: 'edited', userId: 'bob' } as const;
  emit('message:updated', { ...reply(9, 'bob', { text: 'other', changeSeq: 20 }), change });
  expect(saved.getSnapshot().items).toMatchObject([{ message: { text: 'other', starred: true } }]);
});

test('given a message saved elsewhere, or a time without a connection, reads the list again', async () => {
  const { asked, emit, show } = savedIn(page([9]), page([10, 9]), page([11]));
  await show([9]);
  emit('star:updated', { conversationId: 'c', seq: 10, starred: true, at: '', starChanges: 2 });
  await show([10, 9]);
  emit('state', { state: 'online', behind: 0 });
  expect(asked).toHaveLength(2);
  emit('state', { state: 'offline', behind: 0 });
  emit('state', { state: 'online', behind: 0 });
  await show([11]);
});

test('given a failure, says so until it is online again; another user sees nothing of the one before', async () => {
  const { emit, end, saved, show, source, count } = savedIn(new Error('offline'), page([9]));
  await eventually(() => expect(saved.getSnapshot().error).toBeInstanceOf(Error));
  emit('state', { state: 'online', behind: 0 });
  await show([9]);
  expect(saved.getSnapshot().error).toBeUndefined();
  end();
  expect(count()).toBe(0);
  source.userId = 'bob';
  saved.subscribe(() => undefined);
  expect(saved.getSnapshot()).toMatchObject({ items: [], loaded: false });
});
