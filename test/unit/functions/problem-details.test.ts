import { describe, expect, it } from 'vitest';
import { authenticate } from '../../../functions/middleware/authenticate.ts';
import { problemResult } from '../../../functions/middleware/problem-details.ts';
import { ChatError, toChatError, Unavailable } from '../../../shared/platform/errors.ts';
import { errorStatus, problem, type ErrorCode, type Problem } from '../../../shared/protocol/index.ts';
import { lambdaContext } from '../../../local/gateway/integration.ts';
import { frameEvent, httpEvent } from '../../support/backend/gateway-events.ts';
import { functionsOn } from './setup.ts';

const secret = 'key material of table arn:aws:dynamodb:secret';
const context = lambdaContext({ functionName: 'users', requestId: 'request-1', deadline: 0, clock: Date });

describe('problem details', () => {
  it('given an unexpected failure, hide it and log it', async () => {
    const { backend, http, logged } = await functionsOn(({ accounts }) => ({
      accounts: { ...accounts, get: () => Promise.reject(new Error(secret)) },
    }));
    const { token } = await backend.person('ann');
    const result = await http.users(httpEvent('GET', '/v1/users/me', { token }), context);

    expect(result).toMatchObject({
      statusCode: 500,
      headers: { 'content-type': 'application/problem+json', 'x-request-id': 'request-1' },
    });
    expect(problem.parse(JSON.parse(result.body ?? ''))).toEqual({
      type: 'urn:chatflow:problem:internal_error',
      title: 'Something went wrong',
      status: 500,
      detail: 'Something went wrong on our side.',
      code: 'internal_error',
      requestId: 'request-1',
    });
    expect(logged).toMatchObject([
      { level: 50, requestId: 'request-1', method: 'GET', path: '/v1/users/me', err: { message: secret } },
    ]);
    expect(JSON.stringify(logged)).not.toContain(token);
  });

  it.for([secret, null, undefined, { message: secret }])(
    'are made of any thrown value: %j',
    async (thrown) => {
      const { backend, http } = await functionsOn(({ accounts }) => ({
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- a library may throw anything
        accounts: { ...accounts, get: () => Promise.reject(thrown) },
      }));
      const { token } = await backend.person('ann');
      const result = await http.users(httpEvent('GET', '/v1/users/me', { token }), context);
      expect(result.statusCode).toBe(500);
      expect(result.body).not.toContain(secret);
    },
  );

  it('given an error of the caller, log nothing', async () => {
    const { http, logged } = await functionsOn();
    const body = { username: 'nobody', password: 'a wrong password' };
    const result = await http.auth(httpEvent('POST', '/v1/auth/login', { body }), context);
    expect(result.statusCode).toBe(401);
    expect(logged).toEqual([]);
  });

  it('given a code, have its status and headers', () => {
    for (const [code, status] of Object.entries(errorStatus)) {
      const { statusCode, headers, body } = problemResult(new ChatError(code as ErrorCode, 'detail'), 'r1');
      expect(statusCode, code).toBe(status);
      expect(JSON.parse(body ?? '') as Problem).toMatchObject({
        code,
        status,
        detail: 'detail',
        requestId: 'r1',
      });
      expect(headers?.['retry-after'] !== undefined, code).toBe(status === 503);
      expect(headers?.['www-authenticate'] !== undefined, code).toBe(status === 401);
    }
  });

  it('given a failing dependency, report unavailable without its name', () => {
    const error = toChatError(new Unavailable(secret, new Error(secret)));
    expect(problemResult(error, 'r1')).toMatchObject({ statusCode: 503 });
    expect(problemResult(error, 'r1').body).not.toContain(secret);
  });
});

describe('an error frame', () => {
  it('given an unexpected failure, hides it and logs it', async () => {
    const { sockets, posted, logged } = await functionsOn(({ conversations }) => ({
      conversations: { ...conversations, membership: () => Promise.reject(new Error(secret)) },
    }));
    const data = { conversationId: 'cnv_1', clientId: 'c1', text: 'a private text' };
    expect(await sockets.frame(frameEvent({ type: 'message:send', id: 'f1', data }))).toEqual({
      statusCode: 200,
    });
    expect(posted).toEqual([
      {
        connectionId: 'connection-1',
        frame: {
          type: 'error',
          id: 'f1',
          error: { code: 'internal_error', message: 'Something went wrong on our side.' },
        },
      },
    ]);
    expect(logged).toMatchObject([{ level: 50, connectionId: 'connection-1', err: { message: secret } }]);
    expect(JSON.stringify(logged)).not.toContain('a private text');
  });
});

describe('authenticate', () => {
  it("given a failure that is not the token's, passes it on", async () => {
    const { app } = await functionsOn(() => ({
      accessTokens: {
        issue: () => Promise.resolve(''),
        verify: () => Promise.reject(new Unavailable('the key service', undefined)),
      },
    }));
    await expect(authenticate(app, 'Bearer x')).rejects.toThrow(Unavailable);
  });
});
