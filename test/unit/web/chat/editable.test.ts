import { expect, test } from 'vitest';
import type { Message, MessageItem } from '../../../../client/index.ts';
import { isEditable, lastEditable } from '../../../../web/src/chat/editable.ts';

const now = Date.parse('2026-11-30T12:00:00.000Z');

function message(seq: number, changes: Partial<Message> = {}): Message {
  return {
    id: `msg_${seq}`,
    seq,
    conversationId: 'cnv_1',
    senderId: 'usr_own',
    kind: 'text',
    text: `text ${seq}`,
    attachments: [],
    replyTo: null,
    createdAt: '2026-11-30T11:00:00.000Z',
    editedAt: null,
    deletedAt: null,
    status: 'sent',
    ...changes,
  };
}

const item = (seq: number, own: boolean, changes?: Partial<Message>): MessageItem => ({
  kind: 'stored',
  key: `key ${seq}`,
  seq,
  message: message(seq, changes),
  own,
  status: 'sent',
});

test('own texts can be edited as long as the server says', () => {
  expect(isEditable(message(1), true, now)).toBe(true);
  expect(isEditable(message(1), false, now)).toBe(false);
  expect(isEditable(message(1, { editableUntil: '2026-11-30T12:00:00.001Z' }), true, now)).toBe(true);
  expect(isEditable(message(1, { editableUntil: '2026-11-30T12:00:00.000Z' }), true, now)).toBe(false);
  expect(isEditable(message(1, { deletedAt: '2026-11-30T11:30:00.000Z' }), true, now)).toBe(false);
  expect(isEditable(message(1, { kind: 'system' }), true, now)).toBe(false);
});

test('the last own message that can be edited is found before those of others and deleted ones', () => {
  const items = [
    item(1, true),
    item(2, true),
    item(3, true, { deletedAt: '2026-11-30T11:30:00.000Z' }),
    item(4, false),
  ];
  expect(lastEditable(items, now)?.seq).toBe(2);
  expect(lastEditable(items.slice(2), now)).toBeUndefined();
});
