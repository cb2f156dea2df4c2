import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { createS3ObjectStore } from '../../shared/platform/aws/objects/s3-object-store.ts';
import { objectsContract } from '../contract/objects.ts';

// addresses that are not by path lead to hosts that no one has here
const client = new S3Client({
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});

objectsContract('S3, as the emulator has it', async () => {
  const bucket = `objects-${randomBytes(8).toString('hex')}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    store: createS3ObjectStore({ client, bucket, clock: Date }),
    checksums: false,
    conditionalCopies: false,
  };
});
