import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import {
  errorStatus,
  limits,
  problem,
  type ErrorCode,
  type Problem,
} from '../../../shared/protocol/index.ts';
import { problemExample, routeExamples } from '../../../shared/protocol/examples.ts';
import { openApiDocument } from '../../../shared/protocol/openapi.ts';
import type { Route } from '../../../shared/protocol/route.ts';
import { routes, type RouteName } from '../../../shared/protocol/routes.ts';
import { refsOf, refTo, resolveRef } from '../../support/json-pointer.ts';
import { propertiesWithoutDescription, schemasWithoutBound } from '../../support/schema-walk.ts';

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
const validators = new Map<string, ValidateFunction>();
function accepts(schemaAt: string[], value: unknown): boolean {
  const $ref = `openapi${encodeURI(refTo(...schemaAt))}`;
  const validate = validators.get($ref) ?? ajv.compile({ $ref });
  validators.set($ref, validate);
  return validate(value);
}
interface Described {
  description?: string;
}
interface Parameter extends Described {
  in: string;
  required: boolean;
  example?: unknown;
}
interface Content {
  schema: unknown;
  examples?: Record<string, { value: Problem }>;
}
const json = (content: string) => ['content', content, 'schema'];

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('the document has every route, and nothing else', () => {
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

test('a query has one typed parameter per field', () => {
  expect(at(...operation('listConversations'), 'parameters')).toEqual([
    {
      name: 'cursor',
      in: 'query',
      required: false,
      description: expect.stringContaining('invalid_cursor') as string,
      schema: { type: 'string', minLength: 1, maxLength: 1024 },
    },
    {
      name: 'limit',
      in: 'query',
      required: false,
      description: 'The maximum number of items.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
      example: 50,
    },
  ]);
  expect(at(...operation('searchUsers'), 'parameters', '0')).toMatchObject({ name: 'q', required: true });
});

test('limits that JSON Schema cannot express are in the descriptions', () => {
  const text = at('components', 'schemas', 'SendMessageRequest', 'properties', 'text', 'description');
  expect(text).toContain('must be at most 8000 characters');
  expect(text).toContain('must be at most 16384 bytes of UTF-8');
  expect(at(...operation('listMessages'), 'description')).toContain('only one of before, after and cursor');
});

test('only public routes need no token, and what bots may do names the scopes', () => {
  for (const [name, route] of all) {
    const [first, ...ofBots] = at(...operation(name), 'security') as object[];
    expect(first, name).toEqual(route.public ? undefined : { accessToken: [] });
    expect(ofBots.length, name).toBeLessThanOrEqual(1);
  }
  const securityOf = (name: RouteName) => at(...operation(name), 'security');
  expect(securityOf('vote')).toEqual([
    { accessToken: [] },
    { botToken: ['messages:read', 'messages:write'] },
  ]);
  expect(securityOf('getOwnProfile')).toEqual([{ accessToken: [] }, { botToken: [] }]);
  expect(securityOf('createBot')).toEqual([{ accessToken: [] }]);
});

test('every property, parameter and operation has a description', () => {
  expect(propertiesWithoutDescription(document)).toEqual([]);
  for (const [name, { description }] of Object.entries(
    at('components', 'schemas') as Record<string, Described>,
  )) {
    expect(description, name).toBeTypeOf('string');
  }
  for (const [name] of all) {
    expect(at(...operation(name), 'summary'), name).toBeTypeOf('string');
    for (const { description } of at(...operation(name), 'parameters') as Described[]) {
      expect(description, name).toBeTypeOf('string');
    }
  }
});

test('every string, integer and list has a bound, except those with a reason', () => {
  const unbounded = {
    'components/schemas/TokenReply/properties/token': 'a JWT is as long as its claims and its signature',
    'components/schemas/AuthReply/properties/token': 'as above',
    'components/schemas/Problem/properties/detail': 'it may repeat what the request said',
    'components/schemas/FieldError/properties/path': 'it may name a field that the request made up',
    'paths//hooks/{secret}/post/requestBody/content/application/x-www-form-urlencoded/schema/properties/payload':
      'the form as a whole has a bound',
    'paths//openapi.json/get/responses/200/content/application/json/schema/propertyNames': 'another standard',
    'paths//asyncapi.json/get/responses/200/content/application/json/schema/propertyNames':
      'another standard',
  };
  expect(schemasWithoutBound(document).sort()).toEqual(Object.keys(unbounded).sort());
});

test('bounds equal the enforced ones, in characters as JSON Schema counts them', () => {
  const schema = (name: string, property: string) =>
    at('components', 'schemas', name, 'properties', property);
  expect(schema('SendMessageRequest', 'text')).toMatchObject({
    maxLength: limits.textCharacters,
  });
  expect(schema('RegisterRequest', 'password')).toMatchObject({ minLength: 2, maxLength: 72 });
  expect(schema('RegisterRequest', 'name')).toMatchObject({ minLength: 1, maxLength: 64 });
  expect(schema('ReceiptRequest', 'seq')).toMatchObject({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

  const emoji = '\u{1F600}';
  const { username, ...rest } = routeExamples.register.body;
  for (const [length, right] of [
    [64, true],
    [65, false],
  ] as const) {
    const body = { username, ...rest, name: emoji.repeat(length) };
    expect(routes.register.body.safeParse(body).success).toBe(right);
    expect(accepts(['components', 'schemas', 'RegisterRequest'], body)).toBe(right);
    const login = { username: emoji.repeat(length + 190), password: 'p' };
    expect(routes.login.body.safeParse(login).success).toBe(right);
    expect(accepts(['components', 'schemas', 'LoginRequest'], login)).toBe(right);
  }
});

test('a body that may be omitted is not required', () => {
  const required = (name: RouteName) => at(...operation(name), 'requestBody', 'required');
  expect(required('sendMessage')).toBe(true);
  expect(required('markRead')).toBe(false);
  for (const [name, { body }] of all) {
    if (body) expect(required(name), name).toBe(!body.safeParse(undefined).success);
  }
});

test('open sets accept a new kind or code', () => {
  const withNewKind = { ...routeExamples.listMessages.reply.items[0], kind: 'poll' };
  expect(accepts(['components', 'schemas', 'Message'], withNewKind)).toBe(true);
  expect(at('components', 'schemas', 'Message', 'properties', 'kind')).toMatchObject({
    type: 'string',
    'x-extensible-enum': ['text', 'system', 'change', 'poll', 'location', 'contact'],
    description: expect.stringContaining('text, system') as string,
  });
  expect(at('components', 'schemas', 'Problem', 'properties', 'code', 'x-extensible-enum')).toEqual(
    Object.keys(errorStatus),
  );
  expect(JSON.stringify(document)).not.toContain('openSet');
});

describe('examples', () => {
  test.each(all)('of %s are valid', (name, { query, body, replies }) => {
    const example: { query?: Record<string, unknown>; body?: unknown; reply?: unknown } = routeExamples[name];
    const place = operation(name);
    if (query) expect(query.safeParse(example.query).error).toBeUndefined();
    for (const [index, parameter] of (at(...place, 'parameters') as Parameter[]).entries()) {
      if (parameter.in === 'path' || parameter.required) expect(parameter).toHaveProperty('example');
      if ('example' in parameter) {
        expect(accepts([...place, 'parameters', String(index), 'schema'], parameter.example)).toBe(true);
      }
    }
    if (body) {
      expect(body.safeParse(example.body).error).toBeUndefined();
      const content = [...place, 'requestBody', 'content', 'application/json'];
      expect(at(...content, 'example')).toEqual(example.body);
      expect(accepts([...content, 'schema'], example.body)).toBe(true);
      expect(accepts([...content, 'schema'], 'something else')).toBe(false);
    }
    for (const [status, reply] of Object.entries(replies)) {
      const response = [...place, 'responses', status];
      expect(at(...response, 'headers')).toHaveProperty('x-request-id');
      expect(at(...response, 'headers')).toHaveProperty('cache-control');
      if (reply === null) {
        expect(at(...response, 'content')).toBeUndefined();
        continue;
      }
      expect(reply.safeParse(example.reply).error).toBeUndefined();
      expect(at(...response, 'content', 'application/json', 'example')).toEqual(example.reply);
      expect(accepts([...response, ...json('application/json')], example.reply)).toBe(true);
      expect(accepts([...response, ...json('application/json')], 'something else')).toBe(false);
    }
  });
});

describe('errors', () => {
  const responsesOf = (name: RouteName) =>
    at(...operation(name), 'responses') as Record<string, { content?: Record<string, Content> }>;
  /** The codes that the document says a route can give. */
  const documented = (name: RouteName): string[] =>
    Object.values(responsesOf(name))
      .flatMap(({ content }) => Object.keys(content?.['application/problem+json']?.examples ?? {}))
      .sort();
  const always = ['validation_failed', 'edge_required', 'internal_error', 'service_unavailable'];
  const signedIn = [
    'unauthenticated',
    'invalid_token',
    'token_expired',
    'insufficient_scope',
    'rate_limited',
  ];

  test.each<{ name: RouteName; codes: string[] }>([
    { name: 'health', codes: always },
    {
      name: 'register',
      codes: [
        ...always,
        'invalid_json',
        'payload_too_large',
        'username_taken',
        'email_taken',
        'media_not_found',
        'email_not_supported',
        'weak_password',
        'registration_closed',
        'invitation_required',
        'invitation_invalid',
        'email_domain_not_allowed',
        'rate_limited',
      ],
    },
    { name: 'getUser', codes: [...always, ...signedIn, 'user_not_found'] },
    { name: 'listConversations', codes: [...always, ...signedIn, 'invalid_cursor'] },
  ])('of $name are documented, and no others', ({ name, codes }) => {
    expect(documented(name)).toEqual(codes.sort());
  });

  test("include every route's own codes", () => {
    for (const [name, { errors }] of all)
      expect(documented(name), name).toEqual(expect.arrayContaining([...errors]));
  });

  test('include the not-found code of every path param', () => {
    for (const [name, { params = {} }] of all) {
      const codes = Object.values(params).map(({ notFound }) => notFound);
      expect(documented(name), name).toEqual(expect.arrayContaining(codes));
    }
  });

  test('are one schema, with an example of each code under its status', () => {
    const schema = { $ref: '#/components/schemas/Problem' };
    for (const [name] of all) {
      for (const [status, { content }] of Object.entries(responsesOf(name))) {
        if (Number(status) < 400) continue;
        expect(Object.keys(content ?? {}), name).toEqual(['application/problem+json']);
        expect(content?.['application/problem+json']?.schema, name).toEqual(schema);
        for (const [code, { value }] of Object.entries(
          content?.['application/problem+json']?.examples ?? {},
        )) {
          expect(value).toEqual(problemExample(code as ErrorCode));
          expect(value.status).toBe(Number(status));
          expect(problem.parse(value)).toEqual(value);
          expect(accepts(['components', 'schemas', 'Problem'], value)).toBe(true);
        }
      }
    }
  });

  test('503 has a Retry-After header', () => {
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
