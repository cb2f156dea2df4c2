import type { Context } from 'aws-lambda';
import { createApp, type App } from '../shared/app.ts';
import { awsPorts, type GrantedAdapters } from '../shared/platform/aws/ports.ts';
import { readSettings } from '../shared/platform/aws/settings.ts';
import { startXRayTracing } from '../shared/platform/aws/tracing/x-ray-tracing.ts';
import type { Ports } from '../shared/platform/ports.ts';
import { tracingPorts } from '../shared/platform/tracing/tracing-ports.ts';
import { flushMetrics } from './middleware/flush-metrics.ts';

/** What Lambda calls a function with. */
interface Invocation extends Context {
  /** The trace it belongs to and whether that is recorded. Older runtimes say it in the environment only. */
  xRayTraceId?: string;
}
type Handler<Event, Result> = (event: Event, invocation: Invocation) => Promise<Result>;

/**
 * A function on AWS: `build` makes it from the domain, once per Lambda instance; `granted` is what only
 * some functions may use. Each invocation hands over what it counted, and a sampled one is traced. Throws a `ZodError` that names what the environment lacks.
 */
export function awsFunction<Event, Result>(
  build: (app: App) => Handler<Event, Result>,
  { env = process.env, ...granted }: GrantedAdapters & { env?: NodeJS.ProcessEnv } = {},
): Handler<Event, Result> {
  const { resources, config, daemon } = readSettings(env);
  const ports = awsPorts(resources, config, granted);
  const handlerOn = (ports: Ports) => flushMetrics(ports, build(createApp(ports)));
  if (!daemon) return handlerOn(ports);

  const tables = { durable: resources.durableTable, ephemeral: resources.ephemeralTable };
  const traced = startXRayTracing(daemon, ports);
  const handler = handlerOn(tracingPorts(ports, tables));
  return (event, invocation) =>
    traced(invocation.xRayTraceId ?? env['_X_AMZN_TRACE_ID'], () => handler(event, invocation));
}
