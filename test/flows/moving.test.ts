import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { exportConversation, lineText, type ExportLine } from '../../client/export/index.ts';
import type { ChatClient } from '../../client/index.ts';
import { exportFolder } from '../../local/moving/export-folder.ts';
import { importCommand } from '../../local/moving/import-command.ts';
import { localTarget } from '../../local/moving/local-target.ts';
import { runImport, type ImportOptions } from '../../local/moving/run-import.ts';
import type { ImportTarget } from '../../local/moving/target.ts';
import { readSettings } from '../../local/settings.ts';
import { runExport } from '../../client/terminal/run-export.ts';
import { importStep, type ImportRequest } from '../../shared/app.ts';
import { keys } from '../../shared/keys.ts';
import { OperationCounter, type Counts } from '../../shared/platform/counting/counter.ts';
import { countingPorts } from '../../shared/platform/counting/counting-ports.ts';
import { startBackend, temporaryFolder, type TestBackend } from '../support/backend/runtime.ts';
import { withoutFollowUps } from '../support/backend/without-follow-ups.ts';
import { clientsOn, download, note } from '../support/client/clients-on.ts';
import { eventually } from '../support/eventually.ts';

vi.setConfig({ testTimeout: 30_000 });

const password = 'correct horse battery';
const same: ImportOptions = { sameUsernames: true };
const quiet = () => undefined;

async function linesOf(client: ChatClient, id: string): Promise<ExportLine[]> {
  const lines: ExportLine[] = [];
  for await (const line of exportConversation(client, id)) lines.push(line);
  return lines;
}

/** Runs the program of a member, as far as its exit code. */
async function exportTo(backend: TestBackend, folder: string, ...parameters: string[]): Promise<string[]> {
  const said: string[] = [];
  const code = await runExport(
    ['--url', `http://127.0.0.1:${backend.runtime.port}`, '--out', folder, ...parameters],
    {
      environment: { CHATFLOW_PASSWORD: password },
      askPassword: () => Promise.resolve(undefined),
      say: (line) => void said.push(line),
      interrupted: new AbortController().signal,
    },
  );
  expect(code, said.join('\n')).toBe(0);
  return said;
}

/** A group in which everything happened that moves along. */
async function eventfulGroup() {
  const { backend, clients } = await clientsOn('ann', 'bob', 'cleo');
  const [ann, bob, cleo] = clients as [ChatClient, ChatClient, ChatClient];
  const { id } = await ann.conversations.createGroup('Garden', ['bob', 'cleo']);
  const first = await ann.messages.send(id, 'Hello @bob, here is the plan', {
    entities: [
      { type: 'bold', start: 0, length: 5 },
      { type: 'mention', start: 6, length: 4, userId: bob.userId ?? '' },
      { type: 'link', start: 24, length: 4, url: 'https://garden.example/plan' },
    ],
  });
  const reply = await bob.messages.send(id, 'Good plan', { replyTo: first.id });
  await cleo.messages.send(id, 'I agree', { replyTo: reply.id });
  const file = await cleo.upload(note('seeds: 12'));
  await eventually(async () => expect((await cleo.media([file.id]))[0]?.state).toBe('ready'));
  await cleo.messages.send(id, '', { attachments: [file.id] });
  for (const reader of [ann, bob]) await reader.messages.react(id, first.seq, '👍');
  await ann.messages.edit(id, first.seq, 'Hello @bob, here is the new plan');
  const wrong = await bob.messages.send(id, 'A slip');
  await bob.messages.delete(id, wrong.seq);
  await ann.messages.pin(id, reply.seq);
  await ann.groups.remove(id, cleo.userId ?? '');
  await ann.messages.send(id, 'مرحبا — 你好 — नमस्ते — Γειά — שלום — 안녕');
  return { backend, ann, bob, cleo, id };
}

/** Without what differs: ids, times of the import, and what the group became by it. */
function comparable(lines: readonly ExportLine[]) {
  const places = new Map<string, number>();
  return lines.flatMap((line): object[] => {
    if ('chatflow' in line) return [{ name: line.conversation.name, createdAt: line.conversation.createdAt }];
    if ('end' in line) return [line];
    if ('person' in line) return [];
    const { id, seq: _, replyTo, attachments, ...rest } = line.message;
    places.set(id, places.size);
    return [
      {
        ...rest,
        ...(replyTo !== undefined && { replyTo: places.get(replyTo) }),
        ...(attachments && {
          attachments: attachments.map(({ name, type, size }) => ({ name, type, size })),
        }),
      },
    ];
  });
}

test('given a group that a member exports and an operator imports, what its members see is the same', async () => {
  const { backend, ann, bob, id } = await eventfulGroup();
  const folder = await temporaryFolder();
  await exportTo(backend, folder, '--as', 'ann', '--conversation', 'garden');
  const { app } = backend.runtime;
  const source = await exportFolder(folder);
  const imported = await runImport(source, localTarget(app), same, quiet);

  const before = comparable(await linesOf(ann, id));
  const lines = await linesOf(ann, imported.conversationId);
  expect(comparable(lines)).toEqual(before);
  expect(before).toHaveLength(2 + imported.messages);
  const people = lines.flatMap((line) => ('person' in line ? [line.person] : []));
  expect(people.toSorted((a, b) => a.username.localeCompare(b.username))).toMatchObject([
    { username: 'ann', role: 'owner' },
    { username: 'bob', role: 'member' },
    { username: 'cleo' },
  ]);

  // nothing is unread, what was sent elsewhere says so, and threads, galleries, pins and search know it
  const view = await bob.conversations.get(imported.conversationId);
  expect(view).toMatchObject({ unreadCount: 0, pinCount: 1, memberCount: 2, name: 'Garden' });
  const page = await bob.messages.list(imported.conversationId);
  const texts = page.items.filter(({ kind, deletedAt }) => kind === 'text' && deletedAt === null);
  expect(texts.every((message) => message.imported === true && message.status === 'read')).toBe(true);
  const [root] = texts;
  expect(root).toMatchObject({ thread: { count: 2, following: false, unreadCount: 0 } });
  expect((await bob.messages.replies(imported.conversationId, root?.seq ?? 0)).items).toHaveLength(2);
  expect((await bob.messages.pins(imported.conversationId)).map(({ text }) => text)).toEqual(['Good plan']);
  const { items } = await bob.conversations.media(imported.conversationId, { kind: 'document' });
  expect(items).toHaveLength(1);
  expect((await download(bob, items[0]?.media.id ?? '')).toString()).toBe('seeds: 12');
  const found = await bob.messages.search('new plan', { conversationId: imported.conversationId });
  expect(found.items).toHaveLength(1);

  // and it goes on as any other conversation does
  const sent = await bob.messages.send(imported.conversationId, 'And on we go');
  expect(sent.seq).toBe(view.lastSeq + 1);
  await expect(
    bob.messages.edit(imported.conversationId, texts[1]?.seq ?? 0, 'Changed'),
  ).resolves.toMatchObject({
    text: 'Changed',
  });

  // once more is nothing
  const again = await runImport(source, localTarget(app), same, quiet);
  expect(again).toMatchObject({ wasThere: true, conversationId: imported.conversationId });
  expect((await bob.conversations.list()).items).toHaveLength(2);
});

test('given imports that fail at any step, the next goes on, and the members see nothing before it is whole', async () => {
  const { backend, ann, id } = await eventfulGroup();
  const folder = await temporaryFolder();
  await exportTo(backend, folder, '--as', 'ann', '--conversation', id);
  const { app } = backend.runtime;
  const source = await exportFolder(folder);
  const target = localTarget(app);
  let steps = 0;
  /** Does a step and then fails, or fails before it: the caller cannot tell. */
  const failing = (at: number, when: 'before' | 'after'): ImportTarget => {
    let count = 0;
    const act = async <T>(step: () => Promise<T>): Promise<T> => {
      count += 1;
      steps = Math.max(steps, count);
      if (count === at && when === 'before') throw new Error('killed');
      const result = await step();
      if (count === at) throw new Error('killed');
      return result;
    };
    return {
      step: (request) => act(() => target.step(request)),
      upload: (...given) => act(() => target.upload(...given)),
    };
  };
  let done;
  for (let at = 1; !done; at += 1) {
    for (const when of ['before', 'after'] as const) {
      const attempt = runImport(source, failing(at, when), same, quiet);
      done = await attempt.catch((error: unknown) => {
        expect(error).toMatchObject({ message: 'killed' });
        return undefined;
      });
      if (done) break;
      const finished = at >= steps && when === 'after';
      if (!finished) expect((await ann.conversations.list()).items.length).toBeLessThan(3);
    }
  }
  expect(steps).toBeGreaterThan(4);
  const { items } = await ann.conversations.list();
  expect(items).toHaveLength(2);
  expect(comparable(await linesOf(ann, done.conversationId))).toEqual(comparable(await linesOf(ann, id)));
});

test('given people without accounts, those with an address set a password by mail, and the others are names', async () => {
  const { backend, clients } = await clientsOn('ann');
  const [ann] = clients as [ChatClient];
  const folder = await temporaryFolder();
  const time = '2024-01-02T03:04:05.678Z';
  const said = (sender: string, seq: number) => ({
    message: { id: String(seq), seq, sender, createdAt: time, text: `I am ${sender}` },
  });
  const lines = [
    {
      chatflow: 1,
      conversation: { id: 'c1', type: 'group', name: 'Old place', createdAt: time },
      exportedAt: time,
      upTo: 4,
      later: 'is passed over',
    },
    { person: { username: 'ann', name: 'Ann of before', role: 'owner' } },
    { person: { username: 'Zoë!', name: 'Zoë', email: 'zoe@example.com', role: 'member' } },
    { person: { username: 'ghost', name: '\u202egnihton', role: 'member' } },
    { person: { username: 'other', name: 'Ann too', email: 'ann@example.com', role: 'member' } },
    ...['ann', 'Zoë!', 'ghost', 'other'].map((name, index) => said(name, index + 1)),
    { surprise: true },
    { end: { messages: 4 } },
  ];
  await writeFile(join(folder, 'messages.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  const { app } = backend.runtime;
  const { conversationId, people } = await runImport(
    await exportFolder(folder),
    localTarget(app),
    { owner: 'ann' },
    quiet,
  );
  // a name is no proof, nor is an address that was not proved
  expect(people).toEqual([
    { username: 'ann', as: 'ann-2', outcome: 'placeholder' },
    { username: 'Zoë!', as: 'imported-zo', outcome: 'made' },
    { username: 'ghost', as: 'ghost', outcome: 'placeholder' },
    { username: 'other', as: 'other', outcome: 'placeholder' },
  ]);
  expect(await ann.conversations.get(conversationId)).toMatchObject({
    memberCount: 2,
    me: { role: 'owner' },
    createdAt: time,
  });
  const { items } = await ann.messages.list(conversationId);
  expect(items.map(({ createdAt }) => createdAt)).toEqual([time, time, time, time]);
  const wrongPassword = { code: 'invalid_credentials' };
  await expect(ann.login({ username: 'ghost', password: 'anything at all' })).rejects.toMatchObject(
    wrongPassword,
  );
});

test('given files that are not whole, not of the format or not safe, the import says what is wrong and where', async () => {
  const { backend } = await clientsOn('ann');
  await backend.stop();
  const folder = await temporaryFolder();
  const file = join(folder, 'messages.jsonl');
  const time = '2024-01-02T03:04:05Z';
  const header = {
    chatflow: 1,
    conversation: { id: 'c', type: 'group', name: 'Trip', createdAt: time },
    exportedAt: time,
    upTo: 2,
  };
  const person = { person: { username: 'ann', name: 'Ann', role: 'owner' } };
  const message = (seq: number, more: object = {}) => ({
    message: { id: String(seq), seq, sender: 'ann', createdAt: time, text: 'Hi', ...more },
  });
  const run = async (lines: readonly unknown[], ...parameters: string[]) => {
    const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    await writeFile(file, `${texts.join('\n')}\n`);
    const settings = readSettings({ DATA_DIR: backend.dataDir, LOG_LEVEL: 'silent' });
    return importCommand([folder, ...parameters], settings);
  };
  const wrong: [unknown[], string][] = [
    [[], 'is empty'],
    [[message(1)], 'does not begin with the header'],
    [[{ ...header, chatflow: 2 }], 'messages.jsonl:1 is of version 2'],
    [[header, person, '{"message":'], 'messages.jsonl:3 is not JSON'],
    [[header, person, { message: { id: '1' } }], 'messages.jsonl:3 is not as the format says: seq'],
    [[header, person, message(1)], 'is not whole'],
    [[header, person, message(1), { end: { messages: 2 } }], 'is not whole'],
    [[header, person, message(2), message(1), { end: { messages: 2 } }], 'message 1 is out of order'],
    [[header, message(1), { end: { messages: 1 } }], 'names ann, who did not come before'],
  ];
  for (const [lines, sentence] of wrong) await expect(run(lines)).rejects.toThrow(sentence);
  const attached = (path: string) => ({
    attachments: [{ name: 'a.txt', type: 'text/plain', size: 3, sha256: '0'.repeat(64), path }],
  });
  const withFile = (path: string) => [header, person, message(1, attached(path)), { end: { messages: 1 } }];
  await expect(run(withFile('../secret.txt'))).rejects.toThrow('leads out of the folder');
  await expect(run(withFile('/etc/hostname'))).rejects.toThrow('leads out of the folder');
  await expect(run(withFile('files/a.txt'))).rejects.toThrow('1 files are missing');
  await mkdir(join(folder, 'files'));
  await writeFile(join(folder, 'files', 'a.txt'), 'abc');
  await expect(run(withFile('files/a.txt'), '--same-usernames')).rejects.toThrow('its SHA-256 differs');
  await expect(run(withFile('files/b.txt'), '--without-files', '--dry-run')).resolves.toContain(
    '1 messages of 1 people (1 members), 0 files (0.0 MB); left out: 1 files by name only',
  );
  await expect(run([header], '--slack', 'there')).rejects.toThrow('npm run import');
});

test('given an import, no store holds a word of it', async () => {
  const { backend, clients } = await clientsOn('ann');
  const folder = await temporaryFolder();
  const time = '2024-01-02T03:04:05Z';
  const lines = [
    {
      chatflow: 1,
      conversation: { id: 'c', type: 'group', name: 'Trip', createdAt: time },
      exportedAt: time,
      upTo: 1,
    },
    { person: { username: 'ann', name: 'Ann', role: 'owner' } },
    { message: { id: '1', seq: 1, sender: 'ann', createdAt: time, text: 'xylophone solo' } },
    { end: { messages: 1 } },
  ];
  await writeFile(join(folder, 'messages.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  const { app } = backend.runtime;
  const done = await runImport(await exportFolder(folder), localTarget(app), same, quiet);
  const entry = await app.durable.get(keys.logEntry(done.conversationId, 1));
  expect(entry).toMatchObject({ kind: 'text', imported: true });
  expect(JSON.stringify(entry)).not.toContain('xylophone');
  const [ann] = clients as [ChatClient];
  expect((await ann.messages.list(done.conversationId)).items).toMatchObject([{ text: 'xylophone solo' }]);
});

test('given an export that is broken off anywhere, the next run goes on and ends the same', async () => {
  const { backend, ann, id } = await eventfulGroup();
  const whole = await temporaryFolder();
  await exportTo(backend, whole, '--as', 'ann', '--conversation', id);
  const text = await readFile(join(whole, 'messages.jsonl'), 'utf8');
  // what came later is of a later export
  await ann.messages.send(id, 'Later');
  const folder = await temporaryFolder();
  for (let cut = 0; cut < text.length; cut += Math.ceil(text.length / 12)) {
    const at = Math.max(cut, text.indexOf('\n') + 1);
    await writeFile(join(folder, 'messages.jsonl'), text.slice(0, at));
    await exportTo(backend, folder, '--as', 'ann', '--conversation', id);
    expect(await readFile(join(folder, 'messages.jsonl'), 'utf8')).toBe(text);
  }
  expect(await exportTo(backend, folder, '--as', 'ann', '--conversation', id)).toEqual([
    expect.stringContaining('is whole'),
  ]);
  expect(lineText({ end: { messages: 1 } })).toBe('{"end":{"messages":1}}\n');
});

test('given an import of any length, each message takes one write, and each batch the same few requests', async () => {
  const counter = new OperationCounter();
  const backend = await startBackend(withoutFollowUps((ports) => countingPorts(ports, counter)));
  const [ann] = await backend.people('ann');
  const { app } = backend.runtime;
  const counted: Counts[] = [];
  for (const count of [250, 500, 1_000]) {
    const time = '2024-01-02T03:04:05Z';
    const folder = await temporaryFolder();
    const message = (seq: number) => ({
      message: { id: String(seq), seq, sender: ann?.user.username, createdAt: time, text: `Line ${seq}` },
    });
    const lines = [
      {
        chatflow: 1,
        conversation: { id: String(count), type: 'group', name: 'Trip', createdAt: time },
        exportedAt: time,
        upTo: count,
      },
      { person: { username: ann?.user.username, name: 'Ann', role: 'owner' } },
      ...Array.from({ length: count }, (_, index) => message(index + 1)),
      { end: { messages: count } },
    ];
    await writeFile(join(folder, 'messages.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    const source = await exportFolder(folder);
    const target = localTarget(app);
    await runImport(
      source,
      {
        ...target,
        step: async (request) => {
          counter.take();
          const answer = await target.step(request);
          if ('messages' in request) counted.push(counter.take());
          return answer;
        },
      },
      same,
      quiet,
    );
  }
  expect(counted).toHaveLength(1 + 2 + 4);
  const [first] = counted;
  expect(first).toMatchObject({ get: 1, query: 1, put: 250, update: 1 });
  for (const one of counted) expect({ ...one, keyCalls: 0 }).toEqual({ ...first, keyCalls: 0 });
});

test('given steps out of order, each says what comes first, and nothing is stored', async () => {
  const { app } = (await startBackend()).runtime;
  const id = 'b'.repeat(64);
  const createdAt = '2024-01-02T03:04:05Z';
  const step = (request: ImportRequest) => importStep(app, request);
  const message = (seq: number) => ({ seq, sender: 'ann', createdAt, text: 'Hi' });
  const file = { owner: 'ann', sha256: id };
  const finish = { import: id, lastSeq: 1, from: 0 };
  const notBegun = 'The import was not begun.';
  await expect(step({ people: { import: id, people: [] } })).rejects.toThrow(notBegun);
  await expect(step({ messages: { import: id, messages: [message(1)] } })).rejects.toThrow(notBegun);
  await expect(step({ finish })).rejects.toThrow(notBegun);
  await step({ begin: { import: id, name: 'Trip', about: null, createdAt } });
  await expect(step({ messages: { import: id, messages: [message(1)] } })).rejects.toThrow('the person ann');
  await expect(step({ complete: { import: id, file } })).rejects.toThrow('did not come before their file');
  await step({ people: { import: id, people: [{ username: 'ann', name: 'Ann', role: 'owner' }] } });
  await expect(step({ complete: { import: id, file } })).rejects.toThrow('was not begun');
  await expect(step({ messages: { import: id, messages: [message(2)] } })).rejects.toThrow(
    'The messages after number 0 have to come next',
  );
  await expect(
    step({ messages: { import: id, messages: [{ ...message(1), files: [file] }] } }),
  ).rejects.toThrow('the file');
  await expect(step({ finish })).rejects.toThrow('Of 1 messages 0 are stored');
  expect(await step({ messages: { import: id, messages: [message(1)] } })).toEqual({ lastSeq: 1 });
  // an account that no one can sign in to owns no group
  await expect(step({ finish })).rejects.toThrow('name the owner of the group');
  await expect(step({ finish: { ...finish, owner: 'unknown-name' } })).rejects.toThrow('There is no user');
});
