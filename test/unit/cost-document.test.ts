import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { costDocument } from '../../bench/cost/document.ts';
import { measure, type Measured } from '../../bench/cost/measure.ts';
import { scalingDocument } from '../../bench/cost/scaling-document.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
let measured: Measured;
beforeAll(async () => {
  measured = await measure();
});

it.each([
  ['cost.md', costDocument],
  ['scaling.md', scalingDocument],
] as const)('docs/%s equals what `npm run cost` writes', async (name, write) => {
  const path = join(docs, name);
  expect(await readFile(path, 'utf8')).toBe(await write(measured, path));
});

it('a page without a place for the figures is refused', async () => {
  await expect(scalingDocument(measured, join(docs, 'cost.md'))).rejects.toThrow(
    /has no place for the figures/,
  );
});
