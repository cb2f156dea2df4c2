import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KeptConnections } from '../../../../shared/platform/outbound/kept-connections.ts';
import { anyOutbound, strictOutbound } from '../../../../shared/platform/outbound/outbound-policy.ts';
import { createOutboundPoster } from '../../../../shared/platform/outbound/outbound-poster.ts';
import type { OutboundRequest } from '../../../../shared/platform/ports.ts';
import { startReceiver, status } from '../../../support/backend/receiver.ts';

const to = (url: string, body = Buffer.from('{}')): OutboundRequest => ({ url, headers: {}, body });

describe('a request to another server', () => {
  it('arrives with its headers and its bytes, and gives the status', async () => {
    const receiver = await startReceiver();
    const body = Buffer.from([0, 1, 255, 128]);
    const headers = { 'content-type': 'application/octet-stream', topic: 'a' };
    expect(await receiver.outbound.post([{ url: receiver.url('/a?b=c'), headers, body }])).toEqual([
      { status: 204, milliseconds: expect.any(Number) as number },
    ]);
    expect(receiver.requests).toMatchObject([
      { path: '/a?b=c', method: 'POST', headers: { ...headers, 'content-length': '4' }, body },
    ]);
    expect(Object.keys(receiver.requests[0]?.headers ?? {}).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'topic',
    ]);
  });

  it.each([
    ['17', 17],
    [' 0 ', 0],
    ['9999999', 86_400],
    ['Fri, 20 Nov 2026 09:01:00 GMT', 60],
    ['Fri, 20 Nov 2026 08:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
  ])('given Retry-After: %s, says how long to wait', async (header, seconds) => {
    const receiver = await startReceiver({ clock: { now: () => Date.UTC(2026, 10, 20, 9) } });
    receiver.answer(status(429, { 'retry-after': header }));
    const [outcome] = await receiver.outbound.post([to(receiver.url())]);
    expect(outcome).toEqual({
      status: 429,
      milliseconds: 0,
      ...(seconds !== undefined && { retryAfterSeconds: seconds }),
    });
  });

  it('is one of many that are under way at once, and each has its own outcome', async () => {
    const receiver = await startReceiver();
    let waiting: (() => void)[] = [];
    receiver.answer((response, { path }) => {
      waiting.push(() => response.writeHead(path === '/0' ? 410 : 201).end());
      // none is answered before the last has come
      if (waiting.length === 20) for (const go of waiting.splice(0)) go();
    });
    const all = Array.from({ length: 20 }, (_, index) => to(receiver.url(`/${index}`)));
    const outcomes = await receiver.outbound.post(all);
    expect(outcomes.map((outcome) => 'status' in outcome && outcome.status)).toEqual([
      410,
      ...Array.from({ length: 19 }, () => 201),
    ]);
    waiting = [];
    expect(() => receiver.outbound.post([...all, to(receiver.url())])).toThrow('too many');
    expect(() => receiver.outbound.post([to(receiver.url(), Buffer.alloc(3 * 1024 * 1024 + 1))])).toThrow(
      'too many',
    );
    expect(await receiver.outbound.post([])).toEqual([]);
  });

  it('does not follow a redirect', async () => {
    const receiver = await startReceiver();
    receiver.answer(status(307, { location: receiver.url('/there') }));
    expect(await receiver.outbound.post([to(receiver.url())])).toMatchObject([{ status: 307 }]);
    expect(receiver.requests).toHaveLength(1);
  });

  it('reads next to nothing of an answer without an end', async () => {
    const receiver = await startReceiver();
    let written = 0;
    const closed = Promise.withResolvers<undefined>();
    receiver.answer((response) => {
      response.writeHead(200).on('close', () => closed.resolve(undefined));
      const chunk = Buffer.alloc(1024 * 1024);
      const more = () => {
        written += 1;
        response.write(chunk, (error) => {
          if (!error && written < 1024) more();
        });
      };
      more();
    });
    expect(await receiver.outbound.post([to(receiver.url())])).toMatchObject([{ status: 200 }]);
    await closed.promise;
    expect(written).toBeLessThan(100);
  });
});

describe('a connection', () => {
  /** A server that was asked once, whose connection rests now. */
  async function rested() {
    const receiver = await startReceiver();
    const clock = { time: 0, now: () => clock.time };
    const connections = new KeptConnections(clock);
    let made = 0;
    receiver.server.on('secureConnection', () => (made += 1));
    const poster = createOutboundPoster({ policy: receiver.policy, clock, connections });
    const post = async () => {
      const rests = once(connections, 'free');
      const [outcome] = await poster.post([to(receiver.url())]);
      await rests;
      return outcome;
    };
    await post();
    return { receiver, connections, clock, poster, post, made: () => made };
  }

  it('serves one request after another', async () => {
    const { post, made } = await rested();
    expect([await post(), await post(), made()]).toMatchObject([{ status: 204 }, { status: 204 }, 1]);
  });

  it('ends after it has rested for some seconds, also where the process stood still', async () => {
    const { clock, post, made } = await rested();
    clock.time += 4_000;
    await post();
    expect(made()).toBe(1);
    clock.time += 4_001;
    await post();
    expect(made()).toBe(2);
  });

  it('does not serve a name that stands for another address now', async () => {
    const { receiver, connections } = await rested();
    receiver.moveTo('127.0.0.2');
    const policy = { ...receiver.policy, isAllowed: () => true };
    const poster = createOutboundPoster({ policy, connections });
    expect(await poster.post([to(receiver.url())])).toMatchObject([{ failed: 'connection' }]);
    expect(receiver.requests).toHaveLength(1);
  });

  it('that serves again is waited for as long as for an answer', async () => {
    const { receiver, connections } = await rested();
    receiver.answer(() => undefined);
    const policy = { ...receiver.policy, connectMilliseconds: 10, totalMilliseconds: 200 };
    const [outcome] = await createOutboundPoster({ policy, connections }).post([to(receiver.url())]);
    expect(outcome).toMatchObject({ failed: 'timeout' });
    expect(outcome?.milliseconds).toBeGreaterThan(150);
  });
});

describe('a request that gets no answer', () => {
  it('because of a slow server ends after its time', async () => {
    const receiver = await startReceiver();
    receiver.answer(() => undefined);
    const poster = createOutboundPoster({ policy: { ...receiver.policy, totalMilliseconds: 50 } });
    expect(await poster.post([to(receiver.url())])).toMatchObject([{ failed: 'timeout' }]);
  });

  it('because there is no connection ends after a shorter time', async () => {
    const receiver = await startReceiver();
    // it takes connections, and says nothing that belongs to TLS
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const policy = { ...receiver.policy, isPort: () => true, connectMilliseconds: 50 };
    const [outcome] = await createOutboundPoster({ policy }).post([
      to(receiver.url().replace(`:${receiver.port}`, `:${port}`)),
    ]);
    expect(outcome).toMatchObject({ failed: 'timeout' });
  });

  it('because the connection breaks, or the name is unknown, says so', async () => {
    const receiver = await startReceiver();
    receiver.answer((response) => response.destroy());
    expect(await receiver.outbound.post([to(receiver.url()), to('https://www.unknown.net/')])).toMatchObject([
      { failed: 'connection' },
      { failed: 'connection' },
    ]);
  });

  it('because of its certificate says so', async () => {
    const receiver = await startReceiver();
    const { ca: _, ...withoutCa } = receiver.policy;
    const unknown = createOutboundPoster({ policy: withoutCa });
    expect(await unknown.post([to(receiver.url())])).toMatchObject([{ failed: 'tls' }]);
    const named = createOutboundPoster({
      policy: { ...receiver.policy, resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]) },
    });
    expect(await named.post([to(`https://other.example.net:${receiver.port}/`)])).toMatchObject([
      { failed: 'tls' },
    ]);
    expect(receiver.requests).toEqual([]);
  });
});

describe('an address that is not public', () => {
  it.each([
    'http://www.example.org/',
    'https://localhost/',
    'https://127.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://10.1.2.3/',
    'https://2130706433/',
    'https://www.example.org:8443/',
    'https://user:password@www.example.org/',
    'https://queue.internal/',
    'ftp://www.example.org/',
    'not an address',
  ])('is no target: %s', async (url) => {
    const strict = createOutboundPoster();
    expect(strict.isTarget(url)).toBe(false);
    expect(await strict.post([to(url)])).toMatchObject([{ failed: 'address' }]);
  });

  it('is not posted to where a name comes to stand for it', async () => {
    const receiver = await startReceiver();
    expect(receiver.outbound.isTarget(receiver.url())).toBe(true);
    receiver.moveTo('169.254.169.254');
    expect(await receiver.outbound.post([to(receiver.url())])).toMatchObject([{ failed: 'address' }]);
    expect(receiver.requests).toEqual([]);
  });

  it('can be posted to where a developer says so, but over https alone', () => {
    const any = createOutboundPoster({ policy: anyOutbound });
    expect(any.isTarget('https://localhost:8443/')).toBe(true);
    expect(any.isTarget('http://localhost:8443/')).toBe(false);
    expect(createOutboundPoster({ policy: strictOutbound }).isTarget('https://example.org/a')).toBe(true);
  });
});
