import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { ConfigError } from '../config.ts';

/** The functions, each named as its entry point `functions/entry/<name>.ts` is. */
export const functionNames = [
  'auth',
  'users',
  'conversations',
  'meta',
  'ws-authorize',
  'ws-connect',
  'ws-frame',
  'ws-disconnect',
  'queue-work',
  'after-commit',
  'probe',
] as const;
export type FunctionName = (typeof functionNames)[number];

/**
 * Throws a `ConfigError` that names the functions which `folder` has no bundle of or, if there are all, a source that was
 * changed since they were made.
 */
export function requireBundles(folder: string): void {
  const bundleOf = (name: string) => join(folder, name, 'index.mjs');
  const missing = functionNames.filter((name) => !existsSync(bundleOf(name)));
  if (missing.length > 0) {
    throw new ConfigError(
      `There is no bundle of ${missing.join(', ')} in ${folder}: run \`npm run build\` first.`,
    );
  }
  for (const name of functionNames) {
    const changed = changedSource(bundleOf(name));
    if (changed !== undefined) {
      throw new ConfigError(
        `The bundle of ${name} is older than ${relative(process.cwd(), changed)}: run \`npm run build\` first.`,
      );
    }
  }
}

const sourceMap = z.object({ sources: z.array(z.string()) });
/** Stands for the packages, whose files are as old as their release. */
const lockFile = join(import.meta.dirname, '../../package-lock.json');

/** The first source of a bundle, by its source map, that is newer than it or gone. */
function changedSource(bundle: string): string | undefined {
  const { sources } = sourceMap.parse(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
  const own = sources.filter((source) => !source.includes('node_modules/'));
  const made = statSync(bundle).mtimeMs;
  return [lockFile, ...own.map((source) => join(dirname(bundle), source))].find(
    (source) => (statSync(source, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > made,
  );
}
