import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { on, reply, service } from '../../../functions/http/service.ts';
import {
  conversationParam,
  defineRoutes,
  seqText,
  userParam,
  type Route,
} from '../../../shared/protocol/index.ts';
import { httpEvent } from '../../support/backend/gateway-events.ts';
import { functionsOn, invocation } from './setup.ts';

const { getMember, getEntry } = defineRoutes({
  getMember: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{conversationId}/members/{userId}',
    summary: 'Get a member',
    public: true,
    params: { conversationId: conversationParam, userId: userParam },
    replies: { 200: z.object({ conversationId: z.string(), userId: z.string() }) },
    errors: [],
  },
  getEntry: {
    tag: 'conversations',
    method: 'GET',
    path: '/conversations/{id}/entries/{seq}',
    summary: 'Get an entry',
    public: true,
    params: { id: conversationParam, seq: { schema: seqText, notFound: 'message_not_found' } },
    replies: { 200: z.object({ next: z.number() }) },
    errors: [],
  },
});

async function answer(path: string) {
  const { app } = await functionsOn();
  const handle = service(app, [
    on(getMember, ({ params }) => Promise.resolve(reply(200, params))),
    on(getEntry, ({ params: { seq } }) => Promise.resolve(reply(200, { next: seq + 1 }))),
  ]);
  const { statusCode, body } = await handle(httpEvent('GET', path), invocation);
  return { status: statusCode, body: JSON.parse(body ?? 'null') as unknown };
}

describe('params of a path', () => {
  test('reach the handler by name, any number of them', async () => {
    expect(await answer('/v1/conversations/con_1/members/usr_1')).toEqual({
      status: 200,
      body: { conversationId: 'con_1', userId: 'usr_1' },
    });
  });

  test('have the type of their schema', async () => {
    expect(await answer('/v1/conversations/con_1/entries/7')).toEqual({ status: 200, body: { next: 8 } });
  });

  test.each([
    [`/v1/conversations/${'x'.repeat(129)}/members/usr_1`, 'conversation_not_found'],
    [`/v1/conversations/con_1/members/${'x'.repeat(129)}`, 'user_not_found'],
    ['/v1/conversations/con_1/entries/seven', 'message_not_found'],
  ])('refused by their schema give their own not-found code', async (path, code) => {
    expect(await answer(path)).toMatchObject({ status: 404, body: { code } });
  });

  test('given a name that is not in the path, do not compile', () => {
    const route = { tag: 'users', method: 'GET', summary: '', replies: { 204: null }, errors: [] } as const;
    const wrong = [
      // @ts-expect-error -- the path has a param that is not declared
      () => defineRoutes({ a: { ...route, path: '/users/{id}' } }),
      // @ts-expect-error -- the path lacks the param `id`
      () => defineRoutes({ a: { ...route, path: '/users', params: { id: userParam } } }),
      () =>
        defineRoutes({
          // @ts-expect-error -- the path names the param otherwise
          a: { ...route, path: '/users/{userId}', params: { id: userParam } },
        }),
    ];
    expect(wrong).toHaveLength(3);
  });
});

test('given any endpoint, a reply waits for its pushes', async () => {
  const { app } = await functionsOn();
  const steps: string[] = [];
  const pushed = Promise.withResolvers<undefined>();
  const route = {
    tag: 'meta',
    method: 'POST',
    path: '/pushing',
    summary: 'Push',
    public: true,
    replies: { 204: null },
    errors: [],
  } as const satisfies Route;
  const handle = service(app, [
    on(route, () => {
      steps.push('handled');
      return Promise.resolve(reply(204, null, pushed.promise));
    }),
  ]);
  const answered = handle(httpEvent('POST', '/v1/pushing'), invocation).then(({ statusCode }) => {
    steps.push('answered');
    return statusCode;
  });
  await expect.poll(() => steps).toEqual(['handled']);
  steps.push('pushed');
  pushed.resolve(undefined);
  expect(await answered).toBe(204);
  expect(steps).toEqual(['handled', 'pushed', 'answered']);
});
