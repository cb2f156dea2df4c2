import { readSettings } from '../settings.ts';
import { auditCommand } from './command.ts';

/** `npm run audit`. It exits with 2 where the log is not what was recorded. */
async function main(): Promise<void> {
  const { text, wrong } = await auditCommand(process.argv.slice(2), readSettings(process.env));
  console.log(text);
  if (wrong) process.exitCode = 2;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
