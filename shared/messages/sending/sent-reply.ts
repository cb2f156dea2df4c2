import { messageId } from '../../platform/ids.ts';
import { wireTime } from '../../platform/time.ts';
import type { Expiry, SentReply } from '../../protocol/index.ts';
import type { AttachedMedia } from '../attachments/attached-media.ts';
import { viewContent } from '../content/content.ts';
import type { Said } from '../content/sealing.ts';
import type { Attachment } from '../log-entry.ts';
import { viewExpiry } from '../reading/views.ts';

/** What a send is answered: what its client does not know yet. */
export function sentReply(
  { conversationId, seq, createdAt }: { conversationId: string; seq: number; createdAt: number },
  {
    text = '',
    entities,
    content,
    attachments = [],
    threadSeq,
    expires,
    goneAt,
  }: Partial<Said> & {
    attachments?: readonly Attachment[];
    threadSeq?: number;
    expires?: Expiry;
    goneAt?: number;
  },
  media: AttachedMedia,
): SentReply {
  return {
    id: messageId(conversationId, seq),
    seq,
    createdAt: wireTime(createdAt),
    ...(entities && { entities: [...entities] }),
    ...(content && {
      kind: content.kind,
      text,
      ...viewContent(content, { tally: undefined, ballot: undefined }),
    }),
    ...(attachments.length > 0 && { attachments: attachments.flatMap(({ id }) => media.get(id) ?? []) }),
    ...(threadSeq !== undefined && { threadSeq }),
    ...viewExpiry({ expires, goneAt }),
  };
}
