import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLocalKeyService } from '../../../../local/keys/local-key-service.ts';
import { conversationKey, conversationKeyContext } from '../../../../shared/conversations/index.ts';
import { textPlace } from '../../../../shared/messages/content/sealing.ts';
import { createEnvelope } from '../../../../shared/platform/envelope.ts';

const conversationId = 'cnv_1';

async function sealedText() {
  const envelope = createEnvelope({
    keys: createLocalKeyService([{ id: 1, key: createSecretKey(randomBytes(32)) }], randomBytes),
    random: randomBytes,
    clock: Date,
    cacheSeconds: 300,
  });
  const { keyId, wrapped: wrappedKey } = await envelope.newKey(conversationKeyContext(conversationId));
  const key = conversationKey({ id: conversationId, keyId, wrappedKey });
  const sealed = await envelope.seal(key, textPlace(conversationId, 7, 'usr_ann'), 'secret');
  return { open: (place: (string | number)[]) => envelope.open(key, place, sealed) };
}

describe('the sealed text of a message', () => {
  it('given its conversation, number and sender, opens', async () => {
    const { open } = await sealedText();
    await expect(open(textPlace(conversationId, 7, 'usr_ann'))).resolves.toBe('secret');
  });

  it.each([
    ['another conversation', textPlace('cnv_2', 7, 'usr_ann')],
    ['another number', textPlace(conversationId, 8, 'usr_ann')],
    ['another sender', textPlace(conversationId, 7, 'usr_bob')],
    ['another edit', textPlace(conversationId, 7, 'usr_ann', 1)],
    ['a text with entities', textPlace(conversationId, 7, 'usr_ann', 0, 'formatted')],
    ['a poll', textPlace(conversationId, 7, 'usr_ann', 0, 'poll')],
  ])('is not opened for %s', async (_, place) => {
    const { open } = await sealedText();
    await expect(open(place)).rejects.toThrow();
  });
});
