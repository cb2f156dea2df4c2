import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { costDocument } from './cost/document.ts';
import { measure } from './cost/measure.ts';
import { scalingDocument } from './cost/scaling-document.ts';

/** `npm run cost`: counts what each action does, and writes what that costs and how far it carries to `docs/`. */
const measured = await measure();
for (const [name, write] of [
  ['cost.md', costDocument],
  ['scaling.md', scalingDocument],
] as const) {
  const path = join(import.meta.dirname, '..', 'docs', name);
  await writeFile(path, await write(measured, path));
  console.log(`Written to ${path}`);
}
