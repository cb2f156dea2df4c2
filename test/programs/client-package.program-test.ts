import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startProcess } from '../support/backend/backend-process.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
/** The Node that the system has, which may be older than the repository's own: what users run. */
const systemPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);
const npm = (folder: string, ...args: string[]) =>
  run('npm', [...args, '--offline', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    env: { ...process.env, PATH: systemPath },
  });

const program = `
import { createClient, type Message } from '@chatflow/client';
import { fileStorage } from '@chatflow/client/node';

export async function chat(baseUrl: string, storageFile: string): Promise<string[]> {
  const client = createClient({ baseUrl, storage: fileStorage(storageFile) });
  await client.register({ username: 'ada', email: 'ada@example.org', name: 'Ada', password: 'correct horse' });
  await client.connect();
  const texts: string[] = [];
  const arrived = new Promise<void>((resolve) => {
    client.onMessage((message: Message) => {
      texts.push(message.text);
      if (texts.length === 2) resolve();
    });
  });
  const group = await client.conversations.createGroup('Notes', ['bob']);
  await client.messages.send(group.id, 'one');
  await client.messages.send(group.id, 'two');
  await arrived;
  client.disconnect();
  await client.stored();
  return texts;
}
`;
const script = `
import { WebSocket } from 'ws';
import { createClient, hasCode } from '@chatflow/client';
import { fileStorage } from '@chatflow/client/node';

const [baseUrl, file] = process.argv.slice(2);
const options = { baseUrl, storage: fileStorage(file), WebSocket: globalThis.WebSocket ?? WebSocket };
const account = (username) => ({ username, email: username + '@example.org', name: username, password: 'correct horse' });

const bob = createClient({ baseUrl, WebSocket: options.WebSocket });
await bob.register(account('bob'));
const ada = createClient(options);
await ada.register(account('ada'));
await Promise.all([ada.connect(), bob.connect()]);
const texts = [];
const arrived = new Promise((resolve) => {
  bob.onMessage(({ text }) => {
    if (texts.push(text) === 2) resolve();
  });
});
const { id } = await ada.conversations.openDirect('bob');
const media = await ada.upload(new Blob(['Hello'], { type: 'text/plain' }), { name: 'hello.txt' });
await ada.messages.send(id, 'one', { attachments: [media.id] });
await ada.messages.send(id, 'two');
await arrived;
const refusal = await ada.messages.send(id, ' ').catch((error) => hasCode(error, 'validation_failed'));
ada.disconnect();
bob.disconnect();
await ada.stored();
const again = createClient(options);
const restored = await again.restore();
const { items } = await ada.messages.list(id);
const names = items.flatMap(({ attachments }) => attachments.map(({ name }) => name));
console.log(JSON.stringify({ texts, names, refusal, restored, me: (await again.account.get()).username, node: process.version }));
`;

const component = `
import { createElement, useSyncExternalStore, type ReactNode } from 'react';
import { createClient, type ChatClient } from '@chatflow/client';
import { ChatProvider, useConversations, useMessages } from '@chatflow/client/react';
import { chatState } from '@chatflow/client/state';

const client: ChatClient = createClient({
  baseUrl: 'http://localhost:3000',
  state: chatState({ conversations: 500 }),
  tokenProvider: async (reason: string) => 'token ' + reason,
});
function Conversation({ id }: { id: string }): ReactNode {
  const { items } = useMessages(id);
  return items.map((item) => (item.kind === 'stored' ? item.message.text : item.text)).join();
}
function Page(): ReactNode {
  const { items } = useConversations();
  const status = useSyncExternalStore(client.state.connection.subscribe, client.state.connection.getSnapshot);
  return createElement('p', null, status.state, ...items.map(({ id }) => createElement(Conversation, { id, key: id })));
}
export const app = () => createElement(ChatProvider, { client, children: createElement(Page) });
`;
const rendered = `
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { WebSocket } from 'ws';
import { createClient } from '@chatflow/client';
import { ChatProvider, useConversations, useSession } from '@chatflow/client/react';
import { chatState } from '@chatflow/client/state';

const client = createClient({ baseUrl: 'http://localhost:3000', WebSocket, state: chatState() });
function Page() {
  return 'conversations: ' + useConversations().items.length + ', user: ' + useSession().userId;
}
console.log(renderToString(createElement(ChatProvider, { client }, createElement(Page))));
`;

let project: string;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'chatflow-package-'));
  await run(process.execPath, [join(root, 'client/build/package.ts')]);
  await npm(join(root, 'client'), 'pack', '--pack-destination', project);
  const tarball = (await readdir(project)).find((name) => name.endsWith('.tgz')) ?? '';
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'empty', private: true, type: 'module' }),
  );
  const others = ['ws', 'react', 'react-dom', 'scheduler', '@types/react', 'csstype'];
  await npm(project, 'install', `./${tarball}`, ...others.map((name) => join(root, 'node_modules', name)));
});
afterAll(() => rm(project, { recursive: true, force: true }));

test('contains its entries with declarations and source maps, and depends on nothing', async () => {
  const installed = join(project, 'node_modules/@chatflow/client');
  const files = await readdir(installed, { recursive: true });
  expect(files).toEqual(
    expect.arrayContaining(['README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts', 'dist/index.js.map']),
  );
  expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
  expect(files.filter((name) => /terminal|(^|\/)build/.test(name))).toEqual([]);
  const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  expect(manifest).not.toHaveProperty('dependencies');
});

test.each(['bundler', 'nodenext'])(
  'type-checks in a strict project, moduleResolution %s',
  async (resolution) => {
    await writeFile(join(project, 'app.ts'), program);
    await writeFile(join(project, 'component.ts'), component);
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          target: 'es2022',
          lib: ['es2022', 'dom'],
          module: resolution === 'bundler' ? 'esnext' : 'nodenext',
          moduleResolution: resolution,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          types: [],
        },
        files: ['app.ts', 'component.ts'],
      }),
    );
    const check = run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project]);
    await expect(check.catch((error: unknown) => error)).resolves.toMatchObject({ stdout: '' });
  },
);

test("runs on the system's Node, with a real backend", async () => {
  const backend = await startProcess(await temporaryFolder());
  await writeFile(join(project, 'script.mjs'), script);
  const { stdout } = await run(
    'node',
    ['script.mjs', `http://localhost:${backend.port}`, join(project, 'session.json')],
    { cwd: project, env: { PATH: systemPath } },
  );
  expect(JSON.parse(stdout)).toMatchObject({
    texts: ['one', 'two'],
    names: ['hello.txt'],
    refusal: true,
    restored: true,
    me: 'ada',
  });
});

test('given React beside it, its hooks render', async () => {
  await writeFile(join(project, 'rendered.mjs'), rendered);
  const { stdout } = await run('node', ['rendered.mjs'], { cwd: project, env: { PATH: systemPath } });
  expect(stdout.trim()).toBe('conversations: 0, user: undefined');
});

test('builds into a browser application with Vite, and what deals with files into a script that the page does not load first', async () => {
  await writeFile(join(project, 'index.html'), '<script type="module" src="/main.ts"></script>');
  await writeFile(
    join(project, 'main.ts'),
    `import { createClient, indexedDbStorage } from '@chatflow/client';
     const client = createClient({ baseUrl: location.origin, storage: indexedDbStorage('chat') });
     client.onMessage((message) => document.body.append(message.text));
     await client.connect();`,
  );
  await build({ root: project, configFile: false, logLevel: 'silent', build: { target: 'es2022' } });
  const assets = join(project, 'dist/assets');
  const scripts = (await readdir(assets)).filter((name) => name.endsWith('.js'));
  const page = await readFile(join(project, 'dist/index.html'), 'utf8');
  const uploads = await Promise.all(
    scripts.map(async (name) => (await readFile(join(assets, name), 'utf8')).includes('multipart/form-data')),
  );
  const later = scripts.filter((_, index) => uploads[index]);
  expect(later).toHaveLength(1);
  expect(page).not.toContain(later[0]);
});
