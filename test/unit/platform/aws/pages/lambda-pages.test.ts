import { inspect } from 'node:util';
import { InvokeCommand, LambdaClient, TooManyRequestsException } from '@aws-sdk/client-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { fetchPageFunction } from '../../../../../functions/pages/fetch-page.ts';
import { createLambdaPages } from '../../../../../shared/platform/aws/pages/lambda-pages.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { mostPictureBytes } from '../../../../../shared/platform/pages/bounds.ts';
import { fromAnswer, toAnswer } from '../../../../../shared/platform/pages/page-call.ts';
import type { FetchedPage } from '../../../../../shared/platform/ports.ts';
import { lastingFailures, passingFailures } from '../../../../support/aws/sdk-failures.ts';

const client = new LambdaClient({ region: 'eu-central-1' });
const mock = mockClient(client);
const pages = createLambdaPages(client, 'chatflow-fetch-page');
const address = 'https://example.org/secret-path';
const page: FetchedPage = {
  title: 'A page',
  description: 'About it',
  picture: { contentType: 'image/png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') },
};

beforeEach(() => mock.reset());

/** As the SDK hands it over. */
function payload(value: unknown) {
  const text = JSON.stringify(value);
  return Object.assign(Buffer.from(text), { transformToString: () => text });
}

const answer = (value: unknown) => mock.on(InvokeCommand).resolves({ Payload: payload(value) });

describe('pages that a function reads', () => {
  it('are what it answers to the address', async () => {
    answer(toAnswer(page));
    expect(await pages.fetch(address)).toEqual(page);
    const [call] = mock.commandCalls(InvokeCommand);
    expect(call?.args[0].input).toEqual({
      FunctionName: 'chatflow-fetch-page',
      Payload: JSON.stringify({ url: address }),
    });
    answer(toAnswer('not_allowed'));
    expect(await pages.fetch(address)).toBe('not_allowed');
  });

  it.each(passingFailures)('given %s, are unavailable', async (_, failure) => {
    mock.on(InvokeCommand).rejects(failure);
    await expect(pages.fetch(address)).rejects.toThrow(Unavailable);
  });

  it.each(lastingFailures)('given %s, fail with it', async (_, failure) => {
    mock.on(InvokeCommand).rejects(failure);
    await expect(pages.fetch(address)).rejects.toBe(failure);
  });

  it('are unavailable while the function is busy, or where it fails, and no error says of which address', async () => {
    mock.on(InvokeCommand).rejects(new TooManyRequestsException({ message: 'Rate exceeded', $metadata: {} }));
    await expect(pages.fetch(address)).rejects.toThrow(Unavailable);
    mock.on(InvokeCommand).resolves({
      FunctionError: 'Unhandled',
      Payload: payload({ errorMessage: `it broke at ${address}` }),
    });
    const error: unknown = await pages.fetch(address).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Unavailable);
    expect(inspect(error)).not.toContain('secret-path');
  });

  it.each([
    ['nothing', null],
    ['no title', { description: 'x' }],
    ['an unknown reason', { refused: 'because' }],
    ['a title that is too long', { title: 'x'.repeat(401) }],
    ['another field', { title: 'x', html: '<b>' }],
    ['a drawing', { title: 'x', picture: { contentType: 'image/svg+xml', base64: '' } }],
    [
      'a picture that is too large',
      {
        title: 'x',
        picture: { contentType: 'image/png', base64: 'A'.repeat((mostPictureBytes / 3) * 4 + 4) },
      },
    ],
  ])('are none where it answers %s', (_what, value) => {
    expect(() => fromAnswer(value)).toThrow();
  });

  it('fit the answer of a function at their largest', () => {
    const bytes = new Uint8Array(mostPictureBytes);
    const answered = toAnswer({ ...page, picture: { contentType: 'image/png', bytes } });
    expect(JSON.stringify(answered).length).toBeLessThan(5 * 1024 * 1024);
    expect(fromAnswer(answered)).toMatchObject({ title: 'A page' });
  });
});

describe('the function that reads pages', () => {
  it('answers what it reads, and takes nothing but an address', async () => {
    const read = fetchPageFunction({
      fetch: (url) => Promise.resolve(url.length > 20 ? page : 'unreachable'),
    });
    expect(fromAnswer(await read({ url: address }))).toEqual(page);
    expect(await read({ url: 'https://a.org' })).toEqual({ refused: 'unreachable' });
    for (const event of [{}, { url: 1 }, { url: address, headers: {} }, null])
      await expect(read(event)).rejects.toThrow();
  });

  it('is strict by itself', async () => {
    expect(await fetchPageFunction()({ url: 'http://169.254.169.254/' })).toEqual({ refused: 'not_allowed' });
  });
});
