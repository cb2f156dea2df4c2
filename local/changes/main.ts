import { readSettings } from '../settings.ts';
import { outboxCommand } from './command.ts';

/** `npm run outbox`. */
async function main(): Promise<void> {
  console.log(await outboxCommand(process.argv.slice(2), readSettings(process.env)));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
