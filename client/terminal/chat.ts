/** `npm run chat`: a chat in the terminal. */
import { systemClock } from '../index.ts';
import { run } from './run.ts';

const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());

process.exitCode = await run(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errorOutput: process.stderr,
  environment: process.env,
  interrupted: interruption.signal,
  clock: systemClock,
});
