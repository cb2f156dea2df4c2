import { useEffect, useState } from 'react';
import type { MessageItem, UnsentItem } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import { isPassing } from '../errors.ts';
import type { Media } from './model.ts';

/** The files of messages that are being sent, by the ids that these name: of uploads, and of the server. */
const known = new Map<string, Media>();
/** Far more than wait to be sent at once. */
const mostKnown = 200;

export function keepMedia(id: string, media: Media): void {
  known.set(id, media);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
}

export function forgetMedia(): void {
  known.clear();
  gone.clear();
}

const none: readonly Media[] = [];
const knownOf = (ids: readonly string[]) => ids.flatMap((id) => known.get(id) ?? []);

/** Of those: the server has them no longer, so that no message can be sent with them. */
const gone = new Set<string>();
export const isGone = (id: string): boolean => gone.has(id);

/** Takes in what the server says of files that a message names. */
function learn(asked: readonly string[], found: readonly Media[]): void {
  for (const media of found) keepMedia(media.id, media);
  for (const id of asked) {
    const media = known.get(id);
    if (media === undefined || found.some((one) => one.id === id)) continue;
    gone.add(id);
    keepMedia(id, { ...media, state: 'refused' });
  }
}

/** The files for which the server does not take a message. */
export const refusedOf = (attachments: readonly Media[]): readonly Media[] =>
  attachments.filter(({ state }) => state === 'blocked' || state === 'refused');

/** Sends a message that was refused again, without these of its files. */
export async function sendWithout(item: UnsentItem, refused: readonly Media[]): Promise<void> {
  const { clientId, conversationId, text, replyTo } = item;
  const attachments = item.attachments.filter((id) => !refused.some((media) => media.id === id));
  const messages = client.state.messages(conversationId);
  if (!messages.discard(clientId)) return;
  await messages.send(text, {
    clientId,
    ...(attachments.length > 0 && { attachments }),
    ...(typeof replyTo === 'string' && { replyTo }),
  });
}

/** The files of a message in its order, also while it is on its way. */
export function useAttachments(item: MessageItem): readonly Media[] {
  const ids = item.kind === 'stored' ? undefined : item.attachments;
  /** Refused with its files, and perhaps for one of them: which one, only the server knows. */
  const refused = item.kind === 'unsent' && item.status === 'failed' && !isPassing(item.error);
  const [, setFound] = useState(0);
  useEffect(() => {
    const isOnItsWay = (id: string) => known.get(id)?.state === 'uploading';
    // others are unknown where the message was written before a reload
    const asked = ids?.filter((id) => (refused ? !isOnItsWay(id) : !known.has(id))) ?? [];
    if (asked.length === 0) return;
    client
      .media(asked, { fresh: refused })
      .then((found) => {
        learn(asked, found);
        setFound((count) => count + 1);
      })
      // offline, or gone: the message stays without them until it is sent
      .catch(() => undefined);
  }, [ids, refused]);
  if (item.kind === 'stored') return item.message.attachments;
  if (item.attachments.length === 0) return none;
  const media = knownOf(item.attachments);
  // a message that was refused waits for nothing
  return refused
    ? media.map((one) => (one.state === 'checking' ? { ...one, state: 'uploading' } : one))
    : media;
}
