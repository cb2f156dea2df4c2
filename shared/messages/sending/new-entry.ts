import type { Head } from '../../conversations/index.ts';
import { mentionMarks } from '../content/mentions.ts';
import type { SealedText } from '../content/sealing.ts';
import { expiring } from '../expiry/expiring.ts';
import { noteWebhooks, type EntryOf } from '../log-entry.ts';
import type { Ready } from './admit.ts';
import type { OutgoingMessage } from './outgoing.ts';

/** Under which number a message is stored, whose it is, and when it was sent. */
type Place = Pick<EntryOf<'text'>, 'seq' | 'senderId' | 'createdAt'>;

/** The entry of a message that is sent, all but what is sealed of it. */
export function newEntry(
  head: Head,
  { seq, senderId, createdAt }: Place,
  { said, files, thread, hiddenFrom }: Ready,
  { replyTo, forwardedFrom, clientId, preview, streaming, expires }: OutgoingMessage,
): Omit<EntryOf<'text'>, keyof SealedText> {
  return {
    kind: 'text',
    seq,
    senderId,
    createdAt,
    ...mentionMarks(said),
    ...(files.attachments.length > 0 && { attachments: files.attachments }),
    ...(typeof replyTo === 'string' && { replyTo }),
    ...(thread && { threadSeq: thread.seq }),
    ...(streaming && { streaming: { length: said.text.length, at: createdAt } }),
    ...(forwardedFrom !== undefined && { forwardedFrom }),
    ...(clientId !== undefined && { clientId }),
    ...(preview === false && { noPreview: true }),
    ...(hiddenFrom !== undefined && { hiddenFrom }),
    ...expiring(expires ?? head.expiry, createdAt),
    ...noteWebhooks(head),
  };
}
