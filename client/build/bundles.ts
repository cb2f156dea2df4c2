import { join } from 'node:path';
import { build } from 'esbuild';

interface ClientBundle {
  name: string;
  /** What the application imports, from `client/`. */
  entries: readonly string[];
  /** What it has loaded before, or loads later. */
  without: readonly string[];
  /** The most that it may load of the client, minified and compressed with gzip. */
  maxGzipBytes: number;
}

/** What the client loads by itself, at the first use of administration, of files, of messages that are written piece by piece, and of webhooks. */
const later = ['./admin/index.ts', './media/index.ts', './streams/index.ts', './webhooks/index.ts'];

/** What applications load of the client, by what they import of it. */
export const clientBundles: readonly ClientBundle[] = [
  { name: 'client', entries: ['index.ts'], without: later, maxGzipBytes: 27_000 },
  {
    name: 'client with state',
    entries: ['index.ts', 'state/index.ts'],
    without: later,
    maxGzipBytes: 44_000,
  },
  {
    name: 'exports',
    entries: ['export/index.ts'],
    without: ['../errors.ts', '../retry-delay.ts', '../platform/*'],
    maxGzipBytes: 2_400,
  },
  { name: 'formatting', entries: ['format/index.ts'], without: [], maxGzipBytes: 4_000 },
  {
    name: 'files, at their first use',
    entries: ['media/index.ts'],
    without: ['./api/contract.ts', './api/shapes.ts', './errors.ts', './retry-delay.ts', './platform/*'],
    maxGzipBytes: 3_700,
  },
  {
    name: 'administration, at its first use',
    entries: ['admin/index.ts'],
    without: ['./api/contract.ts', './api/shapes.ts'],
    maxGzipBytes: 2_000,
  },
  {
    name: 'messages written piece by piece, at their first use',
    entries: ['streams/index.ts'],
    without: ['./api/*', './delivery/*', './errors.ts', './retry-delay.ts', './platform/*'],
    maxGzipBytes: 2_000,
  },
  {
    name: 'webhooks, at their first use',
    entries: ['webhooks/index.ts'],
    without: ['./api/contract.ts', './api/shapes.ts'],
    maxGzipBytes: 1_200,
  },
];

/** All that these entries export in one minified file, and the paths of the sources that went into it, from `client/`. */
export async function bundleClient({
  entries,
  without,
}: Pick<ClientBundle, 'entries' | 'without'>): Promise<{ code: Uint8Array; sources: string[] }> {
  const client = join(import.meta.dirname, '..');
  const { outputFiles, metafile } = await build({
    absWorkingDir: client,
    stdin: {
      contents: entries.map((entry) => `export * from './${entry}';`).join('\n'),
      resolveDir: client,
      sourcefile: 'application',
    },
    bundle: true,
    external: [...without],
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
