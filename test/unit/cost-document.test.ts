import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { costDocument } from '../../bench/cost/document.ts';
import { measure } from '../../bench/cost/measure.ts';

it('docs/cost.md is what `npm run cost` writes now', async () => {
  const path = join(import.meta.dirname, '..', '..', 'docs', 'cost.md');
  expect(await readFile(path, 'utf8')).toBe(await costDocument(await measure(), path));
});
