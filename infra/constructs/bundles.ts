import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { functionNames } from '../../functions/catalog.ts';
import { bundleFunctions, isEntryPoint } from '../../esbuild.config.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Builds the bundles in `folder` unless there is one of each function, newer than its sources. Returns why, or nothing if
 * they were left as they are. Rejects with a `BuildError`. So every command of the CDK works in a fresh clone.
 */
export async function ensureBundles(folder: string): Promise<string | undefined> {
  const reason = whyBuild(folder);
  if (reason !== undefined) await bundleFunctions(folder);
  return reason;
}

/** Which bundle is missing or older than one of its sources, or nothing. */
export function whyBuild(folder: string): string | undefined {
  const bundleOf = (name: string) => join(folder, name, 'index.mjs');
  const missing = functionNames.find((name) => !existsSync(bundleOf(name)));
  if (missing !== undefined) return `there is no bundle of ${missing}`;
  for (const name of functionNames) {
    const changed = changedSource(bundleOf(name));
    if (changed !== undefined) return `the bundle of ${name} is older than ${relative(root, changed)}`;
  }
  return undefined;
}

const sourceMap = z.object({ sources: z.array(z.string()) });
/** The lock file stands for the packages, whose files are as old as their release; the catalog for how they are packed. */
const always = [join(root, 'package-lock.json'), join(root, 'functions/catalog.ts')];

/** The first source of a bundle, by its source map, that is newer than it or gone. */
function changedSource(bundle: string): string | undefined {
  const { sources } = sourceMap.parse(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
  const own = sources.filter((source) => !source.includes('node_modules/') && !isEntryPoint(source));
  const made = statSync(bundle).mtimeMs;
  return [...always, ...own.map((source) => join(dirname(bundle), source))].find(
    (source) => (statSync(source, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > made,
  );
}
