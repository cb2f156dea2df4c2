import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ImportRefused } from '../../shared/app.ts';

/**
 * The path of a file or folder below a folder, by what a name in an export says. `undefined`: there is none. Throws `ImportRefused` where
 * the name, or a link, leads out of the folder.
 */
export async function insideFolder(folder: string, name: string): Promise<string | undefined> {
  const leadsOut = (path: string) => path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  const refusal = () => new ImportRefused(`"${name}" leads out of the folder ${folder}.`);
  const path = join(folder, name);
  if (name.includes('\0') || isAbsolute(name) || leadsOut(relative(folder, path))) throw refusal();
  try {
    await stat(path);
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(String(error.code))
    ) {
      return undefined;
    }
    throw error;
  }
  const [root, real] = await Promise.all([realpath(folder), realpath(path)]);
  if (leadsOut(relative(root, real))) throw refusal();
  return real;
}
