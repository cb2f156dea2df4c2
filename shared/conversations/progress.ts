import { deliveredUpTo, type Watermarks } from './model.ts';

/** The two least of one watermark, and whose they are. */
interface Least {
  mark: number;
  holder: string | undefined;
  otherwise: number;
  runnerUp: string | undefined;
}

/**
 * How far the members are, as the others may know it and as far as the status of messages needs it: it does not grow with them.
 */
export interface Progress {
  delivered: Least;
  read: Least;
}

const none: Least = { mark: Infinity, holder: undefined, otherwise: Infinity, runnerUp: undefined };
export const noProgress: Progress = { delivered: none, read: none };

export function withMember({ delivered, read }: Progress, member: Watermarks): Progress {
  return {
    delivered: withMark(delivered, deliveredUpTo(member), member.userId),
    read: withMark(read, member.readSeq, member.userId),
  };
}

function withMark(least: Least, mark: number, holder: string): Least {
  if (mark < least.mark) return { mark, holder, otherwise: least.mark, runnerUp: least.holder };
  return mark < least.otherwise ? { ...least, otherwise: mark, runnerUp: holder } : least;
}

export const progressOf = (members: Iterable<Watermarks>): Progress =>
  [...members].reduce(withMember, noProgress);

/** The number that all but this person have reached; 0 where there is no other member. */
export function reachedByOthers({ mark, holder, otherwise }: Least, userId: string): number {
  const reached = holder === userId ? otherwise : mark;
  return reached === Infinity ? 0 : reached;
}

/** The members on whom it depends whether a progress still holds: four at most. */
export function leastAdvanced({ delivered, read }: Progress): string[] {
  const ids = [delivered.holder, delivered.runnerUp, read.holder, read.runnerUp];
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/**
 * Whether a progress of earlier is still right, given the members that `leastAdvanced` names as they are now. Watermarks
 * only grow: while the least ones are where they were, they are still the least.
 */
export function stillHolds({ delivered, read }: Progress, members: ReadonlyMap<string, Watermarks>): boolean {
  // a read that lags behind may show less
  const isAt = (userId: string | undefined, at: number, markOf: (member: Watermarks) => number) => {
    if (userId === undefined) return true;
    const found = members.get(userId);
    return found !== undefined && markOf(found) <= at;
  };
  const both = (least: Least, markOf: (member: Watermarks) => number) =>
    isAt(least.holder, least.mark, markOf) && isAt(least.runnerUp, least.otherwise, markOf);
  return both(delivered, deliveredUpTo) && both(read, ({ readSeq }) => readSeq);
}
