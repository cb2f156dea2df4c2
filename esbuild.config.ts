import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';
import * as z from 'zod';
import { catalog } from './functions/catalog.ts';
import type { Catalog, FunctionDefinition } from './functions/definition.ts';
import { BuildError } from './infra/build-error.ts';
import { installPackages, lambdaPlatform, packageName, type Platform } from './infra/packages.ts';

const root = import.meta.dirname;

/**
 * Loading time grows with what runs at once, and a function's first caller waits for it. Every function holds the schemas of
 * the whole protocol, which grow with each capability.
 */
export const maxBundleBytes = 1_050_000;

export interface Bundle {
  name: string;
  /** The bundled module, `index.mjs`. */
  file: string;
  bytes: number;
  /** How much of it runs only when it is needed for the first time: what is imported by `import()` alone. */
  lazyBytes: number;
  gzipBytes: number;
  /** The packages that take most of it, largest first. */
  largest: { package: string; bytes: number }[];
}

/**
 * Lambda puts its role's credentials into the environment. The SDK's default looks in eight more places, whose clients
 * (STS, SSO, …) would be a fifth of every bundle.
 */
const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]credential-provider-node[\\/]dist-es[\\/]index\.js$/ }, ({ path }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: dirname(path),
    }));
  },
};

/**
 * pino can hand its lines to other threads, which are not used here, and which run from files that a bundle does not
 * have. They are 13 KB.
 */
const logInProcess: Plugin = {
  name: 'log-in-process',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]pino[\\/]lib[\\/]transport\.js$/ }, () => ({
      contents: `module.exports = () => { throw new Error('There are no threads to log in.'); };`,
    }));
  },
};

const entryPoint = 'lambda-entry';
/** Whether a source of a source map is an entry point: those are made here, from the catalog. */
export const isEntryPoint = (source: string) => source.includes(`${entryPoint}:`);

/** Only functions that need them carry the clients of the scheduler, of SES and of providers, and the list of common passwords. */
function grantedAdapters({
  grants,
  passwords,
  providers,
  mediaTools,
}: Partial<FunctionDefinition> = {}): string {
  const timers = grants?.timers && 'schedulerTimers';
  const mail = grants?.mail && 'sesMailer';
  const objects = grants?.media !== undefined;
  const pages = grants?.pages !== undefined;
  const outbound = grants?.outbound !== undefined;
  const mobilePush = grants?.mobilePush !== undefined;
  return `
        ${timers ? "import { schedulerTimers } from '../shared/platform/aws/timers/scheduler-timers.ts';" : ''}
        ${mail ? "import { sesMailer } from '../shared/platform/aws/mail/lazy-ses-mailer.ts';" : ''}
        ${passwords ? "import { createInProcessPasswords } from '../shared/platform/aws/passwords/in-process-passwords.ts';" : ''}
        ${providers ? "import { openIdProviders } from '../shared/platform/identity-providers/lazy-openid-providers.ts';" : ''}
        ${mediaTools ? "import { mediaTools } from '../shared/platform/media-tools.ts';" : ''}
        ${objects ? "import { mediaObjects } from '../shared/platform/aws/objects/lazy-media-objects.ts';" : ''}
        ${pages ? "import { lambdaPages } from '../shared/platform/aws/pages/lazy-lambda-pages.ts';" : ''}
        ${outbound ? "import { lambdaOutbound } from '../shared/platform/aws/outbound/lazy-lambda-outbound.ts';" : ''}
        ${mobilePush ? "import { snsMobilePush } from '../shared/platform/aws/push/lazy-sns-mobile-push.ts';" : ''}
        const granted = {
          ${objects ? 'objectsOf: mediaObjects,' : ''}
          ${pages ? 'pagesOf: lambdaPages,' : ''}
          ${outbound ? 'outboundOf: lambdaOutbound,' : ''}
          ${mobilePush ? 'mobilePushOf: snsMobilePush,' : ''}
          ${timers ? `timersOf: ${timers},` : ''}
          ${mail ? `mailerOf: ${mail},` : ''}
          ${passwords ? 'passwordsOf: createInProcessPasswords,' : ''}
          ${mediaTools ? 'mediaToolsOf: mediaTools,' : ''}
          ${providers ? 'providersOf: openIdProviders,' : ''}
        };`;
}

/** An isolated function needs no more than itself. */
const isolatedEntry = `
        export const handler = lambda.build();`;
const awsEntry = (definition: FunctionDefinition | undefined) => `
        import { awsFunction } from './composition.ts';
        ${grantedAdapters(definition)}
        export const handler = awsFunction(lambda.build, granted);`;

/** The module that Lambda loads: the handler of the catalog, on AWS. */
const entryPoints = (functions: Catalog): Plugin => ({
  name: 'entry-points',
  setup(bundler) {
    const filter = new RegExp(`^${entryPoint}:`);
    bundler.onResolve({ filter }, ({ path }) => ({
      path: path.slice(entryPoint.length + 1),
      namespace: entryPoint,
    }));
    bundler.onLoad({ filter: /./, namespace: entryPoint }, ({ path: name }) => ({
      contents: `
        import { lambda } from ${JSON.stringify(resolve(root, 'functions', functions[name]?.handler ?? ''))};
        ${functions[name]?.isolated ? isolatedEntry : awsEntry(functions[name])}`,
      loader: 'ts',
      resolveDir: join(root, 'functions'),
    }));
  },
});

/**
 * Bundles each function of the catalog with all that it imports to `<outputFolder>/<name>/index.mjs`, after emptying the
 * output folder; a function's own `packages` are installed beside it for `platform`. The same sources give the same bytes.
 * Throws a `BuildError` if there is no function, if a bundle would not run on every Lambda architecture, or if a function's
 * packages cannot be installed.
 */
export async function bundleFunctions(
  outputFolder: string,
  functions: Catalog = catalog,
  platform: Platform = lambdaPlatform,
): Promise<Bundle[]> {
  const names = Object.keys(functions).sort();
  if (names.length === 0) throw new BuildError('there is no function to bundle');

  await rm(outputFolder, { recursive: true, force: true });
  // before the bundles, whose presence says that everything is there
  for (const name of names) {
    const { packages = [] } = functions[name] ?? {};
    if (packages.length > 0) await installPackages(join(outputFolder, name), packages, platform);
  }
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, `${entryPoint}:${name}`])),
    external: names.flatMap((name) => functions[name]?.packages ?? []),
    outdir: outputFolder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // ES modules first: esbuild can leave out what of them is unused
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    // CommonJS packages (pino) require Node's own modules, which ES modules have no `require` for
    banner: {
      js: `import { createRequire } from 'node:module';const require = createRequire(import.meta.url);`,
    },
    plugins: [entryPoints(functions), environmentCredentials, logInProcess],
    metafile: true,
    logLevel: 'silent',
  }).catch((error: unknown) => {
    throw new BuildError(`esbuild: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });

  await refuseNativeCode(metafile, packagesOf(outputFolder, functions));
  return Promise.all(names.map((name) => describe(name, outputFolder, metafile)));
}

const platformSpecific = z.object({
  cpu: z.unknown().optional(),
  os: z.unknown().optional(),
  gypfile: z.unknown().optional(),
});

/** The packages that are installed beside each bundle, by the file of the bundle as esbuild names it. */
function packagesOf(outputFolder: string, functions: Catalog): Map<string, readonly string[]> {
  return new Map(
    Object.entries(functions).map(([name, { packages = [] }]) => [
      relative(root, join(outputFolder, name, 'index.mjs')),
      packages,
    ]),
  );
}

/**
 * Native code would tie a bundle to the machine it was built on. esbuild itself refuses `.node` files. What a function
 * imports and does not bundle has to be among its packages.
 */
async function refuseNativeCode(
  { inputs, outputs }: Metafile,
  installed: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const folders = new Set(Object.keys(inputs).flatMap((input) => packageOf(input)?.folder ?? []));
  for (const folder of folders) {
    const manifest = platformSpecific.parse(
      JSON.parse(await readFile(resolve(root, folder, 'package.json'), 'utf8')),
    );
    if (Object.keys(manifest).length > 0) {
      throw new BuildError(
        `${folder} is built for one platform: name it in the \`packages\` of its function in functions/catalog.ts`,
      );
    }
  }
  for (const [file, { imports }] of Object.entries(outputs)) {
    for (const { path, external } of imports) {
      if (!external || isBuiltin(path)) continue;
      if (installed.get(file)?.includes(packageName(path)) !== true) {
        throw new BuildError(`${file} would look for ${path} when it runs`);
      }
    }
  }
}

/** The package that a bundled file is from. */
function packageOf(input: string): { folder: string; name: string } | undefined {
  const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input) ?? [];
  return folder === undefined || name === undefined ? undefined : { folder, name };
}

/** The inputs that are imported at once, and not by `import()` alone. */
function eagerInputs(entry: string, inputs: Metafile['inputs']): Set<string> {
  const found = new Set([entry]);
  for (const input of found) {
    for (const { path, kind, external } of inputs[input]?.imports ?? []) {
      if (kind !== 'dynamic-import' && !external) found.add(path);
    }
  }
  return found;
}

async function describe(name: string, outputFolder: string, { inputs, outputs }: Metafile): Promise<Bundle> {
  const file = join(outputFolder, name, 'index.mjs');
  const content = await readFile(file);
  const sizes = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(outputs[relative(root, file)]?.inputs ?? {})) {
    const owner = packageOf(input)?.name ?? 'this project';
    sizes.set(owner, (sizes.get(owner) ?? 0) + bytesInOutput);
  }
  const parts = outputs[relative(root, file)];
  const eager = eagerInputs(parts?.entryPoint ?? '', inputs);
  const lazy = Object.entries(parts?.inputs ?? {}).filter(([input]) => !eager.has(input));
  return {
    name,
    file,
    bytes: content.byteLength,
    lazyBytes: lazy.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0),
    gzipBytes: gzipSync(content).byteLength,
    largest: [...sizes]
      .map(([owner, bytes]) => ({ package: owner, bytes }))
      .sort((a, b) => b.bytes - a.bytes)
      .slice(0, 5),
  };
}

/** Stands for what the stacks and Lambda put into a function's environment: enough to load it. */
export const functionEnvironment = {
  AWS_REGION: 'eu-central-1',
  AWS_LAMBDA_FUNCTION_NAME: 'chatflow',
  AWS_ACCESS_KEY_ID: 'id',
  AWS_SECRET_ACCESS_KEY: 'secret',
  STAGE: 'test',
  DURABLE_TABLE: 'durable',
  EPHEMERAL_TABLE: 'ephemeral',
  DATA_KEY_ID: 'alias/data',
  TOKEN_KEY_ID: 'alias/tokens',
  PUSH_KEY_ID: 'alias/pushes',
  MANAGEMENT_ENDPOINT: 'https://localhost',
  WORK_QUEUE_URL: 'https://localhost/work',
  WORK_QUEUE_ARN: 'arn:aws:sqs:eu-central-1:1:work',
  TIMER_GROUP: 'timers',
  TIMER_ROLE_ARN: 'arn:aws:iam::1:role/timers',
  MEDIA_BUCKET: 'media',
  MEDIA_KEY_ID: 'alias/media',
  PAGES_FUNCTION: 'chatflow-fetch-page',
  OUTBOUND_FUNCTION: 'chatflow-post-outbound',
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
};

const run = promisify(execFile);

/** How long a fresh process takes to load a bundle, in milliseconds: the median of three. */
export async function loadMilliseconds(file: string): Promise<number> {
  const program = `const start = performance.now(); await import(${JSON.stringify(pathToFileURL(file).href)}); console.log(performance.now() - start); process.exit()`;
  const times: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
      env: functionEnvironment,
    });
    times.push(Number(stdout));
  }
  return times.sort((a, b) => a - b)[1] ?? Number.NaN;
}

const kib = (bytes: number) => (bytes / 1024).toFixed(0);

async function main() {
  const bundles = await bundleFunctions(join(root, 'dist/functions'));
  const line = (cells: readonly string[]) =>
    console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.padStart(10))).join(''));
  line(['function', 'KiB', 'gzip KiB', 'load ms']);
  for (const { name, file, bytes, gzipBytes } of bundles) {
    line([name, kib(bytes), kib(gzipBytes), (await loadMilliseconds(file)).toFixed(0)]);
  }
  const large = bundles.filter(({ bytes, lazyBytes }) => bytes - lazyBytes > maxBundleBytes);
  for (const { name, bytes, lazyBytes, largest } of large) {
    const most = largest.map((part) => `${part.package} ${kib(part.bytes)} KiB`).join(', ');
    console.error(
      `${name} runs ${bytes - lazyBytes} bytes at once, more than ${maxBundleBytes}. Most of all: ${most}.`,
    );
    process.exitCode = 1;
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof BuildError ? error.message : error);
    process.exitCode = 1;
  }
}
