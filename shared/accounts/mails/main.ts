import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderedModule } from './render.ts';

/** `npm run mails`: renders the mails anew after their texts or their layout changed. */
const path = join(import.meta.dirname, 'rendered.ts');
await writeFile(path, await renderedModule(path));
