import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type * as z from 'zod';
import { ImportRefused, type FormatAttachment, type FormatMessage, type Line } from '../../../shared/app.ts';
import { insideFolder } from '../inside-folder.ts';
import type { ImportSource } from '../source.ts';
import { convertMessage, markupOf, slackTime } from './convert-message.ts';
import { firstFilled } from './filled.ts';
import { jsonArray } from './json-array.ts';
import type { SlackNames } from './mrkdwn.ts';
import { authorOf, shownAuthor, SlackPeople } from './people.ts';
import { slackChannel, slackMessage, slackUser, type SlackChannel, type SlackMessage } from './schemas.ts';

/** Gives the files of messages their paths, where they were downloaded. */
export interface SlackFiles {
  /** The attachment with its path and hash, or as it is. */
  located: (attachment: FormatAttachment) => Promise<FormatAttachment>;
  pathOf: (attachment: FormatAttachment) => Promise<string | undefined>;
}

/** A channel of the export: what it is listed in says what it is. */
interface Listed {
  channel: SlackChannel;
  list: (typeof lists)[number];
}
const lists = ['channels.json', 'groups.json', 'mpims.json', 'dms.json'] as const;

const none: SlackFiles = {
  located: (attachment) => Promise.resolve(attachment),
  pathOf: () => Promise.resolve(undefined),
};

/**
 * The conversations of an unzipped export of Slack, or those of the channels named: by name, or by id where they have none. Throws
 * `ImportRefused` where something is not as Slack writes it, with the file and the line.
 */
export async function slackExport(
  folder: string,
  { channels = [], files = none }: { channels?: readonly string[]; files?: SlackFiles } = {},
): Promise<ImportSource[]> {
  const users = await readList(folder, 'users.json', slackUser);
  if (!users)
    throw new ImportRefused(`There is no users.json in ${folder}: is it an unzipped export of Slack?`);
  const listed = (
    await Promise.all(
      lists.map(async (list) =>
        ((await readList(folder, list, slackChannel)) ?? []).map((channel): Listed => ({ channel, list })),
      ),
    )
  ).flat();
  const wanted = listed.filter(
    ({ channel: { id, name } }) =>
      channels.length === 0 || channels.includes(name ?? id) || channels.includes(id),
  );
  const unknown = channels.filter(
    (asked) => !wanted.some(({ channel: { id, name } }) => asked === id || asked === name),
  );
  if (unknown.length > 0) throw new ImportRefused(`There is no channel ${unknown.join(', ')} in ${folder}.`);
  const nameOf = new Map(listed.map(({ channel: { id, name } }) => [id, name]));
  return Promise.all(
    wanted.map((one) => sourceOf(folder, one, { users, channelName: (id) => nameOf.get(id), files })),
  );
}

interface Workspace {
  users: z.infer<typeof slackUser>[];
  channelName: SlackNames['channel'];
  files: SlackFiles;
}

async function sourceOf(folder: string, listed: Listed, workspace: Workspace): Promise<ImportSource> {
  const { channel, list } = listed;
  const name = list === 'dms.json' ? channel.id : (channel.name ?? channel.id);
  const below = await insideFolder(folder, name);
  const days = below === undefined ? [] : await daysIn(below);
  return {
    name,
    lines: () => linesOf(listed, { name, days }, workspace),
    fileOf: workspace.files.pathOf,
  };
}

/** A file for each day on which something was written, in order. */
async function daysIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /^\d{4}-\d{2}-\d{2}\.json$/.test(entry.name))
    .map((entry) => join(folder, entry.name))
    .sort();
}

async function* linesOf(
  { channel, list }: Listed,
  { name, days }: { name: string; days: readonly string[] },
  { users, channelName, files }: Workspace,
): AsyncGenerator<Line> {
  const people = new SlackPeople(users);
  const names: SlackNames = { person: people.nameOf, channel: channelName };
  const present = channel.members.filter((id) => people.isHere(id));
  const isDirect = list === 'dms.json' || list === 'mpims.json';
  const shownName = isDirect ? present.map((id) => people.person(id).name).join(', ') : name;
  const lastDay = days.at(-1);
  const created = slackTime(String(channel.created ?? 0));
  yield {
    kind: 'header',
    header: {
      chatflow: 1,
      conversation: {
        id: channel.id,
        type: list === 'dms.json' ? 'direct' : 'group',
        name: shownName === '' ? name : shownName,
        about: firstFilled(channel.purpose?.value, channel.topic?.value) ?? null,
        createdAt: created,
      },
      // an export says not when it was made: a later one has later days, or more in the last of them
      exportedAt: lastDay === undefined ? created : await lastTime(lastDay, created),
      upTo: 0,
    },
  };
  const known = new Set<string>();
  function* introduce(id: string, role?: 'owner' | 'member', shown?: string): Generator<Line> {
    if (known.has(id)) return;
    known.add(id);
    yield { kind: 'person', person: people.person(id, role, shown) };
  }
  for (const id of channel.members) {
    const role = id === channel.creator ? 'owner' : 'member';
    yield* introduce(id, people.isHere(id) ? role : undefined);
  }
  const members = new Set(channel.members);
  let count = 0;
  const seen = new Map<string, number>();
  for (const day of days) {
    for (const message of await messagesOf(day)) {
      for (const id of namedIn(message)) yield* introduce(id, undefined, shownAuthor(message));
      count += 1;
      const again = seen.get(message.ts) ?? 0;
      seen.set(message.ts, again + 1);
      const memberCount = () => {
        if (message.subtype?.endsWith('_leave')) members.delete(authorOf(message));
        else members.add(authorOf(message));
        return members.size;
      };
      const id = again === 0 ? message.ts : `${message.ts}#${again + 1}`;
      const converted = convertMessage(message, { id, seq: count, names, memberCount });
      for (const mentioned of idsOfMentions(message)) yield* introduce(mentioned);
      yield { kind: 'message', message: await withFiles(converted, files) };
    }
  }
  yield { kind: 'end', messages: count };
}

async function withFiles(message: FormatMessage, files: SlackFiles): Promise<FormatMessage> {
  if (!message.attachments) return message;
  return { ...message, attachments: await Promise.all(message.attachments.map(files.located)) };
}

/** The messages of a day by their times: two of the same time stay in the order of the file. */
async function messagesOf(path: string): Promise<SlackMessage[]> {
  const messages: SlackMessage[] = [];
  const shown = shownPath(path);
  for await (const value of jsonArray(path, shown)) {
    const { data, error } = slackMessage.safeParse(value);
    if (error) throw notAsSlackWrites(shown, messages.length, error);
    messages.push(data);
  }
  return messages.sort((a, b) => Number(a.ts) - Number(b.ts));
}

async function lastTime(path: string, otherwise: string): Promise<string> {
  const last = (await messagesOf(path)).at(-1);
  return last ? slackTime(last.ts) : otherwise;
}

/** Who wrote, reacted or pinned. */
const namedIn = (message: SlackMessage): string[] => [
  authorOf(message),
  ...(message.reactions ?? []).flatMap(({ users }) => users),
  ...(message.pinned_info?.pinned_by === undefined ? [] : [message.pinned_info.pinned_by]),
];

const idsOfMentions = (message: SlackMessage): string[] =>
  [...markupOf(message).matchAll(/<@([A-Z0-9]+)(?:\|[^<>\n]*)?>/g)].map(([, id = '']) => id);

async function readList<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T[] | undefined> {
  const path = await insideFolder(folder, name);
  if (path === undefined) return undefined;
  const items: T[] = [];
  for await (const value of jsonArray(path, name)) {
    const { data, error } = schema.safeParse(value);
    if (error) throw notAsSlackWrites(name, items.length, error);
    items.push(data);
  }
  return items;
}

function notAsSlackWrites(file: string, index: number, { issues }: z.ZodError): ImportRefused {
  const [issue] = issues;
  const where = issue?.path.join('.') ?? '';
  return new ImportRefused(`${file}, element ${index + 1}: ${where}${where && ': '}${issue?.message ?? ''}.`);
}

/** The folder and the name of a file: enough to find it. */
const shownPath = (path: string) => `${basename(join(path, '..'))}/${basename(path)}`;
