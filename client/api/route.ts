import type { Shape } from './shapes.ts';

/** One HTTP route: its request and its replies. */
export interface Route<Path extends string = string, Body = unknown, Reply = unknown> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/v1`. */
  path: Path;
  /** Each success status with the shape of its body, `null` for none. */
  replies: { readonly [status: number]: Shape<Reply> | null };
  /** Only a type, never a value: the type of the request body. */
  readonly body?: Body;
}

/** The names between the braces of a path: `'id'` for `/users/{id}`. */
type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** The parts of a call besides its route. */
export interface CallParts<Body = unknown> {
  /** Values for the `{…}` parts of the path. */
  params?: Readonly<Record<string, string>>;
  /** Values that are `undefined` are left out. */
  query?: Readonly<Record<string, string | number | undefined>>;
  body?: Body;
  /** The access token. */
  token?: string;
  /** How long to wait for the answer, in milliseconds. Default: 30,000. */
  timeoutMs?: number;
  /** Ends the call: it rejects with `aborted`. */
  signal?: AbortSignal | undefined;
}

/** The same with the types of the route. Where the path has parameters, their values are required. */
export type CallInput<R extends Route> = [ParameterOf<R['path']>] extends [never]
  ? [input?: CallParts<Exclude<R['body'], undefined>>]
  : [input: CallParts<Exclude<R['body'], undefined>> & { params: Record<ParameterOf<R['path']>, string> }];

/** What a route replies, `undefined` for an empty body. */
export type ReplyOf<R extends Route> = R extends Route<string, unknown, infer Reply> ? Reply : never;
