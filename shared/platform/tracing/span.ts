import { SpanStatusCode, trace, TraceFlags, type Span } from '@opentelemetry/api';
import { errorStatus } from '../../protocol/index.ts';
import { ChatError } from '../errors.ts';
import { ConditionFailed } from '../table.ts';

/** All that a span says besides its name, time and outcome: no key, id, text or address of anybody is among it. */
export interface SpanAttributes {
  /** The AWS service that was called, as X-Ray names it. */
  'rpc.service'?: string;
  /** The action that was called there. */
  'rpc.method'?: string;
  'aws.dynamodb.table_names'?: string[];
}

/**
 * Does something as a span below the one under way, with its failure marked. Where no trace is being recorded (locally
 * always, in a Lambda for most invocations) it is only done. Gives and throws what `run` does.
 */
export function inSpan<T>(name: string, run: () => Promise<T>, attributes: SpanAttributes = {}): Promise<T> {
  const parent = trace.getActiveSpan();
  if (!parent || !(parent.spanContext().traceFlags & TraceFlags.SAMPLED)) return run();
  return trace
    .getTracer('chatflow')
    .startActiveSpan(name, { attributes: { ...attributes } }, (span) => recorded(span, run));
}

async function recorded<T>(span: Span, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.setAttribute('error.type', errorType(error));
    const status = errorStatusOf(error);
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    throw error;
  } finally {
    span.end();
  }
}

/** What went wrong, by name: error messages can quote what a user wrote. */
function errorType(error: unknown): string {
  if (error instanceof ChatError) return error.code;
  if (!(error instanceof Error)) return typeof error;
  return error.cause instanceof Error
    ? `${error.name}: ${nodeCode(error.cause) ?? error.cause.name}`
    : error.name;
}

/** What Node calls a failure that has no name of its own: `ECONNREFUSED`. */
function nodeCode(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The status that tells refusals from failures: the client's, or DynamoDB's for a condition that does not hold. */
function errorStatusOf(error: unknown): number | undefined {
  if (error instanceof ChatError) return errorStatus[error.code];
  return error instanceof ConditionFailed ? 400 : undefined;
}
