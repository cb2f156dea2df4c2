import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import * as z from 'zod';
import { Arrivals } from '../backend/gateway.ts';

const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));

/** A subsegment sent by itself, with what AWS documents of it and nothing more. */
const subsegment = z.strictObject({
  type: z.literal('subsegment'),
  trace_id: z.string().regex(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
  id: hex(16),
  parent_id: hex(16),
  name: z
    .string()
    .max(200)
    .regex(/^[\p{L}\p{N}\s_.:/%&#=+\-@]+$/u),
  start_time: z.number(),
  end_time: z.number(),
  namespace: z.literal('aws').optional(),
  aws: z.strictObject({ operation: z.string(), table_name: z.string().optional() }).optional(),
  error: z.literal(true).optional(),
  fault: z.literal(true).optional(),
  cause: z
    .strictObject({ exceptions: z.array(z.strictObject({ id: hex(16), type: z.string().max(250) })) })
    .optional(),
  get subsegments() {
    return z.array(subsegment).min(1).optional();
  },
});
export type Subsegment = z.infer<typeof subsegment>;

/** A subsegment by its name or action, what went wrong, and those below it in the order in which they began. */
export type Tree = [what: string, ...below: Tree[]];

/** The X-Ray daemon that Lambda runs beside a function: takes datagrams and keeps them. */
export class TestDaemon {
  readonly datagrams = new Arrivals<string>();
  readonly #socket = createSocket('udp4');

  private constructor() {
    this.#socket.on('message', (datagram) => {
      this.datagrams.push(datagram.toString());
    });
  }

  static async start(): Promise<TestDaemon> {
    const daemon = new TestDaemon();
    daemon.#socket.bind(0, '127.0.0.1');
    await once(daemon.#socket, 'listening');
    return daemon;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** All subsegments, nested ones too, once there are `count`. Rejects if a datagram is not what the daemon takes. */
  async subsegments(count: number): Promise<Subsegment[]> {
    const found: Subsegment[] = [];
    for (let number = 1; found.length < count || number <= this.datagrams.all.length; number += 1) {
      found.push(...flat(parse(await this.datagrams.nth(number))));
    }
    return found;
  }

  stop(): void {
    this.#socket.close();
  }
}

/** The document in a datagram, which with its header is at most 64 KB. */
function parse(datagram: string): Subsegment {
  const [header, document = '', ...rest] = datagram.split('\n');
  const allowed = header === '{"format":"json","version":1}' && rest.length === 0;
  if (!allowed || Buffer.byteLength(datagram) > 64_000) throw new Error(`not for the daemon: ${datagram}`);
  return subsegment.parse(JSON.parse(document));
}

const flat = (one: Subsegment): Subsegment[] => [one, ...(one.subsegments ?? []).flatMap(flat)];

/** Lambda's trace header, and what it says. */
export function traceHeader(number: number, { sampled = true } = {}) {
  const unique = number.toString(16).padStart(24, '0');
  const parent = number.toString(16).padStart(16, 'f');
  const traceId = `1-6a9b1c2d-${unique}`;
  const header = `Root=${traceId};Parent=${parent};Sampled=${sampled ? '1' : '0'};Lineage=1:c0ffee00:0`;
  return { header, traceId, parent };
}

/** What lies below a segment. */
export function treeBelow(parent: string, all: readonly Subsegment[]): Tree[] {
  return all
    .filter(({ parent_id }) => parent_id === parent)
    .sort((a, b) => a.start_time - b.start_time)
    .map((one) => [label(one), ...treeBelow(one.id, all)]);
}

function label({ name, aws, error, fault, cause }: Subsegment): string {
  const wrong = [error && 'error', fault && 'fault'].filter(Boolean);
  const types = cause?.exceptions.map(({ type }) => type) ?? [];
  return [name, aws?.operation, aws?.table_name, ...wrong, ...types].filter(Boolean).join(' ');
}
