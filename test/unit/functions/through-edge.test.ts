import { describe, expect, test } from 'vitest';
import { Totals } from '../../../local/metrics/totals.ts';
import { edgeHeader } from '../../../shared/platform/config.ts';
import { authorizeEvent, connectEvent, httpEvent } from '../../support/backend/gateway-events.ts';
import { functionsOn, withoutAuthorizer } from './setup.ts';

const inUse = 'u'.repeat(48);
const before = 'b'.repeat(48);

async function behindEdge(edgeSecrets: string[] = [inUse, before]) {
  const metrics = new Totals();
  const functions = await functionsOn(({ config }) => ({ metrics, config: { ...config, edgeSecrets } }));
  const health = (headers: Record<string, string>, path = '/v1/health') => {
    const event = httpEvent('GET', path);
    return functions.http.meta({ ...event, headers: { ...event.headers, ...headers } }, lambdaContext);
  };
  return { ...functions, metrics, health };
}

const lambdaContext = {} as Parameters<Awaited<ReturnType<typeof functionsOn>>['http']['meta']>[1];

const wrong: [string, Record<string, string>][] = [
  ['no secret', {}],
  ['an empty one', { [edgeHeader]: '' }],
  ['another', { [edgeHeader]: 'x'.repeat(48) }],
  ['the beginning of one', { [edgeHeader]: inUse.slice(0, 47) }],
  ['one with more behind it', { [edgeHeader]: `${inUse},${before}` }],
  ['one in another header', { 'x-edge': inUse }],
];

describe('a service behind CloudFront', () => {
  test.each(wrong)('given %s, refuses the request, logs and counts it', async (_what, headers) => {
    const { health, metrics, logged } = await behindEdge();
    for (const path of ['/v1/health', '/v1/nowhere']) {
      const { statusCode, headers: replied, body = '' } = await health(headers, path);
      expect(statusCode).toBe(403);
      expect(replied).toMatchObject({
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'x-request-id': 'request-1',
      });
      expect(JSON.parse(body)).toMatchObject({ code: 'edge_required', status: 403 });
    }
    expect(metrics.sums()).toEqual({ EdgeBypasses: 2 });
    expect(logged).toMatchObject([{ level: 40, path: '/v1/health' }, { path: '/v1/nowhere' }]);
    expect(JSON.stringify(logged)).not.toContain('uuu');
    expect(JSON.stringify(logged)).not.toContain('xxx');
  });

  test.each([inUse, before])(
    'given the current or the previous secret, accepts the request',
    async (secret) => {
      const { health, metrics, logged } = await behindEdge();
      expect(await health({ [edgeHeader]: secret })).toMatchObject({ statusCode: 200 });
      expect(metrics.sums()).toEqual({});
      expect(logged).toEqual([]);
    },
  );

  test('given no configured secret, accepts every request', async () => {
    const { health } = await behindEdge([]);
    for (const [, headers] of wrong) expect(await health(headers)).toMatchObject({ statusCode: 200 });
  });
});

describe('a handshake behind CloudFront', () => {
  test.each(wrong)('given %s, is denied whatever its token', async (_what, headers) => {
    const { backend, sockets, metrics, logged } = await behindEdge();
    const { token } = await backend.person('ann');
    const event = authorizeEvent({ Authorization: `Bearer ${token}`, ...headers });
    expect(await sockets.authorize(event)).toMatchObject({
      policyDocument: { Statement: [{ Effect: 'Deny', Resource: event.methodArn }] },
    });
    const connected = await sockets.connect(withoutAuthorizer(connectEvent(headers)));
    expect(connected).toMatchObject({ statusCode: 403 });
    expect(metrics.sums()).toMatchObject({ EdgeBypasses: 2 });
    expect(metrics.sums()).not.toHaveProperty('FailedConnects');
    expect(logged).toMatchObject([{ level: 40 }, { level: 40 }]);
  });

  test.each([inUse, before])('given either secret in any case of the header, is allowed', async (secret) => {
    const { backend, sockets } = await behindEdge();
    const { token, user } = await backend.person('ann');
    for (const name of [edgeHeader, 'X-ChatFlow-Edge']) {
      const event = authorizeEvent({ Authorization: `Bearer ${token}`, [name]: secret });
      expect(await sockets.authorize(event)).toMatchObject({ principalId: user.id });
    }
  });
});
