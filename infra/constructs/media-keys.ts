import { createHash } from 'node:crypto';
import { SecretValue } from 'aws-cdk-lib/core';
import { KeyGroup, PublicKey } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accountWideName } from './names.ts';

/** The key whose signature lets browsers read files through CloudFront. Its private half never gets into a template. */
export class MediaKeys extends Construct {
  readonly keyGroup: KeyGroup;
  /** For the functions that sign. */
  readonly environment: Record<string, string>;

  constructor(
    scope: Construct,
    id: string,
    {
      config,
      publicKey,
      secretArn,
      url,
    }: { config: StackConfig; publicKey: string; secretArn: string; url: string },
  ) {
    super(scope, id);
    // a public key cannot be changed: another is a resource of its own, with a name of its own
    const mark = createHash('sha256').update(publicKey.trim()).digest('hex').slice(0, 8);
    const key = new PublicKey(this, `Key${mark}`, {
      publicKeyName: accountWideName(config, `media-${mark}`),
      encodedKey: publicKey,
    });
    this.keyGroup = new KeyGroup(this, 'Keys', {
      keyGroupName: accountWideName(config, 'media'),
      items: [key],
    });
    this.environment = {
      MEDIA_URL: url,
      MEDIA_KEY_PAIR_ID: key.publicKeyId,
      MEDIA_PRIVATE_KEY: SecretValue.secretsManager(secretArn).unsafeUnwrap(),
    };
  }
}
