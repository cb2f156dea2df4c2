import {
  exportReader,
  lineText,
  type ExportLine,
  type ExportProgress,
  type SavedFile,
} from '../../../client/export/index.ts';
import { ChatClientError } from '../../../client/index.ts';
import { client } from '../chat-client.ts';
import type { Media } from '../media/model.ts';

/** Where the lines and files of an export are written. */
export interface ExportPlace {
  /** How far an earlier export there came. */
  progress: ExportProgress | undefined;
  /** There is something else. */
  taken?: boolean;
  /** Writes anew, over what is there. */
  restart: () => void;
  append: (line: ExportLine) => Promise<void>;
  /** Left out where there is no place for files. */
  saveFile?: (file: Media) => Promise<SavedFile | undefined>;
  /** What was written stays; `whole`: it is all there. */
  close: (whole: boolean) => Promise<void>;
}

/** What browsers have that can write to the disk, after the user has chosen where. TypeScript does not know them yet. */
interface Pickers {
  showDirectoryPicker?: (options: { id: string; mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
  showSaveFilePicker?: (options: { id: string; suggestedName: string }) => Promise<FileSystemFileHandle>;
}
const pickers: Pickers & typeof globalThis = globalThis;

const linesFile = 'messages.jsonl';
/** Lines that are written together, and how many until they are safe from a crash of the page. */
const linesAtOnce = 100;
const linesUntilSafe = 2_000;
/** What a page may gather in memory where it cannot write to the disk. */
const mostGathered = 200 * 1024 * 1024;

/** Whether files can be saved too. */
export const canSaveFiles = (): boolean => pickers.showDirectoryPicker !== undefined;

/** A download would be larger than a page can hold. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/**
 * Asks where to: for a folder where files are to be saved, for a file otherwise; or else gathers a download. `undefined`: the user chose
 * none. Call it right in the handler of a click.
 */
export async function choosePlace(name: string, withFiles: boolean): Promise<ExportPlace | undefined> {
  try {
    if (withFiles && pickers.showDirectoryPicker) {
      const folder = await pickers.showDirectoryPicker({ id: 'chatflow-export', mode: 'readwrite' });
      const file = await folder.getFileHandle(linesFile, { create: true });
      const place = await writeTo(file);
      // a file that the user chooses may be written over: the browser asks
      return {
        ...place,
        taken: place.taken && place.progress === undefined,
        saveFile: (media) => saveFile(folder, media),
      };
    }
    if (pickers.showSaveFilePicker) {
      const suggestedName = `${fileName(name)}.jsonl`;
      return await writeTo(await pickers.showSaveFilePicker({ id: 'chatflow-export', suggestedName }));
    }
    return gather(name);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}

/** What every system takes for the name of a file. */
const fileName = (name: string): string =>
  [...name.replace(/[\p{C}<>:"/\\|?*]+/gu, ' ').trim()]
    .slice(0, 60)
    .join('')
    .replace(/[. ]+$/, '') || 'chat';

/** Goes on after the whole lines of what is there, if that is an export. */
async function writeTo(file: FileSystemFileHandle): Promise<ExportPlace & { taken: boolean }> {
  const before = await file.getFile();
  const { progress, bytes } = await readExport(before);
  let end = bytes;
  let writable: FileSystemWritableFileStream | undefined;
  let lines: string[] = [];
  let unsafe = 0;
  /** Nothing is on the disk before the file is closed. */
  async function flush(close: boolean): Promise<void> {
    if (lines.length > 0) {
      writable ??= await reopen();
      await writable.write(lines.join(''));
      lines = [];
    }
    if (!close) return;
    await writable?.close();
    writable = undefined;
    unsafe = 0;
  }
  let begun = false;
  async function reopen(): Promise<FileSystemWritableFileStream> {
    const opened = await file.createWritable({ keepExistingData: true });
    if (begun) end = (await file.getFile()).size;
    else await opened.truncate(end);
    begun = true;
    await opened.seek(end);
    return opened;
  }
  return {
    progress,
    taken: before.size > 0,
    restart: () => {
      end = 0;
    },
    async append(line) {
      lines.push(lineText(line));
      unsafe += 1;
      if (unsafe >= linesUntilSafe) await flush(true);
      else if (lines.length >= linesAtOnce) await flush(false);
    },
    close: () => flush(true),
  };
}

async function readExport(file: File): Promise<{ progress: ExportProgress | undefined; bytes: number }> {
  const reader = exportReader();
  const encoder = new TextEncoder();
  const text = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let [rest, bytes] = ['', 0];
  for (;;) {
    const { done, value } = await text.read();
    if (done) return { progress: reader.progress, bytes };
    const lines = `${rest}${value}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!reader.take(line)) {
        await text.cancel();
        return { progress: reader.progress, bytes };
      }
      bytes += encoder.encode(line).byteLength + 1;
    }
  }
}

/** Saves a file by its id, with what its name ends in. */
async function saveFile(
  folder: FileSystemDirectoryHandle,
  { id, name }: Media,
): Promise<SavedFile | undefined> {
  const [media] = await client.media([id], { fresh: true });
  const address = media?.urls?.original;
  // it is still looked at, or was refused
  if (address === undefined) return undefined;
  // the largest file that can be sent fits into memory, and no hash is made piece by piece in a browser
  const bytes = await bytesAt(address);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0].toLowerCase() ?? '';
  const files = await folder.getDirectoryHandle('files', { create: true });
  const writable = await (await files.getFileHandle(`${id}${ending}`, { create: true })).createWritable();
  await writable.write(bytes);
  await writable.close();
  return { path: `files/${id}${ending}`, sha256, size: bytes.byteLength };
}

/** What fails here passes, as the address was given out just now: the export waits. */
async function bytesAt(address: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(address);
    if (response.ok) return await response.arrayBuffer();
    throw new ChatClientError('network_error', `The object store answered with status ${response.status}.`);
  } catch (error) {
    if (error instanceof TypeError) {
      throw new ChatClientError('network_error', 'A file could not be downloaded.', { cause: error });
    }
    throw error;
  }
}

/** Where a browser cannot write to the disk: the lines are kept until they are whole, and then downloaded. */
function gather(name: string): ExportPlace {
  let parts: Blob[] = [];
  let lines: string[] = [];
  let size = 0;
  const pack = () => {
    const blob = new Blob(lines);
    lines = [];
    size += blob.size;
    parts.push(blob);
  };
  return {
    progress: undefined,
    restart: () => undefined,
    append(line) {
      lines.push(lineText(line));
      if (lines.length >= linesAtOnce) pack();
      return size > mostGathered ? Promise.reject(new TooLarge()) : Promise.resolve();
    },
    close(whole) {
      pack();
      if (whole) save(new Blob(parts, { type: 'application/jsonl' }), `${fileName(name)}.jsonl`);
      parts = [];
      return Promise.resolve();
    },
  };
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
