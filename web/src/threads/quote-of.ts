import type { Message, Quote } from '../../../client/index.ts';
import { isVoice } from '../media/model.ts';

/** As many characters as the server quotes. */
const quoteCharacters = 200;

/** How a message is quoted, as it is now. */
export function quoteOf({ seq, senderId, kind, text, attachments, deletedAt }: Message): Quote {
  const [first] = attachments;
  return {
    seq,
    senderId,
    text: text.slice(0, quoteCharacters),
    ...(kind !== 'text' && { kind }),
    ...(first && { attachment: isVoice(first) ? 'voice' : first.kind }),
    deletedAt,
  };
}
