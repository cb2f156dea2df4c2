/** `npm run agent`: a program that answers word by word, as a demo user or, with `--token`, as the bot whose token it is. */
import { parseArgs } from 'node:util';
import { createClient, systemClock } from '../index.ts';
import { answerSlowly } from './answer-slowly.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    as: { ...text, default: 'erin' },
    token: text,
    password: { ...text, default: process.env.CHATFLOW_PASSWORD ?? 'chatflow-demo' },
    url: { ...text, default: 'http://localhost:3000' },
  },
});
const { as, password, token, url } = values;
const client = createClient({ baseUrl: url, ...(token !== undefined && { token }) });
client.on('error', console.error);
client.on('session:ended', ({ reason }) => {
  console.error(`The session has ended: ${reason}.`);
  process.exitCode = 1;
});
const { username } =
  token === undefined ? await client.login({ username: as, password }) : await client.account.get();
answerSlowly(client, systemClock, console.error);
await client.connect();
console.log(`Write to ${username}: I answer word by word. Ctrl+C ends it.`);
