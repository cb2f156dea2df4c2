import middy from '@middy/core';
import httpRouterHandler from '@middy/http-router';
import * as z from 'zod';
import type { App } from '../../shared/app.ts';
import type { Caller, Source } from '../../shared/accounts/index.ts';
import { ChatError } from '../../shared/platform/errors.ts';
import { inSpan } from '../../shared/platform/tracing/span.ts';
import { jsonFor, limits, type Route, type RouteParams } from '../../shared/protocol/index.ts';
import type { HttpEvent, HttpFunction, HttpResult } from '../events.ts';
import { defineLambda } from '../lambda.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { bodyText } from '../middleware/body-text.ts';
import { noStore } from '../middleware/no-store.ts';
import { problemDetails } from '../middleware/problem-details.ts';
import { sourceOf } from '../middleware/source.ts';
import { requestId } from '../middleware/request-id.ts';
import { permitRoute } from '../middleware/scopes.ts';
import { throughEdge } from '../middleware/through-edge.ts';
import { parseJson, tooLarge, validate } from '../middleware/validate.ts';

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;
type Field<R extends Route, F extends 'body' | 'query'> =
  R extends Record<F, infer S> ? Parsed<S> : undefined;

/** A request that passed its route's checks. */
export interface Request<R extends Route> {
  app: App;
  event: HttpEvent;
  caller: R extends { public: true } ? undefined : Caller;
  /** Where it came from. */
  source: Source;
  params: RouteParams<R>;
  query: Field<R, 'query'>;
  body: Field<R, 'body'>;
}

/**
 * The reply of a route: one of its statuses with the body that the contract gives it. `pushed` is what still runs when the
 * reply is known, such as pushes to sockets.
 */
export type Reply<R extends Route> = { pushed?: Promise<void> | undefined } & {
  [Status in keyof R['replies'] & number]: {
    status: Status;
    body: R['replies'][Status] extends z.ZodType ? z.input<R['replies'][Status]> : null;
  };
}[keyof R['replies'] & number];

/** A reply, its status kept as a literal so that the route's contract is checked. */
export function reply<const S extends number, B>(status: S, body: B, pushed?: Promise<void>) {
  return { status, body, pushed };
}

export interface Endpoint {
  route: Route;
  answer: (app: App, event: HttpEvent) => Promise<HttpResult>;
}

/**
 * An endpoint is its route and what answers it; authentication and validation follow from the route. What the reply says
 * is still being pushed is awaited here, for all of them: a Lambda stands still once it has answered.
 */
export function on<const R extends Route>(
  route: R,
  handle: (request: Request<R>) => Promise<Reply<R>>,
): Endpoint {
  return {
    route,
    async answer(app, event) {
      const caller = route.public ? undefined : await authenticate(app, event.headers['authorization']);
      if (caller) {
        await app.limits.take('everything', caller.userId);
        permitRoute(route, caller);
      }
      const query = validate(route.query ?? noParameters, event.queryStringParameters ?? {});
      const body = route.body && validate(route.body, parseBody(route, route.body, event));
      const params = pathParams(route, event);
      const source = sourceOf(event, app.config);
      const checked = { app, event, caller, source, params, query, body };
      const { status, body: content, pushed } = await handle(checked as Request<R>);
      await pushed;
      return { statusCode: status, ...jsonBody(content, route, caller?.scopes) };
    },
  };
}

const noParameters = z.strictObject({});

/** The params of the path. Throws the not-found error of the first one that its schema refuses: no resource has it. */
function pathParams({ params = {} }: Route, { pathParameters }: HttpEvent): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(params).map(([name, { schema, notFound }]) => {
      const { success, data } = schema.safeParse(pathParameters?.[name]);
      if (!success) throw new ChatError(notFound);
      return [name, data];
    }),
  );
}

/** The JSON in a body. An empty one is none, which some routes accept. */
function parseBody(route: Route, schema: z.ZodType, event: HttpEvent): unknown {
  const { bodyBytes = limits.bodyBytes, takesForm } = route;
  const text = bodyText(event);
  if (text === '' && schema.safeParse(undefined).success) return undefined;
  if (takesForm === undefined || !isForm(event)) return parseJson(text, bodyBytes);
  // the bound is that of the request, of which the form makes more
  if (Buffer.byteLength(text) > bodyBytes) throw tooLarge(bodyBytes);
  return parseJson(new URLSearchParams(text).get(takesForm) ?? '', bodyBytes);
}

const isForm = ({ headers }: HttpEvent): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

function jsonBody(
  body: unknown,
  { cacheSeconds }: Route,
  scopes: Caller['scopes'],
): Pick<HttpResult, 'headers' | 'body'> {
  if (body === null) return {};
  const headers = {
    'content-type': 'application/json',
    ...(cacheSeconds !== undefined && { 'cache-control': `public, max-age=${cacheSeconds}` }),
  };
  return { headers, body: jsonFor(scopes, body) };
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
      throw new ChatError('route_not_found', `No such route: ${method} ${path}.`);
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

/** The `lambda` of a service's module. */
export const httpLambda = (endpoints: readonly Endpoint[]) =>
  defineLambda('http', (app) => service(app, endpoints));
