import { open, type FileHandle } from 'node:fs/promises';
import * as z from 'zod';

/**
 * An object is one file: a head of fixed length, which says what follows, and the bytes. So both appear at once when the
 * file gets its name, and a file that a crash cut short is known as such.
 */
const headBytes = 1024;

const fileHead = z.object({
  key: z.string(),
  contentType: z.string(),
  size: z.int(),
  /** Of the content, in hex. */
  digest: z.string(),
  /** Whether the upload named that digest. */
  verified: z.boolean(),
  /** Epoch milliseconds. */
  createdAt: z.number(),
});
export type FileHead = z.infer<typeof fileHead>;

/** Where the bytes of an object begin in its file. */
export const contentStart = headBytes;

export async function writeHead(file: FileHandle, head: FileHead): Promise<void> {
  const text = Buffer.from(JSON.stringify(head));
  if (text.byteLength > headBytes) throw new Error('the head of an object is too long');
  await file.write(Buffer.concat([text, Buffer.alloc(headBytes - text.byteLength, ' ')]), 0, headBytes, 0);
}

/** The file of an object, to be closed by the caller, and its head; `undefined` where there is no whole one. */
export async function openObject(path: string): Promise<{ file: FileHandle; head: FileHead } | undefined> {
  const file = await openIfThere(path);
  if (!file) return undefined;
  try {
    const head = await readHead(file);
    if (head) return { file, head };
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}

async function readHead(file: FileHandle): Promise<FileHead | undefined> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
  if (bytesRead < headBytes) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(buffer.toString());
  } catch (error) {
    // what a power cut leaves of a file
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const head = fileHead.safeParse(parsed).data;
  const { size } = await file.stat();
  return head !== undefined && size === headBytes + head.size ? head : undefined;
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether a file or folder is not there. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
