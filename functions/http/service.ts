import middy from '@middy/core';
import httpRouterHandler from '@middy/http-router';
import * as z from 'zod';
import type { App } from '../../shared/app.ts';
import type { Caller } from '../../shared/accounts/index.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { limits, opaqueId, type Route } from '../../shared/protocol/index.ts';
import type { HttpEvent, HttpFunction, HttpResult } from '../events.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { bodyText } from '../middleware/body-text.ts';
import { noStore } from '../middleware/no-store.ts';
import { problemDetails } from '../middleware/problem-details.ts';
import { requestId } from '../middleware/request-id.ts';
import { throughEdge } from '../middleware/through-edge.ts';
import { parseJson, validate } from '../middleware/validate.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Field<R extends Route, F extends 'body' | 'query'> =
  R extends Record<F, infer S> ? Parsed<S> : undefined;

/** A request that passed its route's checks. */
export interface Request<R extends Route> {
  app: App;
  event: HttpEvent;
  caller: R extends { public: true } ? undefined : Caller;
  /** The `{id}` of the path, empty where the route has none. */
  id: string;
  query: Field<R, 'query'>;
  body: Field<R, 'body'>;
}

/** What a use case replies: one of the route's statuses with the body that the contract gives it. */
export type Reply<R extends Route> = {
  [Status in keyof R['replies'] & number]: {
    status: Status;
    body: R['replies'][Status] extends z.ZodType ? z.input<R['replies'][Status]> : null;
  };
}[keyof R['replies'] & number];

/** A reply, its status kept as a literal so that the route's contract is checked. */
export function reply<const S extends number, B>(status: S, body: B): { status: S; body: B } {
  return { status, body };
}

export interface Endpoint {
  route: Route;
  answer: (app: App, event: HttpEvent) => Promise<HttpResult>;
}

/** An endpoint is its route and what answers it; authentication and validation follow from the route. */
export function on<const R extends Route>(
  route: R,
  handle: (request: Request<R>) => Promise<Reply<R>>,
): Endpoint {
  return {
    route,
    async answer(app, event) {
      const caller = route.public ? undefined : await authenticate(app, event.headers['authorization']);
      const query = validate(route.query ?? noParameters, event.queryStringParameters ?? {});
      const body = route.body && validate(route.body, parseBody(route.body, bodyText(event)));
      const id = pathId(route, event);
      const checked = { app, event, caller, id, query, body };
      const { status, body: content } = await handle(checked as Request<R>);
      return { statusCode: status, ...jsonBody(content, route) };
    },
  };
}

const noParameters = z.strictObject({});

/** The `{id}` of the path. What cannot be an id (it is too long) does not exist, like any other that nothing has. */
function pathId({ errors }: Route, { pathParameters }: HttpEvent): string {
  const id = pathParameters?.['id'];
  if (id === undefined) return '';
  const notFound = errors.find((code) => code.endsWith('_not_found'));
  if (notFound && !opaqueId.safeParse(id).success) throw new ChatError(notFound);
  return id;
}

/** The JSON in a body. An empty one is none, which some routes accept. */
function parseBody(schema: z.ZodType, text: string): unknown {
  const none = text === '' && schema.safeParse(undefined).success;
  return none ? undefined : parseJson(text, limits.bodyBytes);
}

function jsonBody(body: unknown, { cacheSeconds }: Route): Pick<HttpResult, 'headers' | 'body'> {
  if (body === null) return {};
  const headers = {
    'content-type': 'application/json',
    ...(cacheSeconds !== undefined && { 'cache-control': `public, max-age=${cacheSeconds}` }),
  };
  return { headers, body: JSON.stringify(body) };
}

/** The Lambda function behind a service's endpoints. */
export function service(app: App, endpoints: readonly Endpoint[]): HttpFunction {
  const routes = endpoints.flatMap(({ route, answer }) => {
    const { method, path, alsoAtRoot } = route;
    const handler = (event: HttpEvent) => inSpan(`${method} ${path}`, () => answer(app, event));
    const paths = alsoAtRoot ? [`/v1${path}`, path] : [`/v1${path}`];
    return paths.map((path) => ({ method, path, handler }));
  });
  const router = httpRouterHandler<HttpEvent, HttpResult>({
    routes,
    notFoundResponse: ({ method, path }) => {
      throw new ChatError('route_not_found', `There is no ${method} ${path}.`);
    },
  });
  const handler = middy<HttpEvent, HttpResult>({ timeoutEarlyInMillis: 0 })
    .use(requestId())
    .use(noStore())
    .use(problemDetails(app.log))
    .use(throughEdge(app))
    .handler(router);
  return (event, context) => handler(event, context);
}
