import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unwantedWords } from '../../lint/plain-words.ts';
import { asyncApiDocument } from '../../shared/protocol/asyncapi.ts';
import { openApiDocument } from '../../shared/protocol/openapi.ts';

const root = join(import.meta.dirname, '..', '..');

const withoutCode = (markdown: string) => markdown.replaceAll(/^ *(`{3,})[^]*?^ *\1$/gm, '');

/** What a generated document says to its readers. */
function* texts(value: unknown): Iterable<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'string') yield* texts(inner);
    else if (key === 'title' || key === 'summary' || key === 'description') yield inner;
  }
}

it.each(
  globSync(['*.md', '{bench,client,docs}/**/*.md'], {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  }),
)('%s has no unwanted words', async (page) => {
  expect(unwantedWords(withoutCode(await readFile(join(root, page), 'utf8')))).toEqual([]);
});

it.each([
  ['OpenAPI', openApiDocument()],
  ['AsyncAPI', asyncApiDocument()],
])('no title, summary or description of the %s document has unwanted words', (_, document) => {
  const all = [...texts(document)];
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((text) => unwantedWords(text).length > 0)).toEqual([]);
});

it('the check finds an unwanted word in prose, and ignores code', () => {
  expect(
    unwantedWords(withoutCode('Nobody is told of `somebody`.\n\n```\nwhoever\n```\nSo\nmany.\n')),
  ).toEqual(['nobody', 'is told', 'so many']);
});
