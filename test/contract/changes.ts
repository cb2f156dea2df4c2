import { describe, expect, it, onTestFinished } from 'vitest';
import { afterCommitFunction, type AfterCommitFunction } from '../../functions/stream/after-commit.ts';
import { changeOf } from '../../functions/stream/stream-record.ts';
import { ChangePump } from '../../local/changes/change-pump.ts';
import type { ChangeSource } from '../../local/changes/change-source.ts';
import { Totals } from '../../local/metrics/totals.ts';
import type { Change } from '../../shared/after-commit/index.ts';
import type { App } from '../../shared/app.ts';
import { keys } from '../../shared/keys.ts';
import { createLogger } from '../../shared/platform/logger.ts';
import type { Item, Table } from '../../shared/platform/table.ts';
import { ManualSchedule } from '../support/backend/manual-schedule.ts';

/** The durable table, and the source of its changes. */
export interface ChangesWorld {
  table: Table;
  source: ChangeSource;
  /** Ends the process without a word; the world that a new process finds. */
  crash: () => Promise<ChangesWorld>;
}

/** Longer than any wait of the pump. */
const longMilliseconds = 10_000;

const entry = (conversation: string, seq: number): Item => ({
  ...keys.logEntry(conversation, seq),
  ...{ seq, kind: 'text', senderId: 'usr_1', createdAt: 1, sealedText: new Uint8Array([1]), keyId: 'key_1' },
});

/** A consumer that hands each change to `handle`, up to the first at which that throws, which it names. */
function naming(handle: (change: Change) => void): AfterCommitFunction {
  return ({ Records }) => {
    for (const record of Records) {
      try {
        handle(changeOf(record));
      } catch {
        const itemIdentifier = record.dynamodb?.SequenceNumber ?? '';
        return Promise.resolve({ batchItemFailures: [{ itemIdentifier }] });
      }
    }
    return Promise.resolve({ batchItemFailures: [] });
  };
}

/** A consumer that fails with the whole batch. */
function throwing(handle: (change: Change) => void): AfterCommitFunction {
  return async ({ Records }) => {
    for (const record of Records) handle(changeOf(record));
    return Promise.resolve({ batchItemFailures: [] });
  };
}

/** Delivers to `consumer` whenever a test polls. */
function pump(source: ChangeSource, consumer: AfterCommitFunction) {
  const timers = new ManualSchedule();
  const lines: string[] = [];
  const log = createLogger('info', { write: (line: string) => void lines.push(line) });
  const running = new ChangePump({ source, consumer, schedule: timers.schedule, log });
  running.start();
  onTestFinished(() => running.close());
  return {
    lines,
    poll: <T>(value: () => T) =>
      expect.poll(() => {
        timers.advance(longMilliseconds);
        return value();
      }),
    close: () => running.close(),
  };
}

/** What every source of changes keeps, with the pump that delivers from it as Lambda does from a stream. */
export function changesContract(name: string, open: () => Promise<ChangesWorld>, skip = false): void {
  describe.skipIf(skip)(`changes: ${name}`, () => {
    it('delivers each new item of the followed kinds as it was stored, and nothing else', async () => {
      const { table, source } = await open();
      const account: Item = {
        ...keys.account('usr_1'),
        text: 'ä',
        number: -1.5,
        yes: true,
        nothing: null,
        bytes: new Uint8Array([0, 255, 10]),
        list: ['a', 1, [false]],
        map: { inner: { deep: null } },
      };
      await table.put(account);
      await table.put({ ...account, text: 'changed' });
      await table.put({ ...keys.usernameClaim('ann') });
      await table.update(keys.conversation('con_1'), { add: { lastSeq: 1 } });
      await table.update(keys.conversation('con_1'), { add: { lastSeq: 1 } });
      await table.put(entry('con_1', 1), { exists: false });
      await table.delete(keys.account('usr_1'));
      const seen: Change[] = [];
      const { poll } = pump(
        source,
        naming((change) => void seen.push(change)),
      );
      const after = [account, { ...keys.conversation('con_1'), lastSeq: 1 }, entry('con_1', 1)];
      const expected = after.map((item) => ({ key: { pk: item.pk, sk: item.sk }, after: item }));
      // the order holds within a partition
      await poll(() => seen.length).toBe(expected.length);
      expect(seen).toEqual(expect.arrayContaining(expected));
    });

    it('delivers all items of a transaction, and nothing of a refused write', async () => {
      const { table, source } = await open();
      await table.put(entry('con_1', 1));
      const refused = [
        table.put(entry('con_1', 1), { exists: false }),
        table.transact([{ put: entry('con_1', 9) }, { put: entry('con_1', 1), if: { exists: false } }]),
      ];
      expect((await Promise.allSettled(refused)).map(({ status }) => status)).toEqual([
        'rejected',
        'rejected',
      ]);
      await table.transact([{ put: entry('con_1', 2) }, { put: entry('con_1', 3) }]);
      const seen: unknown[] = [];
      const { poll } = pump(
        source,
        naming(({ after }) => void seen.push(after?.['seq'])),
      );
      await poll(() => seen.length).toBe(3);
      expect(seen.sort()).toEqual([1, 2, 3]);
    });

    it('delivers the changes of a partition in the order in which they were stored', async () => {
      const { table, source } = await open();
      const seen: Record<string, unknown[]> = {};
      const { poll } = pump(
        source,
        naming(({ key, after }) => void (seen[key.pk] ??= []).push(after?.['seq'])),
      );
      const count = 40;
      const numbers = Array.from({ length: count }, (_, index) => index + 1);
      const conversations = ['a', 'b', 'c'];
      await Promise.all(
        conversations.map(async (id) => {
          // the numbers, not the keys, go up: an order by key would show
          for (const seq of numbers)
            await table.put({ ...entry(id, seq), ...keys.logEntry(id, count - seq) });
        }),
      );
      await poll(() => Object.values(seen).flat().length).toBe(count * conversations.length);
      for (const id of conversations) expect(seen[`LOG#${id}`]).toEqual(numbers);
    });

    it('delivers after a crash what was stored before it', async () => {
      const { table, crash } = await open();
      await table.put(entry('con_1', 1));
      const { source } = await crash();
      const seen: unknown[] = [];
      const { poll } = pump(
        source,
        naming(({ after }) => void seen.push(after?.['seq'])),
      );
      await poll(() => seen).toEqual([1]);
    });

    it('delivers unfinished changes again after a crash, and finished ones never', async () => {
      const { table, source, crash } = await open();
      for (const seq of [1, 2, 3]) await table.put(entry('con_1', seq));
      const numbersIn = async (from: ChangeSource) =>
        (await from.read(10)).map((record) => changeOf(record).after?.['seq']);
      const [first] = await source.read(10);
      expect(await numbersIn(source)).toEqual([1, 2, 3]);
      await source.done(first?.dynamodb?.SequenceNumber ?? '');
      const later = await crash();
      expect(await numbersIn(later.source)).toEqual([2, 3]);
      const seen: unknown[] = [];
      const delivery = pump(
        later.source,
        naming(({ after }) => void seen.push(after?.['seq'])),
      );
      await delivery.poll(() => seen).toEqual([2, 3]);
      await delivery.close();
      expect(await numbersIn((await later.crash()).source)).toEqual([]);
    });

    it.each([
      ['named by the consumer', naming],
      ['not named, as the consumer throws', throwing],
    ])('retries a failing change five times, then puts it aside: %s', async (_, consumer) => {
      const { table, source, crash } = await open();
      for (const seq of [1, 2, 3, 4, 5]) await table.put(entry('con_1', seq));
      const seen: unknown[] = [];
      let failures = 0;
      const { poll, lines, close } = pump(
        source,
        consumer(({ after }) => {
          if (after?.['seq'] === 3) {
            failures += 1;
            throw new Error('poison');
          }
          seen.push(after?.['seq']);
        }),
      );
      await poll(() => seen).toEqual(expect.arrayContaining([1, 2, 4, 5]));
      // what shares a batch with it may come again, but not out of order
      expect(seen.filter((seq, index) => seen.indexOf(seq) === index)).toEqual([1, 2, 4, 5]);
      expect(failures).toBeGreaterThanOrEqual(6);
      const given = lines.map((line) => JSON.parse(line) as { msg: string });
      expect(given.filter(({ msg }) => msg === 'a change was given up and put aside')).toHaveLength(1);
      expect(lines.join()).not.toContain('con_1');
      await close();
      expect(await (await crash()).source.read(10)).toEqual([]);
    });

    it('counts in a later process the attempts of an earlier one', async () => {
      const { table, source, crash } = await open();
      for (const seq of [1, 2]) await table.put(entry('con_1', seq));
      const [first, second] = await source.read(10);
      if (!first || !second) throw new Error('two changes');
      expect(await source.failed(first)).toBe(1);
      expect(await source.failed(first)).toBe(2);
      const later = await crash();
      expect(await later.source.read(10)).toHaveLength(2);
      expect(await later.source.failed(first)).toBe(3);
      await later.source.done(first.dynamodb?.SequenceNumber ?? '');
      expect(await later.source.failed(second)).toBe(1);
    });

    it('delivers to the consumer that runs in AWS, which counts registrations, conversations and messages', async () => {
      const { table, source } = await open();
      const metrics = new Totals();
      const work = { add: () => Promise.resolve() };
      const app = { metrics, work, log: createLogger('silent') } as Partial<App> as App;
      const { poll } = pump(source, afterCommitFunction(app));
      await table.put({ ...keys.account('usr_1') });
      const head = { id: 'con_1', isGroup: false, createdBy: 'usr_1', createdAt: 1 };
      await table.put({ ...keys.conversation('con_1'), ...head });
      await table.put(entry('con_1', 1));
      await table.put({ ...entry('con_1', 2), kind: 'void' });
      await table.put(entry('con_1', 3));
      await poll(() => metrics.sums()).toEqual({ Registrations: 1, Conversations: 1, Messages: 2 });
    });
  });
}
