import { ChatClientError, hasCode } from '../index.ts';
import type { EndReason, Message, MessageStatus, Participant } from '../index.ts';
import type { ChatArguments } from './arguments.ts';

/** How lines look: with ANSI colours or without, and in which time zone (default: the machine's). */
export interface Look {
  color: boolean;
  timeZone?: string;
}

const paint = (code: number) => (look: Look, text: string) =>
  look.color ? `\u001b[${code}m${text}\u001b[0m` : text;
const bold = paint(1);
const dim = paint(2);
const red = paint(31);
const cyan = paint(36);

/** Text of other users, without anything that could control the terminal. */
function harmless(text: string): string {
  // eslint-disable-next-line no-control-regex -- finding control characters is the purpose
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

/** Hours and minutes, with the date unless it is today. */
export function timeOf(look: Look, time: string, now: number): string {
  // The one locale whose short format is ISO 8601: 2026-11-20 09:00.
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    ...(look.timeZone !== undefined && { timeZone: look.timeZone }),
  });
  const [date = '', hours = ''] = format.format(new Date(time)).split(' ');
  return format.format(now).startsWith(date) ? hours : `${date} ${hours}`;
}

const marks: Record<MessageStatus, string> = {
  sent: '✓ sent',
  delivered: '✓✓ delivered',
  read: '✓✓ read',
};

const fileKinds: Readonly<Record<string, string>> = { image: 'photo', video: 'video', audio: 'sound' };

/** A file of a message: `[photo Brighton.jpg]`. */
function fileLine({ kind, name, waveform }: Message['attachments'][number]): string {
  return `[${waveform === undefined ? (fileKinds[kind] ?? 'file') : 'voice message'} ${name}]`;
}

/** One message; `status` only for your own. Further lines of its text are indented. */
export function messageLine(
  look: Look,
  message: Pick<Message, 'kind' | 'text' | 'createdAt'> & Partial<Pick<Message, 'attachments'>>,
  options: { sender: string; own: boolean; now: number; status?: MessageStatus },
): string {
  const time = dim(look, timeOf(look, message.createdAt, options.now));
  const { attachments = [] } = message;
  const lines = [
    ...(message.text === '' && attachments.length > 0 ? [] : [message.text]),
    ...attachments.map(fileLine),
  ];
  const text = harmless(lines.join('\n')).replaceAll('\n', '\n      ');
  if (message.kind === 'system') return `${time} ${dim(look, `* ${text}`)}`;
  const name = harmless(options.sender);
  const sender = options.own ? bold(look, name) : cyan(look, name);
  const mark = options.status === undefined ? '' : ` ${dim(look, marks[options.status])}`;
  return `${time} ${sender}: ${text}${mark}`;
}

/** The status of your messages up to the one sent at `time`. */
export function statusLine(look: Look, status: MessageStatus, time: string, now: number): string {
  return dim(look, `      ${marks[status]} (${timeOf(look, time, now)})`);
}

/** Who is typing. */
export function typingLine(look: Look, names: string[]): string {
  return dim(look, `      ${names.map(harmless).join(', ')} ${names.length === 1 ? 'is' : 'are'} typing …`);
}

/** A line from the program itself. */
export function notice(look: Look, text: string): string {
  return dim(look, `-- ${text}`);
}

export function failure(look: Look, text: string): string {
  return red(look, text);
}

/** The members of a conversation, a line each. */
export function memberLines(
  look: Look,
  participants: Participant[],
  memberCount: number,
  now: number,
): string[] {
  const lines = participants.map(({ username, name, online, lastOnline, role }) => {
    const presence = online
      ? 'online'
      : lastOnline === null
        ? 'offline'
        : `last online ${timeOf(look, lastOnline, now)}`;
    const rank = role === 'member' ? '' : `, ${role}`;
    return `   ${bold(look, harmless(username))} ${dim(look, `${harmless(name)}${rank}, ${presence}`)}`;
  });
  const more = memberCount - participants.length;
  return more > 0 ? [...lines, dim(look, `   and ${more} more`)] : lines;
}

export const help = [
  'Type a line and press Enter to send it.',
  '  /history [n]  shows n older messages (default 20)',
  '  /who          shows who is in this conversation',
  '  /quit         leaves (so do Ctrl-C and Ctrl-D)',
  '  //text        sends "/text"',
];

const endings: Record<string, string> = {
  signed_out: 'You signed out on another device.',
  session_revoked: 'Your session was ended. Sign in again.',
  suspended: 'Your account is suspended.',
  too_many_sockets: 'You are connected from too many places; this connection made room.',
  expired: 'Your session has expired. Sign in again.',
};

/** Why the server ended the session. */
export function endingSentence(reason: EndReason): string {
  return endings[reason] ?? 'The server ended the session.';
}

/** Why a message was not sent. */
export function sendFailure(error: ChatClientError): string {
  const problems = error.errors?.map(({ message }) => `it ${message}`).join('; ');
  return `Not sent: ${problems ?? error.message}`;
}

/** A sentence for an error that ends the program, `undefined` for a bug in the program. */
export function explain(error: unknown, { as, url, target }: ChatArguments): string | undefined {
  if (hasCode(error, 'network_error')) {
    return `There is no ChatFlow server at ${url}. Start one with "npm start", then try again.`;
  }
  if (hasCode(error, 'unexpected_reply')) {
    return `What answers at ${url} does not seem to be a ChatFlow server.`;
  }
  if (hasCode(error, 'invalid_credentials')) {
    return `The password for ${as} is wrong, or there is no such account. "npm run seed" creates the demo users.`;
  }
  if (hasCode(error, 'unknown_usernames') && 'with' in target) {
    return `There is no user called ${target.with}.`;
  }
  if (error instanceof ChatClientError) {
    return error.requestId === undefined ? error.message : `${error.message} (request ${error.requestId})`;
  }
  return undefined;
}
