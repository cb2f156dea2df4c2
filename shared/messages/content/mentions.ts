import { isDeepStrictEqual } from 'node:util';
import { mayInGroup, type Head, type MemberFacts } from '../../conversations/index.ts';
import { ChatError } from '../../platform/errors.ts';
import { limits, type Entity } from '../../protocol/index.ts';
import type { ChangeableEntry } from '../changes/change-store.ts';
import { isSameContent, plainText, type Content } from './content.ts';
import type { MessagesContext } from '../context.ts';
import type { EntryOf } from '../log-entry.ts';
import type { Said } from './sealing.ts';

/** What a member wants to say: without entities, mentions are found in the text. */
export interface ToSay {
  text: string;
  entities?: readonly Entity[] | undefined;
  /** Mentions are found beside the entities too. */
  findMentions?: boolean | undefined;
  /** What it is instead of a text: then nothing is mentioned. */
  content?: Content | undefined;
}

/** In which conversation they say it, and what they are there. */
type Speaker = MemberFacts & { head: Head };

type MentionsContext = Pick<MessagesContext, 'accounts' | 'conversations'>;

/**
 * What a message says, its mentions being of members. Plain clients know no entities: where there are none,
 * `@username` of members, `@all` and `@here` become mentions, and whatever else begins with @ stays text. A text without @ costs
 * nothing. Throws `validation_failed` for a mention of a stranger, and `mention_not_allowed` for one of all members
 * where the speaker may not.
 */
export async function readWhatIsSaid(
  context: MentionsContext,
  userId: string,
  speaker: Speaker,
  { text, entities, findMentions: finds = entities === undefined, content }: ToSay,
): Promise<Said> {
  if (content) return { text: plainText(content), content };
  const given = await checkMentions(context, userId, speaker, entities ?? []);
  const found = finds || entities === undefined ? await findMentions(context, userId, speaker, text) : [];
  const said = withFound(given, found);
  return { text, ...(said.length > 0 && { entities: said }) };
}

/** What is as it was written, and what leads elsewhere: nothing is found within. */
const closed: ReadonlySet<Entity['type']> = new Set(['code', 'pre', 'link', 'mention']);
const endOf = ({ start, length }: Entity): number => start + length;

/** Entities with the mentions that were found, as far as these fit: within or beside the given ones, and no more than there may be. */
function withFound(given: readonly Entity[], found: readonly Entity[]): readonly Entity[] {
  const fits = (mention: Entity) =>
    given.every(
      (one) =>
        endOf(one) <= mention.start ||
        one.start >= endOf(mention) ||
        (one.start <= mention.start && endOf(one) >= endOf(mention) && !closed.has(one.type)),
    );
  const users = new Set(given.flatMap(({ userId }) => userId ?? []));
  const added = found
    .filter(fits)
    .filter(({ userId }) => userId === undefined || users.add(userId).size <= limits.mentionedUsers)
    .slice(0, limits.entities - given.length);
  // where both begin and end at the same place, the given one is the outer one
  return added.length === 0
    ? given
    : [...given, ...added].sort((a, b) => a.start - b.start || b.length - a.length);
}

/** Whether what is stored is what a client sends once more. What that leaves to be found was found in the same text. */
export const saysTheSame = (
  stored: Said,
  { text, entities, findMentions: finds = false, content }: ToSay,
): boolean => {
  if (stored.content || content) return isSameContent(stored.content, content);
  if (stored.text !== text || entities === undefined) return stored.text === text;
  const isGiven = (one: Entity) => entities.some((other) => isDeepStrictEqual(one, other));
  const written = (stored.entities ?? []).filter((one) => !finds || one.type !== 'mention' || isGiven(one));
  return isDeepStrictEqual(written, entities);
};

/** What of a text's mentions stands in clear with its entry, for counting. */
export function mentionMarks({ entities = [] }: Said): Pick<EntryOf<'text'>, 'mentions' | 'mentionsAll'> {
  const mentions = [...new Set(entities.flatMap(({ userId }) => userId ?? []))];
  const mentionsAll = entities.some(({ target }) => target !== undefined);
  return { ...(mentions.length > 0 && { mentions }), ...(mentionsAll && { mentionsAll }) };
}

const marksOf = (entry: ChangeableEntry) =>
  entry.kind === 'text' ? [entry.mentions, entry.mentionsAll] : [undefined, undefined];

/** Whether a message mentions others after a change than before. */
export const changesMentions = (before: ChangeableEntry, after: ChangeableEntry): boolean =>
  !isDeepStrictEqual(marksOf(before), marksOf(after));

async function checkMentions(
  context: MentionsContext,
  userId: string,
  speaker: Speaker,
  entities: readonly Entity[],
): Promise<readonly Entity[]> {
  if (entities.some(({ target }) => target !== undefined) && !(await mayMentionAll(context, userId, speaker)))
    throw new ChatError('mention_not_allowed');
  const mentioned = new Set(entities.flatMap((one) => one.userId ?? []));
  const members = await membersAmong(context, speaker.head, [...mentioned]);
  const strangers = entities.flatMap((one, index) =>
    one.userId === undefined || members.has(one.userId)
      ? []
      : [{ path: `entities.${index}.userId`, message: 'must be a member of the conversation' }],
  );
  if (strangers.length > 0) throw new ChatError('validation_failed', 'The request is not valid.', strangers);
  return entities;
}

/**
 * `@` and a name: not after what makes it part of a word or an address (`a@b.c`, `x/@y`), nor before it. A name may end with what
 * ends a sentence, so it is looked up with and without.
 */
const nameAfterAt = /(?<![\p{L}\p{N}\p{M}_.@+/-])@([a-z][a-z0-9_.-]{2,31})(?![\p{L}\p{N}\p{M}_@-])/giu;
const endOfSentence = /[._-]+$/;

async function findMentions(
  context: MentionsContext,
  userId: string,
  speaker: Speaker,
  text: string,
): Promise<readonly Entity[]> {
  if (!text.includes('@')) return [];
  const found = [...text.matchAll(nameAfterAt)].slice(0, limits.entities);
  const candidates = found.map(({ index, 1: name = '' }) => ({
    start: index,
    forms: [...new Set([name, name.replace(endOfSentence, '')])],
  }));
  const isOfAll = ({ forms }: { forms: string[] }) => forms.some((form) => targetOf(form) !== undefined);
  const all =
    speaker.head.isGroup && candidates.some(isOfAll) && (await mayMentionAll(context, userId, speaker));
  const users = await membersCalled(
    context,
    speaker.head,
    candidates.flatMap(({ forms }) => forms),
  );
  return candidates.flatMap(({ start, forms }): Entity[] => {
    for (const form of forms) {
      const place = { type: 'mention' as const, start, length: form.length + 1 };
      const target = targetOf(form);
      // a member who is called like that is mentioned by an entity
      if (target !== undefined && speaker.head.isGroup) return all ? [{ ...place, target }] : [];
      const mentioned = users.get(form);
      if (mentioned !== undefined) return [{ ...place, userId: mentioned }];
    }
    return [];
  });
}

function targetOf(name: string): 'all' | 'here' | undefined {
  const lower = name.toLowerCase();
  return lower === 'all' || lower === 'here' ? lower : undefined;
}

/** The members who have these usernames, by name as given: two batches, whatever the size of the group. */
async function membersCalled(
  context: MentionsContext,
  head: Head,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const distinct = [...new Set(names)].slice(0, 2 * limits.mentionedUsers);
  const ids = await context.accounts.idsOfUsernames(distinct);
  const members = await membersAmong(
    context,
    head,
    [...new Set(ids.values())].slice(0, limits.mentionedUsers),
  );
  return new Map([...ids].filter(([, id]) => members.has(id)));
}

async function membersAmong(
  { conversations }: MentionsContext,
  { id, pair }: Head,
  userIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (pair) return new Set(userIds.filter((userId) => pair.includes(userId)));
  if (userIds.length === 0) return new Set();
  return new Set((await conversations.membersAmong(id, userIds)).map(({ userId }) => userId));
}

/**
 * Whether a member mentions all members at once: in groups, as the policy says. What memory has of it may be of earlier: before it is
 * refused, it is read.
 */
async function mayMentionAll(
  { conversations }: MentionsContext,
  userId: string,
  speaker: Speaker,
): Promise<boolean> {
  const known = speaker.head;
  if (!known.isGroup || mayInGroup('mentionAll', known, speaker)) return known.isGroup;
  const head = await conversations.head(known.id);
  const current = head && (await conversations.membershipUnder(head, userId));
  return current !== undefined && mayInGroup('mentionAll', current.head, current);
}
