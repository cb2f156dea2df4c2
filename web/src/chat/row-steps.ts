import { useLayoutEffect, useState } from 'react';
import type { Row } from './message-rows.ts';

/** Rows as the virtual list takes them: `shift` says that they changed at their start, so that the place is kept. */
export interface RowStep {
  rows: readonly Row[];
  shift: boolean;
}

/**
 * The next rows on the way from `before` to `after`. The virtual list learns from the number of rows alone what changed, and
 * at which end from `shift`: where messages came at one end and went at the other (a window that is full), that takes
 * two steps, the start first.
 */
export function nextRows(before: readonly Row[], after: readonly Row[]): RowStep {
  const places = new Map(after.map(({ key }, index) => [key, index]));
  const isCommon = (row: Row) => row.type === 'message' && places.has(row.key);
  const first = before.findIndex(isCommon);
  const last = before.findLastIndex(isCommon);
  const start = places.get(before[first]?.key ?? '');
  const end = places.get(before[last]?.key ?? '');
  if (start === undefined || end === undefined || start === first) return { rows: after, shift: false };
  const sameEnd = after.length - end === before.length - last;
  return { rows: sameEnd ? after : [...after.slice(0, end + 1), ...before.slice(last + 1)], shift: true };
}

/** `wanted` for the virtual list, in steps; all of them are taken before the browser paints. */
export function useRowSteps(wanted: readonly Row[]): RowStep {
  const [shown, setShown] = useState({ wanted, rows: wanted, shift: false });
  if (shown.wanted !== wanted) setShown({ wanted, ...nextRows(shown.rows, wanted) });
  useLayoutEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the list has to have taken the first step before it sees the second
    if (shown.rows !== shown.wanted) setShown({ ...shown, rows: shown.wanted, shift: false });
  }, [shown]);
  return shown;
}
