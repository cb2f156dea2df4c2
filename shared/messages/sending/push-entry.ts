import type { ServerEvent } from '../../protocol/index.ts';
import { publish, type Audience } from '../../realtime/index.ts';
import type { AttachedMedia } from '../attachments/attached-media.ts';
import type { MessagesContext } from '../context.ts';
import type { NewEntry } from '../log-entry.ts';
import type { OpenEntry } from '../content/open-entry.ts';
import { wireMessage, type Viewer } from '../reading/views.ts';

/** Kinds of new messages; changes of messages have events of their own (`push-change.ts`). */
type Kind = Exclude<NewEntry['kind'], 'change'>;

/** By kind, the event that tells of a new entry. */
const events: {
  readonly [K in Kind]: (
    conversationId: string,
    entry: OpenEntry<K>,
    viewer: Viewer,
    media: AttachedMedia,
  ) => ServerEvent;
} = {
  text: (conversationId, entry, viewer, media) => ({
    type: 'message:new',
    data: wireMessage(conversationId, entry, 'sent', viewer, media),
  }),
  system: (conversationId, entry, viewer, media) => ({
    type: 'message:new',
    data: wireMessage(conversationId, entry, 'sent', viewer, media),
  }),
};

/**
 * Pushes a new entry to every socket of the members but `exceptSocket`; its sender's other devices see it as its sender does.
 * `media`: its files. Never rejects.
 */
export function pushEntry<K extends Kind>(
  context: MessagesContext,
  conversationId: string,
  audience: Audience,
  entry: OpenEntry<K>,
  exceptSocket?: string,
  media: AttachedMedia = new Map(),
): Promise<void> {
  const event = (viewer: Viewer) => events[entry.kind](conversationId, entry, viewer, media);
  const { senderId, clientId } = entry;
  const own = clientId === undefined ? undefined : { userId: senderId, event: event({ isSender: true }) };
  return publish(context, audience, event({ isSender: false }), exceptSocket, own);
}
