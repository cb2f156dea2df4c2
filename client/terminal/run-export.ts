import { parseArgs } from 'node:util';
import { exportConversation } from '../export/index.ts';
import { createClient, hasCode, type ChatClient } from '../index.ts';
import { fileSaver, openExportFolder } from './export-folder.ts';

const usage = `npm run export -- --as <you> --conversation <id or name> --out <folder>
    --as <username>               who you are: what you may read is exported
    --conversation <id or name>   of a group; --with <username>: of a direct conversation
    --out <folder>                gets messages.jsonl, and the files in files/
    --without-files               files stand in the lines by their names
    --code <code>                 of your authenticator app, if you have one
    --url <address>               default: http://localhost:3000
The password comes from CHATFLOW_PASSWORD of the environment, or is asked for.
It can be broken off and begun again: it goes on where it stopped.`;

/** What the program has of its surroundings. */
export interface ExportSurroundings {
  environment: { CHATFLOW_PASSWORD?: string };
  /** `undefined`: there is no terminal to ask at. */
  askPassword: () => Promise<string | undefined>;
  say: (line: string) => void;
  interrupted: AbortSignal;
}

/** Messages between two lines of progress. */
const progressMessages = 1_000;

/** Runs the program. Resolves with the exit code: 0, 1 after a failure, 2 for wrong arguments. */
export async function runExport(argv: string[], surroundings: ExportSurroundings): Promise<number> {
  const { say } = surroundings;
  const asked = parse(argv);
  if (asked === undefined) {
    say(usage);
    return 2;
  }
  const password = surroundings.environment.CHATFLOW_PASSWORD ?? (await surroundings.askPassword());
  if (password === undefined) {
    say('No password: set CHATFLOW_PASSWORD, or run it at a terminal.');
    return 2;
  }
  const client = createClient({ baseUrl: asked.url });
  try {
    await client.login({
      username: asked.as,
      password,
      ...(asked.code !== undefined && { code: asked.code }),
    });
    return await write(client, asked, surroundings);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    say(hasCode(error, 'aborted') ? 'Broken off: run it again to go on.' : error.message);
    return 1;
  } finally {
    await client.logout().catch(() => client.disconnect());
  }
}

interface Asked {
  as: string;
  conversation: { named: string } | { with: string };
  out: string;
  url: string;
  files: boolean;
  code: string | undefined;
}

function parse(argv: string[]): Asked | undefined {
  const text = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        as: text,
        conversation: text,
        with: text,
        out: text,
        code: text,
        url: { ...text, default: 'http://localhost:3000' },
        'without-files': { type: 'boolean', default: false },
      },
    }));
  } catch {
    // unknown options: what there is says the usage
    return undefined;
  }
  const { as, conversation, with: other, out, url, code } = values;
  if (as === undefined || out === undefined || !/^https?:\/\//.test(url) || !URL.canParse(url))
    return undefined;
  const files = !values['without-files'];
  if (conversation !== undefined && other === undefined) {
    return { as, conversation: { named: conversation }, out, url, files, code };
  }
  return other !== undefined && conversation === undefined
    ? { as, conversation: { with: other }, out, url, files, code }
    : undefined;
}

async function write(
  client: ChatClient,
  { conversation, out, files }: Asked,
  { say, interrupted }: ExportSurroundings,
): Promise<number> {
  const folder = await openExportFolder(out);
  try {
    const { progress } = folder;
    if (progress?.finished === true) {
      say(`The export in ${out} is whole. For what came since, export into another folder.`);
      return 0;
    }
    const id = progress?.header.conversation.id ?? (await findConversation(client, conversation));
    if (progress) say(`Goes on after ${progress.messages} messages.`);
    let messages = progress?.messages ?? 0;
    const lines = exportConversation(client, id, {
      progress,
      signal: interrupted,
      ...(files && { saveFile: fileSaver(client, out) }),
      onWaiting: (waiting) => say(waiting ? 'Connection lost: waiting.' : 'Connected again.'),
    });
    for await (const line of lines) {
      await folder.append(line);
      if (!('message' in line)) continue;
      messages += 1;
      if (messages % progressMessages === 0) say(`${messages} messages`);
    }
    say(`${messages} messages exported into ${out}.`);
    return 0;
  } finally {
    await folder.close();
  }
}

async function findConversation(client: ChatClient, wanted: Asked['conversation']): Promise<string> {
  const isIt = (text: string | null | undefined, name: string) => text?.toLowerCase() === name.toLowerCase();
  let cursor: string | null = null;
  do {
    const page = await client.conversations.list({ limit: 100, ...(cursor !== null && { cursor }) });
    const found = page.items.find(({ id, name, isGroup, participants }) =>
      'named' in wanted
        ? id === wanted.named || isIt(name, wanted.named)
        : !isGroup && participants.some(({ username }) => isIt(username, wanted.with)),
    );
    if (found) return found.id;
    cursor = page.nextCursor;
  } while (cursor !== null);
  throw new Error(
    `There is no such conversation: ${'named' in wanted ? wanted.named : `with ${wanted.with}`}.`,
  );
}
