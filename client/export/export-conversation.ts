import type { Media, Message } from '../api/protocol.ts';
import type { ChatClient } from '../client.ts';
import { ChatClientError, isPassing } from '../errors.ts';
import { systemClock, type Clock } from '../platform/clock.ts';
import { systemRandom, type Random } from '../platform/random.ts';
import { retryDelay } from '../retry-delay.ts';
import type { ExportedFile, ExportedMessage, ExportHeader, ExportLine, ExportProgress } from './format.ts';
import { membersOf, strangerWith } from './people.ts';

/** A file that was saved beside the lines. */
export type SavedFile = Required<Pick<ExportedFile, 'path' | 'sha256' | 'size'>>;

export interface ExportOptions {
  /** What was written before (`exportReader`): it goes on after that, and ends where that would have ended. */
  progress?: ExportProgress | undefined;
  /** Saves a file; `undefined`: it cannot be downloaded. Without it files stand in the lines by their names. */
  saveFile?: (file: Media) => Promise<SavedFile | undefined>;
  /** Ends it with `aborted`. */
  signal?: AbortSignal | undefined;
  /** The connection is lost, and it waits before it tries again; `false`: it goes on. */
  onWaiting?: (waiting: boolean) => void;
  clock?: Clock;
  random?: Random;
}

/** Messages on a page, as many as there can be. */
const pageSize = 100;

/**
 * The lines of a conversation, as far as the user may read it, from the first message to the one that is the last when it begins. It waits for a
 * lost connection, and can go on after it was broken off. Rejects with `conversation_not_found`, `aborted`, `signed_out`.
 */
export async function* exportConversation(
  client: ChatClient,
  conversationId: string,
  options: ExportOptions = {},
): AsyncGenerator<ExportLine> {
  const { progress, saveFile, signal } = options;
  if (progress?.finished === true) return;
  const retrying = retryingCalls(options);
  const conversation = await retrying(() => client.conversations.get(conversationId));
  const header = progress?.header ?? headerOf(client, conversation, (options.clock ?? systemClock).now());
  if (header.conversation.id !== conversationId) {
    throw new ChatClientError('validation_failed', 'What was written before is of another conversation.');
  }
  if (!progress) yield header;

  const known = new Map(progress?.people ?? []);
  if ((progress?.after ?? 0) === 0) {
    for await (const person of membersOf(client, conversation, retrying)) {
      if (known.has(person.id)) continue;
      known.set(person.id, person.username);
      yield { person };
    }
  }

  let after = progress?.after ?? 0;
  let messages = progress?.messages ?? 0;
  let more = true;
  while (more) {
    const range = { after, limit: pageSize };
    const page = await retrying(() => client.messages.list(conversationId, range));
    for (const message of page.items) {
      if (message.seq > header.upTo) break;
      after = message.seq;
      // what is to disappear is not kept in a file
      if (message.kind === 'change' || message.expiresAt !== undefined) continue;
      const reactions = await retrying(() => reactionsOf(client, message));
      for (const id of namedIn(message, reactions)) {
        if (known.has(id)) continue;
        const person = await retrying(() => strangerWith(client, id));
        known.set(id, person.username);
        yield { person };
      }
      const files: ExportedFile[] = [];
      for (const file of message.attachments) {
        const saved = await retrying(async () => saveFile?.(file));
        files.push({ name: file.name, type: file.contentType, size: file.size, ...saved });
      }
      aborting(signal);
      messages += 1;
      yield { message: exported(message, { reactions, files, nameOf: (id) => known.get(id) ?? id }) };
    }
    const last = page.items.at(-1);
    more = page.nextCursor !== null && last !== undefined && last.seq < header.upTo;
  }
  yield { end: { messages } };
}

function headerOf(
  client: ChatClient,
  conversation: Awaited<ReturnType<ChatClient['conversations']['get']>>,
  now: number,
): ExportHeader {
  const { id, isGroup, name, about, createdAt, participants, lastSeq } = conversation;
  const { userId } = client;
  return {
    chatflow: 1,
    conversation: { id, type: isGroup ? 'group' : 'direct', name, about, createdAt },
    exportedAt: new Date(now).toISOString(),
    exportedBy: participants.find((one) => one.id === userId)?.username ?? userId ?? '',
    upTo: lastSeq,
  };
}

interface Reacted {
  emoji: string;
  userIds: readonly string[];
}

/** All who reacted; a message names only the first of them. */
async function reactionsOf(
  client: ChatClient,
  { conversationId, seq, reactions = [] }: Message,
): Promise<Reacted[]> {
  if (reactions.every(({ count, userIds }) => count === userIds.length)) return reactions;
  const byEmoji = new Map<string, string[]>(reactions.map(({ emoji }) => [emoji, []]));
  let cursor: string | null = null;
  do {
    const options: { limit: number; cursor?: string } = {
      limit: pageSize,
      ...(cursor !== null && { cursor }),
    };
    const page = await client.messages.reactions(conversationId, seq, options);
    for (const { emoji, id } of page.items) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), id]);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return [...byEmoji].map(([emoji, userIds]) => ({ emoji, userIds }));
}

/** Every user whom a message names, by id. */
function namedIn(message: Message, reactions: readonly Reacted[]): string[] {
  const { senderId, entities = [], forwarded, pinned, system } = message;
  const ids = [
    senderId,
    ...entities.flatMap(({ userId }) => userId ?? []),
    ...reactions.flatMap(({ userIds }) => userIds),
    ...(forwarded?.senderId ? [forwarded.senderId] : []),
    ...(pinned ? [pinned.userId] : []),
    ...(system?.userIds ?? []),
  ];
  return [...new Set(ids)];
}

function exported(
  message: Message,
  {
    reactions,
    files,
    nameOf,
  }: { reactions: readonly Reacted[]; files: ExportedFile[]; nameOf: (id: string) => string },
): ExportedMessage {
  const { id, seq, senderId, createdAt, system, deletedAt, editedAt, replyTo, forwarded, pinned } = message;
  const base = { id, seq, sender: nameOf(senderId), createdAt };
  if (system) {
    // who did it is the sender
    const { actorId: _, userIds, ...what } = system;
    return { ...base, system: { ...what, ...(userIds && { users: userIds.map(nameOf) }) } };
  }
  const reply = replyTo === null ? {} : { replyTo };
  if (deletedAt !== null) return { ...base, ...reply, deletedAt };
  const entities = message.entities?.map(({ userId, ...entity }) => ({
    ...entity,
    ...(userId !== undefined && { user: nameOf(userId) }),
  }));
  const { senderId: author } = forwarded ?? {};
  return {
    ...base,
    ...(message.kind !== 'text' && { kind: message.kind }),
    text: message.text,
    ...(entities && { entities }),
    ...(files.length > 0 && { attachments: files }),
    ...reply,
    ...(editedAt !== null && { editedAt }),
    ...(author !== undefined && { forwardedFrom: author === null ? null : nameOf(author) }),
    ...(pinned && { pinned: { at: pinned.at, by: nameOf(pinned.userId) } }),
    ...(reactions.length > 0 && {
      reactions: reactions.map(({ emoji, userIds }) => ({ emoji, users: userIds.map(nameOf) })),
    }),
  };
}

/** Repeats a call for as long as it fails by what passes. */
function retryingCalls({ signal, onWaiting, clock = systemClock, random = systemRandom }: ExportOptions) {
  return async <T>(call: () => Promise<T>): Promise<T> => {
    for (let failures = 1; ; failures += 1) {
      aborting(signal);
      try {
        const result = await call();
        if (failures > 1) onWaiting?.(false);
        return result;
      } catch (error) {
        if (!isPassing(error)) throw error;
        onWaiting?.(true);
        await pause(clock, retryDelay(error, failures, random), signal);
      }
    }
  };
}

const aborting = (signal: AbortSignal | undefined) => {
  if (signal?.aborted === true) throw new ChatClientError('aborted', 'The export was cancelled.');
};

/** Waits, or until the signal says that it is over. */
function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, done);
    function done() {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done);
  });
}
