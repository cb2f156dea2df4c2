import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** All that the built client is made of, by patterns from the root of the repository. The lock file stands for the packages. */
const sources = [
  'package-lock.json',
  'tsconfig.json',
  'web/**/*',
  'client/**/*.ts',
  'shared/protocol/**/*.ts',
];
/** What is in these folders and does not go into it. */
const others = ['{web,client}/{node_modules,dist,build}', 'client/{node,terminal}'];

/** A hash of the names and the contents of everything that goes into a build of the client. */
export async function hashOfSources(root: string): Promise<string> {
  const files = globSync(sources, { cwd: root, exclude: others, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  const hash = createHash('sha256');
  for (const [index, content] of (await Promise.all(files.map((file) => readFile(file)))).entries()) {
    const name =
      files[index]
        ?.slice(root.length + 1)
        .split(sep)
        .join('/') ?? '';
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
