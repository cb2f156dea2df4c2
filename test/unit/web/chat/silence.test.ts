import { expect, test } from 'vitest';
import type { MessageItem } from '../../../../client/index.ts';
import { lastSentAt } from '../../../../web/src/chat/silence.ts';

const time = (second: number) => `2026-03-01T12:00:0${second}.000Z`;

const stored = (second: number, own: boolean, kind = 'text'): MessageItem => {
  const message = {
    id: `msg_${second}`,
    seq: second,
    conversationId: 'con_1',
    senderId: own ? 'me' : 'other',
    kind,
    text: '',
    attachments: [],
    replyTo: null,
    createdAt: time(second),
    editedAt: null,
    deletedAt: null,
    status: 'sent' as const,
  };
  return { kind: 'stored', key: message.id, seq: second, message, own, status: 'sent' };
};
const unsent = (second: number, status: 'waiting' | 'failed'): MessageItem => ({
  kind: 'unsent',
  key: `c${second}`,
  clientId: `c${second}`,
  conversationId: 'con_1',
  text: '',
  entities: [],
  attachments: [],
  replyTo: null,
  createdAt: time(second),
  own: true,
  status,
});

test('the wait of slow mode begins with the last message that the user sent', () => {
  expect(lastSentAt([])).toBe(0);
  expect(lastSentAt([stored(1, true), stored(2, false)])).toBe(Date.parse(time(1)));
  expect(lastSentAt([stored(1, true), unsent(3, 'waiting')])).toBe(Date.parse(time(3)));
});

test('what the user did in the group, and what failed, begins no wait', () => {
  expect(lastSentAt([stored(1, true), stored(2, true, 'system'), unsent(3, 'failed')])).toBe(
    Date.parse(time(1)),
  );
});
