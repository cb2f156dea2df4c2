import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutgoingMessage } from '../../../../client/api/protocol.ts';
import { checkMessage } from '../../../../client/delivery/check-message.ts';
import { clientFrames } from '../../../../shared/protocol/index.ts';

/** The fields that the schema of the contract refuses, or the message as it reads it. */
function bySchema(message: OutgoingMessage) {
  const parsed = clientFrames['message:send'].data.safeParse(message);
  return parsed.success
    ? { message: parsed.data }
    : { fields: parsed.error.issues.map(({ path, message }) => `data.${path.join('.')}: ${message}`).sort() };
}
function byClient(message: OutgoingMessage) {
  const checked = checkMessage(message);
  return 'errors' in checked
    ? { fields: checked.errors.map(({ path, message }) => `${path}: ${message}`).sort() }
    : checked;
}

const valid: OutgoingMessage = { conversationId: 'con_1', clientId: 'c1', text: 'hello' };

test.each<[string, Partial<OutgoingMessage>]>([
  ['nothing', {}],
  ['an empty text', { text: '' }],
  ['white space', { text: ' \n\t' }],
  ['a text that shows nothing', { text: '\u200B\u3164\u2800' }],
  ['CRLF', { text: 'a\r\nb' }],
  ['a carriage return', { text: 'a\rb' }],
  ['a control character', { text: 'a\u0007b' }],
  ['half of a surrogate pair', { text: 'a\uD800b' }],
  ['8,000 characters', { text: 'a'.repeat(8_000) }],
  ['8,001 characters', { text: 'a'.repeat(8_001) }],
  ['8,001 characters of two units', { text: '😀'.repeat(8_001) }],
  ['16 KiB', { text: 'é'.repeat(8_000) }],
  ['more than 16 KiB', { text: '€'.repeat(5_462) }],
  ['a space in the clientId', { clientId: 'a b' }],
  ['an empty clientId', { clientId: '' }],
  ['a long clientId', { clientId: 'a'.repeat(129) }],
  ['an empty conversation', { conversationId: '' }],
  ['a long conversation', { conversationId: 'a'.repeat(129) }],
  ['a conversation with half of a surrogate pair', { conversationId: '\uDC00' }],
  ['an attachment without a text', { text: '', attachments: ['med_1'] }],
  ['no attachment and no text', { text: '', attachments: [] }],
  ['an attachment twice', { attachments: ['med_1', 'med_1'] }],
  ['eleven attachments', { attachments: Array.from({ length: 11 }, (_, index) => `med_${index}`) }],
  ['an attachment without an id', { attachments: [''] }],
  ['no reply', { replyTo: null }],
  ['an empty reply', { replyTo: '' }],
])('refuses and takes what the contract does: %s', (_, change) => {
  const message = { ...valid, ...change };
  expect(byClient(message)).toEqual(bySchema(message));
});

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('\r', '\n', '\t', ' ', 'a', '\u0000', '\u0085', '\u200B', '\uD83D', '\uDE00', '́'),
  }),
);

test('given any message, refuses what the contract refuses and takes what it takes', () => {
  fc.assert(
    fc.property(
      fc.record(
        { conversationId: text, clientId: fc.oneof(text, fc.constant('c1')), text, replyTo: fc.option(text) },
        { requiredKeys: ['conversationId', 'clientId', 'text'] },
      ),
      (message) => {
        expect(byClient(message)).toEqual(bySchema(message));
      },
    ),
  );
});
