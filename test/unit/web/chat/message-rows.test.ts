import { describe, expect, test } from 'vitest';
import type { MessageItem } from '../../../../client/index.ts';
import { rowsOf } from '../../../../web/src/chat/message-rows.ts';

const minute = 60_000;
const noon = new Date(2026, 10, 20, 12).getTime();

function stored(seq: number, senderId: string, at = noon + seq * 1_000): MessageItem {
  const createdAt = new Date(at).toISOString();
  const message = {
    id: `msg_${seq}`,
    seq,
    conversationId: 'con_1',
    senderId,
    kind: 'text' as const,
    text: `text ${seq}`,
    attachments: [],
    replyTo: null,
    createdAt,
    editedAt: null,
    deletedAt: null,
    status: 'sent' as const,
  };
  return { kind: 'stored', key: message.id, seq, message, own: senderId === 'me', status: 'sent' };
}

const shown = (items: MessageItem[], readUpTo?: number) =>
  rowsOf(items, { userId: 'me', readUpTo }).map((row) =>
    row.type === 'message' ? `${row.key}${row.first ? ' first' : ''}${row.last ? ' last' : ''}` : row.type,
  );

/** What happened in a group, as a system message reports it. */
function happened(seq: number, actorId: string): MessageItem {
  const item = stored(seq, actorId);
  if (item.kind !== 'stored') return item;
  return { ...item, message: { ...item.message, kind: 'system', system: { type: 'settings', actorId } } };
}

describe('the rows of a conversation', () => {
  test('given what happened between two messages of one person, is a row of its own that parts them', () => {
    expect(shown([stored(1, 'a'), happened(2, 'a'), stored(3, 'a')])).toEqual([
      'day',
      'msg_1 first last',
      'system',
      'msg_3 first last',
    ]);
  });

  test('given nothing new but what happened, has no divider', () => {
    expect(shown([stored(1, 'a'), happened(2, 'a')], 1)).toEqual(['day', 'msg_1 first last', 'system']);
    expect(shown([happened(2, 'a'), stored(3, 'a')], 1)).toEqual([
      'day',
      'system',
      'unread',
      'msg_3 first last',
    ]);
  });

  test('given messages of one person within five minutes, form one group', () => {
    expect(shown([stored(1, 'a'), stored(2, 'a'), stored(3, 'a')])).toEqual([
      'day',
      'msg_1 first',
      'msg_2',
      'msg_3 last',
    ]);
  });

  test('given another author or five minutes in between, begin a new group', () => {
    const items = [stored(1, 'a'), stored(2, 'b'), stored(3, 'b', noon + 2_000 + 5 * minute)];
    expect(shown(items)).toEqual(['day', 'msg_1 first last', 'msg_2 first last', 'msg_3 first last']);
  });

  test('given another day, begin with its heading', () => {
    const midnight = new Date(2026, 10, 21).getTime();
    expect(shown([stored(1, 'a', midnight - 1_000), stored(2, 'a', midnight + 1_000)])).toEqual([
      'day',
      'msg_1 first last',
      'day',
      'msg_2 first last',
    ]);
  });

  test('given unread messages, have a divider before the first of others', () => {
    const items = [stored(1, 'a'), stored(2, 'me'), stored(3, 'me'), stored(4, 'a'), stored(5, 'a')];
    expect(shown(items, 1)).toEqual([
      'day',
      'msg_1 first last',
      'msg_2 first',
      'msg_3 last',
      'unread',
      'msg_4 first',
      'msg_5 last',
    ]);
  });

  test('given own messages alone after what was read, have no divider', () => {
    expect(shown([stored(1, 'a'), stored(2, 'me')], 1)).not.toContain('unread');
  });

  test('have keys that differ', () => {
    const midnight = new Date(2026, 10, 21).getTime();
    const items = [stored(1, 'a'), stored(2, 'b', midnight), stored(3, 'a', midnight + 1)];
    const keys = rowsOf(items, { userId: 'me', readUpTo: 1 }).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
