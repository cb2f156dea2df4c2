import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { costDocument } from './cost/document.ts';
import { measure } from './cost/measure.ts';

/** `npm run cost`: counts what each action does and writes what that costs to `docs/cost.md`. */
const path = join(import.meta.dirname, '..', 'docs', 'cost.md');
await writeFile(path, await costDocument(await measure(), path));
console.log(`Written to ${path}`);
