/** `npm run export`: writes a conversation into a folder. */
import { readPassword } from './read-password.ts';
import { runExport } from './run-export.ts';

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

process.exitCode = await runExport(process.argv.slice(2), {
  environment: process.env,
  askPassword: () => readPassword(process.stdin, process.stderr),
  say: (line) => void process.stderr.write(`${line}\n`),
  interrupted: interruption.signal,
});
