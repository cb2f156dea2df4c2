import { describe, expect, test } from 'vitest';
import { ChatClientError } from '../../../../client/index.ts';
import {
  endingSentence,
  explain,
  failure,
  memberLines,
  messageLine,
  notice,
  sendFailure,
  statusLine,
  timeOf,
} from '../../../../client/terminal/render.ts';

const plain = { color: false, timeZone: 'UTC' };
const colored = { color: true, timeZone: 'UTC' };
const now = Date.parse('2026-11-20T12:00:00.000Z');
const createdAt = '2026-11-20T09:41:30.000Z';
const bob = { sender: 'bob', own: false, now };

describe('times', () => {
  test('given a time of today, shows hours and minutes; of another day, the date too', () => {
    expect(timeOf(plain, createdAt, now)).toBe('09:41');
    expect(timeOf(plain, '2026-11-19T23:59:59.999Z', now)).toBe('2026-11-19 23:59');
  });

  test('given a time zone, shows the time there', () => {
    expect(timeOf({ ...plain, timeZone: 'Asia/Tokyo' }, '2026-11-19T23:59:00.000Z', now)).toBe('08:59');
  });
});

describe('messages', () => {
  test('given a message, its line has the time, the sender and, for your own, its status', () => {
    const message = { kind: 'text' as const, text: 'hello', createdAt };
    expect(messageLine(plain, message, bob)).toBe('09:41 bob: hello');
    const about = { id: 'med_1', purpose: 'attachment', contentType: 'image/jpeg', size: 1 } as const;
    const photo = {
      ...about,
      kind: 'image',
      name: 'a.jpg',
      state: 'ready',
      thumbnails: [],
      createdAt: '',
    } as const;
    const attachments = [photo, { ...photo, kind: 'document', name: 'b.pdf' }].map((one) => ({
      ...one,
      thumbnails: [],
    }));
    expect(messageLine(plain, { ...message, text: '', attachments }, bob)).toBe(
      '09:41 bob: [photo a.jpg]\n      [file b.pdf]',
    );
    const own = { sender: 'alice', own: true, now };
    expect(messageLine(plain, message, { ...own, status: 'sent' })).toBe('09:41 alice: hello ✓ sent');
    expect(messageLine(plain, message, { ...own, status: 'delivered' })).toMatch(/ ✓✓ delivered$/);
    expect(messageLine(plain, message, { ...own, status: 'read' })).toMatch(/ ✓✓ read$/);
  });

  test('given several lines, indents the further ones; given a system message, names no sender', () => {
    expect(messageLine(plain, { kind: 'text', text: 'a\nb', createdAt }, bob)).toBe('09:41 bob: a\n      b');
    expect(messageLine(plain, { kind: 'system', text: 'bob joined', createdAt }, bob)).toBe(
      '09:41 * bob joined',
    );
  });

  test('given control characters in text or name, replaces them', () => {
    const text = 'a\u001b[2Jb\u009b1mc\rd\te';
    const line = messageLine(plain, { kind: 'text', text, createdAt }, { ...bob, sender: 'bo\u0007b' });
    expect(line).toBe('09:41 bo\ufffdb: a\ufffd[2Jb\ufffd1mc\ufffdd\te');
  });
});

test('given a look without colours, lines have no escape sequences', () => {
  const message = { kind: 'text' as const, text: 'hello', createdAt };
  for (const render of [
    (look: typeof plain) => messageLine(look, message, bob),
    (look: typeof plain) => statusLine(look, 'read', createdAt, now),
    (look: typeof plain) => notice(look, 'x'),
    (look: typeof plain) => failure(look, 'x'),
  ]) {
    expect(render(plain)).not.toContain('\u001b');
    expect(render(colored)).toContain('\u001b[');
    expect(render(colored)).toContain('\u001b[0m');
  }
});

test('given members, lists each with presence and role, and counts the rest', () => {
  const person = { id: 'u', avatar: null, lastOnline: null };
  const lines = memberLines(
    plain,
    [
      { ...person, username: 'alice', name: 'Alice A', online: true, role: 'owner' },
      { ...person, username: 'bob', name: 'Bob B', online: false, lastOnline: createdAt, role: 'member' },
      { ...person, username: 'carol', name: 'Carol C', online: false, role: 'member' },
    ],
    5,
    now,
  );
  expect(lines).toEqual([
    '   alice Alice A, owner, online',
    '   bob Bob B, last online 09:41',
    '   carol Carol C, offline',
    '   and 2 more',
  ]);
});

describe('errors', () => {
  const given = {
    as: 'alice',
    password: 'secret-password',
    url: 'http://localhost:3000',
    target: { with: 'zoe' },
  };
  test.each([
    ['network_error', /no ChatFlow server at http:\/\/localhost:3000.*npm start/],
    ['unexpected_reply', /http:\/\/localhost:3000 does not seem/],
    ['invalid_credentials', /password for alice is wrong.*npm run seed/],
    ['unknown_usernames', /no user called zoe/],
    ['conversation_not_found', /^what the server says$/],
  ] as const)('given %s, explains it in a sentence', (code, sentence) => {
    const explained = explain(new ChatClientError(code, 'what the server says'), given);
    expect(explained).toMatch(sentence);
    expect(explained).not.toContain('secret-password');
  });

  test('given an error of the server, names the request; given a fault of the program, explains nothing', () => {
    const error = new ChatClientError('internal_error', 'Something went wrong.', { requestId: 'req_7' });
    expect(explain(error, given)).toBe('Something went wrong. (request req_7)');
    expect(explain(new TypeError('fault'), given)).toBeUndefined();
  });

  test('given a refused message, names what is wrong with it', () => {
    const errors = [{ path: 'data.text', message: 'must not be blank' }];
    expect(sendFailure(new ChatClientError('validation_failed', 'No.', { errors }))).toBe(
      'Not sent: it must not be blank',
    );
    expect(sendFailure(new ChatClientError('signed_out', 'No user is signed in.'))).toBe(
      'Not sent: No user is signed in.',
    );
  });

  test('given any reason for the end of the session, says it in a sentence', () => {
    expect(endingSentence('suspended')).toBe('Your account is suspended.');
    expect(endingSentence('brand_new')).toBe('The server ended the session.');
  });
});
