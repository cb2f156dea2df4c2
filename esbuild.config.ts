import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';
import * as z from 'zod';

const root = import.meta.dirname;

/** Loading time grows with size, and a function's first caller waits for it. */
export const maxBundleBytes = 640_000;

export interface Bundle {
  name: string;
  /** The bundled module, `index.mjs`. */
  file: string;
  bytes: number;
  gzipBytes: number;
  /** The packages that take most of it, largest first. */
  largest: { package: string; bytes: number }[];
}

/** A reason why nothing can be deployed, for the person at the terminal. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
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
 * pino can hand its lines to other threads, which nobody asks for here, and which run from files that a bundle does not
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

/**
 * Bundles every entry point `<entryFolder>/<name>.ts` with all that it imports to `<outputFolder>/<name>/index.mjs`, after
 * emptying the output folder. The same sources give the same bytes. Throws a `BuildError` where there is no entry point,
 * or if a bundle would not run on every Lambda architecture.
 */
export async function bundleFunctions(entryFolder: string, outputFolder: string): Promise<Bundle[]> {
  const names = existsSync(entryFolder)
    ? (await readdir(entryFolder))
        .filter((file) => file.endsWith('.ts'))
        .map((file) => parse(file).name)
        .sort()
    : [];
  if (names.length === 0) throw new BuildError(`there is no entry point in ${entryFolder}`);

  await rm(outputFolder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(names.map((name) => [`${name}/index`, join(entryFolder, `${name}.ts`)])),
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
    plugins: [environmentCredentials, logInProcess],
    metafile: true,
    logLevel: 'silent',
  }).catch((error: unknown) => {
    throw new BuildError(`esbuild: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });

  await refuseNativeCode(metafile);
  return Promise.all(names.map((name) => describe(name, outputFolder, metafile)));
}

const platformSpecific = z.object({
  cpu: z.unknown().optional(),
  os: z.unknown().optional(),
  gypfile: z.unknown().optional(),
});

/** Native code would tie a bundle to the machine it was built on. esbuild itself refuses `.node` files. */
async function refuseNativeCode({ inputs, outputs }: Metafile): Promise<void> {
  const folders = new Set(Object.keys(inputs).flatMap((input) => packageOf(input)?.folder ?? []));
  for (const folder of folders) {
    const manifest = platformSpecific.parse(
      JSON.parse(await readFile(resolve(root, folder, 'package.json'), 'utf8')),
    );
    if (Object.keys(manifest).length > 0) throw new BuildError(`${folder} is built for one platform`);
  }
  for (const [file, { imports }] of Object.entries(outputs)) {
    for (const { path, external } of imports) {
      if (external && !isBuiltin(path)) throw new BuildError(`${file} would look for ${path} when it runs`);
    }
  }
}

/** The package that a bundled file is from. */
function packageOf(input: string): { folder: string; name: string } | undefined {
  const [, folder, name] = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(input) ?? [];
  return folder === undefined || name === undefined ? undefined : { folder, name };
}

async function describe(name: string, outputFolder: string, { outputs }: Metafile): Promise<Bundle> {
  const file = join(outputFolder, name, 'index.mjs');
  const content = await readFile(file);
  const sizes = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(outputs[relative(root, file)]?.inputs ?? {})) {
    const owner = packageOf(input)?.name ?? 'this project';
    sizes.set(owner, (sizes.get(owner) ?? 0) + bytesInOutput);
  }
  return {
    name,
    file,
    bytes: content.byteLength,
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
  MANAGEMENT_ENDPOINT: 'https://localhost',
  WORK_QUEUE_URL: 'https://localhost/work',
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
  const bundles = await bundleFunctions(join(root, 'functions/entry'), join(root, 'dist/functions'));
  const line = (cells: readonly string[]) =>
    console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(16) : cell.padStart(10))).join(''));
  line(['function', 'KiB', 'gzip KiB', 'load ms']);
  for (const { name, file, bytes, gzipBytes } of bundles) {
    line([name, kib(bytes), kib(gzipBytes), (await loadMilliseconds(file)).toFixed(0)]);
  }
  for (const { name, bytes, largest } of bundles.filter(({ bytes }) => bytes > maxBundleBytes)) {
    const most = largest.map((part) => `${part.package} ${kib(part.bytes)} KiB`).join(', ');
    console.error(`${name} is ${bytes} bytes, more than ${maxBundleBytes}. Most of it: ${most}.`);
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
