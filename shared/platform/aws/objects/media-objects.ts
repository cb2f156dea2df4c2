import { S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import type { Clock, ObjectStore } from '../../ports.ts';
import type { MediaResources } from './media-resources.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

/** Copies and writes take as long as files are large. */
const clientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  // a part is signed before its bytes are known
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
} as const;

/** The files of a deployment, for functions that are granted them. */
export function mediaObjects({ bucket, kmsKeyId, download }: MediaResources, clock: Clock): ObjectStore {
  return createS3ObjectStore({
    client: new S3Client(clientOptions),
    bucket,
    kmsKeyId,
    clock,
    signDownload: download && cloudFrontSigner(download),
  });
}

function cloudFrontSigner({ url, keyPairId, privateKey }: NonNullable<MediaResources['download']>) {
  return (path: string, expires: number) =>
    getSignedUrl({
      url: `${url}${path}`,
      keyPairId,
      privateKey,
      algorithm: 'SHA256',
      dateLessThan: new Date(expires).toISOString(),
    });
}
