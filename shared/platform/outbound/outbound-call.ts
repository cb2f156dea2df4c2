import * as z from 'zod';
import { outboundFailures, type OutboundOutcome, type OutboundRequest } from '../ports.ts';
import { mostBodyBytes, mostRequests } from './bounds.ts';

/** What the function that posts is called with. */
export const outboundCall = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        url: z.string(),
        headers: z.record(z.string(), z.string()),
        base64: z.base64().max(Math.ceil(mostBodyBytes / 3) * 4),
      }),
    )
    .max(mostRequests),
});
export type OutboundCall = z.infer<typeof outboundCall>;

const took = { milliseconds: z.int().min(0) };

/** What it answers. It talks to servers of strangers, so its answer is checked as if it were written by them. */
const outboundAnswer = z.array(
  z.union([
    z.strictObject({
      ...took,
      status: z.int().min(0).max(999),
      retryAfterSeconds: z.int().min(0).exactOptional(),
    }),
    z.strictObject({ ...took, failed: z.enum(outboundFailures) }),
  ]),
);

export const toCall = (requests: readonly OutboundRequest[]): OutboundCall => ({
  requests: requests.map(({ url, headers, body }) => ({
    url,
    headers: { ...headers },
    base64: Buffer.from(body).toString('base64'),
  })),
});

/** Throws a `ZodError` for what is no such call. */
export const fromCall = (call: unknown): OutboundRequest[] =>
  outboundCall
    .parse(call)
    .requests.map(({ url, headers, base64 }) => ({ url, headers, body: Buffer.from(base64, 'base64') }));

/** What came of `count` requests, out of an answer. Throws a `ZodError` for what is none. */
export const fromAnswer = (answer: unknown, count: number): OutboundOutcome[] =>
  outboundAnswer.length(count).parse(answer);
