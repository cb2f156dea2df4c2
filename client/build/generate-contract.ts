import { format, resolveConfig } from 'prettier';
import type * as z from 'zod';
import type { Route } from '../../shared/protocol/index.ts';
import { source } from './contract-source.ts';
import { toJsonSchemas, type JsonSchema } from './json-schema.ts';
import { shapeName, shapePrinter } from './print-shapes.ts';
import { declareType, typeOf } from './print-types.ts';

const header = `/**
 * Generated from the schemas of \`shared/protocol/\` by \`npm run generate\`: change the schemas, not this file. Types of what
 * goes over the wire, and shapes that check what the client reads. The server decides whether a request is valid.
 */`;

/** The definitions by name, each after those that it refers to. */
function inOrder(definitions: Record<string, JsonSchema>): [string, JsonSchema][] {
  const done = new Map<string, JsonSchema>();
  const visit = (name: string) => {
    const schema = definitions[name];
    if (schema === undefined || done.has(name)) return;
    for (const [, used = ''] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)) {
      if (used !== name) visit(used);
    }
    done.set(name, schema);
  };
  Object.keys(definitions).sort().forEach(visit);
  return [...done];
}

const pushRoot = 'push';
const replyKey = (name: string, status: string) => `${name} ${status}`;

/** What the client sends and receives, as JSON Schemas by their place in the contract. */
function convert() {
  const sent: Record<string, z.ZodType> = {};
  const received: Record<string, z.ZodType> = { ...source.errors, [pushRoot]: source.pushPayload };
  for (const [name, { body, replies }] of Object.entries<Route>({
    ...source.routes,
    ...source.mediaRoutes,
    ...source.webhookRoutes,
    ...source.adminRoutes,
  })) {
    if (body !== undefined) sent[name] = body;
    for (const [status, reply] of Object.entries(replies)) {
      if (reply !== null) received[replyKey(name, status)] = reply;
    }
  }
  for (const [type, { data, ack }] of Object.entries(source.frames)) {
    sent[`frame ${type}`] = data;
    received[`ack ${type}`] = ack;
  }
  for (const [type, { data }] of Object.entries(source.events)) received[`event ${type}`] = data;
  return { sent: toJsonSchemas(sent, 'input'), received: toJsonSchemas(received, 'output') };
}

/** The names of the definitions that these schemas lead to. */
function reachable(definitions: Record<string, JsonSchema>, roots: readonly JsonSchema[]): Set<string> {
  const found = new Set<string>();
  const visit = (schema: JsonSchema) => {
    for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/\$defs\/(\w+)"/g)) {
      const used = definitions[name];
      if (found.has(name) || used === undefined) continue;
      found.add(name);
      visit(used);
    }
  };
  roots.forEach(visit);
  return found;
}

/**
 * The source texts of `client/api/contract.ts`, of `media-contract.ts`, `webhook-contract.ts` and `admin-contract.ts` beside it, which
 * are loaded later, and of `push-contract.ts`, which is loaded apart: formatted as files at `filePath` are. Throws where the contract has what
 * the client cannot express yet.
 */
export async function generateContract(
  filePath: string,
): Promise<{ contract: string; media: string; webhooks: string; admin: string; push: string }> {
  const { sent, received } = convert();
  const input = (name: string) => sent.roots[name] ?? {};
  const output = (name: string) => received.roots[name] ?? {};
  const lines = <T>(list: readonly T[], print: (one: T) => string) => `{\n${list.map(print).join('\n')}\n}`;
  const routes = Object.entries<Route>(source.routes);
  const mediaRoutes = Object.entries<Route>(source.mediaRoutes);
  const webhookRoutes = Object.entries<Route>(source.webhookRoutes);
  const adminRoutes = Object.entries<Route>(source.adminRoutes);
  const repliesOf = (some: readonly [string, Route][]) =>
    some.flatMap(([name, { replies }]) => Object.keys(replies).map((status) => replyKey(name, status)));
  const laterReplies = new Set([
    ...repliesOf(mediaRoutes),
    ...repliesOf(webhookRoutes),
    ...repliesOf(adminRoutes),
  ]);
  const firstRoots = Object.keys(received.roots).filter(
    (name) => !laterReplies.has(name) && name !== pushRoot,
  );
  const first = reachable(received.definitions, firstRoots.map(output));

  const routeType = ([name, { path, body, replies }]: [string, Route]) => {
    const types = Object.entries(replies).map(([status, reply]) =>
      reply === null ? 'undefined' : typeOf(output(replyKey(name, status))),
    );
    const bodyType = body === undefined ? 'never' : typeOf(input(name));
    return `${name}: Route<'${path}', ${bodyType}, ${[...new Set(types)].join(' | ')}>;`;
  };
  type Shapes = ReturnType<typeof shapePrinter>;
  const routeValue =
    ({ shapeOf }: Shapes) =>
    ([name, { method, path, replies }]: [string, Route]) => {
      const shapes = Object.entries(replies).map(([status, reply]) => {
        const schema = output(replyKey(name, status));
        return `${status}: ${reply === null ? 'null' : shapeOf(schema, typeOf(schema))}`;
      });
      return `${name}: { method: '${method}', path: '${path}', replies: { ${shapes.join(', ')} } },`;
    };
  const finish = async (text: string) =>
    format(header + '\n' + text, { ...(await resolveConfig(filePath)), parser: 'typescript' });

  const frames = Object.keys(source.frames);
  const events = Object.keys(source.events);
  const definitions = inOrder(received.definitions);
  const onlySent = inOrder(sent.definitions).filter(([name]) => !(name in received.definitions));
  const shapes = shapePrinter();
  const { shapeOf } = shapes;
  const parts = [
    ...definitions.map(declareType),
    ...onlySent.map(declareType),
    `/** For each frame that the client sends its \`data\` and that of its ack. */
     export interface ClientFrames ${lines(frames, (type) => `'${type}': { data: ${typeOf(input(`frame ${type}`))}; ack: ${typeOf(output(`ack ${type}`))} };`)}`,
    `/** For each event that the server pushes its \`data\`. */
     export interface ServerEvents ${lines(events, (type) => `'${type}': ${typeOf(output(`event ${type}`))};`)}`,
    `/** The routes that the client calls. */
     export interface Routes ${lines(routes, routeType)}`,
    `/** Those of files. */
     export interface MediaRoutes ${lines(mediaRoutes, routeType)}`,
    `/** Those of webhooks. */
     export interface WebhookRoutes ${lines(webhookRoutes, routeType)}`,
    `/** Those of administrators. */
     export interface AdminRoutes ${lines(adminRoutes, routeType)}`,
    ...definitions.filter(([name]) => first.has(name)).map(shapes.declareShape),
    `export const acks: { readonly [T in keyof ClientFrames]: Shape<ClientFrames[T]['ack']> } =
     ${lines(frames, (type) => `'${type}': ${shapeOf(output(`ack ${type}`), `ClientFrames['${type}']['ack']`)},`)};`,
    `export const events: { readonly [T in keyof ServerEvents]: Shape<ServerEvents[T]> } =
     ${lines(events, (type) => `'${type}': ${shapeOf(output(`event ${type}`), `ServerEvents['${type}']`)},`)};`,
    `export const routes: Routes = ${lines(routes, routeValue(shapes))};`,
    ...Object.entries(source.constants).map(
      ([name, value]) => `export const ${name} = ${JSON.stringify(value)} as const;`,
    ),
  ];
  const imports = `import { entry } from './entries.ts';
    import type { Route } from './route.ts';
    import { ${[...shapes.used].sort().join(', ')}, type Shape } from './shapes.ts';`;

  const ofPushes = reachable(received.definitions, [output(pushRoot)]);
  const known = definitions.map(([name]) => name);
  /** A file of routes that are loaded later, and the shapes that only they need. */
  const loadedLater = (value: string, type: string, some: readonly [string, Route][]) => {
    const printer = shapePrinter();
    const used = reachable(received.definitions, repliesOf(some).map(output));
    const own = definitions.filter(([name]) => used.has(name) && !first.has(name));
    const text = [
      ...own.map(printer.declareShape),
      `export const ${value}: ${type} = ${lines(some, routeValue(printer))};`,
    ].join('\n\n');
    const isUsed = (name: string) => new RegExp(`\\b${name}\\b`).test(text);
    // a property can be called like a shape
    const isShape = (name: string) => new RegExp(`\\b${name}\\b(?! *:)`).test(text);
    const shared = [...first].map(shapeName).filter(isShape).sort();
    const imports = `${shared.length > 0 ? `import { ${shared.join(', ')} } from './contract.ts';` : ''}
      import type { ${[...known, type].filter(isUsed).sort().join(', ')} } from './contract.ts';
      import { ${[...printer.used].sort().join(', ')}${own.length > 0 ? ', type Shape' : ''} } from './shapes.ts';`;
    return finish(`${imports}\n\n${text}`);
  };
  const apart = shapePrinter();
  const apartParts = definitions.filter(([name]) => ofPushes.has(name)).map(apart.declareShape);
  const apartImports = `import type { ${[...ofPushes].sort().join(', ')} } from './contract.ts';
    import { ${[...apart.used].sort().join(', ')}, type Shape } from './shapes.ts';`;
  return {
    contract: await finish([imports, ...parts].join('\n\n')),
    media: await loadedLater('mediaRoutes', 'MediaRoutes', mediaRoutes),
    webhooks: await loadedLater('webhookRoutes', 'WebhookRoutes', webhookRoutes),
    admin: await loadedLater('adminRoutes', 'AdminRoutes', adminRoutes),
    push: await finish([apartImports, ...apartParts].join('\n\n')),
  };
}
