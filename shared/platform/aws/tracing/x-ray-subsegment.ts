import { SpanStatusCode } from '@opentelemetry/api';
import type { XRaySpan } from './x-ray-span.ts';

/** The longest that X-Ray takes; what else is in a document has a fixed length. */
const maxNameLength = 200;
const maxTextLength = 250;

/**
 * A span, with those below it that it took in, as the document in which X-Ray takes a subsegment sent by itself.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export function subsegment(span: XRaySpan): string {
  const { traceId, spanId } = span.spanContext();
  const service = text(span.attributes['rpc.service']);
  const own = JSON.stringify({
    type: 'subsegment',
    trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    id: spanId,
    parent_id: span.parentId,
    // calls of a service belong together in X-Ray, and the action is one of their details
    name: service ?? allowedName(span.name),
    start_time: span.startTime / 1000,
    ...(span.endTime === undefined ? { in_progress: true } : { end_time: span.endTime / 1000 }),
    ...(service !== undefined && { namespace: 'aws', aws: action(span) }),
    ...(span.status === SpanStatusCode.ERROR && failure(span)),
  });
  return span.below.length === 0 ? own : `${own.slice(0, -1)},"subsegments":[${span.below.join(',')}]}`;
}

function action({ attributes }: XRaySpan) {
  const tables = attributes['aws.dynamodb.table_names'];
  return {
    operation: text(attributes['rpc.method']),
    table_name: Array.isArray(tables) ? text(tables[0]) : undefined,
  };
}

/** X-Ray tells refusals (`error`) from failures (`fault`). */
function failure(span: XRaySpan) {
  const status = span.attributes['http.response.status_code'];
  const refused = typeof status === 'number' && status < 500;
  return {
    ...(refused ? { error: true } : { fault: true }),
    // an exception needs an id, and has no other
    cause: { exceptions: [{ id: span.spanContext().spanId, type: text(span.attributes['error.type']) }] },
  };
}

/** `{id}` in the path of a route becomes `:id`: X-Ray allows no braces in names, nor much else. */
function allowedName(name: string): string {
  return name
    .replace(/\{(\w+)\}/g, ':$1')
    .replace(/[^\p{L}\p{N}\s_.:/%&#=+\-@]/gu, '_')
    .slice(0, maxNameLength);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, maxTextLength) : undefined;
}
