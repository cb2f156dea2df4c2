import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { consequencesOf } from '../../../shared/after-commit/consequences.ts';
import {
  entryKind,
  entryTraits,
  readEntry,
  type EntryTable,
  type FoundEntry,
  type LogEntry,
  type MessageEntry,
  type NewEntry,
  type ReplayedEntry,
} from '../../../shared/messages/log-entry.ts';
import { keys } from '../../../shared/keys.ts';

const key = keys.logEntry('cnv_1', 7);
const text: LogEntry = {
  kind: 'text',
  seq: 7,
  senderId: 'usr_ann',
  createdAt: 1_000,
  sealedText: new Uint8Array([1]),
  keyId: 'k1',
};
const poll = { kind: 'poll', seq: 7, senderId: 'usr_ann', createdAt: 1_000, question: 'Tea?' };

describe('a stored entry of a log', () => {
  it.each([text, { ...text, clientId: 'c1', replyTo: 'msg_1' }, { kind: 'void', seq: 7 } as const])(
    'is parsed as it was stored: %o',
    (entry) => {
      expect(readEntry({ ...key, ...entry })).toEqual(entry);
      expect(entryKind({ ...key, ...entry })).toBe(entry.kind);
    },
  );

  it('given an unknown kind, has a number and a time', () => {
    expect(readEntry({ ...key, ...poll })).toEqual({ kind: 'foreign', seq: 7, createdAt: 1_000 });
    expect(readEntry({ ...key, kind: 'poll' })).toEqual({ kind: 'foreign', seq: 7 });
    expect(readEntry({ ...key })).toEqual({ kind: 'foreign', seq: 7 });
    expect(readEntry({ ...key, kind: 'foreign' })).toEqual({ kind: 'foreign', seq: 7 });
  });

  it('given a system message of a type that it does not know, passes it', () => {
    const system = { type: 'polled' };
    const later = { ...key, kind: 'system', seq: 7, senderId: 'usr_ann', createdAt: 1_000, system };
    expect(readEntry(later)).toEqual({ kind: 'foreign', seq: 7, createdAt: 1_000 });
    expect(entryKind(later)).toBe('foreign');
  });

  it('given a change of a type that it does not know, passes it', () => {
    const later = { ...key, kind: 'change', change: 'polled', target: 3, seq: 7, senderId: 'usr_ann' };
    expect(readEntry({ ...later, createdAt: 1_000 })).toEqual({ kind: 'foreign', seq: 7, createdAt: 1_000 });
  });

  it('given a known kind without a field, throws', () => {
    expect(() => readEntry({ ...key, kind: 'text', seq: 7 })).toThrow(z.ZodError);
  });

  it('given an unknown kind, has no consequences', () => {
    expect(consequencesOf({ key, after: { ...key, ...poll } })).toEqual([]);
  });
});

describe('the union of kinds', () => {
  it('decides which entries are messages, replayed and stored by sends', () => {
    expectTypeOf<MessageEntry['kind']>().toEqualTypeOf<'text' | 'deleted' | 'system'>();
    expectTypeOf<ReplayedEntry['kind']>().toEqualTypeOf<'text' | 'deleted' | 'system' | 'change'>();
    expectTypeOf<NewEntry['kind']>().toEqualTypeOf<'text' | 'system' | 'change'>();
  });

  it('given a table that lacks a kind, does not compile', () => {
    type WithPolls = FoundEntry | { kind: 'poll'; seq: number };
    // @ts-expect-error a further kind needs its row
    const traits: EntryTable<object, WithPolls> = entryTraits;
    expect(Object.keys(traits)).not.toContain('poll');
  });
});
