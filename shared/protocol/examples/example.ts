import type * as z from 'zod';
import type { ClientFrameDefinition, ServerEventDefinition } from '../frame.ts';
import type { Route, RouteParamsInput } from '../route.ts';

type Part<R, F extends 'query' | 'body'> =
  R extends Record<F, infer S extends z.ZodType> ? Record<F, z.input<S>> : Partial<Record<F, never>>;
type Params<R extends Route> = [RouteParamsInput<R>] extends [undefined]
  ? { params?: never }
  : { params: RouteParamsInput<R> };
type ReplyOf<R extends Route> = Extract<R['replies'][keyof R['replies']], z.ZodType>;
type Reply<R extends Route> = [ReplyOf<R>] extends [never]
  ? { reply?: never }
  : { reply: z.input<ReplyOf<R>> };

/** For each route a request and its reply, as far as the route has them. */
export type RouteExamples<Routes extends Readonly<Record<string, Route>>> = {
  readonly [Name in keyof Routes]: Params<Routes[Name]> &
    Part<Routes[Name], 'query'> &
    Part<Routes[Name], 'body'> &
    Reply<Routes[Name]>;
};

/** For each frame that clients send its `data` and that of its ack. */
export type FrameExamples<Frames extends Readonly<Record<string, ClientFrameDefinition>>> = {
  readonly [Type in keyof Frames]: {
    data: z.infer<Frames[Type]['data']>;
    ack: z.infer<Frames[Type]['ack']>;
  };
};

/** For each event its `data`. */
export type EventExamples<Events extends Readonly<Record<string, ServerEventDefinition>>> = {
  readonly [Type in keyof Events]: z.infer<Events[Type]['data']>;
};
