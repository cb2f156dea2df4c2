/** `npm run generate`: writes what the client knows of the wire contract. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateContract } from './generate-contract.ts';

const folder = join(import.meta.dirname, '../api');
const file = join(folder, 'contract.ts');
const { contract, media, webhooks, admin, push } = await generateContract(file);
await writeFile(file, contract);
await writeFile(join(folder, 'media-contract.ts'), media);
await writeFile(join(folder, 'webhook-contract.ts'), webhooks);
await writeFile(join(folder, 'push-contract.ts'), push);
await writeFile(join(folder, 'admin-contract.ts'), admin);
