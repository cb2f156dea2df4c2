import { describe, expect, it } from 'vitest';
import { consequencesOf } from '../../../shared/after-commit/consequences.ts';
import { keys } from '../../../shared/keys.ts';
import type { Key } from '../../../shared/platform/table.ts';

const count = (counter: string) => [{ type: 'count', counter }];

/** Of a message, and of a direct conversation, what their followers read. */
const content = {
  ...{ id: 'con_1', isGroup: false, createdBy: 'usr_1', createdAt: 1 },
  ...{ kind: 'text', seq: 1, senderId: 'usr_1', sealedText: new Uint8Array(), keyId: 'key_1' },
};
const notified = (seq: number, more: object = {}) => ({
  ...{ type: 'notify', conversationId: 'con_1', kind: 'message', seq, at: 1, actorId: 'usr_1' },
  ...more,
});

const audited = { day: '2026-11-30', action: 'sign-in', shard: 3 };

describe('the consequences of a change', () => {
  it.each([
    ['an account', keys.account('usr_1'), count('Registrations')],
    ['a conversation', keys.conversation('con_1'), count('Conversations')],
    ['a message', keys.logEntry('con_1', 1), [...count('Messages'), notified(1)]],
    ['a session', keys.session('usr_1', 'ses_1'), []],
    ['a pointer', keys.isIn('usr_1', 'con_1'), []],
    ['a member', keys.member('con_1', 'usr_1'), []],
    ['a username', keys.usernameClaim('ann'), []],
    ['an e-mail address', keys.emailClaim('hash'), []],
    ['a search entry', keys.searchEntry('ann', 'usr_1'), []],
    ['what a send was answered', keys.sent('usr_1', 'LOG#1'), []],
    ['the secret', keys.deploymentSecret(), []],
    ['a pointer to an audit entry', keys.auditPointer('usr_1', 1, 'aud_1'), []],
    ['a link over audit entries', keys.auditLink(audited, 1), []],
  ])('%s', (_, key: Key, consequences) => {
    const after = { ...key, ...content };
    expect(consequencesOf({ key, after })).toEqual(consequences);
    // changed and removed, by a request or by its time to live
    expect(consequencesOf({ key, before: after, after })).toEqual([]);
    expect(consequencesOf({ key, before: after })).toEqual([]);
  });

  it('given an audit entry, seal it, and tell the user of what may not have been them', () => {
    const done = {
      ...{ at: 1, id: 'aud_1', action: 'sign-out', shard: 3, actor: 'usr_1', subject: 'usr_1' },
      ...{ outcome: 'done', address: '', device: 'Firefox on Windows', expiresAt: 100, mac: 'mac' },
    };
    const entry = { ...keys.auditEntry(audited, 1, 'aud_1'), ...done };
    expect(consequencesOf({ key: entry, after: entry })).toEqual([{ type: 'seal', entry }]);
    const after = (change: object) => consequencesOf({ key: entry, after: { ...entry, ...change } }).slice(1);
    const hears = (kind: string) => [
      { type: 'notify-account', userId: 'usr_1', kind, at: 1, id: 'aud_1', device: 'Firefox on Windows' },
    ];
    expect(after({ action: 'sign-in' })).toEqual(hears('new_device'));
    expect(after({ action: 'provider-sign-in' })).toEqual(hears('new_device'));
    expect(after({ action: 'change-password' })).toEqual(hears('password_changed'));
    expect(after({ action: 'reset-password' })).toEqual(hears('password_changed'));
    expect(after({ action: 'sign-in', outcome: 'refused' })).toEqual([]);
    expect(after({ action: 'constructor' })).toEqual([]);
    expect(consequencesOf({ key: entry, before: entry })).toEqual([]);
  });

  describe('of a file', () => {
    const key = keys.media('med_1');
    const file = {
      ...key,
      ...{ id: 'med_1', owner: 'usr_1', purpose: 'attachment', kind: 'document', contentType: 'text/plain' },
      ...{
        size: 5,
        state: 'ready',
        sealed: new Uint8Array(),
        keyId: '2026-11',
        thumbnails: [],
        createdAt: 1,
      },
    };

    it('that is made or changes are none', () => {
      expect(consequencesOf({ key, after: file })).toEqual([]);
      expect(consequencesOf({ key, before: file, after: file })).toEqual([]);
    });

    it('that was never used and goes, are that its objects go and that it is counted', () => {
      const before = { ...file, uses: 0, expiresAt: 100, uploadId: 'u' };
      const erase = { type: 'erase-media', mediaId: 'med_1', uploadId: 'u' };
      expect(consequencesOf({ key, before })).toEqual([erase, ...count('MediaExpired')]);
    });

    it('that was used and goes, are that its objects go', () => {
      const erase = { type: 'erase-media', mediaId: 'med_1' };
      expect(consequencesOf({ key, before: { ...file, uses: 0 } })).toEqual([erase]);
    });
  });

  describe('of an entry of a log', () => {
    const change = (seq: number, target: number, of: string) => {
      const key = keys.logEntry('con_1', seq);
      const entry = { seq, kind: 'change', senderId: 'usr_1', createdAt: 1, change: of, target };
      return consequencesOf({ key, after: { ...key, ...entry } });
    };
    const index = (n: number) => ({ type: 'index-messages', conversationId: 'con_1', level: 0, n });

    it('that ends a block, whatever its kind, are that the block is indexed', () => {
      const key = keys.logEntry('con_1', 256);
      expect(consequencesOf({ key, after: { ...key, seq: 256, kind: 'void' } })).toEqual([index(1)]);
      const text = consequencesOf({ key, after: { ...key, ...content, seq: 256 } });
      expect(text).toEqual([...count('Messages'), index(1), notified(256)]);
    });

    it('that says that a message was edited or deleted, are that its block is indexed anew, if it is whole', () => {
      expect(change(130, 128, 'edited')).toEqual([index(0)]);
      expect(change(130, 129, 'edited')).toEqual([]);
      expect(change(130, 1, 'reactions')).toEqual([notified(130, { kind: 'reaction', target: 1 })]);
      expect(change(256, 129, 'edited')).toEqual([index(1)]);
      expect(change(256, 1, 'deleted')).toEqual([
        { type: 'erase-belongings', conversationId: 'con_1', seq: 1 },
        index(1),
        index(0),
      ]);
    });
  });

  it('of a message say whom it mentions, what it replies to and whom it is hidden from, and nothing of its text', () => {
    const key = keys.logEntry('con_1', 7);
    const marks = { mentions: ['usr_2'], mentionsAll: true, threadSeq: 3, hiddenFrom: 'usr_3' };
    const after = { ...key, ...content, ...marks, seq: 7, reactions: [], clientId: 'c1' };
    expect(consequencesOf({ key, after })).toEqual([...count('Messages'), notified(7, marks)]);
    const imported = { ...after, imported: true };
    expect(consequencesOf({ key, after: imported })).not.toContainEqual(notified(7, marks));
  });

  it('given a new group, one who was added, or a request to join, are that those whom it concerns are notified', () => {
    const head = { ...keys.conversation('con_1'), ...content, isGroup: true };
    const added = { kind: 'group_added', seq: 1 };
    expect(consequencesOf({ key: head, after: head })).toEqual([
      ...count('Conversations'),
      notified(1, added),
    ]);
    const key = keys.logEntry('con_1', 7);
    const system = { type: 'added', userIds: ['usr_2'], memberCount: 3 };
    const entry = { ...key, seq: 7, kind: 'system', senderId: 'usr_1', createdAt: 1, system };
    const whom = { kind: 'group_added', userIds: ['usr_2'] };
    expect(consequencesOf({ key, after: entry })).toEqual([notified(7, whom)]);
    const left = { ...entry, system: { ...system, type: 'left' } };
    expect(consequencesOf({ key, after: left })).toEqual([]);
    const request = { ...keys.request('con_1', 1, 'usr_1'), userId: 'usr_1', at: 1, rulesVersion: 0 };
    const asks = notified(0, { kind: 'join_request' });
    expect(consequencesOf({ key: request, after: request })).toEqual([asks]);
    expect(consequencesOf({ key: request, before: request })).toEqual([]);
  });

  it('given a deleted group, are that it, its index and its webhooks are erased', () => {
    const key = { ...keys.erasure('con_1') };
    expect(consequencesOf({ key, after: key })).toEqual([
      { type: 'erase-group', conversationId: 'con_1' },
      { type: 'erase-index', conversationId: 'con_1' },
      { type: 'erase-webhooks', conversationId: 'con_1' },
    ]);
  });

  it('given a void entry, are none', () => {
    const key = keys.logEntry('con_1', 1);
    expect(consequencesOf({ key, after: { ...key, seq: 1, kind: 'void' } })).toEqual([]);
  });
});
