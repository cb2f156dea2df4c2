import * as z from 'zod';
import { createApp, type App } from '../shared/app.ts';
import { awsPorts } from '../shared/platform/aws/aws-ports.ts';
import { configSchema } from '../shared/platform/config.ts';

/** The environment of a Lambda, as the stacks set it. */
const environment = z
  .object({
    DURABLE_TABLE: z.string().min(1),
    EPHEMERAL_TABLE: z.string().min(1),
    DATA_KEY_ID: z.string().min(1),
    TOKEN_KEY_ID: z.string().min(1),
    MANAGEMENT_ENDPOINT: z.url(),
    WORK_QUEUE_URL: z.url(),
    TOKEN_ISSUER: configSchema.shape.tokenIssuer,
    TOKEN_AUDIENCE: configSchema.shape.tokenAudience,
    LOG_LEVEL: configSchema.shape.logLevel,
  })
  .transform((env) => ({
    resources: {
      durableTable: env.DURABLE_TABLE,
      ephemeralTable: env.EPHEMERAL_TABLE,
      dataKeyId: env.DATA_KEY_ID,
      tokenKeyId: env.TOKEN_KEY_ID,
      managementEndpoint: env.MANAGEMENT_ENDPOINT,
      workQueueUrl: env.WORK_QUEUE_URL,
    },
    settings: { tokenIssuer: env.TOKEN_ISSUER, tokenAudience: env.TOKEN_AUDIENCE, logLevel: env.LOG_LEVEL },
  }));

/** The domain on AWS, built once per Lambda instance. Throws a `ZodError` that names what the environment lacks. */
export function awsApp(env: NodeJS.ProcessEnv = process.env): App {
  const { resources, settings } = environment.parse(env);
  return createApp(awsPorts(resources, configSchema.parse(settings)));
}
