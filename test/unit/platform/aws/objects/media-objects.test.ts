import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { mediaObjects } from '../../../../../shared/platform/aws/objects/lazy-media-objects.ts';
import { readSettings } from '../../../../../shared/platform/aws/settings.ts';
import { functionEnvironment } from '../../../../../esbuild.config.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const environment = {
  ...functionEnvironment,
  MEDIA_BUCKET: 'files',
  MEDIA_URL: 'https://chat.example.org',
  MEDIA_KEY_PAIR_ID: 'K2ABC',
  MEDIA_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const download = {
  key: 'media/med_1/original',
  fileName: 'Grüße & mehr.pdf',
  contentType: 'application/pdf',
  inline: true,
  seconds: 60,
};
const minute = { now: () => 60_000 };

function mediaOf(env: Record<string, string>) {
  return readSettings(env).resources.media ?? expect.fail('the environment says where files are');
}

it('given a key pair, addresses are CloudFront’s, signed with name, type and end', async () => {
  const url = await mediaObjects(mediaOf(environment), minute).presignDownload(download);
  const { origin, pathname, searchParams } = new URL(url);
  expect(origin + pathname).toBe('https://chat.example.org/media/med_1/original');
  expect(searchParams.get('response-content-type')).toBe('application/pdf');
  expect(searchParams.get('response-content-disposition')).toContain(
    "filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%26%20mehr.pdf",
  );
  expect(searchParams.get('Key-Pair-Id')).toBe('K2ABC');
  expect(searchParams.get('Expires')).toBe('120');
  const signature = searchParams.get('Signature') ?? '';
  const signed = url.slice(0, url.indexOf('&Expires='));
  const policy = `{"Statement":[{"Resource":"${signed}","Condition":{"DateLessThan":{"AWS:EpochTime":120}}}]}`;
  const bytes = Buffer.from(
    signature.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'),
    'base64',
  );
  expect(verify('sha256', Buffer.from(policy), publicKey, bytes)).toBe(true);
});

it('given no key pair, addresses are those of S3', async () => {
  const { MEDIA_PRIVATE_KEY: _, ...without } = environment;
  expect(mediaOf(without).download).toBeUndefined();
  expect(mediaOf(without)).toMatchObject({ bucket: 'files', kmsKeyId: 'alias/media' });
});

it('given no bucket, the function has no files', () => {
  const { MEDIA_BUCKET: _, ...without } = environment;
  expect(readSettings(without).resources.media).toBeUndefined();
});
