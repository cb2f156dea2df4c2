import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { table } from '../bench/cost/markdown.ts';
import { itemKinds } from '../shared/keys.ts';
import { tableNames } from '../shared/platform/tables.ts';

const begin =
  '<!-- items: made by `npm run access-patterns` from the keys.ts of each noun. Do not edit them by hand. -->';
const end = '<!-- end of items -->';
const page = join(import.meta.dirname, 'access-patterns.md');

/** The page with its table of items as the nouns declare them. Throws an `Error` if it has no place for it. */
export async function accessPatterns(path: string): Promise<string> {
  const text = await readFile(path, 'utf8');
  const [before, rest, ...more] = text.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${path} has no place for the items: it needs one line\n${begin}\nand one line\n${end}`);
  }
  const style = await resolveConfig(path);
  return format(`${before}${begin}\n\n${items()}\n\n${end}${after}`, { ...style, parser: 'markdown' });
}

function items(): string {
  const rows = Object.entries(itemKinds).flatMap(([noun, kinds]) =>
    Object.values(kinds).map(({ description }) => ({ noun, ...description })),
  );
  const sorted = tableNames.flatMap((name) => rows.filter((row) => row.table === name));
  return table(
    ['table', 'partition', 'sort', 'item', 'read by', 'declared in'],
    sorted.map(({ noun, table: name, partition, sort, item, readBy }) => [
      name,
      `\`${partition}\``,
      `\`${sort}\``,
      item,
      readBy,
      `\`${noun}/keys.ts\``,
    ]),
    'texts',
  );
}

if (import.meta.main) await writeFile(page, await accessPatterns(page));
