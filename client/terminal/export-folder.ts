import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exportReader,
  lineText,
  type ExportLine,
  type ExportProgress,
  type SavedFile,
} from '../export/index.ts';
import type { ChatClient, Media } from '../index.ts';

const linesFile = 'messages.jsonl';
const filesFolder = 'files';

/** The folder that an export is written into: its lines, and beside them its files. */
export interface ExportFolder {
  /** How far an earlier run came. */
  progress: ExportProgress | undefined;
  append(line: ExportLine): Promise<void>;
  close(): Promise<void>;
}

/** Opens the folder, and cuts off what an earlier run did not write to its end. */
export async function openExportFolder(folder: string): Promise<ExportFolder> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, linesFile);
  const { progress, bytes } = await readLines(path);
  const file = await open(path, 'a');
  await file.truncate(bytes);
  return {
    progress,
    append: async (line) => {
      await file.appendFile(lineText(line));
    },
    close: () => file.close(),
  };
}

/** The lines that are whole, and how many bytes they are. */
async function readLines(path: string): Promise<{ progress: ExportProgress | undefined; bytes: number }> {
  if (!(await exists(path))) return { progress: undefined, bytes: 0 };
  const reader = exportReader();
  let bytes = 0;
  let rest = Buffer.alloc(0);
  const newline = 10;
  for await (const chunk of createReadStream(path)) {
    let buffer = Buffer.concat([rest, chunk as Buffer]);
    for (let end = buffer.indexOf(newline); end !== -1; end = buffer.indexOf(newline)) {
      if (!reader.take(buffer.toString('utf8', 0, end))) return { progress: reader.progress, bytes };
      bytes += end + 1;
      buffer = buffer.subarray(end + 1);
    }
    rest = buffer;
  }
  return { progress: reader.progress, bytes };
}

/** Saves files by their ids, each once; one that is there already, of an earlier run, stays. */
export function fileSaver(client: ChatClient, folder: string) {
  return async ({ id, name }: Media): Promise<SavedFile | undefined> => {
    const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
    const path = `${filesFolder}/${id}${ending.toLowerCase()}`;
    const final = join(folder, path);
    if (!(await exists(final))) {
      const [file] = await client.media([id], { fresh: true });
      const address = file?.urls?.original;
      // it is still looked at, or was refused
      if (address === undefined) return undefined;
      await download(address, final);
    }
    return { path, ...(await measure(final)) };
  };
}

async function download(address: string, final: string): Promise<void> {
  await mkdir(join(final, '..'), { recursive: true });
  const response = await fetch(address);
  if (!response.ok || !response.body) {
    throw new Error(
      `A file could not be downloaded: the object store answered with status ${response.status}.`,
    );
  }
  const unfinished = `${final}.part`;
  const file = await open(unfinished, 'w');
  try {
    for await (const chunk of response.body) await writeAll(file, chunk);
    await file.close();
    await rename(unfinished, final);
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}

const writeAll = async (file: FileHandle, chunk: Uint8Array): Promise<void> => {
  await file.writeFile(chunk);
};

async function measure(path: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    size += bytes.byteLength;
  }
  return { sha256: hash.digest('hex'), size };
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
