import * as z from 'zod';
import { limits, subprotocol } from './common.ts';
import { errorStatus, errorTitle, problem, type ErrorCode } from './errors.ts';
import { problemExample, routeExamples } from './examples.ts';
import { jsonSchemas, type JsonObject } from './json-schema.ts';
import { routeTags, type Route } from './route.ts';
import { routes, type RouteName } from './routes.ts';
import { routeScopes, type Needed } from './scopes.ts';

const statusText: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No content',
};

/** Every error code that a route can give: its own, those of its params, and those of all routes of its kind. */
function possibleErrors(route: Route): ErrorCode[] {
  const notFound = new Set(Object.values(route.params ?? {}).map((param) => param.notFound));
  const body: ErrorCode[] = route.body ? ['invalid_json', 'payload_too_large'] : [];
  const token: ErrorCode[] = route.public
    ? []
    : ['unauthenticated', 'invalid_token', 'token_expired', 'insufficient_scope', 'rate_limited'];
  // a parameter that the route does not know fails validation too, so every route has that
  return [
    'validation_failed',
    ...body,
    ...token,
    'edge_required',
    ...notFound,
    ...route.errors.filter((code) => !notFound.has(code)),
    'internal_error',
    'service_unavailable',
  ];
}

const standingHeaders = {
  'x-request-id': { $ref: '#/components/headers/RequestId' },
  'cache-control': { $ref: '#/components/headers/CacheControl' },
};

function errorResponse(status: number, codes: readonly ErrorCode[]): JsonObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${errorTitle[code]}`).join('; '),
    headers: {
      ...standingHeaders,
      ...((status === errorStatus.service_unavailable || status === errorStatus.rate_limited) && {
        'retry-after': { $ref: '#/components/headers/RetryAfter' },
      }),
    },
    content: {
      'application/problem+json': {
        // the same for all: generators give up on a schema that narrows it, and would drop the reply
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: errorTitle[code], value: problemExample(code) }]),
        ),
      },
    },
  };
}

/** What bots need for a route: the scopes stand where OpenAPI 3.1 has roles. */
function securityOfBots(name: RouteName): JsonObject[] {
  const needed: Needed | undefined = Object.hasOwn(routeScopes, name)
    ? routeScopes[name as keyof typeof routeScopes]
    : undefined;
  if (needed === undefined || needed === 'never') return [];
  return [{ botToken: needed === 'nothing' ? [] : [...needed] }];
}

/** The `servers` of the document: `serverUrl` is where the routes begin, including `/v1`. */
export const openApiServers = (serverUrl: string) => [{ url: serverUrl }];

/**
 * The HTTP contract as an OpenAPI 3.1 document. `serverUrl` is where the routes begin, including `/v1`; by default it is
 * relative to the document's own address.
 */
export function openApiDocument({ serverUrl = '/v1' }: { serverUrl?: string } = {}): JsonObject {
  const { convert, components } = jsonSchemas('draft-2020-12');
  convert(problem);

  /** A query in OpenAPI is one parameter per field. Types are what the text stands for: `limit` is an integer. */
  function queryParameters(query: NonNullable<Route['query']>, example: JsonObject): JsonObject[] {
    const { properties = {} } = convert(query, 'output') as { properties?: Record<string, JsonObject> };
    const { required = [] } = convert(query) as { required?: string[] };
    return Object.entries(properties).map(([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      description,
      schema,
      ...(name in example && {
        example: schema['type'] === 'integer' ? Number(example[name]) : example[name],
      }),
    }));
  }

  function operation(name: RouteName, route: Route): JsonObject {
    const example: { params?: JsonObject; query?: JsonObject; body?: unknown; reply?: unknown } =
      routeExamples[name];
    const pathParameters = Object.entries(route.params ?? {}).map(([name, param]) => {
      const { description, ...schema } = convert(param.schema);
      return { name, in: 'path', required: true, description, schema, example: example.params?.[name] };
    });
    const replies = Object.entries(route.replies).map(([status, reply]) => [
      status,
      {
        description: statusText[Number(status)] ?? 'Success',
        headers: standingHeaders,
        ...(reply && {
          content: { 'application/json': { schema: convert(reply), example: example.reply } },
        }),
      },
    ]);
    const errors = Object.entries(Object.groupBy(possibleErrors(route), (code) => errorStatus[code])).map(
      ([status, codes]) => [status, errorResponse(Number(status), codes)],
    );
    const { description } = route.query ? convert(route.query) : {};
    return {
      operationId: name,
      tags: [route.tag],
      summary: route.summary,
      ...(description !== undefined && { description }),
      parameters: [
        ...pathParameters,
        ...(route.query ? queryParameters(route.query, example.query ?? {}) : []),
      ],
      ...(route.body && {
        requestBody: {
          required: !route.body.safeParse(undefined).success,
          content: {
            'application/json': { schema: convert(route.body), example: example.body },
            ...(route.takesForm !== undefined && {
              'application/x-www-form-urlencoded': {
                schema: {
                  type: 'object',
                  required: [route.takesForm],
                  properties: {
                    [route.takesForm]: {
                      type: 'string',
                      contentMediaType: 'application/json',
                      description: `The JSON. The form is at most ${route.bodyBytes ?? limits.bodyBytes} bytes.`,
                    },
                  },
                },
              },
            }),
          },
        },
      }),
      responses: Object.fromEntries([...replies, ...errors]),
      security: route.public ? [] : [{ accessToken: [] }, ...securityOfBots(name)],
    };
  }

  const paths: Record<string, JsonObject> = {};
  for (const [name, route] of Object.entries<Route>(routes) as [RouteName, Route][]) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(name, route);
  }

  return {
    openapi: '3.1.1',
    info: {
      title: 'ChatFlow',
      version: '1.0.0',
      description: `The HTTP API. Live events come over the WebSocket API, \`${subprotocol}\`: see asyncapi.json.`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: openApiServers(serverUrl),
    tags: Object.entries(routeTags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: components,
      headers: {
        RequestId: {
          description: 'The id of this request, as in the logs.',
          schema: convert(problem.shape.requestId),
          example: 'JKJaXmPLvHcESHA=',
        },
        CacheControl: {
          description: 'How long caches may keep the reply: `no-store`, except for the public keys.',
          schema: convert(z.string().max(64)),
          example: 'no-store',
        },
        RetryAfter: {
          description: 'The number of seconds to wait before a retry.',
          schema: { type: 'integer', minimum: 0, maximum: 86_400 },
        },
      },
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An ES256 access token, from `login`, `register` or `refresh`.',
        },
        botToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'cfb_…',
          description: 'A token of a bot, from `createBotToken`, with the scopes that the route names.',
        },
      },
    },
  };
}
