import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  NotFound,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createS3ObjectStore } from '../../../../../shared/platform/aws/objects/s3-object-store.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { ManualClock } from '../../../../support/manual-clock.ts';
import { lastingFailures, networkError, passingFailures } from '../../../../support/aws/sdk-failures.ts';

const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'not-a-secret' };
const client = new S3Client({
  region: 'eu-central-1',
  credentials,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
const mock = mockClient(client);
const bucket = 'media';
const clock = new ManualClock();
const store = createS3ObjectStore({ client, bucket, clock });
const upload = { key: 'usr_1/a', contentType: 'image/png', size: 5_000, seconds: 600 };

beforeEach(() => mock.reset());

const policySchema = z.object({ expiration: z.iso.datetime(), conditions: z.array(z.unknown()) });
function policyOf(fields: Record<string, string>) {
  return policySchema.parse(JSON.parse(Buffer.from(fields.Policy ?? '', 'base64').toString()));
}

describe('presignUpload', () => {
  it('signs a form for exactly the given key, type and size', async () => {
    const { url, fields } = await store.presignUpload(upload);
    expect(url).toBe('https://media.s3.eu-central-1.amazonaws.com/');
    expect(fields).toMatchObject({ key: 'usr_1/a', 'Content-Type': 'image/png' });
    const { conditions } = policyOf(fields);
    expect(conditions).toContainEqual(['content-length-range', 5_000, 5_000]);
    expect(conditions).toContainEqual({ 'Content-Type': 'image/png' });
    expect(conditions).toContainEqual({ key: 'usr_1/a' });
    expect(conditions).toContainEqual({ bucket: 'media' });
    expect(JSON.stringify(conditions)).not.toContain('starts-with');
  });

  it('has a condition in its policy for each field of the form', async () => {
    const sha256 = Buffer.alloc(32).toString('base64');
    const { fields } = await store.presignUpload({ ...upload, sha256 });
    expect(fields['x-amz-checksum-sha256']).toBe(sha256);
    const { conditions } = policyOf(fields);
    const signature = new Set(['Policy', 'X-Amz-Signature']);
    for (const [name, value] of Object.entries(fields)) {
      if (!signature.has(name)) expect(conditions).toContainEqual({ [name]: value });
    }
  });

  it('signs a form that expires after the given seconds', async () => {
    const { fields } = await store.presignUpload(upload);
    const [, year, month, day, hour, minute, second] =
      /^(....)(..)(..)T(..)(..)(..)Z$/.exec(fields['X-Amz-Date'] ?? '') ?? [];
    const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    expect(Date.parse(policyOf(fields).expiration) - signedAt).toBe(600_000);
  });

  it('requires encryption under the key of the bucket if it has one', async () => {
    const encrypted = createS3ObjectStore({ client, bucket, clock, kmsKeyId: 'key-1' });
    const { fields } = await encrypted.presignUpload(upload);
    expect(fields).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
    });
    expect(policyOf(fields).conditions).toContainEqual({ 'x-amz-server-side-encryption': 'aws:kms' });
    expect(policyOf(fields).conditions).toContainEqual({
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
    });
    const plain = await store.presignUpload(upload);
    expect(Object.keys(plain.fields).join()).not.toContain('encryption');
  });

  it('keeps the secret key out of the form', async () => {
    expect(JSON.stringify(await store.presignUpload(upload))).not.toContain('not-a-secret');
  });
});

const download = {
  key: 'usr_1/a',
  fileName: 'Grüße "1".png',
  contentType: 'image/png',
  inline: true,
  seconds: 60,
};

describe('presignDownload', () => {
  it('signs an address with the object, its type, the file name and the expiry', async () => {
    const url = new URL(await store.presignDownload(download));
    expect(url.host).toBe('media.s3.eu-central-1.amazonaws.com');
    expect(url.pathname).toBe('/usr_1/a');
    expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    expect(url.searchParams.get('response-content-type')).toBe('image/png');
    expect(url.searchParams.get('response-content-disposition')).toBe(
      `inline; filename="Gr__e \\"1\\".png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.png`,
    );
  });

  it('given two requests in half of the time, gives the same address, which lasts at least that long', async () => {
    const start = Math.ceil(clock.now() / 30_000) * 30_000;
    const at = async (now: number) => {
      clock.advance(now - clock.now());
      return store.presignDownload(download);
    };
    const first = await at(start + 1);
    expect(await at(start + 29_000)).toBe(first);
    const query = new URL(first).searchParams;
    expect(query.get('X-Amz-Expires')).toBe('90');
    expect(await at(start + 31_000)).not.toBe(first);
  });

  it('given another signer, has it sign the path with type and file name', async () => {
    const signDownload = (path: string, expires: number) => `https://chat.example${path}&until=${expires}`;
    const signed = createS3ObjectStore({ client, bucket, clock: { now: () => 60_000 }, signDownload });
    const url = new URL(await signed.presignDownload({ ...download, inline: false }));
    expect(url.pathname).toBe('/usr_1/a');
    expect(url.search).not.toContain('+');
    expect(url.searchParams.get('response-content-type')).toBe('image/png');
    expect(url.searchParams.get('response-content-disposition')).toMatch(/^attachment; filename="Gr__e /);
    expect(url.searchParams.get('until')).toBe('120000');
  });
});

describe('presignPart', () => {
  it('signs an address for a part of exactly this size', async () => {
    const part = { key: 'a', uploadId: 'u1', number: 2, size: 7, seconds: 60 };
    const { searchParams } = new URL(await store.presignPart(part));
    expect(searchParams.get('partNumber')).toBe('2');
    expect(searchParams.get('uploadId')).toBe('u1');
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host');
    expect(searchParams.toString()).not.toContain('checksum');
  });
});

describe('presigning without credentials', () => {
  const failing = (failure: Error) =>
    createS3ObjectStore({
      client: new S3Client({ region: 'eu-central-1', credentials: () => Promise.reject(failure) }),
      bucket,
      clock,
    });

  it.each([
    ['unavailable while they cannot be fetched', networkError('ETIMEDOUT'), Unavailable],
    ['passes on that there are none', new TypeError('no credentials'), TypeError],
  ])('is %s', async (_, failure, expected) => {
    const broken = failing(failure);
    await expect(broken.presignUpload(upload)).rejects.toBeInstanceOf(expected);
    await expect(broken.presignDownload(download)).rejects.toBeInstanceOf(expected);
  });
});

describe('head and delete', () => {
  it('given an object, head gives its size and type', async () => {
    mock.on(HeadObjectCommand).resolves({ ContentLength: 12, ContentType: 'image/png', ETag: '"x"' });
    expect(await store.head('a')).toEqual({ size: 12, contentType: 'image/png' });
    expect(mock.commandCalls(HeadObjectCommand, { Bucket: 'media', Key: 'a' })).toHaveLength(1);
  });

  it('given a missing object, head gives undefined', async () => {
    mock.on(HeadObjectCommand).rejects(new NotFound({ message: '', $metadata: { httpStatusCode: 404 } }));
    expect(await store.head('a')).toBeUndefined();
  });

  it('given an object, delete removes it', async () => {
    mock.on(DeleteObjectsCommand).resolves({});
    await store.delete(['a']);
    expect(mock.commandCalls(DeleteObjectsCommand)[0]?.args[0].input).toEqual({
      Bucket: 'media',
      Delete: { Objects: [{ Key: 'a' }], Quiet: true },
    });
  });

  it('a copy asks S3 to spare what is there, which is no failure', async () => {
    const taken = new S3ServiceException({
      name: 'PreconditionFailed',
      $fault: 'client',
      $metadata: { httpStatusCode: 412 },
    });
    mock.on(CopyObjectCommand).rejects(taken);
    await store.copy('a', 'b', 'image/png');
    expect(mock.commandCalls(CopyObjectCommand)[0]?.args[0].input).toMatchObject({
      CopySource: 'media/a',
      Key: 'b',
      IfNoneMatch: '*',
    });
  });

  it.each(passingFailures)('given %s, fail as Unavailable', async (_, failure) => {
    mock.on(HeadObjectCommand).rejects(failure).on(DeleteObjectsCommand).rejects(failure);
    const unavailable = new Unavailable('The object store', failure);
    await expect(store.head('a')).rejects.toThrow(unavailable);
    await expect(store.delete(['a'])).rejects.toThrow(unavailable);
  });

  it.each(lastingFailures)('given %s, pass the error on', async (_, failure) => {
    mock.on(HeadObjectCommand).rejects(failure).on(DeleteObjectsCommand).rejects(failure);
    await expect(store.head('a')).rejects.toBe(failure);
    await expect(store.delete(['a'])).rejects.toBe(failure);
  });
});
