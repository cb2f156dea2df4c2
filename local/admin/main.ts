import { readSettings } from '../settings.ts';
import { adminCommand } from './command.ts';

/** `npm run admin`. */
async function main(): Promise<void> {
  console.log(await adminCommand(process.argv.slice(2), readSettings(process.env)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
