import type { App } from '../shared/app.ts';
import { catalog, type NameOf } from './catalog.ts';
import type { Catalog, TriggerKind } from './definition.ts';
import type { CommandFunction } from './command/command.ts';
import type { HttpFunction, ObjectFunction, ScanFunction, SocketFunctions } from './events.ts';
import { loadLambda, type Lambda } from './lambda.ts';
import type { WorkFunction } from './queue/work.ts';
import type { AfterCommitFunction } from './stream/after-commit.ts';

/** The functions that answer HTTP requests, by name. */
export type HttpFunctions = Record<NameOf<'http'>, HttpFunction>;
export interface Functions {
  http: HttpFunctions;
  sockets: SocketFunctions;
  work: WorkFunction;
  changes: AfterCommitFunction;
  /** What uploads are handed to. */
  uploaded: ObjectFunction | undefined;
  /** What results of scans are handed to. */
  scanned: ScanFunction | undefined;
  /** What an operator calls by hand, by name. */
  commands: Record<NameOf<'command'>, CommandFunction>;
}

/**
 * Loads the handlers of a catalog, to run all of its functions in one process. Rejects if one lacks its `lambda`, or if a
 * trigger that the local runtime has calls no function.
 */
export async function loadFunctions(functions: Catalog): Promise<(app: App) => Functions> {
  const calledBy = (kind: TriggerKind) =>
    Object.entries(functions).filter(([, { trigger }]) => trigger.kind === kind);
  async function only<Kind extends TriggerKind>(kind: Kind): Promise<Lambda<Kind>> {
    const [found] = calledBy(kind);
    if (found === undefined) throw new Error(`no function of the catalog has the trigger ${kind}`);
    return loadLambda(found[1], kind);
  }
  const all = <Kind extends TriggerKind>(kind: Kind) =>
    Promise.all(
      calledBy(kind).map(async ([name, definition]) => [name, await loadLambda(definition, kind)] as const),
    );
  async function optional<Kind extends TriggerKind>(kind: Kind): Promise<Lambda<Kind> | undefined> {
    const [found] = calledBy(kind);
    return found && loadLambda(found[1], kind);
  }
  const [uploaded, scanned] = await Promise.all([optional('object'), optional('scan')]);
  const [http, commands] = await Promise.all([all('http'), all('command')]);
  const [authorize, connect, frame, disconnect, queue, stream] = await Promise.all([
    only('authorize'),
    only('connect'),
    only('frame'),
    only('disconnect'),
    only('queue'),
    only('stream'),
  ]);
  return (app) => ({
    http: Object.fromEntries(http.map(([name, lambda]) => [name, lambda.build(app)])) as HttpFunctions,
    sockets: {
      authorize: authorize.build(app),
      connect: connect.build(app),
      frame: frame.build(app),
      disconnect: disconnect.build(app),
    },
    work: queue.build(app),
    changes: stream.build(app),
    uploaded: uploaded?.build(app),
    scanned: scanned?.build(app),
    commands: Object.fromEntries(
      commands.map(([name, lambda]) => [name, lambda.build(app)]),
    ) as Functions['commands'],
  });
}

/** Every function of the backend in one process, as the local runtime runs them. In AWS each is a Lambda. */
export const createFunctions = await loadFunctions(catalog);
