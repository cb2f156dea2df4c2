import {
  limits,
  type Entity,
  type Message,
  type NewPush,
  type Notification,
  type NotificationSettings,
} from '../../protocol/index.ts';

/** The most that a service has to take (RFC 8030, 7.2), less what encryption adds, and room to spare. */
const mostBytes = 3 * 1024;

interface Shown {
  notification: Notification;
  settings: Pick<NotificationSettings, 'preview' | 'sounds'>;
  recipientId: string;
  unreadCount: number;
}

/** What a push says of a notification, as its user may see it now. */
export function newPush({ notification, settings, recipientId, unreadCount }: Shown): NewPush {
  const { id, kind, createdAt, conversationId, seq, userId } = notification;
  const place: NewPush = {
    type: 'new',
    recipientId,
    notification: {
      id,
      kind,
      createdAt,
      ...(conversationId !== undefined && { conversationId }),
      ...(seq !== undefined && { seq }),
      ...(userId !== undefined && { userId }),
    },
    silent: !settings.sounds,
    unreadCount,
  };
  if (settings.preview === 'hidden') return place;
  const full = { ...place, ...namesOf(notification), ...contentOf(notification.message) };
  return Buffer.byteLength(JSON.stringify(full)) <= mostBytes ? full : place;
}

/** What a push says beyond where something happened. */
type Texts = Partial<Pick<NewPush, 'title' | 'senderName' | 'body' | 'content'>>;

function namesOf({ user, conversation }: Notification): Texts {
  if (conversation?.isGroup !== true) return user ? { title: user.name } : {};
  const { name } = conversation;
  return { ...(name !== null && { title: name }), ...(user && { senderName: user.name }) };
}

/** What stays on a locked screen must not outlast a message that expires. */
function contentOf(message: Message | undefined): Texts {
  if (!message || message.expires !== undefined || message.expiresAt !== undefined) return {};
  const { text, entities = [], attachments, kind } = message;
  const [file] = attachments;
  const isVoice = file?.kind === 'audio' && file.waveform !== undefined;
  const content = isContent(kind) ? kind : isVoice ? 'voice' : file?.kind;
  const body = beginningOf(withoutSpoilers(text, entities));
  return { ...(body !== '' && { body }), ...(content !== undefined && { content }) };
}

const isContent = (kind: Message['kind']) => kind === 'poll' || kind === 'location' || kind === 'contact';

/** What readers see only when they ask for it, a lock screen does not show. */
const withoutSpoilers = (text: string, entities: readonly Entity[]): string =>
  entities
    .filter(({ type }) => type === 'spoiler')
    .reduce(
      (shown, { start, length }) => shown.slice(0, start) + '█'.repeat(length) + shown.slice(start + length),
      text,
    );

/** The first characters, in one line. */
function beginningOf(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()];
  if (characters.length <= limits.pushBodyCharacters) return characters.join('');
  return `${characters
    .slice(0, limits.pushBodyCharacters - 1)
    .join('')
    .trimEnd()}…`;
}
