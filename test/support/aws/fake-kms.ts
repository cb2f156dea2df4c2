import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import {
  DecryptCommand,
  type DecryptCommandInput,
  GenerateDataKeyCommand,
  type GenerateDataKeyCommandInput,
  GetPublicKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  KMSClient,
  KMSServiceException,
  NotFoundException,
  ReEncryptCommand,
  type ReEncryptCommandInput,
  SignCommand,
  type SignCommandInput,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';

const refused = (message: string) => ({ message, $metadata: { httpStatusCode: 400 } });
const invalid = (message: string) =>
  new KMSServiceException({ name: 'ValidationException', $fault: 'client', ...refused(message) });

/**
 * A KMS client answered in memory the way KMS answers, for two kinds of keys: `symmetricKeys`, and signing keys on
 * P-256, `signingKeys`. A ciphertext names its key, and opens with the encryption context that it was made with only.
 */
export function fakeKms(symmetricKeys: readonly string[], signingKeys: readonly string[] = ['signing']) {
  const client = new KMSClient({ region: 'eu-central-1' });
  const mock = mockClient(client);
  const masters = new Map(symmetricKeys.map((id) => [id, randomBytes(32)]));
  const signing = new Map(
    signingKeys.map((id) => [id, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey]),
  );

  const signingKeyOf = (id: string | undefined): KeyObject => {
    const key = signing.get(id ?? '');
    if (!key) throw new NotFoundException(refused(`Key '${id ?? ''}' does not exist`));
    return key;
  };

  const masterOf = (id: string | undefined): Buffer => {
    const master = masters.get(id ?? '');
    if (!master) throw new NotFoundException(refused(`Key '${id ?? ''}' does not exist`));
    return master;
  };

  function encrypt(keyId = '', plaintext: Uint8Array, context?: Record<string, string>): Uint8Array {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', masterOf(keyId), iv).setAAD(contextBytes(context));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const name = Buffer.from(keyId);
    return new Uint8Array(Buffer.concat([Buffer.from([name.length]), name, iv, cipher.getAuthTag(), sealed]));
  }

  function decrypt(keyId: string | undefined, blob: Buffer, context?: Record<string, string>): Uint8Array {
    const nameEnd = 1 + (blob[0] ?? 0);
    const master = masters.get(blob.subarray(1, nameEnd).toString());
    if (!master || blob.length !== nameEnd + 60) throw new InvalidCiphertextException(refused(''));
    if (keyId !== undefined && masterOf(keyId) !== master) {
      throw new IncorrectKeyException(refused('The key ID in the request does not identify the CMK used'));
    }
    const decipher = createDecipheriv('aes-256-gcm', master, blob.subarray(nameEnd, nameEnd + 12));
    decipher.setAAD(contextBytes(context));
    decipher.setAuthTag(blob.subarray(nameEnd + 12, nameEnd + 28));
    const plaintext = decipher.update(blob.subarray(nameEnd + 28));
    try {
      decipher.final();
    } catch {
      throw new InvalidCiphertextException(refused(''));
    }
    return new Uint8Array(plaintext);
  }

  mock.on(GenerateDataKeyCommand).callsFake(async (input: GenerateDataKeyCommandInput) => {
    masterOf(input.KeyId);
    if (input.KeySpec !== 'AES_256') throw invalid('KeySpec');
    const plaintext = new Uint8Array(randomBytes(32));
    const blob = encrypt(input.KeyId, plaintext, input.EncryptionContext);
    return { KeyId: input.KeyId, Plaintext: plaintext, CiphertextBlob: blob };
  });

  mock.on(DecryptCommand).callsFake(async (input: DecryptCommandInput) => {
    const blob = Buffer.from(input.CiphertextBlob ?? []);
    return { KeyId: input.KeyId, Plaintext: decrypt(input.KeyId, blob, input.EncryptionContext) };
  });

  mock.on(ReEncryptCommand).callsFake(async (input: ReEncryptCommandInput) => {
    const blob = Buffer.from(input.CiphertextBlob ?? []);
    const plaintext = decrypt(input.SourceKeyId, blob, input.SourceEncryptionContext);
    const again = encrypt(input.DestinationKeyId, plaintext, input.DestinationEncryptionContext);
    return { KeyId: input.DestinationKeyId, SourceKeyId: input.SourceKeyId, CiphertextBlob: again };
  });

  mock.on(SignCommand).callsFake(async (input: SignCommandInput) => {
    const signingKey = signingKeyOf(input.KeyId);
    if (input.SigningAlgorithm !== 'ECDSA_SHA_256') throw invalid('SigningAlgorithm');
    const message = input.Message ?? new Uint8Array();
    if (input.MessageType !== 'DIGEST') throw invalid('this fake signs digests only');
    if (message.length !== 32) throw invalid('Digest is invalid length for algorithm ECDSA_SHA_256');
    return { KeyId: input.KeyId, Signature: new Uint8Array(signDigest(signingKey, message)) };
  });

  mock.on(GetPublicKeyCommand).callsFake(async (input: { KeyId: string }) => {
    const spki = createPublicKey(signingKeyOf(input.KeyId)).export({ format: 'der', type: 'spki' });
    return { KeyId: input.KeyId, PublicKey: new Uint8Array(spki) };
  });

  const publicKeyOf = (id: string) => createPublicKey(signingKeyOf(id));
  return { client, mock, publicKeyOf };
}

function contextBytes(context: Record<string, string> = {}): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).sort()));
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const toBigInt = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);

/** ECDSA on P-256 of a digest, which Node's own `sign` would hash once more. DER, as KMS gives it. */
function signDigest(key: KeyObject, digest: Uint8Array): Buffer {
  const d = toBigInt(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const nonce = createECDH('prime256v1');
  nonce.generateKeys();
  const k = toBigInt(nonce.getPrivateKey());
  const r = toBigInt(nonce.getPublicKey().subarray(1, 33)) % order;
  const s = (power(k, order - 2n) * (toBigInt(digest) + r * d)) % order;
  return derSignature(r, s);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (
    let square = base % order, left = exponent;
    left > 0n;
    left >>= 1n, square = (square * square) % order
  ) {
    if (left & 1n) result = (result * square) % order;
  }
  return result;
}

/** `SEQUENCE { INTEGER r, INTEGER s }` in DER. */
export function derSignature(r: bigint, s: bigint): Buffer {
  const integer = (number: bigint) => {
    const hex = number.toString(16);
    const digits = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
    const signed = (digits[0] ?? 0) < 0x80 ? digits : Buffer.concat([Buffer.from([0]), digits]);
    return Buffer.concat([Buffer.from([0x02, signed.length]), signed]);
  };
  const body = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
