import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../client/api/protocol.ts';
import { laterReading } from '../../../../client/state/message-items.ts';
import { Pieces } from '../../../../client/state/pieces.ts';

const place = { conversationId: 'cnv_1', seq: 7 };
const message = (text: string, more: Partial<Message> = {}): Message => ({
  id: 'msg_1',
  ...place,
  senderId: 'usr_1',
  kind: 'text',
  text,
  streaming: true,
  attachments: [],
  replyTo: null,
  createdAt: '2026-11-20T09:00:00.000Z',
  editedAt: null,
  deletedAt: null,
  status: 'sent',
  ...more,
});

describe('a message that is being written', () => {
  it('keeps the longer text where it is read again as it is stored, until it is whole', () => {
    const shown = message('Hello Bob');
    expect(laterReading(shown, message('Hello'), 'usr_2').text).toBe('Hello Bob');
    expect(laterReading(shown, message('Hello', { changeSeq: 8 }), 'usr_2').text).toBe('Hello Bob');
    const { streaming: _, ...stopped } = message('Hello', { changeSeq: 8, incomplete: 'stopped' });
    expect(laterReading(shown, stopped, 'usr_2')).toEqual(stopped);
    expect(laterReading(stopped, shown, 'usr_2')).toEqual(stopped);
  });

  it('takes the last piece, whenever it comes, and none that was overtaken or lacks what is before it', () => {
    const pieces = new Pieces();
    pieces.note({ ...place, offset: 0, text: 'Hello Bob' });
    pieces.note({ ...place, offset: 0, text: 'Hello' });
    expect(pieces.applied(message('')).text).toBe('Hello Bob');
    const whole = message('Hello Bob');
    expect(pieces.applied(whole)).toBe(whole);
    pieces.note({ ...place, offset: 9, text: ', all' });
    expect(pieces.applied(message('Hello')).text).toBe('Hello');
    expect(pieces.applied(whole).text).toBe('Hello Bob, all');
    const { streaming: _, ...closed } = whole;
    expect(pieces.applied(closed)).toBe(closed);
    pieces.clear();
    expect(pieces.applied(whole)).toBe(whole);
  });

  it('is remembered for the last messages only', () => {
    const pieces = new Pieces();
    for (let seq = 1; seq <= 51; seq += 1)
      pieces.note({ conversationId: 'cnv_1', seq, offset: 0, text: 'x' });
    expect(pieces.applied(message('', { seq: 1 })).text).toBe('');
    expect(pieces.applied(message('', { seq: 51 })).text).toBe('x');
  });
});
