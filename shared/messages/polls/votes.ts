import { conversationKey, sealingKey, type Head } from '../../conversations/index.ts';
import { limits } from '../../protocol/index.ts';
import type { MessagesContext } from '../context.ts';
import type { Tally } from '../log-entry.ts';
import type { Ballot, StoredVote } from './vote-store.ts';

type SealingContext = Pick<MessagesContext, 'conversations' | 'envelope'>;

/** Whose vote it is, and in which poll: sealed with it, so that it counts for no one else and nowhere else. */
const votePlace = (conversationId: string, seq: number, userId: string) => [
  'vote',
  conversationId,
  seq,
  userId,
];

const { max } = limits.pollOptions;

/** A digit for each option that there can be: however many are chosen, all votes are equally long. */
const digitsOf = (options: readonly number[]): string =>
  Array.from({ length: max }, (_, index) => (options.includes(index) ? '1' : '0')).join('');

const optionsOf = (digits: string): number[] =>
  [...digits].flatMap((digit, index) => (digit === '1' ? [index] : []));

/** A vote as it is stored. */
export async function sealVote(
  { envelope }: Pick<SealingContext, 'envelope'>,
  head: Head,
  seq: number,
  { userId, at, options, hidden }: Ballot & { userId: string; at: number },
): Promise<StoredVote> {
  const place = votePlace(head.id, seq, userId);
  const sealedVote = await envelope.seal(conversationKey(head), place, digitsOf(options));
  return { userId, at, sealedVote, keyId: head.keyId, ...(hidden && { hidden: true as const }) };
}

export async function openVote(
  context: SealingContext,
  head: Head,
  seq: number,
  { userId, sealedVote, keyId, hidden }: StoredVote,
): Promise<Ballot> {
  const key = sealingKey(context, head, keyId);
  const digits = await context.envelope.open(key, votePlace(head.id, seq, userId), sealedVote);
  return { options: optionsOf(digits), hidden: hidden === true };
}

/** Counts the votes of a poll as they are now, without those that a block hides: a few pages at most. */
export async function tallyVotes(
  context: SealingContext & Pick<MessagesContext, 'votes'>,
  head: Head,
  seq: number,
  options: number,
): Promise<Pick<Tally, 'counts' | 'voters'>> {
  const counts = Array.from({ length: options }, () => 0);
  let voters = 0;
  let after: string | undefined;
  do {
    const page = await context.votes.page(head.id, seq, after);
    const ballots = await Promise.all(page.votes.map((vote) => openVote(context, head, seq, vote)));
    for (const { options: chosen, hidden } of ballots) {
      // one that was taken back is kept too
      if (hidden || chosen.length === 0) continue;
      voters += 1;
      for (const index of chosen) counts[index] = (counts[index] ?? 0) + 1;
    }
    after = page.more?.userId;
  } while (after !== undefined);
  return { counts, voters };
}
