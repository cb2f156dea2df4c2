import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directConversationId, messageId, newId, parseMessageId } from '../../../shared/platform/ids.ts';

describe('newId', () => {
  it('starts with its kind and has 128 bits', () => {
    expect(newId(() => new Uint8Array(16).fill(255), 'usr')).toBe('usr______________________w');
    expect(newId((bytes) => new Uint8Array(bytes), 'cnv')).toBe(`cnv_${'A'.repeat(22)}`);
    const ids = new Set(Array.from({ length: 1000 }, () => newId(randomBytes, 'ses')));
    expect(ids.size).toBe(1000);
  });
});

describe('directConversationId', () => {
  it('given either order of two users, is the same; given another pair, differs', () => {
    expect(directConversationId('usr_a', 'usr_b')).toBe(directConversationId('usr_b', 'usr_a'));
    expect(directConversationId('usr_a', 'usr_b')).not.toBe(directConversationId('usr_a', 'usr_c'));
    expect(directConversationId('usr_a', 'usr_b')).toMatch(/^cnv_[A-Za-z0-9_-]{22}$/);
  });
});

describe('messageId', () => {
  it('parses to the conversation and the number that it was made of', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.integer({ min: 1, max: 999_999_999_999 }),
        (bytes, seq) => {
          const conversationId = newId(() => bytes, 'cnv');
          expect(parseMessageId(messageId(conversationId, seq))).toEqual({ conversationId, seq });
        },
      ),
    );
  });

  it('given another form, parses to undefined', () => {
    const ids = [
      '',
      'msg_',
      'usr_AAAAAAAAAAAAAAAAAAAAAA',
      'msg_AAAAAAAAAAAAAAAAAAAAAA_',
      ...['A', '0', '01', '+1', '-1', '1.0', '1e3 ', ' 1', '1 ', '1\n', '１', '123456789'].map(
        (seq) => `msg_AAAAAAAAAAAAAAAAAAAAAA_${seq}`,
      ),
    ];
    for (const id of ids) expect(parseMessageId(id)).toBeUndefined();
  });
});
