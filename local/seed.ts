import {
  ChatClientError,
  createClient,
  systemClock,
  type ChatClient,
  type Clock,
  type Conversation,
} from '../client/index.ts';
import { routes } from '../shared/protocol/index.ts';
import {
  demoCommunities,
  demoDirect,
  demoGroup,
  demoGroupName,
  demoNames,
  demoPassword,
  demoPeople,
  type DemoCommunity,
  type DemoConversation,
  type DemoPerson,
} from './demo-data.ts';
import { demoFile, type DemoFile } from './demo-files.ts';
import { startRuntime } from './runtime.ts';
import { localOrigin, readSettings, type Settings } from './settings.ts';
import { explainStartup } from './startup-failure.ts';
import { DatabaseLocked } from './table/sqlite-database.ts';

/** Why the demo data cannot be made, for the person at the terminal. */
export class SeedError extends Error {
  override readonly name = 'SeedError';
}

/** A demo user, signed in. */
interface SignedIn {
  id: string;
  client: ChatClient;
}
type Everybody = Record<DemoPerson, SignedIn>;

type Print = (line: string) => void;

/**
 * Makes the demo people and their conversations on the server at `baseUrl`, and tells `print` of each. What is there is
 * never made again, whenever that was; what an interrupted run left out is added. Rejects with a `SeedError`, or with
 * a `ChatClientError` when the server fails.
 */
export async function seed(baseUrl: string, print: Print, clock: Clock = systemClock): Promise<void> {
  const clients: ChatClient[] = [];
  async function join(name: DemoPerson): Promise<SignedIn> {
    // The receipts are part of the demo.
    const client = createClient({ baseUrl, clock, autoDelivered: false });
    clients.push(client);
    const { id, isNew } = await signIn(client, name);
    print(`${demoPeople[name]} (${name}): ${isNew ? 'new' : 'there already'}`);
    return { id, client };
  }
  try {
    const everybody: Everybody = {
      alice: await join('alice'),
      bob: await join('bob'),
      carol: await join('carol'),
      dave: await join('dave'),
      erin: await join('erin'),
    };
    for (const community of demoCommunities) {
      print(
        `Public group "${community.name}": ${await makePublic(community, everybody[community.by].client)}`,
      );
    }
    const alice = everybody.alice.client;
    const direct = await write(await alice.conversations.openDirect('bob'), demoDirect, everybody);
    print(`Alice and Bob: ${direct.summary}`);
    const others = demoNames.filter((name) => name !== 'alice');
    const found =
      (await findGroup(alice, demoGroupName)) ??
      (await alice.conversations.createGroup(demoGroupName, others));
    const group = await write(found, demoGroup, everybody);
    print(`Group "${demoGroupName}": ${group.summary}`);
    // All at the same time, since of each conversation a client tells at most once a second.
    await Promise.all([direct.mark(), group.mark()]);
    await Promise.all(clients.map((client) => client.logout()));
  } finally {
    for (const client of clients) client.disconnect();
  }
}

/** Signs in, with a new account where there is none. */
async function signIn(client: ChatClient, username: DemoPerson): Promise<{ id: string; isNew: boolean }> {
  const email = `${username}@example.com`;
  const password = demoPassword;
  try {
    return { ...(await client.login({ username, password })), isNew: false };
  } catch (error) {
    if (!hasCode(error, 'invalid_credentials')) throw error;
  }
  try {
    const account = { username, email, name: demoPeople[username], password };
    return { ...(await client.register(account)), isNew: true };
  } catch (error) {
    const elsewhere = 'Choose another data folder for the demo: DATA_DIR=…';
    if (hasCode(error, 'username_taken')) {
      throw new SeedError(`There is an account "${username}" already, with another password. ${elsewhere}`);
    }
    if (hasCode(error, 'email_taken')) {
      throw new SeedError(`There is another account with the address ${email} already. ${elsewhere}`);
    }
    throw error;
  }
}

/** Makes a public group, unless there is one of its name. Says which. */
async function makePublic(community: DemoCommunity, client: ChatClient): Promise<string> {
  const { name, others, by: _, ...details } = community;
  if (await findGroup(client, name)) return 'there already';
  const { id } = await client.conversations.createGroup(name, others);
  await client.groups.update(id, { ...details, visibility: 'public' });
  return 'new';
}

/** The group of that name that the client's user is in. */
async function findGroup(client: ChatClient, name: string): Promise<Conversation | undefined> {
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.conversations.list(cursor === undefined ? {} : { cursor });
    const group = page.items.find((conversation) => conversation.isGroup && conversation.name === name);
    if (group) return group;
    cursor = page.nextCursor;
  }
  return undefined;
}

/** A conversation with its messages: what was done for it, and what tells how far each person is with it. */
interface Written {
  summary: string;
  mark: () => Promise<void>;
}

/** Writes what is missing of a conversation, unless people have made it their own. */
async function write(
  conversation: Conversation,
  { lines, receipts }: DemoConversation,
  everybody: Everybody,
): Promise<Written> {
  const { id } = conversation;
  // a page counts numbers that were given up too, so that one of the length of the lines may lack some
  const page = await everybody.alice.client.messages.list(id, { after: 0, limit: 100 });
  const items = page.items.slice(0, lines.length);
  const members = new Set(conversation.participants.map((member) => member.id));
  const ours =
    lines.every(([by]) => members.has(everybody[by].id)) &&
    items.every(({ senderId, text }, index) => {
      const [by, wanted] = lines[index] ?? [];
      return by !== undefined && senderId === everybody[by].id && text === wanted;
    });
  if (!ours) {
    const summary = 'there already with other messages or people, left as it is';
    return { summary, mark: () => Promise.resolve() };
  }

  const seqs = items.map(({ seq }) => seq);
  for (const [index, [by, text, files = []]] of [...lines.entries()].slice(items.length)) {
    const { client } = everybody[by];
    await client.connect();
    // also where two seeds run at the same moment it is one message
    const clientId = `demo-${index}-${id}`;
    seqs.push(
      files.length === 0
        ? (await client.messages.send(id, text, { clientId })).seq
        : await sendFiles(client, { conversationId: id, clientId, text, files }),
    );
  }
  const written = lines.length - items.length;
  return {
    summary: written === 0 ? 'there already' : `${written} messages written`,
    async mark() {
      await Promise.all(
        demoNames.flatMap((name) => {
          const { delivered = 0, read = 0 } = receipts[name] ?? {};
          const { client } = everybody[name];
          return [
            ...(read > 0 ? [client.messages.markRead(id, seqs[read - 1] ?? 0)] : []),
            // what was read has arrived
            ...(delivered > read ? [client.messages.markDelivered(id, seqs[delivered - 1] ?? 0)] : []),
          ];
        }),
      );
    },
  };
}

interface LineWithFiles {
  conversationId: string;
  clientId: string;
  text: string;
  files: readonly DemoFile[];
}

/** Uploads files and sends them. Where another seed did at the same moment, they are taken back. Returns the number of the message. */
async function sendFiles(
  client: ChatClient,
  { conversationId, clientId, text, files }: LineWithFiles,
): Promise<number> {
  const attachments: string[] = [];
  for (const name of files) {
    const { file, ...preview } = await demoFile(name);
    attachments.push((await client.upload(file, preview)).id);
  }
  try {
    return (await client.messages.send(conversationId, text, { clientId, attachments })).seq;
  } catch (error) {
    // the same message with the files of the other one
    if (!hasCode(error, 'client_id_conflict')) throw error;
    for (const id of attachments) await client.discardUpload(id);
    const { items } = await client.messages.list(conversationId, { limit: 50 });
    const sent = items.find((message) => message.clientId === clientId);
    if (sent === undefined) throw error;
    return sent.seq;
  }
}

/** Seeds the running server, or where none runs, the data folder that one will start on. */
async function seedBySettings(settings: Settings, print: Print): Promise<void> {
  const origin = localOrigin(settings, settings.PORT);
  if (settings.PORT !== 0 && (await isRunning(origin))) {
    print(`ChatFlow runs at ${origin}.`);
    await seed(origin, print);
    return;
  }
  print('ChatFlow is not running: starting it for a moment.');
  const runtime = await startRuntime({ ...settings, PORT: 0 }).catch((error: unknown) => {
    const sentence =
      error instanceof DatabaseLocked
        ? `The data folder ${settings.DATA_DIR} is in use, and no ChatFlow answers at ${origin}. If it runs at another port, name that: PORT=… npm run seed`
        : explainStartup(error, settings);
    throw new SeedError(sentence, { cause: error });
  });
  try {
    await seed(runtime.url, print);
  } finally {
    await runtime.close();
  }
}

const healthTimeoutMs = 10_000;

async function isRunning(origin: string): Promise<boolean> {
  let cause: unknown;
  try {
    const response = await fetch(`${origin}/v1/health`, { signal: AbortSignal.timeout(healthTimeoutMs) });
    if (routes.health.replies[200].safeParse(await response.json()).success) return true;
  } catch (error) {
    const reason = error instanceof Error ? error.cause : undefined;
    if (reason instanceof Error && 'code' in reason && reason.code === 'ECONNREFUSED') return false;
    cause = error;
  }
  const sentence = `What answers at ${origin} is not ChatFlow. Choose another port: PORT=… npm run seed`;
  throw new SeedError(sentence, { cause });
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof ChatClientError && error.code === code;
}

const defaultPort = 3000;

function signInHelp(settings: Settings): string {
  const port = settings.PORT === 0 ? defaultPort : settings.PORT;
  const origin = localOrigin(settings, port);
  const url = origin === `http://localhost:${defaultPort}` ? '' : ` --url ${origin}`;
  return `
Sign in as ${demoNames.join(', ')}; the password is ${demoPassword}. With the server running (npm start):

  npm run chat -- --as alice --with bob${url}
  curl ${origin}/v1/auth/login -H 'content-type: application/json' -d '{"username":"alice","password":"${demoPassword}"}'
`;
}

/** `npm run seed` */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const print: Print = (line) => console.log(line);
  await seedBySettings(settings, print);
  print(signInHelp(settings));
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
