import type { FormatAttachment, FormatMessage } from '../../../shared/app.ts';
import { slackEmoji } from './emoji.ts';
import { firstFilled } from './filled.ts';
import { fromMrkdwn, type SlackNames } from './mrkdwn.ts';
import { authorOf } from './people.ts';
import type { SlackFile, SlackMessage } from './schemas.ts';

/** What a message is converted with: its place, and what the ids in it mean. */
interface Place {
  id: string;
  seq: number;
  names: SlackNames;
  /** The members after it, as far as the export says. */
  memberCount: () => number;
}

/** The time of a timestamp of Slack: RFC 3339, milliseconds. */
export const slackTime = (timestamp: string): string => new Date(Number(timestamp) * 1_000).toISOString();

/** A message of Slack in the format of exports: with what happened in the channel as a report, where there is one for it. */
export function convertMessage(message: SlackMessage, place: Place): FormatMessage {
  const { names, id, seq } = place;
  const sender = names.person(authorOf(message));
  const base = { id, seq, sender, createdAt: slackTime(message.ts) };
  const system = systemOf(message, sender, place);
  if (system) return { ...base, system };
  if (message.subtype === 'tombstone') return { ...base, deletedAt: base.createdAt };
  const { thread_ts: thread, edited, pinned_info: pin } = message;
  const said = fromMrkdwn(markupOf(message), names);
  const attachments = (message.files ?? []).map(convertFile);
  const reactions = (message.reactions ?? []).flatMap(({ name, users }) => ({
    // one that is no emoji is counted where the message is taken over
    emoji: slackEmoji(name) ?? `:${name}:`,
    users: users.map(names.person),
  }));
  return {
    ...base,
    text: said.text,
    ...(said.entities.length > 0 && { entities: said.entities }),
    ...(attachments.length > 0 && { attachments }),
    ...(thread !== undefined && thread !== message.ts && { replyTo: thread }),
    ...(edited?.ts !== undefined && { editedAt: slackTime(edited.ts) }),
    ...(reactions.length > 0 && { reactions }),
    ...(pin?.pinned_by !== undefined && {
      pinned: { at: slackTime(String(pin.pinned_ts ?? message.ts)), by: names.person(pin.pinned_by) },
    }),
  };
}

function systemOf(
  message: SlackMessage,
  sender: string,
  { memberCount }: Place,
): FormatMessage['system'] | undefined {
  switch (message.subtype) {
    case 'channel_join':
    case 'group_join':
      return { type: 'joined', users: [sender], memberCount: memberCount() };
    case 'channel_leave':
    case 'group_leave':
      return { type: 'left', users: [sender], memberCount: memberCount() };
    case 'channel_name':
    case 'group_name':
      return message.name ? { type: 'renamed', name: message.name } : undefined;
    case 'channel_topic':
    case 'group_topic':
    case 'channel_purpose':
    case 'group_purpose':
      return { type: 'about', about: firstFilled(message.topic, message.purpose) ?? null };
    default:
      return undefined;
  }
}

/** What programs write often stands in attachments alone. */
export function markupOf({ text, attachments, subtype }: SlackMessage): string {
  if (text) return subtype === 'me_message' ? `_${text}_` : text;
  return (attachments ?? [])
    .map(({ title, text: body, fallback }) => (body ? [title, body].filter(Boolean).join('\n') : fallback))
    .filter(Boolean)
    .join('\n');
}

/** Those that were deleted, or that the plan of the workspace hides, have no type and no address. */
function convertFile(file: SlackFile): FormatAttachment {
  const { name, title, mimetype, size, url_private_download: download, url_private: shown } = file;
  const url = firstFilled(download, shown);
  return {
    name: firstFilled(name, title) ?? 'file',
    type: firstFilled(mimetype) ?? 'application/octet-stream',
    size: size && Number.isSafeInteger(size) && size > 0 ? size : 0,
    ...(url !== undefined && { url }),
  };
}
