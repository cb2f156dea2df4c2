import { ConditionFailed, type Attributes, type Key, type Table, type Write } from './table.ts';

/**
 * The attribute of an item that says which timer it waits for, by a token of its own that the timer's work carries. Write it
 * with `set: waitFor(token)`, after the timer was set: one that goes off for nothing does nothing. A timer that takes the
 * place of another brings a new token, so that the one before does nothing, even if it goes off at that moment.
 */
const timerAttribute = 'waitsFor';

/** The attribute of an item that waits for the timer with this token. */
export const waitFor = (token: string): Attributes => ({ [timerAttribute]: token });

/**
 * Does what follows from a timer, at most once however often it goes off: `writes`, at most 99 to other items than `key`, in
 * one transaction with the note that the item no longer waits for it. `false`: it does not wait for this timer any more,
 * and nothing was done. Without writes this is how a timer is given up. Rejects like `Table.transact`.
 */
export async function takeTimer(
  table: Table,
  key: Key,
  token: string,
  writes: readonly Write[] = [],
): Promise<boolean> {
  const change = { remove: [timerAttribute], if: { equals: { [timerAttribute]: token } } };
  try {
    await table.transact([{ update: key, change }, ...writes]);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed && error.index === 0) return false;
    throw error;
  }
}
