import type { MessageItem, Poll } from '../../../client/index.ts';
import { saidIn } from './model.ts';

/** The poll that a message is, also one that waits to be sent. */
export function pollOf(item: MessageItem): Poll {
  const { poll } = saidIn(item);
  if (poll === undefined) throw new Error('a message without a poll has no card of one');
  if ('voterCount' in poll) return poll;
  const { question, options, multiple = false, anonymous = false, closesAt } = poll;
  return {
    question,
    options: options.map((text) => ({ text, count: 0 })),
    multiple,
    anonymous,
    voterCount: 0,
    ...(closesAt !== undefined && { closesAt }),
  };
}

/** What is chosen after a click on an option: of one that is chosen already, that is taken back. */
export function toggled(chosen: readonly number[], index: number, multiple: boolean): number[] {
  if (chosen.includes(index)) return chosen.filter((one) => one !== index);
  return multiple ? [...chosen, index].sort((a, b) => a - b) : [index];
}

export interface ShownPoll {
  options: { text: string; count: number; percent: number; leads: boolean }[];
  voters: number;
}

/**
 * The results with the user's own vote, which the counts may not have yet: they follow within seconds. Whether they have it is not said,
 * but no option has fewer votes than its own, nor the poll fewer voters.
 */
export function withVote({ options, voterCount }: Poll, chosen: readonly number[]): ShownPoll {
  const counts = options.map(({ count }, index) => Math.max(count, chosen.includes(index) ? 1 : 0));
  const voters = Math.max(voterCount, ...counts);
  const most = Math.max(...counts);
  return {
    options: options.map(({ text }, index) => {
      const count = counts[index] ?? 0;
      const percent = voters === 0 ? 0 : Math.round((100 * count) / voters);
      return { text, count, percent, leads: count > 0 && count === most };
    }),
    voters,
  };
}
