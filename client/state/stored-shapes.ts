import { givenContent, type GivenContent } from '../api/given-content.ts';
import { givenEntity } from '../api/given-entity.ts';
import { givenExpiry } from '../api/given-expiry.ts';
import { conversation, message, type OutgoingMessage } from '../api/protocol.ts';
import { array, boolean, integer, nullable, object, optional, read, refused, string } from '../api/shapes.ts';
import { newItem, type ConversationItem } from './conversation-item.ts';
import type { Mark, OthersMarks } from './marks.ts';
import type { StoredWindow } from './message-stretch.ts';
import type { Failure } from './unsent.ts';

/*
 * What the state stores it wrote itself, in a format that carries a version. These checks keep damaged values out, so that
 * whatever is in the storage, nothing that reads the state fails.
 */

const seq = integer(0);
const mark = object<Mark>({ deliveredSeq: seq, readSeq: seq });
const outgoing = object<
  Pick<
    OutgoingMessage,
    | 'conversationId'
    | 'clientId'
    | 'text'
    | 'entities'
    | 'findMentions'
    | 'attachments'
    | 'expires'
    | 'preview'
    | keyof GivenContent
  >
>({
  conversationId: string,
  clientId: string,
  text: string,
  entities: optional(array(givenEntity)),
  findMentions: optional(boolean),
  attachments: optional(array(string)),
  ...givenContent,
  expires: optional(givenExpiry),
  preview: optional(boolean),
});
const reply = object<{ replyTo: string | null }>({ replyTo: nullable(string) });
const failure = object<{ message: unknown; createdAt: string }>({
  message: (value) => value,
  createdAt: string,
});
const window = object<StoredWindow>({
  conversationId: string,
  from: seq,
  to: seq,
  atStart: boolean,
  messages: array(message),
  ownChanges: seq,
});
export function conversationIn(value: unknown): ConversationItem | undefined {
  const stored = read(conversation, value);
  const others = read(object<{ others: unknown }>({ others: (marks) => marks }), value)?.others;
  const marks = othersIn(others);
  if (stored === undefined || marks === undefined || Number.isNaN(Date.parse(stored.createdAt)))
    return undefined;
  return newItem(stored, { typing: [], others: marks, unsentCount: 0, failedCount: 0, preview: null });
}

function othersIn(value: unknown): OthersMarks | undefined {
  const floor = read(mark, value);
  const members = read(object<{ members: object }>({ members: anyObject }), value)?.members;
  if (floor === undefined || members === undefined) return undefined;
  const known = Object.entries(members).flatMap(([id, one]) => {
    const theirs = read(mark, one);
    return theirs === undefined ? [] : [[id, theirs] as const];
  });
  return { ...floor, members: Object.fromEntries(known) };
}

/** The messages of this conversation, which must ascend and lie in the range that they are said to fill. */
export function windowIn(value: unknown, conversationId: string): StoredWindow | undefined {
  const stored = read(window, value);
  if (stored?.conversationId !== conversationId) return undefined;
  const inOrder = stored.messages.every(
    (one, at, all) =>
      one.conversationId === conversationId &&
      one.seq >= stored.from &&
      one.seq <= stored.to &&
      one.seq > (all[at - 1]?.seq ?? -1),
  );
  return inOrder ? stored : undefined;
}

/** The messages that the server refused; damaged ones are left out. */
export function failuresIn(value: unknown): Failure[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    const stored = read(failure, one);
    const sent = read(outgoing, stored?.message);
    if (stored === undefined || sent === undefined || Number.isNaN(Date.parse(stored.createdAt))) return [];
    const replyTo = read(reply, stored.message)?.replyTo ?? null;
    return [{ message: { ...sent, ...(replyTo !== null && { replyTo }) }, createdAt: stored.createdAt }];
  });
}

function anyObject(value: unknown): object | typeof refused {
  return typeof value === 'object' && value !== null ? value : refused;
}
