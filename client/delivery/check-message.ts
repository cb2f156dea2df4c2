import { contentOf } from '../api/given-content.ts';
import type { FieldError, OutgoingMessage } from '../api/protocol.ts';
import { limits } from '../api/protocol.ts';

/**
 * The server's rules for a message, checked before it is sent: offline it would be refused only much later, and the
 * gateway closes the connection on frames that are too large. A test compares them with the schema of the contract.
 */

/** Control characters other than newline, carriage return and tab. */
// eslint-disable-next-line no-control-regex -- finding control characters is the purpose
export const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;
/** Visible characters; see `shared/protocol/visible-text.ts`. */
const showing = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Mn}\p{Me}\u2800\u{1D159}]/u;
/** Half of a surrogate pair: with the flag `u` only a lone half matches. */
const loneSurrogate = /\p{Cs}/u;
const clientIdForm = /^[\x21-\x7e]{1,128}$/;
const idCharacters = 128;
/** What a frame has around its data, with room to spare. */
const frameRest = 256;

const bytesOf = (text: string) => new TextEncoder().encode(text).byteLength;
const charactersOf = (text: string) => [...text].length;

/** Whether a text shows nothing. */
export const isBlank = (text: string): boolean => !showing.test(text);

/** What is wrong with a text, apart from that it may say nothing. */
export function textErrors(text: string): string[] {
  const errors: string[] = [];
  if (loneSurrogate.test(text)) errors.push('must not contain half of a surrogate pair');
  if (controlCharacter.test(text))
    return [...errors, 'must not contain control characters other than newline and tab'];
  if (text.includes('\r')) return [...errors, 'must not contain a carriage return without a newline'];
  if (charactersOf(text) > limits.textCharacters) {
    errors.push(`must be at most ${limits.textCharacters} characters`);
  }
  if (bytesOf(text) > limits.textBytes) errors.push(`must be at most ${limits.textBytes} bytes of UTF-8`);
  return errors;
}

function idErrors(id: string): string[] {
  if (id === '') return ['must not be empty'];
  if (charactersOf(id) > idCharacters) return [`must be at most ${idCharacters} characters`];
  return loneSurrogate.test(id) ? ['must not contain half of a surrogate pair'] : [];
}

function attachmentErrors(ids: readonly string[]): string[] {
  const errors: string[] = [];
  if (ids.length > limits.attachments) errors.push(`must be at most ${limits.attachments}`);
  if (new Set(ids).size < ids.length) errors.push('must not name a file twice');
  return errors;
}

/** The server checks the parts of a text. What they must not do is make a frame too large, which closes the connection. */
function entityErrors(message: OutgoingMessage): string[] {
  if (message.entities === undefined) return [];
  const isTooLarge = bytesOf(JSON.stringify(message)) > limits.frameBytes - frameRest;
  return isTooLarge ? ['must fit a frame together with the text'] : [];
}

/** The message as it is sent, with newlines for CRLF, or what is wrong with its fields. */
export function checkMessage(
  message: OutgoingMessage,
): { message: OutgoingMessage } | { errors: FieldError[] } {
  const text = message.text.replaceAll('\r\n', '\n');
  const { attachments = [] } = message;
  const found: [string, string[]][] = [
    ['data.text', textErrors(text)],
    ['data.entities', entityErrors(message)],
    ...attachments.map((id, index): [string, string[]] => [`data.attachments.${index}`, idErrors(id)]),
    ['data.attachments', attachmentErrors(attachments)],
    [
      'data.clientId',
      clientIdForm.test(message.clientId)
        ? []
        : ['must be 1 to 128 printable ASCII characters without spaces'],
    ],
    ['data.replyTo', typeof message.replyTo === 'string' ? idErrors(message.replyTo) : []],
    ['data.conversationId', idErrors(message.conversationId)],
  ];
  const errors = found.flatMap(([path, messages]) => messages.map((message) => ({ path, message })));
  if (errors.length > 0) return { errors };
  // as the server does, once all else is as it should be
  const isText = Object.keys(contentOf(message)).length === 0;
  return isText && attachments.length === 0 && isBlank(text)
    ? { errors: [{ path: 'data.text', message: 'must not be blank' }] }
    : { message: { ...message, text } };
}
