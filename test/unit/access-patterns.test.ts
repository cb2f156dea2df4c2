import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { accessPatterns } from '../../docs/access-patterns.ts';
import { names as nameKeys } from '../../shared/accounts/keys.ts';
import { itemKinds, keys } from '../../shared/keys.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');

test('docs/access-patterns.md equals what `npm run access-patterns` writes', async () => {
  const path = join(docs, 'access-patterns.md');
  expect(await readFile(path, 'utf8')).toBe(await accessPatterns(path));
});

test('a page without a place for the items is refused', async () => {
  await expect(accessPatterns(join(docs, 'cost.md'))).rejects.toThrow(/has no place for the items/);
});

const audited = { day: '2026-11-30', action: 'sign-in', shard: 3 };

describe('the keys of all nouns', () => {
  it('are created under one name each', () => {
    const names = Object.values(itemKinds).flatMap((kinds) => Object.keys(kinds));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ['deploymentSecret', keys.deploymentSecret(), 'SECRET', 'SECRET'],
    ['account', keys.account('usr_1'), 'USER#usr_1', 'ACCOUNT'],
    ['session', keys.session('usr_1', 'ses_1'), 'USER#usr_1', 'SESSION#ses_1'],
    ['usernameClaim', keys.usernameClaim('Ann'), 'USERNAME#ann', 'CLAIM'],
    ['emailClaim', keys.emailClaim('x'), 'EMAIL#x', 'CLAIM'],
    ['searchEntry', keys.searchEntry('anna', 'usr_1'), 'NAME#ann', 'anna#usr_1'],
    ['beginning', keys.beginning('ann'), 'NAMES#a', 'ann'],
    ['isIn', keys.isIn('usr_1', 'cnv_1'), 'USER#usr_1', 'CONV#cnv_1'],
    ['conversation', keys.conversation('cnv_1'), 'CONV#cnv_1', '#HEAD'],
    ['member', keys.member('cnv_1', 'usr_1'), 'CONV#cnv_1', 'MEMBER#usr_1'],
    ['logEntry', keys.logEntry('cnv_1', 7), 'LOG#cnv_1', '000000000007'],
    ['sent', keys.sent('usr_1', 'a#b'), 'SENT#usr_1#a#b', 'SENT'],
    ['presence', keys.presence('usr_1'), 'USER#usr_1', 'PRESENCE'],
    ['watching', keys.watching('usr_1'), 'USER#usr_1', 'WATCHING'],
    ['watcher', keys.watcher('usr_1', 'usr_2'), 'WATCHED#usr_1', 'usr_2'],
    ['auditEntry', keys.auditEntry(audited, 7, 'aud_1'), 'AUDIT#2026-11-30#sign-in#3', '0000000000007#aud_1'],
    ['auditPointer', keys.auditPointer('usr_1', 7, 'aud_1'), 'AUDITED#usr_1', '0000000000007#aud_1'],
    ['auditLink', keys.auditLink(audited, 7), 'AUDITCHAIN#2026-11-30#sign-in#3', '000000007'],
    ['socket', keys.socket('abc='), 'SOCKET#abc=', 'SOCKET'],
  ])('%s keeps its stored form', (_, key, pk, sk) => {
    expect(key).toEqual({ pk, sk });
  });

  it('are parsed into the parts they were made of', () => {
    expect(keys.placeOf(keys.logEntry('cnv_1', 7))).toEqual({ conversationId: 'cnv_1', seq: 7 });
    expect(keys.userOf(keys.presence('usr_1'))).toBe('usr_1');
    expect(keys.watcherOf(keys.watcher('usr_1', 'usr_2'))).toBe('usr_2');
    expect(keys.conversationOf(keys.member('cnv_1', 'usr_1'))).toBe('cnv_1');
    expect(nameKeys.termOf(nameKeys.entry('a#b', 'usr_1'), 'usr_1')).toBe('a#b');
    expect(nameKeys.parseBeginning(nameKeys.beginning('ann'))).toBe('ann');
    expect(keys.isHead(keys.conversation('cnv_1'))).toBe(true);
    expect(keys.isHead(keys.member('cnv_1', 'usr_1'))).toBe(false);
  });

  it('of another kind are refused by the parser', () => {
    expect(() => keys.userOf(keys.account('usr_1'))).toThrow('no key of');
    expect(() => keys.placeOf(keys.conversation('cnv_1'))).toThrow('no key of');
  });
});
