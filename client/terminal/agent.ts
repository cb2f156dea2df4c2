/** `npm run agent`: a program that answers as a demo user, word by word. */
import { parseArgs } from 'node:util';
import { createClient, systemClock } from '../index.ts';
import { answerSlowly } from './answer-slowly.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    as: { ...text, default: 'erin' },
    password: { ...text, default: process.env.CHATFLOW_PASSWORD ?? 'chatflow-demo' },
    url: { ...text, default: 'http://localhost:3000' },
  },
});
const client = createClient({ baseUrl: values.url });
client.on('error', console.error);
await client.login({ username: values.as, password: values.password });
answerSlowly(client, systemClock, console.error);
await client.connect();
console.log(`Write to ${values.as}: I answer word by word. Ctrl+C ends it.`);
