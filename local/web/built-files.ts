import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { fileTypeOf } from './file-types.ts';

/** How a body can be compressed, the best first. */
const encodings = ['br', 'gzip'] as const;
export type Encoding = (typeof encodings)[number];

/** Compressed once per file and version: a medium level is quick and almost as small as the best. */
const compress: Record<Encoding, (body: Buffer) => Promise<Buffer>> = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body),
};

/** The best encoding that an `Accept-Encoding` header allows; `undefined` where the body has to be sent as it is. */
export function acceptedEncoding(header = ''): Encoding | undefined {
  const accepted = header.split(',').flatMap((part) => {
    const [name = '', quality = ''] = part.split(';').map((half) => half.trim().toLowerCase());
    return /^q=0(\.0*)?$/.test(quality) ? [] : [name];
  });
  return encodings.find((encoding) => accepted.includes(encoding));
}

/** One version of a file, with what was made of it so far. */
export interface BuiltFile {
  contentType: string;
  /** Whether it is worth to be compressed. */
  text: boolean;
  /** An entity tag that is the same for all encodings. */
  etag: string;
  body(encoding: Encoding | undefined): Promise<Buffer>;
}

function builtFile(name: string, content: Buffer): BuiltFile {
  const encoded = new Map<Encoding, Promise<Buffer>>();
  return {
    ...fileTypeOf(name),
    etag: `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    async body(encoding) {
      if (encoding === undefined) return content;
      const known = encoded.get(encoding) ?? compress[encoding](content);
      encoded.set(encoding, known);
      return known;
    },
  };
}

const isMissing = (error: unknown) =>
  error instanceof Error &&
  'code' in error &&
  ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(String(error.code));

/**
 * The files of a built client: a few megabytes, kept in memory and read again where they changed, so that a new build
 * shows without a restart.
 */
export class BuiltFiles {
  readonly #folder: string;
  readonly #files = new Map<string, { version: string; file: BuiltFile }>();

  constructor(folder: string) {
    this.#folder = resolve(folder);
  }

  /** The file of a decoded path (`/assets/index.js`), or `undefined`. Nothing outside the folder is read, nor hidden files. */
  async find(path: string): Promise<BuiltFile | undefined> {
    const parts = path.split('/').filter((part) => part !== '');
    // `\` and `:` separate on Windows; no file of a build has them in its name
    if (parts.some((part) => part.startsWith('.') || /[\\:\0]/.test(part))) return undefined;
    const file = join(this.#folder, ...parts);
    return file.startsWith(this.#folder + sep) ? this.#read(file) : undefined;
  }

  async #read(path: string): Promise<BuiltFile | undefined> {
    try {
      const stats = await stat(path);
      if (!stats.isFile()) return undefined;
      const version = `${stats.mtimeMs} ${stats.size} ${stats.ino}`;
      const known = this.#files.get(path);
      if (known?.version === version) return known.file;
      const file = builtFile(path, await readFile(path));
      this.#files.set(path, { version, file });
      return file;
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#files.delete(path);
      return undefined;
    }
  }
}
