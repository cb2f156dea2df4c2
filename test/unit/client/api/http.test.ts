import { describe, expect, test } from 'vitest';
import { Http } from '../../../../client/api/http.ts';
import { routes } from '../../../../client/api/protocol.ts';
import type { Route } from '../../../../client/api/route.ts';
import { object, oneOf } from '../../../../client/api/shapes.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

const health = { status: 'ok' as const };
const anyGet: Route<'/health', never, typeof health> = {
  method: 'GET',
  path: '/health',
  replies: { 200: object({ status: oneOf('ok') }) },
};

/** An `Http` whose network gives these answers in turn. */
function httpWith(...answers: (() => Response | Promise<Response>)[]) {
  const clock = new ManualClock(Date.parse('2026-11-20T09:00:00.000Z'));
  const requests: { url: string; init: RequestInit | undefined }[] = [];
  const http = new Http({
    baseUrl: 'http://chat.test',
    clock,
    fetch: async (url, init) => {
      requests.push({ url: url instanceof Request ? url.url : url.toString(), init });
      const answer = answers[requests.length - 1];
      if (answer === undefined) throw new TypeError('fetch failed');
      return answer();
    },
  });
  return { http, clock, requests };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });
const busy = (headers?: Record<string, string>) => () => json({ message: 'busy' }, 503, headers);
const tooMany = (seconds: number) => () =>
  json({ code: 'rate_limited', detail: 'Too many attempts.', requestId: 'req_1' }, 429, {
    'retry-after': String(seconds),
  });

/** Lets everything go on that does not wait for the clock. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('a call', () => {
  test('fills the path and the query, and sends token and body', async () => {
    const { http, requests } = httpWith(
      () => json({ items: [], nextCursor: null }),
      () => json({ ok: true }),
    );
    await http.call(routes.listMessages, {
      params: { id: 'a/b' },
      query: { before: 7, after: undefined },
      token: 't1',
    });
    await http.call(routes.markRead, { params: { id: 'c1' }, body: { seq: 3 }, token: 't1' });
    expect(requests[0]?.url).toBe('http://chat.test/v1/conversations/a%2Fb/messages?before=7');
    expect(new Headers(requests[0]?.init?.headers).get('authorization')).toBe('Bearer t1');
    expect(requests[1]?.url).toBe('http://chat.test/v1/conversations/c1/read');
    expect(requests[1]?.init).toMatchObject({ method: 'POST', body: '{"seq":3}' });
  });

  test('fills every param of a path, which the compiler asks for', async () => {
    const { http, requests } = httpWith(() => json({ ok: true }));
    const markMember = {
      ...routes.markRead,
      path: '/conversations/{conversationId}/members/{userId}',
    } as const;
    await http.call(markMember, { params: { conversationId: 'c1', userId: 'a/b' } });
    expect(requests[0]?.url).toBe('http://chat.test/v1/conversations/c1/members/a%2Fb');
    const incomplete = [
      // @ts-expect-error -- the route has params
      () => http.call(markMember),
      // @ts-expect-error -- a param is missing
      () => http.call(markMember, { params: { conversationId: 'c1' } }),
    ];
    expect(incomplete).toHaveLength(2);
  });

  test('takes fields that it does not know, and an empty 204', async () => {
    const { http } = httpWith(
      () => json({ ...health, more: 1 }),
      () => new Response(null, { status: 204 }),
    );
    await expect(http.call(anyGet)).resolves.toEqual(health);
    await expect(http.call(routes.logout, { body: { refreshToken: 'r' } })).resolves.toBeUndefined();
  });

  test.each([
    ['a body of another shape', () => json({ status: 'fine' })],
    ['a body that is not JSON', () => new Response('<html>')],
    ['a status that the contract does not have', () => json(health, 202)],
  ])('rejects %s', async (_, answer) => {
    await expect(httpWith(answer).http.call(anyGet)).rejects.toMatchObject({
      code: 'unexpected_reply',
    });
  });
});

describe('errors', () => {
  test('carry the problem', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Unknown usernames',
      status: 400,
      detail: 'Unknown usernames: zoe',
      code: 'unknown_usernames',
      requestId: 'req_7',
      errors: [{ path: 'participantUsernames.0', message: 'zoe' }],
    };
    const { http } = httpWith(() => json(problem, 400));
    await expect(http.call(anyGet)).rejects.toMatchObject({
      name: 'ChatClientError',
      code: 'unknown_usernames',
      message: 'Unknown usernames: zoe',
      status: 400,
      requestId: 'req_7',
      errors: problem.errors,
    });
  });

  test('keep a code that only a newer server knows', async () => {
    const { http } = httpWith(() => json({ code: 'brand_new', detail: 'No.', requestId: 'r' }, 418));
    await expect(http.call(anyGet)).rejects.toMatchObject({ code: 'brand_new', status: 418 });
  });

  test('of something else than the backend keep status and request id', async () => {
    const { http } = httpWith(
      () => new Response('<html>', { status: 502, headers: { 'x-request-id': 'req_8' } }),
    );
    await expect(http.call(routes.logout, { body: { refreshToken: 'r' } })).rejects.toMatchObject({
      code: 'unexpected_reply',
      status: 502,
      requestId: 'req_8',
    });
  });

  test('of the network are network errors', async () => {
    const { http, clock } = httpWith();
    await expect(http.call(anyGet)).rejects.toMatchObject({ code: 'network_error' });
    expect(clock.due).toEqual([]);
  });

  test('a server that never answers is a timeout after 30 s', async () => {
    const { clock } = httpWith();
    const http = new Http({
      baseUrl: 'http://chat.test',
      clock,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        }),
    });
    const outcome = expect(http.call(anyGet)).rejects.toMatchObject({ code: 'timeout' });
    clock.advance(30_000);
    await outcome;
  });
});

describe('an answer of something else, or of an unavailable service', () => {
  test.each([
    [401, '<html>Sign in to this network'],
    [429, '{"message":"Too Many Requests"}'],
    [500, '{"message":"Internal Server Error"}'],
    [502, '<html>'],
    [504, ''],
  ])('of status %i: a GET is tried again', async (status, text) => {
    const { http, clock } = httpWith(
      () => new Response(text, { status }),
      () => json(health),
    );
    const reply = http.call(anyGet);
    await settle();
    clock.advance(1_000);
    await expect(reply).resolves.toEqual(health);
  });

  test('a GET is tried twice more, after the time that the server asks for', async () => {
    const { http, clock, requests } = httpWith(busy({ 'retry-after': '7' }), busy(), () => json(health));
    const reply = http.call(anyGet);
    await settle();
    expect(clock.due).toEqual([7_000]);
    clock.advance(7_000);
    await settle();
    expect(clock.due).toEqual([1_000]);
    clock.advance(1_000);
    await expect(reply).resolves.toEqual(health);
    expect(requests).toHaveLength(3);
  });

  test('a GET that is asked for too often waits up to half a minute, and for longer the caller decides', async () => {
    const soon = httpWith(tooMany(30), () => json(health));
    const call = soon.http.call(anyGet);
    await settle();
    expect(soon.clock.due).toEqual([30_000]);
    soon.clock.advance(30_000);
    await expect(call).resolves.toEqual(health);

    const late = httpWith(tooMany(31));
    await expect(late.http.call(anyGet)).rejects.toMatchObject({
      code: 'rate_limited',
      status: 429,
      retryAfterMs: 31_000,
    });
    expect(late.requests).toHaveLength(1);
  });

  test.each([
    ['a sign-in', (http: Http) => http.call(routes.login, { body: { username: 'a', password: 'b' } })],
    ['a mail', (http: Http) => http.call(routes.forgotPassword, { body: { email: 'a@b.example' } })],
    ['a reset', (http: Http) => http.call(routes.resetPassword, { body: { token: 't', password: 'p' } })],
  ])(
    'given too many attempts, %s is not repeated, and the error says how long to wait',
    async (_, attempt) => {
      const { http, requests } = httpWith(tooMany(5));
      await expect(attempt(http)).rejects.toMatchObject({ code: 'rate_limited', retryAfterMs: 5_000 });
      expect(requests).toHaveLength(1);
    },
  );

  test('takes a date, and waits no longer than 30 s', async () => {
    const { http, clock } = httpWith(
      busy({ 'retry-after': 'Fri, 20 Nov 2026 09:00:05 GMT' }),
      busy({ 'retry-after': '3600' }),
      () => json(health),
    );
    const reply = http.call(anyGet);
    await settle();
    expect(clock.due).toEqual([5_000]);
    clock.advance(5_000);
    await settle();
    expect(clock.due).toEqual([30_000]);
    clock.advance(30_000);
    await reply;
  });

  test('takes a date by the clock of the server, where it says what that shows', async () => {
    const headers = {
      date: 'Fri, 20 Nov 2026 11:30:00 GMT',
      'retry-after': 'Fri, 20 Nov 2026 11:30:05 GMT',
    };
    const { http, clock } = httpWith(busy(headers), () => json(health));
    const reply = http.call(anyGet);
    await settle();
    expect(clock.due).toEqual([5_000]);
    clock.advance(5_000);
    await reply;
  });

  test('is given up after that', async () => {
    const now = busy({ 'retry-after': '0' });
    const { http, clock, requests } = httpWith(now, now, now);
    const outcome = expect(http.call(anyGet)).rejects.toMatchObject({
      code: 'unexpected_reply',
      status: 503,
    });
    await settle();
    clock.advance(0);
    await settle();
    clock.advance(0);
    await outcome;
    expect(requests).toHaveLength(3);
  });

  test('a POST is not repeated', async () => {
    const { http, requests } = httpWith(busy());
    await expect(http.call(routes.refresh, { body: { refreshToken: 'r' } })).rejects.toMatchObject({
      code: 'unexpected_reply',
    });
    expect(requests).toHaveLength(1);
  });
});

describe('a signal', () => {
  const ask = (http: Http, signal: AbortSignal) =>
    http.call(routes.checkUsername, { params: { username: 'ada' }, signal });
  /** A network that answers nothing, and fails like `fetch` once the request is aborted. */
  const silent = (init: RequestInit | undefined) =>
    new Promise<Response>((_, reject) => {
      const abort = () => reject(new DOMException('aborted', 'AbortError'));
      if (init?.signal?.aborted) abort();
      init?.signal?.addEventListener('abort', abort);
    });
  const silentHttp = () =>
    new Http({ baseUrl: 'http://chat.test', clock: new ManualClock(0), fetch: (_, init) => silent(init) });

  test('ends a call that is under way', async () => {
    const abort = new AbortController();
    const call = ask(silentHttp(), abort.signal);
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
  });

  test('that is aborted already lets no call begin', async () => {
    await expect(ask(silentHttp(), AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
  });

  test('that is aborted between two attempts leaves the second one out', async () => {
    const abort = new AbortController();
    const { http, clock, requests } = httpWith(busy(), () => json({ available: true }));
    const call = ask(http, abort.signal);
    await settle();
    abort.abort();
    clock.advance(1_000);
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect(requests).toHaveLength(1);
  });
});
