import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The data folder cannot be made or written to. */
export class DataFolderNotWritable extends Error {
  override readonly name = 'DataFolderNotWritable';
  constructor(folder: string, cause: unknown) {
    super(`the data folder ${folder} cannot be written to`, { cause });
  }
}

/** Makes the folder where it is missing, for its owner only. Throws `DataFolderNotWritable`. */
export function makeDataFolder(folder: string): void {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DataFolderNotWritable(folder, error);
  }
}

/** Not by the `recursive` of `mkdirSync`, which never returns where a folder is refused as missing (below /proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // another process was faster
    if (!existsSync(folder)) throw error;
  }
}
