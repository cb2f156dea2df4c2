import { join } from 'node:path';
import { build } from 'esbuild';

interface ClientBundle {
  name: string;
  /** What the application imports, from `client/`. */
  entries: readonly string[];
  /** The most that it may load of the client, minified and compressed with gzip. */
  maxGzipBytes: number;
}

/** What applications load of the client, by what they import of it. */
export const clientBundles: readonly ClientBundle[] = [
  { name: 'client', entries: ['index.ts'], maxGzipBytes: 21_600 },
  { name: 'client with state', entries: ['index.ts', 'state/index.ts'], maxGzipBytes: 34_600 },
];

/** All that these entries export in one minified file, and the paths of the sources that went into it, from `client/`. */
export async function bundleClient(
  entries: readonly string[],
): Promise<{ code: Uint8Array; sources: string[] }> {
  const client = join(import.meta.dirname, '..');
  const { outputFiles, metafile } = await build({
    absWorkingDir: client,
    stdin: {
      contents: entries.map((entry) => `export * from './${entry}';`).join('\n'),
      resolveDir: client,
      sourcefile: 'application',
    },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    metafile: true,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote no file.');
  return {
    code: file.contents,
    sources: Object.keys(metafile.inputs).filter((path) => path !== 'application'),
  };
}
