import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Words that readers stumble over; CONTRIBUTING.md ("Wording") says what to write instead. */
const unwanted = /\b(somebody|nobody|whoever|everybody|so many|(?:is|are|was) told(?! apart)|the own)\b/gi;

/** The unwanted words of a text, code left out. */
function unwantedIn(text: string): string[] {
  const prose = text.replaceAll(/^ *(`{3,})[^]*?^ *\1$/gm, '').replaceAll(/`[^`\n]*`|"[^"\n]*"/g, '');
  return [...prose.matchAll(unwanted)].map(([word]) => word.toLowerCase());
}

it.each(
  globSync(['*.md', '{bench,client,docs}/**/*.md'], {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  }),
)('%s is in plain English', async (page) => {
  expect(unwantedIn(await readFile(join(root, page), 'utf8'))).toEqual([]);
});

it('finds an unwanted word in prose, and none in code', () => {
  expect(unwantedIn('Nobody is told of `somebody`.\n\n```\nwhoever\n```\n')).toEqual(['nobody', 'is told']);
});
