import { expect, test } from 'vitest';
import { problemReply, replyOf } from '../../../../local/gateway/reply.ts';
import { problem } from '../../../../shared/protocol/index.ts';

test.each([
  [{ statusCode: 204 }, { status: 204, headers: {}, body: '' }],
  [
    { statusCode: 200, body: 'text' },
    { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' } },
  ],
  [{ statusCode: 200, body: 'AP8=', isBase64Encoded: true }, { body: Buffer.from([0, 255]) }],
  [{ statusCode: 200, headers: { 'X-A': true, b: 1 } }, { headers: { 'x-a': 'true', b: '1' } }],
  [{ a: 1 }, { status: 200, headers: { 'content-type': 'application/json' }, body: '{"a":1}' }],
  [[1], { body: '[1]' }],
  ['as it is', { status: 200, headers: { 'content-type': 'application/json' }, body: 'as it is' }],
  [undefined, { status: 200, body: 'null' }],
  [null, { status: 200, body: 'null' }],
])('the result %j is converted to its reply', (result, reply) => {
  expect(replyOf(result)).toMatchObject(reply);
});

test.each([
  { statusCode: 'ok' },
  { statusCode: 101 },
  { statusCode: 600 },
  { statusCode: 200, body: {} },
  { statusCode: 200, headers: { 'bad name': 'x' } },
  { statusCode: 200, headers: { a: 'x\ny' } },
  { statusCode: 200, cookies: ['a=1\r\nb: 2'] },
])('the result %j is malformed', (result) => {
  expect(() => replyOf(result)).toThrow();
});

test('given framing headers of the function, ignores them', () => {
  const headers = { 'Content-Length': '5', 'Transfer-Encoding': 'chunked', Connection: 'close', Kept: '1' };
  expect(replyOf({ statusCode: 200, headers }).headers).toEqual({ kept: '1' });
});

test("the gateway's own errors have the form of the contract", () => {
  const { status, headers, body } = problemReply('service_unavailable', 'request-1', 'Later.');
  expect(status).toBe(503);
  expect(headers).toEqual({
    'cache-control': 'no-store',
    'content-type': 'application/problem+json',
    'x-request-id': 'request-1',
  });
  expect(problem.parse(JSON.parse(body.toString()))).toMatchObject({
    code: 'service_unavailable',
    requestId: 'request-1',
    detail: 'Later.',
  });
});
