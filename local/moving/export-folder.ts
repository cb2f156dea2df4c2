import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { FormatError, ImportRefused, readLine, type Line } from '../../shared/app.ts';
import { insideFolder } from './inside-folder.ts';
import type { ImportSource } from './source.ts';

/** The lines of an export. */
export const messagesFile = 'messages.jsonl';

/** No line of an export comes near it. */
const mostCharacters = 16 * 1024 * 1024;

/** An export as `npm run export` writes it: a folder, or the file of its lines alone. Throws `ImportRefused` where there is none. */
export async function exportFolder(path: string): Promise<ImportSource> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ImportRefused(`There is no file or folder ${path}.`);
  const file = found.isDirectory() ? join(path, messagesFile) : path;
  const folder = dirname(file);
  return {
    name: basename(found.isDirectory() ? path : file),
    lines: () => readLines(file),
    async fileOf({ path: name, size }) {
      const inside = name === undefined ? undefined : await insideFolder(folder, name);
      if (inside === undefined) return undefined;
      const { size: actual } = await stat(inside);
      return actual === size ? inside : undefined;
    },
  };
}

async function* readLines(file: string): AsyncGenerator<Line> {
  let number = 0;
  for await (const text of textLines(file)) {
    number += 1;
    if (text.trim() === '') continue;
    try {
      yield readLine(text);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw new ImportRefused(`${file}:${number} ${error.message}.`, { cause: error });
    }
  }
}

/** Line by line: of a long file no more than one is in memory. */
async function* textLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > mostCharacters) throw new ImportRefused(`${file} has a line that is too long.`);
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The SHA-256 of a file, in hexadecimal. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
