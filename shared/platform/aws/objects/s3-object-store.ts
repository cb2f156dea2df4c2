import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { attachment } from '../../content-disposition.ts';
import type { ObjectStore } from '../../ports.ts';
import { httpStatus, rethrow } from '../sdk-errors.ts';

const what = 'The object store';

/** The objects of a bucket, encrypted under the KMS key `kmsKeyId` if one is given, else as the bucket does by itself. */
export function createS3ObjectStore(
  client: S3Client,
  bucket: { name: string; kmsKeyId?: string },
): ObjectStore {
  const encryption: Record<string, string> =
    bucket.kmsKeyId === undefined
      ? {}
      : {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': bucket.kmsKeyId,
        };

  return {
    async presignUpload({ key, contentType, maxBytes, seconds }) {
      return createPresignedPost(client, {
        Bucket: bucket.name,
        Key: key,
        Expires: seconds,
        // each field is also a condition of the policy: another value is refused
        Fields: { 'Content-Type': contentType, ...encryption },
        Conditions: [['content-length-range', 1, maxBytes]],
      }).catch((error: unknown) => rethrow(what, error));
    },

    async presignDownload({ key, fileName, seconds }) {
      const command = new GetObjectCommand({
        Bucket: bucket.name,
        Key: key,
        ResponseContentDisposition: attachment(fileName),
      });
      return getSignedUrl(client, command, { expiresIn: seconds }).catch((error: unknown) =>
        rethrow(what, error),
      );
    },

    async head(key) {
      try {
        const reply = await client.send(new HeadObjectCommand({ Bucket: bucket.name, Key: key }));
        if (reply.ContentLength === undefined || reply.ContentType === undefined) {
          throw new Error('S3 answered without the size or the type of an object.');
        }
        return { bytes: reply.ContentLength, contentType: reply.ContentType };
      } catch (error) {
        // without the right to list the bucket, S3 would say 403 instead
        if (httpStatus(error) === 404) return undefined;
        return rethrow(what, error);
      }
    },

    async delete(key) {
      await client
        .send(new DeleteObjectCommand({ Bucket: bucket.name, Key: key }))
        .catch((error: unknown) => rethrow(what, error));
    },
  };
}
