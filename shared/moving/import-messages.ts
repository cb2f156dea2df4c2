import type * as z from 'zod';
import { importMessage, systemContent, type MessageToImport, type SystemContent } from '../messages/index.ts';
import { messageId } from '../platform/ids.ts';
import { givenEntities, type Entity } from '../protocol/index.ts';
import type { MovingContext } from './context.ts';
import { fileKey } from './import-files.ts';
import { ImportRefused } from './refused.ts';
import type { ImportAnswer, ImportedMessage, messagesRequest } from './requests.ts';
import type { StoredImport, StoredPerson } from './store.ts';

/** Messages that are stored at the same time. */
const storedAtOnce = 16;

/** What the names in messages mean. */
interface Names {
  userIdOf: (username: string) => string;
  mediaIdOf: (file: NonNullable<ImportedMessage['files']>[number]) => string;
}

/**
 * Stores messages under their numbers, each once: those that are there already are passed. They come in order, without a gap. Throws
 * `ImportRefused`.
 */
export async function importMessages(
  context: MovingContext,
  { import: id, messages }: z.infer<typeof messagesRequest>,
): Promise<ImportAnswer<'messages'>> {
  const stored = await context.imports.get(id);
  if (!stored) throw new ImportRefused('The import was not begun.');
  const fresh = messages.filter(({ seq }) => seq > stored.lastSeq);
  const last = fresh.at(-1);
  if (!last || stored.finishedAt !== undefined) return { lastSeq: stored.lastSeq };
  if (fresh.some(({ seq }, index) => seq !== stored.lastSeq + 1 + index)) {
    throw new ImportRefused(`The messages after number ${stored.lastSeq} have to come next, in order.`);
  }
  const names = await namesOf(context, id, fresh);
  const now = context.clock.now();
  const ready = fresh.map((message) => toImport(stored, message, names, now));
  await storeAll(context, stored, ready);
  const lastAt = Math.max(stored.lastAt ?? 0, ...ready.map(({ createdAt }) => createdAt));
  await context.imports.advance(id, { lastSeq: last.seq, lastAt });
  return { lastSeq: last.seq };
}

/** A thread takes its replies one after the other, once what they reply to is there. */
async function storeAll(
  context: MovingContext,
  stored: StoredImport,
  messages: readonly MessageToImport[],
): Promise<void> {
  const head = { id: stored.conversationId, keyId: stored.keyId, wrappedKey: stored.wrappedKey };
  const threads = Map.groupBy(messages, ({ seq, reply }) => reply?.threadSeq ?? seq);
  const begun = messages.filter(({ reply }) => !reply);
  await inLots(begun, (message) => importMessage(context, head, message));
  await inLots([...threads.values()], async (thread) => {
    for (const message of thread) if (message.reply) await importMessage(context, head, message);
  });
}

async function inLots<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < all.length; start += storedAtOnce) {
    await Promise.all(all.slice(start, start + storedAtOnce).map(act));
  }
}

async function namesOf(
  { imports }: MovingContext,
  id: string,
  messages: readonly ImportedMessage[],
): Promise<Names> {
  const [people, files] = await Promise.all([
    imports.people(id),
    imports.files(id, [...new Set(messages.flatMap(({ files = [] }) => files.map(fileKey)))]),
  ]);
  return {
    userIdOf: (username) => found<StoredPerson>(people.get(username), `the person ${username}`).userId,
    mediaIdOf: (file) => found(files.get(fileKey(file)), `the file ${file.sha256}`),
  };
}

function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new ImportRefused(`A message names ${what}, which did not come before it.`);
  return value;
}

/** Nothing was written later than now. */
function toImport(
  { conversationId }: StoredImport,
  message: ImportedMessage,
  { userIdOf, mediaIdOf }: Names,
  now: number,
): MessageToImport {
  const { replySeq, threadSeq, forwardedFrom, pinned, reactions = [], files = [] } = message;
  const at = (time: string) => Math.min(now, Date.parse(time));
  const maybeAt = (time: string | undefined) => (time === undefined ? undefined : at(time));
  return {
    seq: message.seq,
    senderId: userIdOf(message.sender),
    createdAt: at(message.createdAt),
    text: message.text,
    entities: entitiesOf(message, userIdOf),
    files: files.map(mediaIdOf),
    reply:
      replySeq === undefined || threadSeq === undefined
        ? undefined
        : { to: messageId(conversationId, replySeq), threadSeq },
    editedAt: maybeAt(message.editedAt),
    deletedAt: maybeAt(message.deletedAt),
    forwardedFrom: typeof forwardedFrom === 'string' ? userIdOf(forwardedFrom) : forwardedFrom,
    pinned: pinned && { at: at(pinned.at), userId: userIdOf(pinned.by) },
    reactions: reactions.map(({ emoji, users }) => ({
      emoji,
      userIds: [...new Set(users.map(userIdOf))],
    })),
    system: message.system && systemOf(message.seq, message.system, userIdOf),
  };
}

function entitiesOf(message: ImportedMessage, userIdOf: Names['userIdOf']): Entity[] {
  const given = (message.entities ?? []).map(({ user, ...rest }) => ({
    ...rest,
    ...(user !== undefined && { userId: userIdOf(user) }),
  }));
  const { data } = givenEntities.safeParse(given);
  if (!data) throw new ImportRefused(`The parts of message ${message.seq} are not as they should be.`);
  return data;
}

function systemOf(
  seq: number,
  { users, ...rest }: NonNullable<ImportedMessage['system']>,
  userIdOf: Names['userIdOf'],
): SystemContent {
  const content = { ...rest, ...(users && { userIds: users.map(userIdOf) }) };
  const { data } = systemContent.safeParse(content);
  if (!data) throw new ImportRefused(`What message ${seq} reports is not known here.`);
  return data;
}
