import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import * as client from '../../../../client/api/contract.ts';
import { adminRoutes } from '../../../../client/api/admin-contract.ts';
import { mediaRoutes } from '../../../../client/api/media-contract.ts';
import { webhookRoutes } from '../../../../client/api/webhook-contract.ts';
import type { ReplyOf } from '../../../../client/api/route.ts';
import { read, type Shape } from '../../../../client/api/shapes.ts';
import { readPush } from '../../../../client/push/index.ts';
import { generateContract } from '../../../../client/build/generate-contract.ts';
import { eventExamples, frameExamples, routeExamples } from '../../../../shared/protocol/examples.ts';
import * as server from '../../../../shared/protocol/index.ts';

test('the files are what `npm run generate` makes of the schemas', async () => {
  const folder = join(import.meta.dirname, '../../../../client/api');
  const { contract, media, webhooks, admin, push } = await generateContract(join(folder, 'contract.ts'));
  expect(await readFile(join(folder, 'contract.ts'), 'utf8')).toBe(contract);
  expect(await readFile(join(folder, 'media-contract.ts'), 'utf8')).toBe(media);
  expect(await readFile(join(folder, 'webhook-contract.ts'), 'utf8')).toBe(webhooks);
  expect(await readFile(join(folder, 'admin-contract.ts'), 'utf8')).toBe(admin);
  expect(await readFile(join(folder, 'push-contract.ts'), 'utf8')).toBe(push);
});

type Routes = client.Routes & client.MediaRoutes & client.WebhookRoutes & client.AdminRoutes;
type RouteName = keyof Routes;
type ServerRoute<N extends RouteName> = (typeof server.routes)[N];
type ServerReply<N extends RouteName> =
  Extract<ServerRoute<N>['replies'][keyof ServerRoute<N>['replies']], z.ZodType> extends infer S
    ? [S] extends [never]
      ? undefined
      : z.output<S & z.ZodType>
    : never;
type ServerBody<N extends RouteName> =
  ServerRoute<N> extends { body: infer S extends z.ZodType } ? z.input<S> : never;

test('the types are those of the schemas', () => {
  // what the server replies and pushes, the client can read; what the client sends, the server takes
  expectTypeOf<{ [N in RouteName]: ServerReply<N> }>().toExtend<{ [N in RouteName]: ReplyOf<Routes[N]> }>();
  expectTypeOf<{ [N in RouteName]: Exclude<Routes[N]['body'], undefined> }>().toExtend<{
    [N in RouteName]: ServerBody<N>;
  }>();
  expectTypeOf<{
    [T in server.ServerEventType]: server.ServerEventData<T>;
  }>().toExtend<client.ServerEvents>();
  expectTypeOf<{ [T in server.ClientFrameType]: server.AckData<T> }>().toExtend<{
    [T in keyof client.ClientFrames]: client.ClientFrames[T]['ack'];
  }>();
  expectTypeOf<{ [T in keyof client.ClientFrames]: client.ClientFrames[T]['data'] }>().toExtend<{
    [T in server.ClientFrameType]: server.ClientFrameData<T>;
  }>();
});

interface Case {
  name: string;
  schema: z.ZodType;
  shape: Shape<unknown>;
  example: unknown;
}
const routes: Routes = { ...client.routes, ...mediaRoutes, ...webhookRoutes, ...adminRoutes };
const clientRoutes = Object.keys(routes) as RouteName[];
const cases: Case[] = [
  ...clientRoutes.flatMap((name) =>
    Object.entries<z.ZodType | null>(server.routes[name].replies).flatMap(([status, schema]) => {
      const shape = routes[name].replies[Number(status)];
      return schema && shape
        ? [{ name: `${name} ${status}`, schema, shape, example: routeExamples[name].reply }]
        : [];
    }),
  ),
  ...(Object.keys(client.acks) as server.ClientFrameType[]).map((type) => ({
    name: `the ack of ${type}`,
    schema: server.clientFrames[type].ack,
    shape: client.acks[type],
    example: frameExamples[type].ack,
  })),
  ...(Object.keys(client.events) as server.ServerEventType[]).map((type) => ({
    name: `the event ${type}`,
    schema: server.serverEvents[type].data,
    shape: client.events[type],
    example: eventExamples[type],
  })),
];

/** Values that differ from `value` in one place: a field is missing, or something else stands there. */
function variants(value: unknown): unknown[] {
  const others = [null, true, 'text', 7, 7.5, -1, [], {}];
  if (Array.isArray(value)) {
    return [
      ...others,
      ...value.flatMap((item, at) => variants(item).map((other): unknown => value.with(at, other))),
    ];
  }
  if (typeof value !== 'object' || value === null) return others;
  return [
    ...others,
    ...Object.entries(value).flatMap(([key, inner]) => [
      Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)),
      ...variants(inner).map((other) => ({ ...value, [key]: other })),
    ]),
  ];
}

/** Whether a refusal is about more than the form: a pattern, a length, or a value that a later server may add. */
const isOnlyContent = ({ issues }: z.ZodError) =>
  issues.every(
    ({ code, path }) =>
      ['too_small', 'too_big', 'invalid_format', 'custom'].includes(code) ||
      (code === 'invalid_value' &&
        [
          'event',
          'events',
          'failure',
          'incomplete',
          'kind',
          'needs',
          'reason',
          'refusal',
          'scopes',
          'state',
          'type',
          'types',
        ].includes(String(path.findLast((part) => typeof part === 'string')))),
  );

describe('shapes read what the schemas read', () => {
  test.each(cases)('$name', ({ schema, shape, example }) => {
    expect(read(shape, example)).toEqual(schema.parse(example));
    const differences = variants(example).filter((variant) => {
      const parsed = schema.safeParse(variant);
      const value = read(shape, variant);
      return parsed.success
        ? JSON.stringify(value) !== JSON.stringify(parsed.data)
        : value !== undefined && !isOnlyContent(parsed.error);
    });
    expect(differences).toEqual([]);
  });

  test.each(cases)('$name, and leave out fields that a later server may add', ({ shape, example }) => {
    expect(read(shape, { ...(example as object), later: 1 })).toEqual(example);
  });
});

test('a push is read as the schema reads it; what is damaged, or of another version, is none', () => {
  const place = { id: 'ntf', kind: 'mention', createdAt: '2026-11-30T12:00:00.000Z', seq: 7 };
  const pushes: server.PushPayload[] = [
    {
      type: 'new',
      recipientId: 'usr_a',
      notification: { ...place, kind: 'mention' },
      silent: false,
      unreadCount: 1,
    },
    { type: 'cleared', recipientId: 'usr_a', ids: ['ntf'], unreadCount: 0 },
  ];
  for (const push of pushes) {
    expect(readPush(JSON.stringify(push))).toEqual(server.pushPayload.parse(push));
    for (const variant of variants(push)) {
      const parsed = server.pushPayload.safeParse(variant);
      if (parsed.success) expect(readPush(JSON.stringify(variant))).toEqual(parsed.data);
      else if (!isOnlyContent(parsed.error)) expect(readPush(JSON.stringify(variant))).toBeUndefined();
    }
  }
  expect(readPush('{')).toBeUndefined();
  expect(readPush('')).toBeUndefined();
});
