import { isBuiltin } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import type { Rule } from 'eslint';

/** What the files of one folder may import, besides their own room (the folder itself; below `shared/`, the noun). */
interface Row {
  files: RegExp;
  /** Not even the other files of their room. */
  alone?: boolean;
  /** Files of the repository, by their path from its root. */
  may: readonly RegExp[];
  mayNot?: readonly RegExp[];
  /** Packages and Node's own modules (`node:…`): only these … */
  onlyPackages?: readonly RegExp[];
  /** … or all but these. */
  notPackages?: readonly RegExp[];
}

const protocol = /^shared\/protocol\//;
const platform = /^shared\/platform\//;
const aws = /^shared\/platform\/aws\//;
/** What the client library offers to applications: the entries of its package. */
const clientApi = /^client\/((export|format|push|state|react)\/)?index\.ts$/;
const followedKeys = /^shared\/after-commit\/followed-keys\.ts$/;
/** Builds the web client where it is out of date. */
const webBuild = /^web\/build\/build-web\.ts$/;
/** What stands in `shared/` itself collects from every noun. */
const top = /^shared\/[^/]+\.ts$/;

/**
 * The nouns of the domain: each knows those to its left, by their `index.ts`, types included, and none to its right. One
 * that does not exist yet has its place too. To the right of them all is the top, which knows them all and none knows.
 */
export const nouns = [
  'platform',
  'media',
  'realtime',
  'accounts',
  'relations',
  'conversations',
  'messages',
  'later',
  'inbox',
  'listings',
  'groups',
  'discovery',
  'search',
  'notifications',
  'webhooks',
  'moderation',
  'admin',
  'moving',
  'after-commit',
] as const;

/** The functions by name, without their handlers. */
const catalog = /^functions\/(catalog|definition)\.ts$/;

/** What reaches AWS. All may use OpenTelemetry's API, which does nothing by itself. */
const sdk = /^@(aws-sdk|smithy)\/|^@opentelemetry\/(?!api$)/;
/** API Gateway's and Lambda's types, and the framework of the functions. */
const gateway = /^(@types\/)?aws-lambda$|^@middy\//;
const cdk = /^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/;
const nodeModules = /^node:/;
/** The client checks what comes in by `client/api/shapes.ts`: zod is twice the size of the whole client. */
const zod = /^zod(\/|$)/;
/** Packages of the server that have no business in a browser. */
const server = /^(ws|pino|piscina|bcryptjs|lru-cache)$|^@opentelemetry\//;

/** Who may import whom. The first row that fits a file counts; a file without a row (tests, tools) is free. */
const table: readonly Row[] = [
  { files: protocol, may: [], onlyPackages: [/^zod$/] },
  // what a noun declares of the tables pulls nothing in, so that stacks and event filters can read it
  {
    files: /^shared\/[^/]+\/keys\.ts$/,
    alone: true,
    may: [/^shared\/platform\/(item-kind|key-pattern|table|tables|term-keys)\.ts$/],
    onlyPackages: [],
  },
  {
    files: followedKeys,
    alone: true,
    may: [/^shared\/[^/]+\/keys\.ts$/, /^shared\/platform\/(key-pattern|table)\.ts$/],
    onlyPackages: [],
  },
  { files: aws, may: [protocol], notPackages: [gateway, cdk] },
  { files: platform, may: [protocol], mayNot: [aws], notPackages: [sdk, gateway, cdk] },
  ...nouns.slice(1).map((noun, left) => ({
    files: new RegExp(`^shared/${noun}/`),
    may: [
      protocol,
      platform,
      ...nouns.slice(1, left + 1).map((other) => new RegExp(`^shared/${other}/index\\.ts$`)),
    ],
    mayNot: [aws],
    notPackages: [sdk, gateway, cdk],
  })),
  { files: top, may: [/^shared\//], mayNot: [aws], notPackages: [sdk, gateway, cdk] },
  // a noun without a place in the order
  { files: /^shared\//, may: [], notPackages: [sdk, gateway, cdk] },
  // read by the stacks and the bundler, so it names handlers and imports none
  { files: catalog, may: [], mayNot: [/^functions\/(?!(catalog|definition)\.ts$)/], onlyPackages: [] },
  { files: /^functions\/composition\.ts$/, may: [/^shared\//], notPackages: [sdk, cdk] },
  { files: /^functions\//, may: [/^shared\//], mayNot: [aws], notPackages: [sdk, cdk] },
  {
    files: /^infra\//,
    may: [
      /^shared\/platform\/(table|tables|key-pattern|metrics|config|web-hosting|identity-providers\/settings)\.ts$/,
      followedKeys,
      protocol,
      catalog,
      /^esbuild\.config\.ts$/,
      webBuild,
    ],
    notPackages: [sdk, gateway],
  },
  // talks to the server like any other program
  { files: /^local\/seed\.ts$/, may: [clientApi, protocol], notPackages: [sdk, gateway, cdk] },
  {
    files: /^local\//,
    may: [/^functions\//, platform, protocol, /^shared\/app\.ts$/, followedKeys, webBuild],
    notPackages: [cdk],
  },
  // an application on the client: sees of it what every application does
  { files: /^client\/terminal\//, may: [clientApi], notPackages: [sdk, gateway, cdk, server] },
  // writes what the client knows of the contract, and builds its package: not part of it
  { files: /^client\/build\//, may: [protocol], notPackages: [sdk, gateway, cdk, server] },
  { files: /^client\/node\//, may: [], notPackages: [sdk, gateway, cdk, server, zod] },
  {
    files: /^client\//,
    may: [],
    mayNot: [/^client\/build\//],
    notPackages: [sdk, gateway, cdk, server, zod, nodeModules],
  },
  // builds it, and runs beside it: not part of it
  { files: /^web\/build\//, may: [], notPackages: [sdk, gateway, cdk, server] },
  { files: /^web\/vite\.config\.ts$/, may: [] },
  {
    files: /^web\//,
    may: [clientApi, protocol],
    mayNot: [/^web\/build\//],
    notPackages: [sdk, gateway, cdk, server, nodeModules],
  },
];

const some = (patterns: readonly RegExp[] | undefined, text: string) =>
  patterns?.some((pattern) => pattern.test(text)) ?? false;

/** The folder whose files belong together: `shared/messages/`, `functions/`. */
function room(path: string): string {
  const parts = path.split('/');
  const depth = parts[0] === 'shared' || path.startsWith('client/terminal/') ? 2 : 1;
  return parts.length > depth ? `${parts.slice(0, depth).join('/')}/` : path;
}

function packageAllowed(row: Row, name: string): boolean {
  return row.onlyPackages ? some(row.onlyPackages, name) : !some(row.notPackages, name);
}

function fileAllowed(row: Row, from: string, to: string): boolean {
  if (some(row.mayNot, to)) return false;
  return (!row.alone && to.startsWith(room(from))) || some(row.may, to);
}

/** The import table: reports every import, re-export, dynamic import and type import that the table does not allow. */
export const importTable: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { forbidden: '{{from}} may not import {{to}}: see the import table in lint/import-table.ts.' },
  },
  create(context) {
    const fromRoot = (path: string) => relative(context.cwd, path).split(sep).join('/');
    const from = fromRoot(context.filename);
    const row = table.find(({ files }) => files.test(from));
    if (!row) return {};

    function check(node: Rule.Node, specifier: unknown) {
      if (!row || typeof specifier !== 'string') return;
      const isFile = specifier.startsWith('.');
      const name = isBuiltin(specifier) && !specifier.startsWith('node:') ? `node:${specifier}` : specifier;
      const to = isFile ? fromRoot(resolve(dirname(context.filename), specifier)) : name;
      const allowed = isFile ? fileAllowed(row, from, to) : packageAllowed(row, to);
      if (!allowed) context.report({ node, messageId: 'forbidden', data: { from, to } });
    }

    return {
      ImportDeclaration: (node) => {
        check(node, node.source.value);
      },
      ExportAllDeclaration: (node) => {
        check(node, node.source.value);
      },
      ExportNamedDeclaration: (node) => {
        check(node, node.source?.value);
      },
      ImportExpression: (node) => {
        check(node, node.source.type === 'Literal' ? node.source.value : undefined);
      },
      // `import('…').Name`, a type: not part of ESLint's own node types
      'TSImportType > Literal.source': (node: Rule.Node) => {
        check(node, 'value' in node ? node.value : undefined);
      },
    };
  },
};
