import type * as z from 'zod';
import { validate } from '../../../../functions/middleware/validate.ts';
import { ChatError, InvalidCode } from '../../../../shared/platform/errors.ts';
import {
  errorStatus,
  errorTitle,
  routes,
  type ErrorCode,
  type FieldError,
  type PathParam,
  type Route,
  type RouteName,
  type RouteParams,
} from '../../../../shared/protocol/index.ts';
import type { Person, Session } from './people.ts';

/** An answer over HTTP: `body` goes out as JSON, a string as it is. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

type Parsed<R extends Route, F extends 'body' | 'query'> =
  R extends Record<F, infer S extends z.ZodType> ? z.output<S> : undefined;

/** A request that passed its route's checks. */
interface Call<R extends Route> {
  caller: R extends { public: true } ? undefined : Person;
  session: R extends { public: true } ? undefined : Session;
  params: RouteParams<R>;
  query: Parsed<R, 'query'>;
  body: Parsed<R, 'body'>;
}

/** What answers each route. Those without an answer are unknown to the fake server. */
export type Answers = { [Name in RouteName]?: (call: Call<(typeof routes)[Name]>) => Reply };

/** A request: its path without `/v1`, and its body as text. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  token: string | undefined;
  body: string;
}

const table = Object.entries(routes).map(([name, route]: [string, Route]) => ({
  name: name as RouteName,
  route,
  form: new RegExp(`^${route.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** Answers a request as its route demands: who calls, then whether the query and the body are valid, then the answer. */
export function answerTo(
  answers: Answers,
  authenticate: (token: string | undefined) => Session,
  { method, path, query, token, body }: Asked,
): Reply {
  try {
    const found = table.find(({ route, form }) => route.method === method && form.test(path));
    const answer = found && (answers[found.name] as ((call: unknown) => Reply) | undefined);
    if (!found || !answer) throw new ChatError('route_not_found');
    const { route, form } = found;
    const session = route.public ? undefined : authenticate(token);
    const params = Object.fromEntries(
      Object.entries(form.exec(path)?.groups ?? {}).map(([name, text]) => [
        name,
        checkedParam(route.params?.[name], decodeURIComponent(text)),
      ]),
    );
    const checkedQuery = route.query && validate(route.query, Object.fromEntries(query));
    const checkedBody =
      route.body &&
      validate(route.body, body === '' && route.body.safeParse(undefined).success ? undefined : jsonOf(body));
    const reply = answer({
      caller: session?.person,
      session,
      params,
      query: checkedQuery,
      body: checkedBody,
    });
    if (reply.body === undefined) return reply;
    return { ...reply, headers: { 'content-type': 'application/json', ...reply.headers } };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const skew = error instanceof InvalidCode ? error.clockSkewSeconds : undefined;
    return problem(error.code, error.fields, skew);
  }
}

/** Throws the error of the param for a value that its schema refuses. */
function checkedParam(param: PathParam | undefined, text: string): unknown {
  const checked = param?.schema.safeParse(text);
  if (param && !checked?.success) throw new ChatError(param.notFound);
  return checked?.data;
}

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const noContent: Reply = { status: 204 };

/** Throws `invalid_json`. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ChatError('invalid_json');
  }
}

/** A problem reply with this code. */
export function problem(code: ErrorCode, errors?: readonly FieldError[], clockSkewSeconds?: number): Reply {
  const status = errorStatus[code];
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: {
      type: `urn:chatflow:problem:${code}`,
      title: errorTitle[code],
      status,
      detail: `refused: ${code}`,
      code,
      requestId: 'req_1',
      errors,
      clockSkewSeconds,
    },
  };
}
