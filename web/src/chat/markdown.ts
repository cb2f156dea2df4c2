import { mayInGroup, type ConversationItem, type GivenEntity, type Message } from '../../../client/index.ts';
import type { Mentionable, Whom } from '../../../client/format/index.ts';
import { client } from '../chat-client.ts';

const load = () => import('../../../client/format/index.ts');
let loading: ReturnType<typeof load> | undefined;

/** What reads and writes Markdown: loaded when it is first needed, or before. Where that failed, the next time. */
export function loadMarkdown(): ReturnType<typeof load> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** What a message says, as it is sent. Without entities, the server finds mentions in the text. */
export interface Written {
  text: string;
  entities?: GivenEntity[];
  /** It finds them beside these too. */
  findMentions?: true;
}

/** What means something in Markdown has one of these in it. */
const mayMeanSomething = /[*_~|`>\\[\]@]|https?:\/\//i;

/** Those whom the user chose from the completion, by conversation and username: they are not among the few that are loaded. */
const chosen = new Map<string, Map<string, string>>();
export function choose(conversationId: string, { id, username }: { id: string; username: string }): void {
  const known = chosen.get(conversationId) ?? new Map<string, string>();
  chosen.set(conversationId, known.set(username.toLowerCase(), id));
}

/** Nothing of it stays behind for the next user of the browser. */
export const forgetChosen = (): void => chosen.clear();

/** Whom one can mention in a conversation, as far as they are known here. */
function mentionableIn(conversation: ConversationItem | undefined): Map<string, Whom> {
  const found = new Map<string, Whom>();
  if (conversation === undefined) return found;
  for (const [username, userId] of chosen.get(conversation.id) ?? []) found.set(username, { userId });
  for (const { id, username } of conversation.participants) found.set(username.toLowerCase(), { userId: id });
  if (mayInGroup(conversation, 'mentionAll')) {
    for (const target of ['all', 'here'] as const) found.set(target, { target });
  }
  return found;
}

const known = (conversationId: string) => client.state.conversation(conversationId).getSnapshot();

/** Whether the server and other clients find all of this in the text by themselves: members whom it mentions, and addresses. */
const isFound = (text: string, { type, start, length, url }: GivenEntity) =>
  type === 'mention' ||
  (type === 'link' && url?.replace(/\/$/, '') === text.slice(start, start + length).replace(/\/$/, ''));

/** Nothing that is sent overtakes what was sent before. */
let before: Promise<unknown> = Promise.resolve();

/**
 * What the Markdown that a user typed says, in the order of asking. A text that means nothing is sent as it is, and so is all where
 * this cannot be loaded.
 */
export function readMarkdown(conversationId: string, typed: string): Promise<Written> {
  const reading = before.then(() => readTyped(conversationId, typed));
  before = reading;
  return reading;
}

async function readTyped(conversationId: string, typed: string): Promise<Written> {
  if (!mayMeanSomething.test(typed)) return { text: typed };
  const format = await loadMarkdown().catch(() => undefined);
  if (format === undefined) return { text: typed };
  const conversation = known(conversationId);
  return read(format, typed, mentionableIn(conversation), conversation);
}

/** Whether a name that is typed may be of a member who is not known here. A backslash says that one is none. */
const mayMentionOthers = (typed: string, conversation: ConversationItem | undefined): boolean =>
  typed.includes('@') &&
  !typed.includes('\\@') &&
  conversation !== undefined &&
  conversation.participants.length < conversation.memberCount;

function read(
  format: Awaited<ReturnType<typeof load>>,
  typed: string,
  mentionable: Mentionable,
  conversation: ConversationItem | undefined,
): Written {
  const { text, entities } = format.fromMarkdown(typed, mentionable);
  // what was taken from its meaning by a backslash is not to be found again
  const isPlain = text === typed && entities.every((one) => isFound(text, one));
  if (isPlain) return { text };
  return { text, entities, ...(mayMentionOthers(typed, conversation) && { findMentions: true }) };
}

/** A message as Markdown, to be edited. */
export interface Editable {
  markdown: string;
  /** What the Markdown says that it is changed to. */
  read: (typed: string) => Written;
}

/** A message as Markdown. Rejects where that cannot be loaded. */
export async function editable({ conversationId, text, entities = [] }: Message): Promise<Editable> {
  const format = await loadMarkdown();
  const mentionable = mentionableIn(known(conversationId));
  for (const [name, whom] of format.mentionableIn({ text, entities })) mentionable.set(name, whom);
  return {
    markdown: format.toMarkdown({ text, entities }, mentionable),
    read: (typed) => {
      const conversation = known(conversationId);
      const whom = new Map([...mentionable, ...mentionableIn(conversation)]);
      const written = read(format, typed, whom, conversation);
      // without entities the same text would change nothing
      return written.text === text && entities.length > 0 ? { entities: [], ...written } : written;
    },
  };
}
