import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { BuildError } from './build-error.ts';

const run = promisify(execFile);
const lockPath = join(import.meta.dirname, '../package-lock.json');

/** A platform as npm names it. */
export interface Platform {
  os: string;
  cpu: string;
  libc?: string;
}
/** Where the functions run (`infra/constructs/chat-function.ts`): Amazon Linux on Graviton. */
export const lambdaPlatform: Platform = { os: 'linux', cpu: 'arm64', libc: 'glibc' };

const lockFile = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), link: z.boolean().optional() }),
  ),
});

/** The package that a bundled import is from: `@scope/name/file` is of `@scope/name`. */
export const packageName = (path: string) => path.split('/', path.startsWith('@') ? 2 : 1).join('/');

/**
 * Installs packages with all that they depend on into `<folder>/node_modules`, for a platform, in exactly the versions of
 * this project's `package-lock.json`. No install script runs: a package has to bring its native code ready-made. Rejects
 * with a `BuildError`.
 */
export async function installPackages(
  folder: string,
  packages: readonly string[],
  { os, cpu, libc }: Platform = lambdaPlatform,
): Promise<void> {
  const lock = lockFile.parse(JSON.parse(await readFile(lockPath, 'utf8')));
  const dependencies = Object.fromEntries(
    packages.map((name) => {
      const version = lock.packages[`node_modules/${name}`]?.version;
      if (version === undefined) throw new BuildError(`${name} is not in package-lock.json: npm install it`);
      return [name, version];
    }),
  );
  const manifest = { name: 'packages', version: '0.0.0', private: true, dependencies };
  // npm takes what this lock says of the packages that are needed, and drops all others
  const known = Object.entries(lock.packages).filter(
    ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
  );
  const reduced = {
    name: manifest.name,
    version: manifest.version,
    lockfileVersion: lock.lockfileVersion,
    requires: true,
    packages: {
      '': { name: manifest.name, version: manifest.version, dependencies },
      ...Object.fromEntries(
        // all are kept as dependencies at run time, whatever they are here
        known.map(([path, { dev: _dev, devOptional: _devOptional, ...entry }]) => [path, entry]),
      ),
    },
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'package-lock.json'), JSON.stringify(reduced));
  const platform = [`--os=${os}`, `--cpu=${cpu}`, ...(libc === undefined ? [] : [`--libc=${libc}`])];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await run('npm', ['install', ...platform, ...quiet], { cwd: folder });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BuildError(`npm could not install ${packages.join(', ')}: ${reason}`, { cause: error });
  }
  // they say nothing that the function needs
  await rm(join(folder, 'package-lock.json'));
  await rm(join(folder, 'node_modules/.package-lock.json'), { force: true });
}
