import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Something that these checks need is not on this machine: a sentence for the person at the terminal. */
export class Missing extends Error {
  override readonly name = 'Missing';
}

/**
 * A virtual environment in `folder` with these packages, as `name==version`. Returns where its programs are. Throws
 * `Missing` where there is no Python 3.10 or the packages cannot be had.
 */
export async function virtualEnvironment(folder: string, packages: readonly string[]): Promise<string> {
  try {
    await run('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']);
  } catch {
    throw new Missing('There is no Python 3.10 or newer with venv here.');
  }
  await run('python3', ['-m', 'venv', folder]);
  const programs = join(folder, 'bin');
  try {
    await run(join(programs, 'pip'), ['install', '--quiet', '--disable-pip-version-check', ...packages]);
  } catch (error) {
    throw new Missing(
      `The Python packages ${packages.join(', ')} cannot be installed here: ${lastLine(error)}`,
    );
  }
  return programs;
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1) ?? '';
}
