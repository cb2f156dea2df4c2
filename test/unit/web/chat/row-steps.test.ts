import { describe, expect, test } from 'vitest';
import type { Row } from '../../../../web/src/chat/message-rows.ts';
import { nextRows } from '../../../../web/src/chat/row-steps.ts';

const row = (key: string): Row =>
  key.startsWith('day')
    ? { type: 'day', key, day: 0 }
    : {
        type: 'message',
        key,
        item: {
          kind: 'unsent',
          key,
          clientId: key,
          text: key,
          status: 'waiting',
          createdAt: '2026-11-30T00:00:00.000Z',
          conversationId: 'c',
          entities: [],
          attachments: [],
          replyTo: null,
          own: true,
          error: undefined,
        },
        senderId: 'a',
        createdAt: '2026-11-30T00:00:00.000Z',
        first: true,
        last: true,
      };

const rows = (keys: string) => keys.split(' ').map(row);

const step = (before: string, after: string) => {
  const { rows: next, shift } = nextRows(rows(before), rows(after));
  return `${next.map(({ key }) => key).join(' ')}${shift ? ' (start)' : ''}`;
};

describe('the next rows of the virtual list', () => {
  test('given messages before, keep the place', () => {
    expect(step('day1 c d', 'day1 a b c d')).toBe('day1 a b c d (start)');
  });

  test('given messages after, or changes of what is there, leave the start alone', () => {
    expect(step('a b', 'a b c')).toBe('a b c');
    expect(step('a b c', 'a c')).toBe('a c');
    expect(step('a b', 'a b')).toBe('a b');
  });

  test('given messages before while as many go at the end, take the start first', () => {
    expect(step('day1 c d e f', 'day2 a b c d')).toBe('day2 a b c d e f (start)');
    expect(step('day2 a b c d e f', 'day2 a b c d')).toBe('day2 a b c d');
  });

  test('given messages after while as many go at the start, take the start first', () => {
    expect(step('a b c d', 'c d e f')).toBe('c d (start)');
    expect(step('c d', 'c d e f')).toBe('c d e f');
  });

  test('given another place, begin anew', () => {
    expect(step('a b', 'x y z')).toBe('x y z');
    expect(step('', 'x y z')).toBe('x y z');
  });
});
