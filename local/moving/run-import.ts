import { createHash } from 'node:crypto';
import {
  importAnswers,
  importPlan,
  ImportRefused,
  importSteps,
  isAdmitted,
  type FormatAttachment,
  type FormatMessage,
  type FormatPerson,
  type Header,
  type ImportedMessage,
  type LeftOut,
  type PlacedPerson,
} from '../../shared/app.ts';
import { hashOf } from './export-folder.ts';
import type { ImportSource } from './source.ts';
import type { ImportTarget } from './target.ts';

export interface ImportOptions {
  /** Whose account a person of the export has, by their username there. */
  accounts?: ReadonlyMap<string, string>;
  /** Accounts with the same usernames are theirs. */
  sameUsernames?: boolean;
  /** The username of the owner of the group. */
  owner?: string | undefined;
  /** Files that are not there stay out, by their names. */
  withoutFiles?: boolean;
}

/** What an export holds, and what will be left out of it. */
export interface Survey {
  header: Header;
  people: FormatPerson[];
  /** Lines of messages, and what they become. */
  lines: number;
  messages: number;
  files: { count: number; bytes: number };
  leftOut: LeftOut;
  /** By their hashes. */
  paths: ReadonlyMap<string, { path: string; attachment: FormatAttachment }>;
}

export interface Imported {
  conversationId: string;
  messages: number;
  people: PlacedPerson[];
  leftOut: LeftOut;
  /** It was imported before, and nothing was done. */
  wasThere: boolean;
}

/** One payload of a function is at most 6 MB. */
const mostCharacters = 3 * 1024 * 1024;
/** The group, where the export has no name for it that groups can have. */
const unnamed = 'Imported chat';

/** Reads all of an export and looks whether it is whole. Throws `ImportRefused`. */
export async function survey(source: ImportSource, { withoutFiles = false }: ImportOptions): Promise<Survey> {
  let header: Header | undefined;
  let end: number | undefined;
  let lines = 0;
  let lastSeq = 0;
  const people = new Map<string, FormatPerson>();
  const paths = new Map<string, { path: string; attachment: FormatAttachment }>();
  let files = { count: 0, bytes: 0 };
  const missing: string[] = [];
  const plan = importPlan(({ sha256 = '' }) => paths.has(sha256));

  async function locate(attachment: FormatAttachment): Promise<void> {
    const { sha256, path: named, size } = attachment;
    if (sha256 === undefined || named === undefined || paths.has(sha256) || !isAdmitted(attachment)) return;
    const path = await source.fileOf(attachment);
    if (path === undefined) {
      missing.push(named);
      return;
    }
    paths.set(sha256, { path, attachment });
    files = { count: files.count + 1, bytes: files.bytes + size };
  }

  for await (const line of source.lines()) {
    if (end !== undefined) throw new ImportRefused(`${source.name} has lines after its end.`);
    if (line.kind === 'other') continue;
    if (line.kind === 'header') {
      if (header) throw new ImportRefused(`${source.name} has two headers: import them one by one.`);
      ({ header } = line);
      continue;
    }
    if (!header) throw new ImportRefused(`${source.name} does not begin with the header of an export.`);
    if (line.kind === 'person') people.set(line.person.username, line.person);
    else if (line.kind === 'end') end = line.messages;
    else {
      const { message } = line;
      lines += 1;
      if (message.seq <= lastSeq)
        throw new ImportRefused(`${source.name}: message ${message.seq} is out of order.`);
      lastSeq = message.seq;
      const stranger = namesIn(message).find((name) => !people.has(name));
      if (stranger !== undefined) {
        throw new ImportRefused(
          `${source.name}: message ${message.seq} names ${stranger}, who did not come before.`,
        );
      }
      for (const attachment of message.attachments ?? []) await locate(attachment);
      plan.add(message);
    }
  }
  if (!header) throw new ImportRefused(`${source.name} is empty.`);
  if (end === undefined || end !== lines) {
    throw new ImportRefused(
      `${source.name} is not whole: export it once more, which goes on where it stopped.`,
    );
  }
  if (missing.length > 0 && !withoutFiles) {
    const [first = ''] = missing;
    throw new ImportRefused(
      `${source.name}: ${missing.length} files are missing or of another size, such as ${first}. Put them there, or leave them out: --without-files`,
    );
  }
  const { leftOut, lastSeq: messages } = plan;
  return { header, people: [...people.values()], lines, messages, files, leftOut, paths };
}

/**
 * Imports a conversation, or goes on with it where it was broken off. Throws `ImportRefused`, and as the target does.
 */
export async function runImport(
  source: ImportSource,
  target: ImportTarget,
  options: ImportOptions,
  progress: (line: string) => void,
): Promise<Imported> {
  const found = await survey(source, options);
  const { header, people, paths } = found;
  const id = createHash('sha256')
    .update(JSON.stringify(identityOf(header)))
    .digest('hex');
  const { about = null, name, createdAt } = header.conversation;
  const standing = importAnswers.begin.parse(
    await target.step({
      begin: {
        import: id,
        name: groupName(name),
        about: about === '' ? null : (about?.slice(0, 500) ?? null),
        createdAt,
      },
    }),
  );
  const { conversationId } = standing;
  const done = { conversationId, messages: found.messages, leftOut: found.leftOut };
  if (standing.finished) return { ...done, people: [], wasThere: true };
  if (standing.lastSeq > 0) progress(`${source.name}: goes on after message ${standing.lastSeq}`);

  const placed: PlacedPerson[] = [];
  for (let start = 0; start < people.length; start += importSteps.people) {
    const some = people.slice(start, start + importSteps.people).map((person) => asked(person, options));
    const answer = await target.step({ people: { import: id, people: some } });
    placed.push(...importAnswers.people.parse(answer).people);
  }

  const uploaded = new Set<string>();
  async function upload({ files = [] }: ImportedMessage): Promise<void> {
    for (const file of files) {
      const known = paths.get(file.sha256);
      const key = `${file.owner}|${file.sha256}`;
      if (!known || uploaded.has(key)) continue;
      await uploadFile(target, id, file, known);
      uploaded.add(key);
    }
  }

  let batch: ImportedMessage[] = [];
  let size = 0;
  let stored = standing.lastSeq;
  async function flush(): Promise<void> {
    if (batch.length === 0) return;
    const answer = await target.step({ messages: { import: id, messages: batch } });
    stored = importAnswers.messages.parse(answer).lastSeq;
    progress(`${source.name}: ${stored} of ${found.messages} messages`);
    batch = [];
    size = 0;
  }
  const plan = importPlan(({ sha256 = '' }) => paths.has(sha256));
  for await (const line of source.lines()) {
    if (line.kind !== 'message') continue;
    for (const message of plan.add(line.message)) {
      if (message.seq <= stored) continue;
      await upload(message);
      const length = JSON.stringify(message).length;
      if (batch.length === importSteps.messages || size + length > mostCharacters) await flush();
      batch.push(message);
      size += length;
    }
  }
  await flush();

  let from: number | undefined;
  do {
    const { owner } = options;
    const answer = await target.step({
      finish: { import: id, lastSeq: plan.lastSeq, from: from ?? 0, ...(owner !== undefined && { owner }) },
    });
    from = importAnswers.finish.parse(answer).next;
  } while (from !== undefined);
  return { ...done, people: placed, wasThere: false };
}

async function uploadFile(
  target: ImportTarget,
  id: string,
  file: NonNullable<ImportedMessage['files']>[number],
  { path, attachment }: { path: string; attachment: FormatAttachment },
): Promise<void> {
  const { name, type: contentType, size } = attachment;
  if ((await hashOf(path)) !== file.sha256) {
    throw new ImportRefused(`${path} is not the file that the export names: its SHA-256 differs.`);
  }
  const answer = await target.step({ file: { import: id, file, name, contentType, size } });
  const { form } = importAnswers.file.parse(answer);
  if (!form) return;
  await target.upload(form, path, contentType);
  importAnswers.complete.parse(await target.step({ complete: { import: id, file } }));
}

/** What makes an export this one: the same conversation, exported once more later, is another. */
const identityOf = ({ conversation: { id, createdAt }, exportedAt, exportedBy = null, upTo }: Header) => [
  id,
  createdAt,
  exportedAt,
  exportedBy,
  upTo,
];

function asked(
  { username, id, name, email, role }: FormatPerson,
  { accounts, sameUsernames }: ImportOptions,
) {
  const account = accounts?.get(username);
  return {
    username,
    name: name.slice(0, 1_024),
    ...(id !== undefined && { id }),
    ...(email !== undefined && email.length <= 1_024 && { email }),
    ...(role !== undefined && { role }),
    ...(account !== undefined && { account }),
    ...(sameUsernames === true && { sameName: true }),
  };
}

/** A name that groups can have, out of what the conversation was called. */
function groupName(given: string | null): string {
  const name = (given ?? '')
    .toWellFormed()
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const short = [...name].slice(0, 64).join('').trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(short) ? short : unnamed;
}

/** Everyone whom a message names. */
function namesIn({ sender, entities, reactions, forwardedFrom, pinned, system }: FormatMessage): string[] {
  return [
    sender,
    ...(entities ?? []).flatMap(({ user }) => user ?? []),
    ...(reactions ?? []).flatMap(({ users }) => users),
    ...(forwardedFrom ? [forwardedFrom] : []),
    ...(pinned ? [pinned.by] : []),
    ...(system?.users ?? []),
  ];
}
