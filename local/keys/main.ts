import { readSettings } from '../settings.ts';
import { keysCommand } from './command.ts';

/** `npm run keys`. */
async function main(): Promise<void> {
  console.log(await keysCommand(process.argv.slice(2), readSettings(process.env), console.log));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
