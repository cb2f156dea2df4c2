import { SecretValue } from 'aws-cdk-lib/core';
import { secretVariable } from '../../shared/platform/identity-providers/settings.ts';
import type { DeployedProviders } from '../provider-settings.ts';

/**
 * What the function that asks providers knows of them. Secrets are references that CloudFormation resolves, each in a
 * variable of its own: the template has none in it. It reads one anew only where the reference changes, which a
 * `clientSecretVersion` does.
 */
export function providerEnvironment(providers: DeployedProviders): Record<string, string> {
  if (providers.length === 0) return {};
  const described = providers.map(
    ({ clientSecretArn: _arn, clientSecretVersion: _version, ...rest }) => rest,
  );
  const secrets = providers.flatMap(({ clientSecretArn: arn, clientSecretVersion: versionId }, index) => {
    if (arn === undefined) return [];
    const secret = SecretValue.secretsManager(arn, versionId === undefined ? {} : { versionId });
    return [[secretVariable(index), secret.unsafeUnwrap()] as const];
  });
  return { IDENTITY_PROVIDERS: JSON.stringify(described), ...Object.fromEntries(secrets) };
}
