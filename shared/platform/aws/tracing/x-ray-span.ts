import {
  SpanStatusCode,
  type Attributes,
  type AnyValue,
  type Span,
  type SpanContext,
  type SpanStatus,
} from '@opentelemetry/api';

/** Milliseconds since the epoch, in fractions too. */
type Now = () => number;

/** A document of X-Ray's is up to 64 KB, and a datagram not much more; what is not of spans below is far smaller. */
const maxBytesBelow = 60_000;

/** What a span is made of. */
export interface SpanStart {
  name: string;
  spanContext: SpanContext;
  parentId: string;
  attributes: Attributes;
  now: Now;
  /** Called once, when it ends. */
  ended: (span: XRaySpan) => void;
}

/**
 * OpenTelemetry's span with as much of it as X-Ray shows. Events, links and exceptions are left out: they would hold
 * messages of errors, which can quote what a user wrote.
 */
export class XRaySpan implements Span {
  readonly parentId: string;
  readonly startTime: number;
  readonly attributes: Attributes;
  name: string;
  status: SpanStatusCode = SpanStatusCode.UNSET;
  /** Milliseconds since the epoch, `undefined` while it lasts. */
  endTime: number | undefined;
  /** The documents of spans below that ended before it and are to be handed over with it. */
  readonly below: string[] = [];
  #bytesBelow = 0;
  readonly #start: SpanStart;

  constructor(start: SpanStart) {
    this.#start = start;
    this.name = start.name;
    this.parentId = start.parentId;
    this.attributes = { ...start.attributes };
    this.startTime = start.now();
  }

  spanContext(): SpanContext {
    return this.#start.spanContext;
  }

  isRecording(): boolean {
    return this.endTime === undefined;
  }

  /** Whether it takes the document of a span below into its own: while it lasts and there is room. */
  takeIn(document: string): boolean {
    const bytes = Buffer.byteLength(document);
    if (!this.isRecording() || this.#bytesBelow + bytes > maxBytesBelow) return false;
    this.below.push(document);
    this.#bytesBelow += bytes;
    return true;
  }

  setAttribute(key: string, value: AnyValue): this {
    if (this.isRecording()) this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.isRecording()) Object.assign(this.attributes, attributes);
    return this;
  }

  setStatus({ code }: SpanStatus): this {
    if (this.isRecording()) this.status = code;
    return this;
  }

  updateName(name: string): this {
    if (this.isRecording()) this.name = name;
    return this;
  }

  end(): void {
    if (!this.isRecording()) return;
    this.endTime = this.#start.now();
    this.#start.ended(this);
  }

  addEvent(): this {
    return this;
  }

  addLink(): this {
    return this;
  }

  addLinks(): this {
    return this;
  }

  recordException(): void {
    // see above
  }
}
