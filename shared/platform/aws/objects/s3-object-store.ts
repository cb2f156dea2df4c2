import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
  paginateListParts,
  type S3Client,
  type Part,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { contentDisposition } from '../../content-disposition.ts';
import { addressExpiry, addressStep } from '../../address-expiry.ts';
import { assertObjectKey } from '../../object-key.ts';
import type { Clock, ObjectStore } from '../../ports.ts';
import { httpStatus, isPassing } from '../sdk-errors.ts';
import { Unavailable } from '../../errors.ts';

/** What a store in S3 is made of. */
export interface S3Objects {
  client: S3Client;
  bucket: string;
  /** The KMS key that encrypts the objects, if the bucket's own choice is not to be relied on. */
  kmsKeyId?: string | undefined;
  clock: Clock;
  /** Downloads by other addresses than S3's: gives one of `path` until `expires`, in epoch milliseconds. */
  signDownload?: ((path: string, expires: number) => string) | undefined;
}

/** The objects of a bucket. A client whose checksums are `WHEN_SUPPORTED` would sign those of an empty part into addresses. */
export function createS3ObjectStore(options: S3Objects): ObjectStore {
  const { client, bucket: Bucket, kmsKeyId, clock, signDownload } = options;
  const fields: Record<string, string> =
    kmsKeyId === undefined
      ? {}
      : {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId,
        };
  const encryption =
    kmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: kmsKeyId };

  async function partsOf({ key, uploadId }: { key: string; uploadId: string }): Promise<Part[]> {
    const pages = paginateListParts({ client }, { Bucket, Key: key, UploadId: uploadId });
    const parts: Part[] = [];
    for await (const { Parts = [] } of pages) parts.push(...Parts);
    return parts;
  }

  return {
    presignUpload: ({ key, contentType, size, sha256, seconds }) =>
      answer(() => {
        assertObjectKey(key);
        return createPresignedPost(client, {
          Bucket,
          Key: key,
          Expires: seconds,
          // each field is also a condition of the policy: another value is refused
          Fields: {
            'Content-Type': contentType,
            ...(sha256 !== undefined && {
              'x-amz-checksum-algorithm': 'SHA256',
              'x-amz-checksum-sha256': sha256,
            }),
            ...fields,
          },
          Conditions: [['content-length-range', size, size]],
        });
      }),

    beginParts: ({ key, contentType }) =>
      answer(async () => {
        assertObjectKey(key);
        const { UploadId } = await client.send(
          new CreateMultipartUploadCommand({ Bucket, Key: key, ContentType: contentType, ...encryption }),
        );
        if (UploadId === undefined) throw new Error('S3 began an upload and gave it no id.');
        return UploadId;
      }),

    presignPart: ({ key, uploadId, number, size, seconds }) =>
      answer(() => {
        assertObjectKey(key);
        const part = { Bucket, Key: key, UploadId: uploadId, PartNumber: number, ContentLength: size };
        return getSignedUrl(client, new UploadPartCommand(part), { expiresIn: seconds });
      }),

    listParts: (upload) =>
      answer(() =>
        unlessMissing(async () => {
          const parts = await partsOf(upload);
          return parts.map(({ PartNumber: number = 0, Size: size = 0 }) => ({ number, size }));
        }, []),
      ),

    completeParts: ({ key, uploadId, count }) =>
      answer(() =>
        unlessMissing(async () => {
          const parts = await partsOf({ key, uploadId });
          const byNumber = new Map(parts.map(({ PartNumber, ETag }) => [PartNumber, { PartNumber, ETag }]));
          const Parts = Array.from({ length: count }, (_, index) => byNumber.get(index + 1)).filter(
            (part) => part !== undefined,
          );
          if (Parts.length < count) return 'incomplete' as const;
          const upload = { Bucket, Key: key, UploadId: uploadId, MultipartUpload: { Parts } };
          await client.send(new CompleteMultipartUploadCommand(upload));
          return 'completed' as const;
        }, 'incomplete' as const),
      ),

    abortParts: ({ key, uploadId }) =>
      answer(() =>
        unlessMissing(async () => {
          await client.send(new AbortMultipartUploadCommand({ Bucket, Key: key, UploadId: uploadId }));
        }, undefined),
      ),

    presignDownload: ({ key, fileName, contentType, inline, seconds }) =>
      answer(async () => {
        assertObjectKey(key);
        const now = clock.now();
        const expires = addressExpiry(now, seconds);
        const disposition = contentDisposition(inline ? 'inline' : 'attachment', fileName);
        if (signDownload) {
          const query = new URLSearchParams({
            'response-content-disposition': disposition,
            'response-content-type': contentType,
          });
          // S3 reads a plus sign as itself
          return signDownload(`/${key}?${query.toString().replaceAll('+', '%20')}`, expires);
        }
        const command = new GetObjectCommand({
          Bucket,
          Key: key,
          ResponseContentDisposition: disposition,
          ResponseContentType: contentType,
          ResponseCacheControl: `private, max-age=${seconds}`,
        });
        const step = addressStep(seconds);
        const signingDate = new Date(Math.floor(now / step) * step);
        const expiresIn = (expires - signingDate.getTime()) / 1000;
        return getSignedUrl(client, command, { signingDate, expiresIn });
      }),

    head: (key) =>
      answer(() =>
        unlessMissing(async () => {
          assertObjectKey(key);
          const reply = await client.send(
            new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: 'ENABLED' }),
          );
          const { ContentLength: size, ContentType: contentType, ChecksumSHA256: sha256 } = reply;
          if (size === undefined || contentType === undefined) {
            throw new Error('S3 answered without the size or the type of an object.');
          }
          // that of an upload in parts is one of its parts' checksums
          const ofContent = sha256 !== undefined && reply.ChecksumType !== 'COMPOSITE';
          return { size, contentType, ...(ofContent && { sha256 }) };
        }, undefined),
      ),

    read: (key, range) =>
      answer(() =>
        unlessMissing(async () => {
          assertObjectKey(key);
          const { Body } = await client.send(
            new GetObjectCommand({
              Bucket,
              Key: key,
              ...(range && { Range: `bytes=${range.from}-${range.to}` }),
            }),
          );
          if (Body === undefined) throw new Error('S3 answered without the bytes of an object.');
          return Body as AsyncIterable<Uint8Array>;
        }, undefined),
      ),

    write: (key, bytes, contentType) =>
      answer(async () => {
        assertObjectKey(key);
        const object = { Bucket, Key: key, Body: bytes, ContentType: contentType, ...encryption };
        await client.send(new PutObjectCommand(object));
      }),

    copy: (from, to, contentType) =>
      answer(async () => {
        assertObjectKey(from);
        assertObjectKey(to);
        try {
          await client.send(
            new CopyObjectCommand({
              Bucket,
              CopySource: `${Bucket}/${from}`,
              Key: to,
              ContentType: contentType,
              MetadataDirective: 'REPLACE',
              IfNoneMatch: '*',
              ...encryption,
            }),
          );
        } catch (error) {
          // there is one already
          if (httpStatus(error) !== 412) throw error;
        }
      }),

    delete: (keys) =>
      answer(async () => {
        for (const key of keys) assertObjectKey(key);
        if (keys.length === 0) return;
        const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
        const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
        const [first] = Errors;
        if (first) throw new NotDeleted(first.Code ?? 'unknown', Errors.length);
      }),
  };
}

/** Some objects were not deleted. Its name is S3's code, by which failures that pass are known. */
class NotDeleted extends Error {
  constructor(code: string, count: number) {
    super(`S3 did not delete ${count} of the objects: ${code}`);
    this.name = code;
  }
}

async function answer<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw isPassing(error) ? new Unavailable('The object store', error) : error;
  }
}

/**
 * `otherwise` for what is not there: an object, the bytes of a range, an upload in parts. Without the right to list the
 * bucket, S3 would say 403 instead.
 */
async function unlessMissing<T>(call: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const status = httpStatus(error);
    if (status === 404 || status === 416) return otherwise;
    throw error;
  }
}
