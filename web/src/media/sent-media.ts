import { useEffect, useState } from 'react';
import type { MessageItem } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
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

export const forgetMedia = (): void => known.clear();

const none: readonly Media[] = [];
const knownOf = (ids: readonly string[]) => ids.flatMap((id) => known.get(id) ?? []);

/** The files of a message in its order, also while it is on its way. */
export function useAttachments(item: MessageItem): readonly Media[] {
  const ids = item.kind === 'stored' ? undefined : item.attachments;
  const [, setFound] = useState(0);
  useEffect(() => {
    const missing = ids?.filter((id) => !known.has(id)) ?? [];
    if (missing.length === 0) return;
    // written before a reload, and not sent yet
    client
      .media(missing)
      .then((found) => {
        for (const media of found) keepMedia(media.id, media);
        setFound((count) => count + found.length);
      })
      // offline, or gone: the message stays without them until it is sent
      .catch(() => undefined);
  }, [ids]);
  if (item.kind === 'stored') return item.message.attachments;
  return item.attachments.length === 0 ? none : knownOf(item.attachments);
}
