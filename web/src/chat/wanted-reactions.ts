import type { Message, Reaction } from '../../../client/index.ts';

/** What the user wants of an emoji on a message, which shows before the server has it. */
export interface Wish {
  readonly mine: boolean;
  /** The message has it from this change on; `undefined` while it is under way. */
  readonly storedWith?: number;
}

/** By emoji. */
export type Wishes = ReadonlyMap<string, Wish>;

const none: Reaction[] = [];
/** As many as the server names. */
const mostNamed = 10;

/** The reactions with that of the user added or taken away. */
function withOwn(reactions: Reaction[], emoji: string, mine: boolean, userId: string): Reaction[] {
  const known = reactions.find((one) => one.emoji === emoji);
  if ((known?.mine ?? false) === mine) return reactions;
  if (known === undefined) return [...reactions, { emoji, count: 1, userIds: [userId], mine }];
  const others = known.userIds.filter((id) => id !== userId);
  const userIds = mine ? [...others, userId].slice(0, mostNamed) : others;
  const changed = { ...known, count: known.count + (mine ? 1 : -1), userIds, mine };
  return reactions.flatMap((one) => (one === known ? (changed.count > 0 ? [changed] : []) : [one]));
}

/** The reactions of a message as the user wants them. */
export function wanted(
  { reactions = none, changeSeq = 0 }: Pick<Message, 'reactions' | 'changeSeq'>,
  wishes: Wishes | undefined,
  userId: string,
): Reaction[] {
  let shown = reactions;
  for (const [emoji, { mine, storedWith = Infinity }] of wishes ?? []) {
    if (storedWith > changeSeq) shown = withOwn(shown, emoji, mine, userId);
  }
  return shown;
}
