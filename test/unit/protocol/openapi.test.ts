import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { errorStatus, errorTitle, type ErrorCode } from '../../../shared/protocol/index.ts';
import { openApiDocument } from '../../../shared/protocol/openapi.ts';
import { routes, type Route, type RouteName } from '../../../shared/protocol/routes.ts';
import { refsOf, refTo, resolveRef } from '../../support/json-pointer.ts';
import { replyExamples } from '../../support/wire-examples.ts';

const document = openApiDocument();
const all = Object.entries<Route>(routes) as [RouteName, Route][];
const at = (...names: string[]) => resolveRef(document, refTo(...names));
const operation = (name: RouteName) => {
  const { path, method }: Route = routes[name];
  return ['paths', path, method.toLowerCase()];
};

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'openapi');
function accepts(schemaAt: string[], value: unknown): boolean {
  return ajv.compile({ $ref: `openapi${encodeURI(refTo(...schemaAt))}` })(value);
}
const json = (content: string) => ['content', content, 'schema'];

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('it holds every route, and nothing else', () => {
  const { paths } = document as { paths: Record<string, Record<string, { operationId: string }>> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`,
    ),
  );
  expect(operations.sort()).toEqual(
    all.map(([name, { method, path }]) => `${name} ${method} ${path}`).sort(),
  );
});

test('every reference resolves', () => {
  const refs = refsOf(document);
  expect(refs).toContain('#/components/schemas/Message');
  expect(refs.filter((ref) => resolveRef(document, ref) === undefined)).toEqual([]);
});

test('every parameter of a path is declared', () => {
  for (const [name, { path }] of all) {
    const parameters = at(...operation(name), 'parameters') as { name: string; in: string }[];
    const declared = parameters
      .filter((parameter) => parameter.in === 'path')
      .map((parameter) => parameter.name);
    expect(declared, name).toEqual(path.match(/(?<=\{)\w+(?=\})/g) ?? []);
  }
});

test('a query is one typed parameter per field', () => {
  expect(at(...operation('listConversations'), 'parameters')).toEqual([
    {
      name: 'cursor',
      in: 'query',
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: 1024 },
    },
    {
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
    },
  ]);
  expect(at(...operation('searchUsers'), 'parameters', '0')).toMatchObject({ name: 'q', required: true });
});

test('limits that JSON Schema cannot express stand in the descriptions', () => {
  const text = at('components', 'schemas', 'SendMessageRequest', 'properties', 'text', 'description');
  expect(text).toContain('must be at most 8000 characters');
  expect(text).toContain('must be at most 16384 bytes of UTF-8');
  expect(at(...operation('listMessages'), 'description')).toContain('only one of before, after and cursor');
});

test('only public routes do without a token', () => {
  for (const [name, route] of all) {
    expect(at(...operation(name), 'security'), name).toEqual(route.public ? [] : [{ accessToken: [] }]);
  }
});

describe('replies', () => {
  test.each(
    all.flatMap(([name, route]) =>
      Object.entries(route.replies).map(([status, reply]) => ({ name, status, reply })),
    ),
  )('$name $status', ({ name, status, reply }) => {
    const response = [...operation(name), 'responses', status];
    expect(at(...response, 'headers')).toHaveProperty('x-request-id');
    if (reply === null) {
      expect(at(...response, 'content')).toBeUndefined();
      return;
    }
    const example = replyExamples[name];
    expect(reply.safeParse(example).error).toBeUndefined();
    expect(accepts([...response, ...json('application/json')], example)).toBe(true);
    expect(accepts([...response, ...json('application/json')], 'something else')).toBe(false);
  });
});

describe('errors', () => {
  const problemOf = (code: ErrorCode) => ({
    type: 'about:blank',
    title: errorTitle[code],
    status: errorStatus[code],
    detail: 'd',
    code,
    requestId: 'r',
  });
  /** The codes that the document says a route can give. */
  function documented(name: RouteName): string[] {
    return Object.keys(errorStatus)
      .filter((code) => {
        const response = [...operation(name), 'responses', String(errorStatus[code as ErrorCode])];
        return (
          at(...response) !== undefined &&
          accepts([...response, ...json('application/problem+json')], problemOf(code as ErrorCode))
        );
      })
      .sort();
  }
  const always = ['validation_failed', 'internal_error', 'service_unavailable'];
  const signedIn = ['unauthenticated', 'invalid_token', 'token_expired'];

  test.each<{ name: RouteName; codes: string[] }>([
    { name: 'health', codes: always },
    {
      name: 'register',
      codes: [...always, 'invalid_json', 'payload_too_large', 'username_taken', 'email_taken'],
    },
    { name: 'getUser', codes: [...always, ...signedIn, 'user_not_found'] },
    { name: 'listConversations', codes: [...always, ...signedIn, 'invalid_cursor'] },
  ])('of $name', ({ name, codes }) => {
    expect(documented(name)).toEqual(codes.sort());
  });

  test("every route's own codes", () => {
    for (const [name, { errors }] of all)
      expect(documented(name), name).toEqual(expect.arrayContaining([...errors]));
  });

  test('a code comes with its own status only', () => {
    const response = [...operation('register'), 'responses', '409', ...json('application/problem+json')];
    expect(accepts(response, problemOf('email_taken'))).toBe(true);
    expect(accepts(response, { ...problemOf('email_taken'), status: 400 })).toBe(false);
  });

  test('503 says when to try again', () => {
    for (const [name] of all) {
      expect(at(...operation(name), 'responses', '503', 'headers'), name).toHaveProperty('retry-after');
    }
  });
});

test('the address of the server can be given', () => {
  expect(document).toMatchObject({ servers: [{ url: '/v1' }] });
  expect(openApiDocument({ serverUrl: 'https://chat.example.org/v1' })).toMatchObject({
    servers: [{ url: 'https://chat.example.org/v1' }],
  });
});
