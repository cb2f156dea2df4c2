import * as z from 'zod';
import {
  appleMissing,
  idsDiffer,
  needsApple,
  providerShape,
  sameIds,
  withPreset,
} from '../shared/platform/identity-providers/settings.ts';

/** The same as a deployment describes it, whose secrets lie elsewhere: `clientSecretArn` says where. */
const deployedProvider = z.preprocess(
  withPreset,
  z
    .strictObject({
      ...providerShape,
      clientSecret: z
        .never('must not stand here: put it into Secrets Manager, and give its clientSecretArn')
        .optional(),
      clientSecretArn: z
        .string()
        .regex(
          /^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
          'must be the ARN of a secret of Secrets Manager',
        )
        .optional(),
      /** CloudFormation reads a secret anew where this changes. */
      clientSecretVersion: z.string().min(32).max(64).optional(),
    })
    .refine(({ issuer }) => issuer.startsWith('https:'), {
      path: ['issuer'],
      message: 'must be an https address',
    })
    .refine(needsApple, appleMissing)
    .refine(({ apple, clientSecretArn }) => apple === undefined || clientSecretArn !== undefined, {
      path: ['clientSecretArn'],
      message: 'must name the secret that holds the private key (.p8) of Apple',
    }),
);
export const deployedProviders = z.array(deployedProvider).max(10).refine(idsDiffer, sameIds);
export type DeployedProviders = z.infer<typeof deployedProviders>;
