import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { createApp, type App } from '../shared/app.ts';
import { awsPorts } from '../shared/platform/aws/aws-ports.ts';
import { startXRayTracing } from '../shared/platform/aws/x-ray-tracing.ts';
import { configSchema } from '../shared/platform/config.ts';
import type { Ports } from '../shared/platform/ports.ts';
import { tracingPorts } from '../shared/platform/tracing/tracing-ports.ts';
import { flushMetrics } from './middleware/flush-metrics.ts';

/** Lambda sets it with active tracing. In a form other than `host:port`, as without it, nothing is traced. */
const daemonAddress = z
  .string()
  .regex(/^[\w.-]+:\d{1,5}$/)
  .transform((address) => {
    const [host = '', port] = address.split(':');
    return { host, port: Number(port) };
  })
  .optional()
  .catch(undefined);

/** The environment of a Lambda, as the stacks set it. */
const environment = z
  .object({
    STAGE: z.string().min(1),
    DURABLE_TABLE: z.string().min(1),
    EPHEMERAL_TABLE: z.string().min(1),
    DATA_KEY_ID: z.string().min(1),
    TOKEN_KEY_ID: z.string().min(1),
    ACCEPTED_TOKEN_KEY_ID: z.string().min(1).optional(),
    MANAGEMENT_ENDPOINT: z.url(),
    WORK_QUEUE_URL: z.url(),
    TOKEN_ISSUER: configSchema.shape.tokenIssuer,
    TOKEN_AUDIENCE: configSchema.shape.tokenAudience,
    ACCESS_TOKEN_SECONDS: configSchema.shape.accessTokenSeconds,
    REFRESH_TOKEN_SECONDS: configSchema.shape.refreshTokenSeconds,
    PASSWORD_COST: configSchema.shape.passwordCost,
    DATA_KEY_CACHE_SECONDS: configSchema.shape.dataKeyCacheSeconds,
    PUBLIC_URL: configSchema.shape.publicUrl,
    SOCKET_URL: configSchema.shape.socketUrl,
    EDGE_SECRETS: z
      .string()
      .transform((secrets) => secrets.split(' '))
      .pipe(configSchema.shape.edgeSecrets.unwrap())
      .default([]),
    LOG_LEVEL: configSchema.shape.logLevel,
    AWS_XRAY_DAEMON_ADDRESS: daemonAddress,
  })
  .transform((env) => ({
    resources: {
      stage: env.STAGE,
      durableTable: env.DURABLE_TABLE,
      ephemeralTable: env.EPHEMERAL_TABLE,
      dataKeyId: env.DATA_KEY_ID,
      tokenKeyId: env.TOKEN_KEY_ID,
      acceptedTokenKeyId: env.ACCEPTED_TOKEN_KEY_ID,
      managementEndpoint: env.MANAGEMENT_ENDPOINT,
      workQueueUrl: env.WORK_QUEUE_URL,
    },
    settings: {
      tokenIssuer: env.TOKEN_ISSUER,
      tokenAudience: env.TOKEN_AUDIENCE,
      accessTokenSeconds: env.ACCESS_TOKEN_SECONDS,
      refreshTokenSeconds: env.REFRESH_TOKEN_SECONDS,
      passwordCost: env.PASSWORD_COST,
      dataKeyCacheSeconds: env.DATA_KEY_CACHE_SECONDS,
      publicUrl: env.PUBLIC_URL,
      socketUrl: env.SOCKET_URL,
      edgeSecrets: env.EDGE_SECRETS,
      logLevel: env.LOG_LEVEL,
    },
    daemon: env.AWS_XRAY_DAEMON_ADDRESS,
  }));

/** What Lambda calls a function with. */
interface Invocation extends Context {
  /** The trace it belongs to and whether that is recorded. Older runtimes say it in the environment only. */
  xRayTraceId?: string;
}
type Handler<Event, Result> = (event: Event, invocation: Invocation) => Promise<Result>;

/**
 * A function on AWS: `build` makes it from the domain, once per Lambda instance. Each invocation
 * hands over what it counted, and a sampled one is traced. Throws a `ZodError` that names what the environment lacks.
 */
export function awsFunction<Event, Result>(
  build: (app: App) => Handler<Event, Result>,
  env: NodeJS.ProcessEnv = process.env,
): Handler<Event, Result> {
  const { resources, settings, daemon } = environment.parse(env);
  const ports = awsPorts(resources, settings);
  const handlerOn = (ports: Ports) => flushMetrics(ports, build(createApp(ports)));
  if (!daemon) return handlerOn(ports);

  const tables = { durable: resources.durableTable, ephemeral: resources.ephemeralTable };
  const traced = startXRayTracing(daemon, ports);
  const handler = handlerOn(tracingPorts(ports, tables));
  return (event, invocation) =>
    traced(invocation.xRayTraceId ?? env['_X_AMZN_TRACE_ID'], () => handler(event, invocation));
}
