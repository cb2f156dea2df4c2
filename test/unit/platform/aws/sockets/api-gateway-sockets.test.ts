import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PayloadTooLargeException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { Totals } from '../../../../../local/metrics/totals.ts';
import {
  createApiGatewaySockets,
  createManagementClient,
} from '../../../../../shared/platform/aws/sockets/api-gateway-sockets.ts';
import { Unavailable } from '../../../../../shared/platform/errors.ts';
import { lastingFailures, passingFailures, sdkError } from '../../../../support/aws/sdk-failures.ts';

const client = new ApiGatewayManagementApiClient({
  region: 'eu-central-1',
  endpoint: 'https://gateway.test',
});
const mock = mockClient(client);
const metrics = new Totals();
const sockets = createApiGatewaySockets(client, metrics);
const gone = new GoneException({ message: '', $metadata: { httpStatusCode: 410 } });
const tooLarge = new PayloadTooLargeException({ message: '', $metadata: { httpStatusCode: 413 } });
const slowReader = sdkError('LimitExceededException', 429);

afterEach(() => {
  mock.reset();
  vi.unstubAllEnvs();
});

describe('createApiGatewaySockets', () => {
  it('given a frame, posts it as UTF-8', async () => {
    mock.on(PostToConnectionCommand).resolves({});
    expect(await sockets.post('c1=', '{"text":"né 🎉"}')).toBe('sent');
    const posted = mock.commandCalls(PostToConnectionCommand).map(({ args }) => args[0].input);
    expect(posted).toEqual([{ ConnectionId: 'c1=', Data: Buffer.from('{"text":"né 🎉"}', 'utf8') }]);
  });

  it('given a socket that is gone, resolves with gone', async () => {
    mock.on(PostToConnectionCommand).rejects(gone);
    expect(await sockets.post('c1', '{}')).toBe('gone');
  });

  it('counts throttled posts and no other failures', async () => {
    const before = metrics.sums().RefusedPosts ?? 0;
    mock.on(PostToConnectionCommand).rejects(gone);
    await sockets.post('c1', '{}');
    mock.on(PostToConnectionCommand).rejects(sdkError('InternalServerError', 500));
    await expect(sockets.post('c1', '{}')).rejects.toThrow(Unavailable);
    expect(metrics.sums().RefusedPosts ?? 0).toBe(before);
    mock.on(PostToConnectionCommand).rejects(slowReader);
    await expect(sockets.post('c1', '{}')).rejects.toThrow(Unavailable);
    expect(metrics.sums().RefusedPosts).toBe(before + 1);
  });

  it('closes an open socket, and accepts that it is gone already', async () => {
    mock.on(DeleteConnectionCommand).resolvesOnce({}).rejectsOnce(gone);
    await sockets.close('c1');
    await sockets.close('c1');
    expect(mock.commandCalls(DeleteConnectionCommand, { ConnectionId: 'c1' })).toHaveLength(2);
  });

  it.each([...passingFailures, ['slow reader', slowReader] as const])(
    'given %s, fails as Unavailable',
    async (_, failure) => {
      mock.on(PostToConnectionCommand).rejects(failure).on(DeleteConnectionCommand).rejects(failure);
      const unavailable = new Unavailable('The WebSocket gateway', failure);
      await expect(sockets.post('c1', '{}')).rejects.toThrow(unavailable);
      await expect(sockets.close('c1')).rejects.toThrow(unavailable);
    },
  );

  it.each([...lastingFailures, ['frame too large', tooLarge] as const])(
    'given %s, passes the error on',
    async (_, failure) => {
      mock.on(PostToConnectionCommand).rejects(failure).on(DeleteConnectionCommand).rejects(failure);
      await expect(sockets.post('c1', '{}')).rejects.toBe(failure);
      await expect(sockets.close('c1')).rejects.toBe(failure);
    },
  );
});

describe('createManagementClient', () => {
  /** A gateway on a free port, and the adapter that posts to it. */
  async function startGateway(answer: RequestListener) {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    const server = createServer(answer);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = z.object({ port: z.number() }).parse(server.address());
    const real = createManagementClient(`http://127.0.0.1:${address.port}/stage`);
    const stop = () => {
      real.destroy();
      server.closeAllConnections();
      server.close();
    };
    onTestFinished(stop);
    return { gateway: createApiGatewaySockets(real, new Totals()), stop };
  }

  it('given 200, 410, 413, 429, 500 or a closed server, gives the outcome of each', async () => {
    const seen: string[] = [];
    const statuses: Record<string, number> = { open: 200, gone: 410, slow: 429, broken: 500, large: 413 };
    const { gateway, stop } = await startGateway((request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const id = request.url?.split('/').at(-1) ?? '';
      response.writeHead(statuses[id] ?? 400).end();
    });

    expect(await gateway.post('open', '{}')).toBe('sent');
    expect(await gateway.post('gone', '{}')).toBe('gone');
    await gateway.close('gone');
    expect(seen).toEqual([
      'POST /stage/@connections/open',
      'POST /stage/@connections/gone',
      'DELETE /stage/@connections/gone',
    ]);
    // each is tried three times, with a pause before
    await Promise.all([
      expect(gateway.post('slow', '{}')).rejects.toBeInstanceOf(Unavailable),
      expect(gateway.post('broken', '{}')).rejects.toBeInstanceOf(Unavailable),
      expect(gateway.post('large', '{}')).rejects.not.toBeInstanceOf(Unavailable),
    ]);
    stop();
    await expect(gateway.post('open', '{}')).rejects.toBeInstanceOf(Unavailable);
  });

  it('posts to 100 sockets at once', async () => {
    const waiting: ServerResponse[] = [];
    let most = 0;
    let open = false;
    const { gateway } = await startGateway((_, response) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      // no post gets an answer until 100 are waiting for one
      open ||= waiting.length === 100;
      if (open) for (const each of waiting.splice(0)) each.end();
    });
    const posts = Array.from({ length: 130 }, (_, index) => gateway.post(`c${index}`, '{}'));
    expect(new Set(await Promise.all(posts))).toEqual(new Set(['sent']));
    expect(most).toBe(100);
  });

  it('given a gateway that does not answer, gives up after three attempts of 3 seconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    let attempts = 0;
    const { gateway } = await startGateway(() => {
      attempts += 1;
      // the time-out, and the pause before the next attempt
      void vi.advanceTimersByTimeAsync(3_000 + 900);
    });
    await expect(gateway.post('c1', '{}')).rejects.toMatchObject({
      name: 'Unavailable',
      cause: { name: 'TimeoutError' },
    });
    expect(attempts).toBe(3);
  });
});
