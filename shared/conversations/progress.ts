import { deliveredUpTo, type Watermarks } from './model.ts';

/** The least of one watermark, whose it is, and the least of all the others. */
interface Least {
  mark: number;
  holder: string | undefined;
  otherwise: number;
}

/** How far the members are, as far as the status of messages needs it: it does not grow with them. */
export interface Progress {
  delivered: Least;
  read: Least;
}

const none: Least = { mark: Infinity, holder: undefined, otherwise: Infinity };
export const noProgress: Progress = { delivered: none, read: none };

export function withMember({ delivered, read }: Progress, member: Watermarks): Progress {
  return {
    delivered: withMark(delivered, deliveredUpTo(member), member.userId),
    read: withMark(read, member.readSeq, member.userId),
  };
}

function withMark(least: Least, mark: number, holder: string): Least {
  if (mark < least.mark) return { mark, holder, otherwise: least.mark };
  return mark < least.otherwise ? { ...least, otherwise: mark } : least;
}

export const progressOf = (members: Iterable<Watermarks>): Progress =>
  [...members].reduce(withMember, noProgress);

/** The number that all but this person have reached; 0 where there is no other member. */
export function reachedByOthers({ mark, holder, otherwise }: Least, userId: string): number {
  const reached = holder === userId ? otherwise : mark;
  return reached === Infinity ? 0 : reached;
}
