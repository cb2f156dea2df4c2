import type * as z from 'zod';
import { opaqueId } from './common.ts';
import type { ErrorCode } from './errors.ts';

/** The groups of routes in the OpenAPI document. */
export const routeTags = {
  auth: 'Accounts, sessions and tokens',
  users: 'Profiles',
  bots: 'Bots: programs that take part, and their tokens',
  conversations: 'Conversations, messages and receipts',
  groups: 'Members of groups and their roles, settings and bans',
  media: 'Files: upload and download',
  later: 'Scheduled messages and reminders',
  notifications: 'What users have not seen yet, and what notifies them',
  webhooks: 'Webhooks: groups that tell other programs what happens, and hear from them',
  admin: 'Administration: users, settings, invitations and the audit log',
  meta: 'Health, keys and the documents of this contract',
} as const;
export type RouteTag = keyof typeof routeTags;

/** One `{name}` in a path. */
export interface PathParam {
  /** What the name stands for, from the text in the path. */
  schema: z.ZodType;
  /** The error for a value that the schema refuses: such a resource cannot exist. */
  notFound: ErrorCode;
}

/**
 * One HTTP route of the contract. `path` is below `/v1`; `replies` gives each success status its body (`null`: none).
 * Validation, the types of handlers and client calls, and the OpenAPI document derive from it.
 */
export interface Route {
  tag: RouteTag;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: `/${string}`;
  summary: string;
  /** Also served without the `/v1`, at an address that a standard fixes. */
  alsoAtRoot?: true;
  /** How long caches may keep the reply. Without it none may: replies hold tokens, messages and presence. */
  cacheSeconds?: number;
  /** Without `public` the caller needs a valid access token. */
  public?: true;
  /** Exactly the `{names}` of the path. */
  params?: Readonly<Record<string, PathParam>>;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The largest body, where it is smaller than `limits.bodyBytes`. */
  bodyBytes?: number;
  /** The body can also be a form (`application/x-www-form-urlencoded`) that holds the JSON in this field. */
  takesForm?: string;
  replies: Record<number, z.ZodType | null>;
  /** Error codes beyond those of its params and those that every route of its kind can give. */
  errors: readonly ErrorCode[];
}

/** A param that is an id: any text of a plausible length, so that a wrong id is "not found" and never invalid. */
export const idParam = <const Code extends ErrorCode>(of: string, notFound: Code) => ({
  schema: opaqueId.describe(`The id of ${of}. Opaque: never parse it.`),
  notFound,
});

export const conversationParam = idParam('the conversation', 'conversation_not_found');
export const userParam = idParam('the user', 'user_not_found');

/** The `{names}` of a path. */
type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
/** What a route must declare beside its path: a param for each `{name}`, and none that the path lacks. */
type ParamsFit<R extends Route> = [NamesIn<R['path']>] extends [never]
  ? { params?: never }
  : {
      params: Record<NamesIn<R['path']>, PathParam> &
        Partial<Record<Exclude<keyof R['params'], NamesIn<R['path']>>, never>>;
    };

/** The routes of a noun, by name. A route whose `params` are not the `{names}` of its path does not compile. */
export function defineRoutes<const Routes extends Record<string, Route>>(
  routes: Routes & { [Name in keyof Routes]: ParamsFit<Routes[Name]> },
): Routes {
  return routes;
}

/** The params of a route, as a handler gets them. */
export type RouteParams<R extends Route> =
  R extends Record<'params', infer Params extends Readonly<Record<string, PathParam>>>
    ? { [Name in keyof Params]: z.output<Params[Name]['schema']> }
    : undefined;
/** The params of a route, as a caller gives them. */
export type RouteParamsInput<R extends Route> =
  R extends Record<'params', infer Params extends Readonly<Record<string, PathParam>>>
    ? { [Name in keyof Params]: z.input<Params[Name]['schema']> }
    : undefined;
