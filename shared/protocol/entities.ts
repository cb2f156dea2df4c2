import * as z from 'zod';
import { idOf, openSet, replyText } from './bounds.ts';
import { limits, opaqueId } from './common.ts';

/** What a part of a text can be. Later versions add to it. */
const entityTypes = [
  'bold',
  'italic',
  'strike',
  'code',
  'pre',
  'quote',
  'spoiler',
  'link',
  'mention',
] as const;
const entityType = openSet(
  entityTypes,
  'What the part is: `pre` is a block of code, `quote` a quotation, `spoiler` is hidden until the reader asks for it. Show parts of types that you do not know as plain text.',
);

/** Whom a mention means that names no single user: all members, or those of them who are there. */
const mentionTargets = ['all', 'here'] as const;
const mentionTarget = openSet(
  mentionTargets,
  'Of a mention of the whole group: all members, or those who are there. Both count as mentions of every member.',
);
export type MentionTarget = z.infer<typeof mentionTarget>;

const place = {
  start: z.int().min(0).max(limits.textBytes).describe('Where the part begins, in UTF-16 code units.'),
  length: z.int().min(1).max(limits.textBytes).describe('How long the part is, in UTF-16 code units.'),
};

/** A part of the text of a message that is more than its characters. The text itself is plain: nothing in it is markup. */
export const entity = z
  .object({
    type: entityType,
    ...place,
    userId: idOf('the user who is mentioned').optional(),
    target: mentionTarget.optional(),
    url: replyText(limits.urlCharacters, 'The address of a link: http, https or mailto.').optional(),
    language: replyText(limits.languageCharacters, 'The language of a block of code.').optional(),
  })
  .meta({ id: 'Entity', description: 'A part of a text that is formatted, a link or a mention.' });
export type Entity = z.infer<typeof entity>;

/** The parts of a text in replies. */
export const entities = z.array(entity).meta({
  maxItems: limits.entities,
  description:
    'The parts of the text that are formatted, links or mentions: ascending, the outer one first; left out where there are none.',
});

/** ASCII, and nothing that JSON escapes: `URL.href` is of this form. */
const linkForm = /^([Hh][Tt][Tt][Pp][Ss]?:\/\/|[Mm][Aa][Ii][Ll][Tt][Oo]:)[!#-;=?-[\]-~]+$/;
const linkAddress = z
  .string()
  .regex(linkForm, { error: 'must be an http, https or mailto address of ASCII characters', abort: true })
  .refine((url) => URL.canParse(url), 'must be an address')
  .max(limits.urlCharacters, `must be at most ${limits.urlCharacters} characters`)
  .meta({
    description:
      'Of a link: its address, http, https or mailto. Of ASCII characters, as `URL.href` has them.',
  });

/** A part as a client gives it. What belongs to its type stands beside it, and nothing else does. */
const givenEntity = z
  .strictObject({
    type: z.enum(entityTypes).describe('What the part is.'),
    ...place,
    userId: opaqueId
      .optional()
      .describe('Of a mention: who is mentioned; must be a member of the conversation.'),
    target: z.enum(mentionTargets).optional().describe('Of a mention of the whole group: which.'),
    url: linkAddress.optional(),
    language: z
      .string()
      .regex(/^[A-Za-z0-9+#._-]+$/, 'must be the name of a language')
      .max(limits.languageCharacters)
      .meta({ minLength: 1, description: 'Of a block of code: its language.' })
      .optional(),
  })
  .refine(({ type, url }) => type !== 'link' || url !== undefined, {
    path: ['url'],
    error: 'is needed for a link',
  })
  .refine(({ type, url }) => type === 'link' || url === undefined, {
    path: ['url'],
    error: 'is for links only',
  })
  .refine(({ type, language }) => type === 'pre' || language === undefined, {
    path: ['language'],
    error: 'is for blocks of code only',
  })
  .refine(({ type, userId, target }) => type === 'mention' || (userId ?? target) === undefined, {
    path: ['userId'],
    error: 'userId and target are for mentions only',
  })
  .refine(
    ({ type, userId, target }) => type !== 'mention' || (userId === undefined) !== (target === undefined),
    { path: ['userId'], error: 'a mention needs a userId or a target, and not both' },
  )
  .meta({ id: 'GivenEntity', description: 'A part of the text that is formatted, a link or a mention.' });
export type GivenEntity = z.infer<typeof givenEntity>;

/** What can be wrong with where a part stands. */
const misplacements = {
  end: 'must end within the text',
  pair: 'must not split a surrogate pair',
  at: 'a mention must begin with @',
  order: 'must come in ascending order, the outer one first',
  overlap: 'must not overlap another one by a part',
  leaf: 'nothing stands in code, pre and mentions',
  leading: 'links and mentions must not stand in each other',
} as const;

/** The parts of a text as a client gives them. */
export const givenEntities = z
  .array(givenEntity)
  .max(limits.entities, `must be at most ${limits.entities}`)
  .refine(
    (given) => new Set(given.flatMap(({ userId }) => userId ?? [])).size <= limits.mentionedUsers,
    `must mention at most ${limits.mentionedUsers} users`,
  )
  .refine(
    (given) => given.reduce((sum, { url = '' }) => sum + url.length, 0) <= limits.allUrlsCharacters,
    `must have addresses of at most ${limits.allUrlsCharacters} characters together`,
  )
  .meta({
    description: [
      'The parts of the text that are formatted, links or mentions: ascending, the outer one first, each within or beside the others.',
      'Offsets count in the text as it is stored, where CRLF is one newline.',
      'Left out, the server finds `@username` of members, `@all` and `@here` itself; an empty list is a text without any.',
      `Errors of one of them: ${Object.values(misplacements).join('; ')}.`,
    ].join(' '),
  });

/** Beside `entities`, of clients that know some of the members only. */
export const findMentions = z
  .boolean()
  .describe(
    'Whether mentions are also found in what `entities` leave plain, as they are without `entities`.',
  );

/** What stands in these is shown as it is: nothing else is within them. */
const holdsNothing: ReadonlySet<string> = new Set<Entity['type']>(['code', 'pre', 'mention']);
/** What a click leads somewhere else from: one is not within another. */
const leadsAway: ReadonlySet<string> = new Set<Entity['type']>(['link', 'mention']);

/** What is wrong with the parts of a text, and with which of them. `undefined`: nothing is. */
export function misplacedEntity(
  text: string,
  given: readonly Pick<Entity, 'type' | 'start' | 'length'>[],
): { index: number; message: string } | undefined {
  const open: { type: string; end: number }[] = [];
  let last = { start: 0, end: Infinity };
  for (const [index, { type, start, length }] of given.entries()) {
    const wrong = (what: keyof typeof misplacements) => ({ index, message: misplacements[what] });
    const end = start + length;
    if (end > text.length) return wrong('end');
    if (splitsPair(text, start) || splitsPair(text, end)) return wrong('pair');
    if (type === 'mention' && text[start] !== '@') return wrong('at');
    if (start < last.start || (start === last.start && end > last.end)) return wrong('order');
    last = { start, end };
    while ((open.at(-1)?.end ?? Infinity) <= start) open.pop();
    const outer = open.at(-1);
    if (outer && end > outer.end) return wrong('overlap');
    if (outer && holdsNothing.has(outer.type)) return wrong('leaf');
    if (leadsAway.has(type) && open.some((one) => leadsAway.has(one.type))) return wrong('leading');
    open.push({ type, end });
  }
  return undefined;
}

const splitsPair = (text: string, at: number) =>
  at > 0 && /[\uD800-\uDBFF]/.test(text[at - 1] ?? '') && /[\uDC00-\uDFFF]/.test(text[at] ?? '');

/** Parts have to fit their text. Checked once all else is as it should be. */
export const entitiesFit = <T extends z.ZodType<{ text: string; entities?: GivenEntity[] | undefined }>>(
  request: T,
) =>
  request.check(({ value: { text, entities: given = [] }, issues }) => {
    const wrong = issues.length === 0 ? misplacedEntity(text, given) : undefined;
    if (wrong === undefined) return;
    const { index, message } = wrong;
    issues.push({ code: 'custom', path: ['entities', index], message, input: given[index] });
  });
