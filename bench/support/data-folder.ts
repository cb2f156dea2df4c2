import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Bytes of all files in a folder. */
export async function folderBytes(folder: string): Promise<number> {
  const sizes = await Promise.all((await filesIn(folder)).map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Which of the texts (ASCII) stand anywhere in the files of a folder. */
export async function textsInFolder(folder: string, texts: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const overlap = Math.max(...texts.map((text) => text.length)) - 1;
  for (const file of await filesIn(folder)) {
    let tail = Buffer.alloc(0);
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const window = Buffer.concat([tail, chunk as Buffer]);
      for (const text of texts) if (window.includes(text)) found.add(text);
      tail = window.subarray(Math.max(0, window.length - overlap));
    }
  }
  return found;
}

/** How base64 of data that holds `text` looks, for each of the three places where it can begin: without its ends. */
export function base64Forms(text: string): string[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from(' '.repeat(offset) + text)
      .toString('base64')
      .slice(4, -4),
  );
}
