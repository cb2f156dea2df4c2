import { readSettings } from '../settings.ts';
import { importCommand } from './import-command.ts';

/** `npm run import`. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  console.log(await importCommand(process.argv.slice(2), settings, { progress: console.log }));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
