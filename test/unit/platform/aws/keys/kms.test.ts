import { generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  SignCommand,
} from '@aws-sdk/client-kms';
import * as fc from 'fast-check';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createKmsKeyService } from '../../../../../shared/platform/aws/keys/kms-key-service.ts';
import {
  createKmsTokenSigner,
  rawSignature,
} from '../../../../../shared/platform/aws/keys/kms-token-signer.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { derSignature, fakeKms } from '../../../../support/aws/fake-kms.ts';
import { lastingFailures, passingFailures } from '../../../../support/aws/sdk-failures.ts';

const input = Buffer.from('header.payload');

describe('createKmsKeyService', () => {
  it('unwraps with the configured key id', async () => {
    const { client, mock } = fakeKms(['data']);
    const keys = createKmsKeyService(client, 'data');
    const { wrapped } = await keys.generateDataKey({ a: 'b' });
    await keys.unwrap(wrapped, { a: 'b' });
    expect(mock.commandCalls(DecryptCommand, { KeyId: 'data', EncryptionContext: { a: 'b' } })).toHaveLength(
      1,
    );
  });

  it('given a key that KMS does not know, passes the error on', async () => {
    const keys = createKmsKeyService(fakeKms([]).client, 'data');
    await expect(keys.generateDataKey({})).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it.each(passingFailures)('given %s, fails as Unavailable', async (_, failure) => {
    const { client, mock } = fakeKms(['data']);
    mock.on(GenerateDataKeyCommand).rejects(failure).on(DecryptCommand).rejects(failure);
    const keys = createKmsKeyService(client, 'data');
    const unavailable = new Unavailable('The key service', failure);
    await expect(keys.generateDataKey({})).rejects.toThrow(unavailable);
    await expect(keys.unwrap(new Uint8Array(8), {})).rejects.toThrow(unavailable);
  });

  it.each(lastingFailures)('given %s, passes the error on', async (_, failure) => {
    const { client, mock } = fakeKms(['data']);
    mock.on(GenerateDataKeyCommand).rejects(failure).on(DecryptCommand).rejects(failure);
    const keys = createKmsKeyService(client, 'data');
    await expect(keys.generateDataKey({})).rejects.toBe(failure);
    await expect(keys.unwrap(new Uint8Array(8), {})).rejects.toBe(failure);
  });
});

describe('createKmsTokenSigner', () => {
  it('signs data of any length, which its public key verifies', async () => {
    const { client, publicKeyOf } = fakeKms([]);
    const publicKey = publicKeyOf('signing');
    const signer = createKmsTokenSigner(client, 'signing');
    for (const bytes of [0, 1, 500, 5_000]) {
      const message = Buffer.alloc(bytes, 'x');
      const signature = await signer.sign(message);
      expect(signature).toHaveLength(64);
      expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    }
  });

  it('signs JWTs that jose accepts with the published key', async () => {
    const signer = createKmsTokenSigner(fakeKms([]).client, 'signing');
    const [jwk] = await signer.publicKeys();
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${encode({ alg: 'ES256', kid: await signer.keyId() })}.${encode({ sub: 'usr_1' })}`;
    const signature = Buffer.from(await signer.sign(Buffer.from(signed))).toString('base64url');
    const { payload } = await compactVerify(`${signed}.${signature}`, await importJWK(jwk ?? {}));
    expect(Buffer.from(payload).toString()).toBe('{"sub":"usr_1"}');
  });

  it('publishes its public key under the thumbprint as kid', async () => {
    const { client, publicKeyOf } = fakeKms([]);
    const publicKey = publicKeyOf('signing');
    const signer = createKmsTokenSigner(client, 'signing');
    const jwk = publicKey.export({ format: 'jwk' });
    const kid = await calculateJwkThumbprint({ kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '' });
    expect(await signer.publicKeys()).toEqual([{ ...jwk, kid, alg: 'ES256', use: 'sig' }]);
    expect(await signer.keyId()).toBe(kid);
  });

  it('given concurrent callers, requests the public key once', async () => {
    const { client, mock } = fakeKms([]);
    const signer = createKmsTokenSigner(client, 'signing');
    await Promise.all([signer.keyId(), signer.publicKeys(), signer.keyId()]);
    await signer.keyId();
    expect(mock.commandCalls(GetPublicKeyCommand)).toHaveLength(1);
  });

  it('given two keys, publishes both and signs with the first', async () => {
    const { client, publicKeyOf } = fakeKms([], ['new', 'old']);
    const signer = createKmsTokenSigner(client, 'new', 'old');
    const points = (await signer.publicKeys()).map(({ x }) => x);
    expect(points).toEqual(['new', 'old'].map((id) => publicKeyOf(id).export({ format: 'jwk' }).x));
    expect(await signer.keyId()).toBe((await signer.publicKeys())[0]?.kid);
    const key = { key: publicKeyOf('new'), dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', input, key, await signer.sign(input))).toBe(true);
  });

  it('given a failed request for the public key, requests it again', async () => {
    const { client, mock } = fakeKms([]);
    const [, failure] = passingFailures[0] ?? [];
    mock.on(GetPublicKeyCommand).rejectsOnce(failure);
    const signer = createKmsTokenSigner(client, 'signing');
    await expect(signer.keyId()).rejects.toBeInstanceOf(Unavailable);
    mock.on(GetPublicKeyCommand).resolves({ PublicKey: spki('P-256') });
    await expect(signer.keyId()).resolves.toMatch(/^[\w-]{43}$/);
  });

  it('given a key that is not on P-256, throws', async () => {
    const { client, mock } = fakeKms([]);
    mock.on(GetPublicKeyCommand).resolves({ PublicKey: spki('P-384') });
    await expect(createKmsTokenSigner(client, 'signing').keyId()).rejects.toThrow(/P-256/);
  });

  it.each(passingFailures)('given %s, fails as Unavailable', async (_, failure) => {
    const { client, mock } = fakeKms([]);
    mock.on(SignCommand).rejects(failure).on(GetPublicKeyCommand).rejects(failure);
    const signer = createKmsTokenSigner(client, 'signing');
    const unavailable = new Unavailable('The token signer', failure);
    await expect(signer.sign(input)).rejects.toThrow(unavailable);
    await expect(signer.publicKeys()).rejects.toThrow(unavailable);
  });

  it.each(lastingFailures)('given %s, passes the error on', async (_, failure) => {
    const { client, mock } = fakeKms([]);
    mock.on(SignCommand).rejects(failure).on(GetPublicKeyCommand).rejects(failure);
    const signer = createKmsTokenSigner(client, 'signing');
    await expect(signer.sign(input)).rejects.toBe(failure);
    await expect(signer.publicKeys()).rejects.toBe(failure);
  });
});

describe('rawSignature', () => {
  it('converts the DER signatures of node:crypto into ones that it verifies', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (message) => {
        const raw = rawSignature(sign('sha256', message, privateKey));
        expect(verify('sha256', message, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const number = fc
    .integer({ min: 0, max: 32 })
    .chain((bytes) => fc.bigInt(0n, 2n ** BigInt(bytes * 8) - 1n));

  it('given short numbers, pads them; given a sign byte, removes it', () => {
    const hex = (value: bigint) => value.toString(16).padStart(64, '0');
    fc.assert(
      fc.property(number, number, (r, s) => {
        expect(Buffer.from(rawSignature(derSignature(r, s))).toString('hex')).toBe(hex(r) + hex(s));
      }),
      {
        examples: [
          [0n, 2n ** 256n - 1n],
          [127n, 128n],
          [2n ** 255n, 2n ** 255n - 1n],
        ],
      },
    );
  });

  it('given a signature that is truncated, lengthened or of another curve, throws', () => {
    const der = derSignature(2n ** 200n, 2n ** 100n);
    for (let length = 0; length < der.length; length += 1) {
      expect(() => rawSignature(der.subarray(0, length))).toThrow();
    }
    expect(() => rawSignature(Buffer.concat([der, Buffer.from([0])]))).toThrow();
    expect(() => rawSignature(derSignature(2n ** 256n, 1n))).toThrow();
    expect(() => rawSignature(derSignature(1n, 2n ** 380n))).toThrow();
    expect(() => rawSignature(Buffer.from(der).fill(3, 2, 3))).toThrow();
  });
});

function spki(namedCurve: string): Uint8Array {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve });
  return new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
}
