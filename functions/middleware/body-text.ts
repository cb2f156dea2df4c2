import { ChatError } from '../../shared/platform/errors.ts';

/** A byte order mark is kept: it is no JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a body or a frame. A gateway hands over in base64 what it does not take for text. Throws `invalid_json`. */
export function bodyText({
  body = '',
  isBase64Encoded,
}: {
  body?: string;
  isBase64Encoded: boolean;
}): string {
  if (!isBase64Encoded) return body;
  try {
    return utf8.decode(Buffer.from(body, 'base64'));
  } catch (error) {
    if (error instanceof TypeError) throw new ChatError('invalid_json', 'The request is not UTF-8.');
    throw error;
  }
}
