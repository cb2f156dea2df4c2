import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openConnectionJournal } from '../../../../local/gateway/connection-journal.ts';
import type { ConnectionContext } from '../../../../local/gateway/socket-events.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'connection-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const context = (connectionId: string): ConnectionContext => ({
  connectionId,
  connectedAt: 1,
  domainName: 'localhost',
  identity: { sourceIp: '127.0.0.1', userAgent: 'a "browser"\n' },
  authorizer: { userId: 'u', sessionId: 's', principalId: 'u', more: 'x' },
});
const open = (file = join(directory, 'connections.log')) => openConnectionJournal(file);

test('given connections added and not removed, finds them with all fields', () => {
  const journal = open();
  expect(journal.leftovers()).toEqual([]);
  for (const id of ['a', 'b', 'c']) journal.add(context(id));
  journal.remove('b');
  journal.remove('unknown');
  expect(open().leftovers()).toEqual([context('a'), context('c')]);
});

test('given leftovers, finds them again until they are removed', () => {
  open().add(context('a'));
  const second = open();
  expect(open().leftovers()).toHaveLength(1);
  second.close();
  const third = open();
  third.remove('a');
  expect(open().leftovers()).toEqual([]);
});

test('given any opens, closes and crashes, holds the open connections', () => {
  const step = fc.record({
    do: fc.constantFrom('add' as const, 'remove' as const, 'crash' as const),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
  });
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      run += 1;
      const file = join(directory, `run-${run}.log`);
      const model = new Set<string>();
      let journal = open(file);
      for (const { do: what, id } of steps) {
        if (what === 'add') {
          journal.add(context(id));
          model.add(id);
        } else if (what === 'remove') {
          journal.remove(id);
          model.delete(id);
        } else {
          journal.close();
          journal = open(file);
        }
      }
      journal.close();
      const left = open(file)
        .leftovers()
        .map(({ connectionId }) => connectionId);
      expect(left.sort()).toEqual([...model].sort());
    }),
  );
});

test('given incomplete and foreign lines, skips them', () => {
  const file = join(directory, 'connections.log');
  const journal = open(file);
  journal.add(context('a'));
  journal.add(context('b'));
  truncateSync(file, statSync(file).size - 20);
  appendFileSync(file, '\n{"opened":{"connectionId":7}}\nnull\n');
  expect(open(file).leftovers()).toEqual([context('a')]);
});

test('compacts the file at the start and during a long run', () => {
  const file = join(directory, 'nested', 'connections.log');
  const journal = open(file);
  journal.add(context('stays'));
  const lines = () => readFileSync(file, 'utf8').split('\n').length - 1;
  for (let i = 0; i < 6_000; i += 1) {
    journal.add(context(`${i}`));
    journal.remove(`${i}`);
  }
  expect(lines()).toBeLessThan(10_001);
  journal.add(context('later'));
  expect(open(file).leftovers()).toEqual([context('stays'), context('later')]);
  expect(lines()).toBe(2);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
