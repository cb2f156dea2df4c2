import {
  DecryptCommand,
  GenerateDataKeyCommand,
  ReEncryptCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import type { KeyService } from '../../ports.ts';
import { rethrow } from '../sdk-errors.ts';

const what = 'The key service';

/**
 * Data keys wrapped by the symmetric KMS key `keyId`, bound to their context by KMS's encryption context. Rejects with
 * `Unavailable`, or with KMS's own error (`InvalidCiphertextException`: another context, or not a wrapped key).
 */
export function createKmsKeyService(client: KMSClient, keyId: string): KeyService {
  return {
    async generateDataKey(context) {
      const command = new GenerateDataKeyCommand({
        KeyId: keyId,
        KeySpec: 'AES_256',
        EncryptionContext: { ...context },
      });
      const reply = await client.send(command).catch((error: unknown) => rethrow(what, error));
      if (!reply.Plaintext || !reply.CiphertextBlob) throw new Error('KMS answered without a data key.');
      return { key: reply.Plaintext, wrapped: reply.CiphertextBlob };
    },

    async unwrap(wrapped, context) {
      const command = new DecryptCommand({
        // the ciphertext names its key itself: given here, it can only be ours
        KeyId: keyId,
        CiphertextBlob: wrapped,
        EncryptionContext: { ...context },
      });
      const reply = await client.send(command).catch((error: unknown) => rethrow(what, error));
      if (!reply.Plaintext) throw new Error('KMS answered without a data key.');
      return reply.Plaintext;
    },

    /** A wrapped key does not show under which material of the KMS key it is, so each call wraps it anew. */
    async rewrap(wrapped, context) {
      const command = new ReEncryptCommand({
        SourceKeyId: keyId,
        DestinationKeyId: keyId,
        CiphertextBlob: wrapped,
        SourceEncryptionContext: { ...context },
        DestinationEncryptionContext: { ...context },
      });
      const reply = await client.send(command).catch((error: unknown) => rethrow(what, error));
      if (!reply.CiphertextBlob) throw new Error('KMS answered without a wrapped key.');
      return reply.CiphertextBlob;
    },
  };
}
