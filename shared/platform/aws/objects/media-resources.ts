/** Where the files of a deployment are. */
export interface MediaResources {
  bucket: string;
  /** The KMS key that encrypts them, by its ARN. */
  kmsKeyId: string;
  /** How CloudFront's addresses are signed; without it, downloads come from S3. */
  download?: { url: string; keyPairId: string; privateKey: string } | undefined;
}
