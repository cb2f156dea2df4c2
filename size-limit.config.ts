import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleClient, clientBundles } from './client/build/bundles.ts';

const built = join(import.meta.dirname, 'web/dist');
const bundles = join(import.meta.dirname, 'dist/size');

/**
 * The JavaScript without which nothing shows: the scripts that the page names, and what these import statically, which
 * Vite has the page preload. What a screen loads when it opens is not in it.
 */
function firstLoad(): string[] {
  const page = readFileSync(join(built, 'index.html'), 'utf8');
  const names = [
    ...page.matchAll(/<script\b[^>]*\ssrc="([^"]+)"/g),
    ...page.matchAll(/<link\b[^>]*\srel="modulepreload"[^>]*\shref="([^"]+)"/g),
  ].map(([, name = '']) => join(built, name));
  if (names.length < 2) throw new Error(`web/dist/index.html names too few scripts: ${names.join(', ')}.`);
  return names;
}

mkdirSync(bundles, { recursive: true });
const client = await Promise.all(
  clientBundles.map(async (bundle) => {
    const { name, maxGzipBytes } = bundle;
    const path = join(bundles, `${name.replaceAll(/\W+/g, '-')}.js`);
    writeFileSync(path, (await bundleClient(bundle)).code);
    return { name: `@chatflow/client: ${name}`, path, gzip: true, limit: `${maxGzipBytes} B` };
  }),
);

/** `npm run size`. */
export default [
  { name: 'JavaScript of the first load', path: firstLoad(), gzip: true, limit: '200 kB' },
  ...client,
];
