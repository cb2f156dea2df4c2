/** `npm run generate`: writes what the client knows of the wire contract. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateContract } from './generate-contract.ts';

const file = join(import.meta.dirname, '../api/contract.ts');
await writeFile(file, await generateContract(file));
