import { AsyncLocalStorage } from 'node:async_hooks';
import {
  context,
  createContextKey,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
  type Context,
  type ContextManager,
  type Span,
  type SpanContext,
  type SpanOptions,
  type Tracer,
} from '@opentelemetry/api';
import type { Ports } from '../../ports.ts';
import { XRayDaemon, type DaemonAddress } from './x-ray-daemon.ts';
import { XRaySpan } from './x-ray-span.ts';
import { subsegment } from './x-ray-subsegment.ts';

/**
 * Enough for a queued piece of work, which posts to 200 sockets. A span is some 300 bytes, of which X-Ray takes 500 KB a
 * trace, and the daemon's socket some 200 KB at once.
 */
const maxSpans = 250;

/** Does an invocation as part of the trace that Lambda's header for it names, if that is recorded. */
export type Traced = <T>(traceHeader: string | undefined, invocation: () => Promise<T>) => Promise<T>;

/** A sampled invocation: its spans are made from it. */
interface Invocation {
  now: () => number;
  /** How many spans it has or, beyond `maxSpans`, would have. */
  spans: number;
}
const invocationKey = createContextKey('invocation');

/**
 * Starts tracing in this process, which has one OpenTelemetry, so that this is done once: the spans of a sampled
 * invocation go to the X-Ray daemon, all of them before it ends.
 */
export function startXRayTracing(
  address: DaemonAddress,
  { clock, random, log }: Pick<Ports, 'clock' | 'random' | 'log'>,
): Traced {
  const daemon = new XRayDaemon(address, log);

  function startSpan(name: string, { attributes = {} }: SpanOptions = {}, active = context.active()): Span {
    const above = trace.getSpan(active);
    const parent = above?.spanContext();
    const invocation = active.getValue(invocationKey) as Invocation | undefined;
    // whether a trace is recorded was decided by Lambda, or above by the limit
    if (!invocation || !isSampled(parent)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    invocation.spans += 1;
    const spanContext = { ...parent, spanId: Buffer.from(random(8)).toString('hex'), isRemote: false };
    if (invocation.spans > maxSpans) {
      return trace.wrapSpanContext({ ...spanContext, traceFlags: TraceFlags.NONE });
    }
    return new XRaySpan({
      name,
      spanContext,
      parentId: parent.spanId,
      attributes,
      now: invocation.now,
      ended: (span) => {
        const document = subsegment(span);
        // mostly one datagram for all of an invocation: a burst of many could be more than the daemon's socket holds
        const takenIn = above instanceof XRaySpan && above.takeIn(document);
        if (!takenIn) daemon.send(document);
      },
    });
  }

  context.setGlobalContextManager(asyncContext());
  const tracer = tracerOf(startSpan);
  trace.setGlobalTracerProvider({ getTracer: () => tracer });

  return async (traceHeader, work) => {
    const parent = parseTraceHeader(traceHeader);
    if (!isSampled(parent)) return work();
    // the clock says when it began and the processor's counter what time went by, finer and without leaps
    const sinceEpoch = clock.now() - performance.now();
    const invocation: Invocation = { now: () => sinceEpoch + performance.now(), spans: 0 };
    const active = trace.setSpanContext(ROOT_CONTEXT, parent).setValue(invocationKey, invocation);
    try {
      return await context.with(active, work);
    } finally {
      await daemon.flushed();
      if (invocation.spans > maxSpans) {
        log.info({ spans: invocation.spans, maxSpans }, 'a trace has more spans than are recorded');
      }
    }
  };
}

function isSampled(span: SpanContext | undefined): span is SpanContext {
  return span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0;
}

/**
 * The span that Lambda's header (`Root=1-<8 digits>-<24 digits>;Parent=<16 digits>;Sampled=1`, perhaps with more) makes
 * the parent of ours. `undefined` for a header in another form, which is not worth a failure.
 */
function parseTraceHeader(header = ''): SpanContext | undefined {
  const fields = new Map(
    header.split(';').map((field) => [field.split('=')[0]?.trim(), field.split('=')[1]]),
  );
  const [, time, unique] = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/.exec(fields.get('Root') ?? '') ?? [];
  const [spanId] = /^[0-9a-f]{16}$/.exec(fields.get('Parent') ?? '') ?? [];
  if (time === undefined || unique === undefined || spanId === undefined) return undefined;
  const traceFlags = fields.get('Sampled') === '1' ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return { traceId: time + unique, spanId, traceFlags, isRemote: true };
}

function tracerOf(startSpan: (name: string, options?: SpanOptions, active?: Context) => Span): Tracer {
  return {
    startSpan,
    startActiveSpan<F extends (span: Span) => unknown>(
      name: string,
      ...rest: [F] | [SpanOptions, F] | [SpanOptions, Context, F]
    ): ReturnType<F> {
      const [options, active, run] =
        rest.length === 1
          ? [{}, context.active(), rest[0]]
          : rest.length === 2
            ? [rest[0], context.active(), rest[1]]
            : rest;
      const span = startSpan(name, options, active);
      return context.with(trace.setSpan(active, span), () => run(span) as ReturnType<F>);
    },
  };
}

/** What is active goes with what is awaited. */
function asyncContext(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  return {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, run, thisArg, ...args) => storage.run(active, () => run.apply(thisArg, args)),
    bind: (active, target) =>
      typeof target === 'function'
        ? new Proxy(target, {
            apply: (run, thisArg, args) =>
              storage.run(active, () => Reflect.apply(run, thisArg, args) as unknown),
          })
        : target,
    enable() {
      return this;
    },
    disable() {
      storage.disable();
      return this;
    },
  };
}
