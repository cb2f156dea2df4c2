import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { App } from '../shared/app.ts';
import type { FunctionDefinition, TriggerKind } from './definition.ts';
import type { CommandFunction } from './command/command.ts';
import type { HttpFunction, ObjectFunction, ScanFunction, SocketFunctions } from './events.ts';
import type { PostFunction } from './outbound/post-outbound.ts';
import type { PageFunction } from './pages/fetch-page.ts';
import type { WorkFunction } from './queue/work.ts';
import type { ProbeFunction } from './schedule/probe.ts';
import type { AfterCommitFunction } from './stream/after-commit.ts';

/** What each kind of trigger calls. */
interface FunctionOf extends SocketFunctions {
  http: HttpFunction;
  queue: WorkFunction;
  stream: AfterCommitFunction;
  object: ObjectFunction;
  scan: ScanFunction;
  schedule: ProbeFunction;
  command: CommandFunction;
  page: PageFunction;
  post: PostFunction;
}

/** What the module of a handler exports as `lambda`: what calls it, and how the domain becomes the function. */
export interface Lambda<Kind extends TriggerKind = TriggerKind> {
  kind: Kind;
  build: (app: App) => FunctionOf[Kind];
}

export function defineLambda<Kind extends TriggerKind>(
  kind: Kind,
  build: (app: App) => FunctionOf[Kind],
): Lambda<Kind> {
  return { kind, build };
}

/** A function that gets nothing of the domain, as it deals with what strangers wrote (`isolated` in the catalog). */
export function defineIsolated<Kind extends TriggerKind>(
  kind: Kind,
  build: () => FunctionOf[Kind],
): Lambda<Kind> {
  return { kind, build: () => build() };
}

/** Loads the handler of a function. Rejects with an `Error` if its module exports no `lambda` for this kind of trigger. */
export async function loadLambda<Kind extends TriggerKind>(
  { handler }: Pick<FunctionDefinition, 'handler'>,
  kind: Kind,
): Promise<Lambda<Kind>> {
  const path = pathToFileURL(resolve(import.meta.dirname, handler)).href;
  const module: unknown = await import(/* @vite-ignore */ path);
  const lambda: unknown = isObject(module) ? module['lambda'] : undefined;
  if (!isLambda(lambda, kind)) throw new Error(`functions/${handler} exports no \`lambda\` for ${kind}`);
  return lambda;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function isLambda<Kind extends TriggerKind>(value: unknown, kind: Kind): value is Lambda<Kind> {
  return isObject(value) && value['kind'] === kind && typeof value['build'] === 'function';
}
