import { aroundTable, type TableCall } from '../../../shared/platform/around-table.ts';
import type { Table } from '../../../shared/platform/table.ts';

/** What a writer that died goes on as: it never gets an answer, and does nothing any more. */
class Died extends Error {
  override readonly name = 'Died';
}

/** One of the writers of an interleaving. */
interface Writer {
  /** Lets its next call through, once it has one. */
  proceed: PromiseWithResolvers<'on' | 'die'> | undefined;
  ended: boolean;
}

/**
 * Runs writers on one table so that a single call of them is at work at a time, in the order that `choose` says: of the
 * writers that wait, it names one to go on, or one to `die`: to stop for good just there. Each writer must make its calls
 * one after the other. `afterEach` is called after each call that did not reject. Rejects with what a writer rejects with.
 */
export async function interleave(
  table: Table,
  writers: readonly ((table: Table) => Promise<void>)[],
  choose: (waiting: number) => { index: number; die?: boolean },
  afterEach: (call: TableCall) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const states: Writer[] = writers.map(() => ({ proceed: undefined, ended: false }));
  let changed = Promise.withResolvers<undefined>();
  const running = writers.map(async (write, index) => {
    const state = states[index] ?? { proceed: undefined, ended: true };
    const gated = aroundTable(table, async (call, perform) => {
      state.proceed = Promise.withResolvers();
      changed.resolve(undefined);
      const word = await state.proceed.promise;
      if (word === 'die') throw new Died();
      const done = await perform();
      await afterEach(call);
      return done;
    });
    try {
      await write(gated);
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    } finally {
      state.ended = true;
      changed.resolve(undefined);
    }
  });

  async function conduct(): Promise<void> {
    for (;;) {
      const live = states.filter(({ ended }) => !ended);
      if (live.length === 0) return;
      if (live.some(({ proceed }) => proceed === undefined)) {
        await changed.promise;
        changed = Promise.withResolvers();
        continue;
      }
      const { index, die = false } = choose(live.length);
      const next = live[index % live.length];
      const proceed = next?.proceed;
      if (next) next.proceed = undefined;
      proceed?.resolve(die ? 'die' : 'on');
    }
  }
  await Promise.all([...running, conduct()]);
}
