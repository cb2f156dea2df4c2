import { globSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const folders = '{bench,client,docs,functions,infra,lint,local,shared,test}';

/** Files by their paths from the repository's root, in order. */
function files(...patterns: string[]): string[] {
  return globSync(patterns, { cwd: root }).sort();
}

const exists = (path: string) =>
  access(join(root, path)).then(
    () => true,
    () => false,
  );

/** Where a page links to within the repository, and the anchors of its headings. Code holds neither. */
function readPage(markdown: string): { links: string[]; anchors: Set<string> } {
  const prose = markdown.replaceAll(/^ *(`{3,})[^]*?^ *\1$/gm, '');
  const links = [...prose.replaceAll(/`[^`\n]*`/g, 'code').matchAll(/\]\(([^()\s]+)\)/g)];
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#{1,6} +(.+)$/gm)) {
    const anchor = anchorOf(heading);
    let unique = anchor;
    for (let again = 1; anchors.has(unique); again += 1) unique = `${anchor}-${again}`;
    anchors.add(unique);
  }
  return { links: links.map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link)), anchors };
}

/** What GitHub makes of a heading. */
function anchorOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return text.replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
}

/** The links of a page that lead nowhere, given its text. */
async function brokenLinks(page: string, markdown: string): Promise<string[]> {
  const broken: string[] = [];
  for (const link of readPage(markdown).links) {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!(await exists(target))) broken.push(link);
    else if (anchor !== undefined) {
      const text = target === page ? markdown : await readFile(join(root, target), 'utf8');
      if (!readPage(text).anchors.has(anchor)) broken.push(link);
    }
  }
  return broken;
}

const pages = files('*.md', `${folders}/**/*.md`);

it.each(pages)('every link of %s has a target', async (page) => {
  expect(await brokenLinks(page, await readFile(join(root, page), 'utf8'))).toEqual([]);
});

it('a link to a missing page or heading is found', async () => {
  const markdown = [
    '## What `one` costs, roughly',
    '[here](#what-one-costs-roughly), [there](#what-two-costs), [elsewhere](docs/cost.md#prices)',
    '[gone](docs/gone.md), [gone](docs/cost.md#gone), [outside](https://example.org/gone)',
    '`[code](docs/no-link.md)`',
  ].join('\n');
  expect(await brokenLinks('README.md', markdown)).toEqual([
    '#what-two-costs',
    'docs/gone.md',
    'docs/cost.md#gone',
  ]);
});

it('every page that the code refers to exists', async () => {
  const missing: string[] = [];
  for (const file of files(`${folders}/**/*.{ts,py}`, '*.ts')) {
    if (file === relative(root, import.meta.filename)) continue;
    const code = await readFile(join(root, file), 'utf8');
    for (const [path] of code.matchAll(/docs\/[\w/-]+\.md/g)) {
      if (!(await exists(path))) missing.push(`${file}: ${path}`);
    }
  }
  expect(missing).toEqual([]);
});

describe('decisions', () => {
  it('are numbered from 1 on without gaps or repeats, as in their titles', async () => {
    const decisions = files('docs/decisions/*.md').map((path) => basename(path));
    const numbered = decisions.filter((name) => name !== 'README.md');
    expect(numbered.map((name) => name.slice(0, 5))).toEqual(
      numbered.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    );
    for (const [index, name] of numbered.entries()) {
      const text = await readFile(join(root, 'docs/decisions', name), 'utf8');
      expect(text, name).toMatch(new RegExp(`^# ${index + 1}\\. .+\\n\\n\\d{4}-\\d\\d-\\d\\d`));
    }
  });

  it('are linked by their number', async () => {
    const wrong: string[] = [];
    for (const page of pages) {
      const text = await readFile(join(root, page), 'utf8');
      for (const [link, number, file] of text.matchAll(/\[decision (\d+)\]\([^)]*?(\d{4})-[^)]*\)/g)) {
        if (Number(number) !== Number(file)) wrong.push(`${page}: ${link}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});
