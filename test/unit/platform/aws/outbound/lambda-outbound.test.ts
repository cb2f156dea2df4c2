import { inspect } from 'node:util';
import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { postOutboundFunction } from '../../../../../functions/outbound/post-outbound.ts';
import { createLambdaOutbound } from '../../../../../shared/platform/aws/outbound/lambda-outbound.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { mostBodyBytes } from '../../../../../shared/platform/outbound/bounds.ts';
import { fromAnswer, fromCall, toCall } from '../../../../../shared/platform/outbound/outbound-call.ts';
import type { OutboundOutcome, OutboundRequest } from '../../../../../shared/platform/ports.ts';
import { lastingFailures, passingFailures } from '../../../../support/aws/sdk-failures.ts';

const client = new LambdaClient({ region: 'eu-central-1' });
const mock = mockClient(client);
const outbound = createLambdaOutbound(client, 'chatflow-post-outbound');
const request: OutboundRequest = {
  url: 'https://example.org/secret-path',
  headers: { topic: 'a' },
  body: Buffer.from([0, 255]),
};
const outcomes: OutboundOutcome[] = [{ status: 429, retryAfterSeconds: 5, milliseconds: 12 }];

beforeEach(() => mock.reset());

/** As the SDK hands it over. */
function payload(value: unknown) {
  const text = JSON.stringify(value);
  return Object.assign(Buffer.from(text), { transformToString: () => text });
}

describe('requests that a function sends', () => {
  it('have the outcomes that it answers', async () => {
    mock.on(InvokeCommand).resolves({ Payload: payload(outcomes) });
    expect(await outbound.post([request])).toEqual(outcomes);
    const [call] = mock.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toEqual({
      FunctionName: 'chatflow-post-outbound',
      Payload: JSON.stringify({
        requests: [{ url: request.url, headers: request.headers, base64: 'AP8=' }],
      }),
    });
  });

  it.each(passingFailures)('given %s, are unavailable', async (_, failure) => {
    mock.on(InvokeCommand).rejects(failure);
    await expect(outbound.post([request])).rejects.toThrow(Unavailable);
  });

  it.each(lastingFailures)('given %s, fail with it', async (_, failure) => {
    mock.on(InvokeCommand).rejects(failure);
    await expect(outbound.post([request])).rejects.toBe(failure);
  });

  it('are unavailable while the function is busy, or where it fails, and no error says to which address', async () => {
    mock.on(InvokeCommand).rejects(new TooManyRequestsException({ message: 'Rate exceeded', $metadata: {} }));
    await expect(outbound.post([request])).rejects.toThrow(Unavailable);
    mock.on(InvokeCommand).resolves({
      FunctionError: 'Unhandled',
      Payload: payload({ errorMessage: `it broke at ${request.url}` }),
    });
    const error: unknown = await outbound.post([request]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Unavailable);
    expect(inspect(error)).not.toContain('secret-path');
  });

  it('are too many for one call above its bounds', async () => {
    const many = Array.from({ length: 21 }, () => request);
    await expect(outbound.post(many)).rejects.toThrow('too many');
    const large = { ...request, body: new Uint8Array(mostBodyBytes) };
    expect(JSON.stringify(toCall([large])).length).toBeLessThan(5 * 1024 * 1024);
    expect(fromCall(toCall([large]))).toHaveLength(1);
  });

  it.each([
    ['nothing', null],
    ['too few outcomes', []],
    ['too many', [...outcomes, ...outcomes]],
    ['an unknown failure', [{ failed: 'because', milliseconds: 1 }]],
    ['no time', [{ status: 200 }]],
    ['a body', [{ status: 200, milliseconds: 1, body: 'x' }]],
  ])('have no outcome where it answers %s', (_what, value) => {
    expect(() => fromAnswer(value, 1)).toThrow();
  });
});

describe('the function that posts', () => {
  it('answers what came of each request, and takes nothing else', async () => {
    const post = postOutboundFunction({
      isTarget: () => true,
      post: (requests) => Promise.resolve(requests.flatMap(() => outcomes)),
    });
    expect(await post(toCall([request]))).toEqual(outcomes);
    for (const event of [{}, { requests: [{ url: 'x' }] }, { requests: [], more: 1 }, null])
      await expect(post(event)).rejects.toThrow();
  });

  it('is strict by itself', async () => {
    const answer = await postOutboundFunction()(toCall([{ ...request, url: 'https://169.254.169.254/' }]));
    expect(answer).toMatchObject([{ failed: 'address' }]);
  });
});
