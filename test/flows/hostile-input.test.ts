import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { clientFrames, routes, type Route } from '../../shared/protocol/index.ts';
import { startBackend } from '../support/backend/runtime.ts';
import { nested } from '../support/backend/bad-input.ts';
import { propertyRuns, propertySettings } from '../support/property-runs.ts';

/** JSON as text, since some of it no value can express: duplicated keys, depth, prototype keys. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    'null',
    'true',
    '-1',
    '1e400',
    '9007199254740993',
    '""',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u202e"',
    '"__proto__"',
    '{"__proto__":{"role":"admin"}}',
    '{"constructor":{"prototype":{"role":"admin"}}}',
    '{"a":1,"a":2}',
    '[]',
    '{}',
    nested(5_000),
    JSON.stringify('x'.repeat(20_000)),
  ),
);

/** The names of an object's fields, as its schema knows them. */
const fieldsOf = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

/** An object whose fields are named as in the schema, with perhaps one more and one twice, or no object at all. */
function objectFor(schema: z.ZodType | undefined): fc.Arbitrary<string> {
  const names = [...fieldsOf(schema), '__proto__', 'toString', 'role'];
  const field = fc.tuple(fc.constantFrom(...names), hostile);
  const object = fc
    .array(field, { maxLength: names.length + 1 })
    .map((fields) => `{${fields.map(([name, value]) => `"${name}":${value}`).join(',')}}`);
  return fc.oneof({ weight: 5, arbitrary: object }, hostile, fc.constantFrom('', '{', '\ufeff{}', 'a\u0000'));
}

const segment = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => text.isWellFormed()),
  fc.constantFrom('__proto__', '..', '%', 'cnv_x', 'usr_x', '\0', 'x'.repeat(500)),
);

const httpCase = fc.constantFrom(...Object.values<Route>(routes)).chain((route) =>
  fc.record({
    kind: fc.constant('http' as const),
    route: fc.constant(route),
    segments: fc.array(segment, { minLength: 2, maxLength: 2 }),
    // never empty: an empty one ends all sessions
    query: fc.webQueryParameters().map((query) => `?x=1&${query}`),
    body: objectFor(route.body),
    signedIn: fc.boolean(),
  }),
);
const frameCase = fc
  .constantFrom(...Object.entries(clientFrames))
  .chain(([type, { data }]) =>
    fc.record({ kind: fc.constant('frame' as const), type: fc.constant(type), data: objectFor(data) }),
  );

const runs = propertyRuns(300);

test(
  'hostile input is refused or done: never a failure of the server, and never silence',
  async () => {
    const backend = await startBackend();
    const ann = await backend.person('ann');
    const socket = await backend.socket(ann);
    let frames = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 2, arbitrary: httpCase }, frameCase), async (input) => {
        if (input.kind === 'frame') {
          const id = `fuzz${(frames += 1)}`;
          socket.send(`{"type":"${input.type}","id":"${id}","data":${input.data}}`);
          // what is no JSON gets an error without an id
          await socket.request('ping');
          const errors = socket.frames.flatMap(({ error }) => error?.code ?? []);
          expect(errors).not.toContain('internal_error');
          expect(errors).not.toContain('service_unavailable');
          socket.frames.length = 0;
          return;
        }
        const { route, segments, query, body, signedIn } = input;
        const left = [...segments];
        const path = route.path.replace(/\{\w+\}/g, () => encodeURIComponent(left.pop() ?? 'x'));
        const answer = await backend.call(route.method, `/v1${path}${query}`, {
          token: signedIn ? ann.token : undefined,
          ...(route.body && { body }),
        });
        expect(answer.status, `${route.method} ${path}`).toBeLessThan(500);
      }),
      { ...propertySettings(process.env), numRuns: runs },
    );
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
    expect((await backend.call('GET', '/v1/users/me', { token: ann.token })).status).toBe(200);
  },
  Math.max(30_000, runs * 100),
);
