import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/**
 * What CloudFront sends along to show that a request came through it. Each generation is a secret of its own, as
 * CloudFormation reads one anew only where the reference to it changes.
 */
export class EdgeSecrets extends Construct {
  /** Where Secrets Manager keeps the secret that CloudFront sends. */
  readonly arn: string;
  /** A reference to the secret that CloudFront sends, which CloudFormation resolves: the template has no secret in it. */
  readonly inUse: string;
  /** References to those that are accepted, that in use first. */
  readonly accepted: readonly string[];

  constructor(scope: Construct, id: string, generation: number) {
    super(scope, id);
    const secret = this.#make(generation);
    this.arn = secret.secretArn;
    this.inUse = referenceTo(secret);
    this.accepted = generation > 1 ? [this.inUse, referenceTo(this.#make(generation - 1))] : [this.inUse];
  }

  #make(generation: number): Secret {
    const secret = new Secret(this, `Generation${generation}`, {
      description: 'ChatFlow: what CloudFront sends along to show that a request came through it',
      generateSecretString: { excludePunctuation: true, includeSpace: false, passwordLength: 48 },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(secret, { SMG4: 'It is renewed by a deployment, which CloudFront takes it from.' });
    return secret;
  }
}

const referenceTo = (secret: Secret) => secret.secretValue.unsafeUnwrap();
