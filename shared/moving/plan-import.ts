import { systemContent } from '../messages/index.ts';
import { emojiOf, givenEntities, limits, mediaType, mediaTypes, misplacedEntity } from '../protocol/index.ts';
import { cutText } from './cut-text.ts';
import type { FormatAttachment, FormatEntity, FormatMessage } from './format.ts';
import type { FileRef, ImportedMessage } from './requests.ts';

/** What of an export cannot be taken over, by how often. */
export interface LeftOut {
  /** Messages that say nothing. */
  empty: number;
  /** Reports of the system of kinds that this version does not know. */
  system: number;
  /** Parts of texts that cannot stand there. */
  entities: number;
  /** Reactions that are no emoji, or more than a message has. */
  reactions: number;
  /** Files that stand in a text by their names. */
  files: number;
}

/** Which files of an export can be uploaded; of the others their names are kept. */
export type HasFile = (attachment: FormatAttachment) => boolean;

interface Place {
  seq: number;
  threadSeq: number | undefined;
  isText: boolean;
}

/**
 * Gives the messages of an export their numbers and the form in which they are stored: the same each time, so that an import that
 * was broken off finds its way. Take them in order.
 */
export function importPlan(hasFile: HasFile) {
  const leftOut: LeftOut = { empty: 0, system: 0, entities: 0, reactions: 0, files: 0 };
  const places = new Map<string, Place>();
  let last = 0;

  const next = (message: FormatMessage) => {
    last += 1;
    const { sender, createdAt } = message;
    return { seq: last, sender, createdAt };
  };
  const remember = (message: FormatMessage, seq: number, threadSeq?: number, isText = true) => {
    if (!places.has(message.id)) places.set(message.id, { seq, threadSeq, isText });
  };

  function planSystem(message: FormatMessage, system: NonNullable<FormatMessage['system']>) {
    const { users, ...rest } = system;
    const { avatar } = rest;
    // the picture is not here
    const content = { ...rest, ...(avatar !== undefined && { avatar: null }), userIds: users };
    if (!systemContent.safeParse(content).success) {
      leftOut.system += 1;
      return [];
    }
    const first = next(message);
    remember(message, first.seq, undefined, false);
    const said = avatar === undefined ? system : { ...system, avatar: null };
    return [{ ...first, text: '', system: said }];
  }

  function threadOf({ replyTo }: FormatMessage): Pick<ImportedMessage, 'replySeq' | 'threadSeq'> {
    const target = replyTo === undefined ? undefined : places.get(replyTo);
    return target?.isText ? { replySeq: target.seq, threadSeq: target.threadSeq ?? target.seq } : {};
  }

  function planDeleted(message: FormatMessage, deletedAt: string): ImportedMessage[] {
    const thread = threadOf(message);
    const first = { ...next(message), text: '', ...thread, deletedAt };
    remember(message, first.seq, thread.threadSeq);
    return [first];
  }

  function planText(message: FormatMessage): ImportedMessage[] {
    const { attachments = [], editedAt, forwardedFrom, pinned } = message;
    const files = attachments.flatMap((one) => fileOf(message.sender, one, hasFile));
    const named = attachments.filter((one) => fileOf(message.sender, one, hasFile).length === 0);
    leftOut.files += named.length;
    const text = [message.text ?? '', ...named.map(describeFile)].filter((part) => part !== '').join('\n');
    const pieces = cutText(text, message.entities);
    const lots = distinctLots(files);
    const count = Math.max(pieces.length, lots.length);
    if (count === 0) {
      leftOut.empty += 1;
      return [];
    }
    const thread = threadOf(message);
    return Array.from({ length: count }, (_, index): ImportedMessage => {
      const { text: said = '', entities = [] } = pieces[index] ?? {};
      const lot = lots[index];
      const good = standing(said, entities);
      leftOut.entities += entities.length - good.length;
      const base = next(message);
      remember(message, base.seq, thread.threadSeq);
      const reactions = index === 0 ? reactionsOf(message) : [];
      return {
        ...base,
        text: said,
        ...(good.length > 0 && { entities: good }),
        ...(lot && { files: lot }),
        ...thread,
        ...(editedAt !== undefined && { editedAt }),
        ...(forwardedFrom !== undefined && { forwardedFrom }),
        ...(pinned && index === 0 && { pinned }),
        ...(reactions.length > 0 && { reactions }),
      };
    });
  }

  function reactionsOf({ reactions = [] }: FormatMessage): NonNullable<ImportedMessage['reactions']> {
    const byEmoji = new Map<string, Set<string>>();
    for (const { emoji: given, users } of reactions) {
      const emoji = emojiOf(given);
      const isRoom = emoji !== undefined && (byEmoji.has(emoji) || byEmoji.size < limits.reactionsPerMessage);
      if (!isRoom || users.length === 0) {
        leftOut.reactions += 1;
        continue;
      }
      byEmoji.set(emoji, new Set([...(byEmoji.get(emoji) ?? []), ...users]));
    }
    return [...byEmoji].map(([emoji, users]) => ({ emoji, users: [...users] }));
  }

  return {
    leftOut,
    /** The number of the last message so far. */
    get lastSeq() {
      return last;
    },
    /** What a message becomes: none where it says nothing, several where it is longer than messages are. */
    add(message: FormatMessage): ImportedMessage[] {
      if (message.system) return planSystem(message, message.system);
      return message.deletedAt === undefined ? planText(message) : planDeleted(message, message.deletedAt);
    },
  };
}

/** Of a file that is there and can be uploaded, whose it is and what it is. */
function fileOf(owner: string, attachment: FormatAttachment, hasFile: HasFile): FileRef[] {
  const { sha256 } = attachment;
  return sha256 !== undefined && isAdmitted(attachment) && hasFile(attachment) ? [{ owner, sha256 }] : [];
}

/** Whether its type and size are those of files that can be uploaded. */
export function isAdmitted({ type: given, size }: Pick<FormatAttachment, 'type' | 'size'>): boolean {
  const type = mediaType(given);
  return type !== undefined && size > 0 && size <= limits.mediaBytes[mediaTypes[type].kind];
}

/** Each file once, as many as a message has at a time. */
function distinctLots(files: readonly FileRef[]): FileRef[][] {
  const distinct = [...new Map(files.map((file) => [file.sha256, file])).values()];
  const lots = Math.ceil(distinct.length / limits.attachments);
  return Array.from({ length: lots }, (_, index) =>
    distinct.slice(index * limits.attachments, (index + 1) * limits.attachments),
  );
}

const describeFile = ({ name, size }: FormatAttachment): string =>
  `📎 ${name.replace(/\s+/g, ' ').slice(0, limits.shownFileNameCharacters)}${size > 0 ? ` (${inKilobytes(size)})` : ''}`;
const inKilobytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1_024))} kB`;

/** Those parts of a text that messages can have where these stand, in their order. */
function standing(text: string, given: readonly FormatEntity[]): FormatEntity[] {
  const possible = given
    .filter(({ user, ...rest }) => {
      const userId = user === undefined ? {} : { userId: user };
      return givenEntities.safeParse([{ ...rest, ...userId }]).success;
    })
    .toSorted((a, b) => a.start - b.start || b.length - a.length)
    .slice(0, limits.entities);
  for (;;) {
    const wrong = misplacedEntity(text, possible as Parameters<typeof misplacedEntity>[1]);
    if (wrong === undefined) return possible;
    possible.splice(wrong.index, 1);
  }
}
