import { readSettings } from '../settings.ts';
import { reindexCommand } from './command.ts';

/** `npm run reindex`. */
async function main(): Promise<void> {
  console.log(await reindexCommand(process.argv.slice(2), readSettings(process.env), console.log));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
