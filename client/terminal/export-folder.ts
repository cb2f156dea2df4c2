import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  exportReader,
  lineText,
  type ExportLine,
  type ExportProgress,
  type SavedFile,
} from '../export/index.ts';
import { ChatClientError, type ChatClient, type Media } from '../index.ts';

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
  const body = await bodyAt(address);
  const unfinished = `${final}.part`;
  const file = await open(unfinished, 'w');
  try {
    for await (const chunk of body) await file.writeFile(chunk);
    await file.close();
    await rename(unfinished, final);
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** What fails here passes, as the address was given out just now: the export waits. */
async function bodyAt(address: string): Promise<ReadableStream<Uint8Array>> {
  try {
    const { ok, status, body } = await fetch(address);
    if (ok && body) return body;
    throw new ChatClientError('network_error', `The object store answered with status ${status}.`);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ChatClientError('network_error', 'A file could not be downloaded.', { cause: error });
  }
}

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
