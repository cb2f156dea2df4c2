import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runProgram, startProcess, startProgram } from '../support/backend/backend-process.ts';
import { temporaryFolder } from '../support/backend/runtime.ts';

// Whole processes, and ten thousand messages, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const count = 10_000;
const batch = 250;
const scripts = ['Hello garden', 'مرحبا بالحديقة', '你好花园', 'नमस्ते बगीचा', 'Γειά σου κήπε', 'שלום גינה'];
const start = Date.parse('2024-01-01T00:00:00.000Z');
const at = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

/** Texts in six scripts, formatted, with threads, reactions, edits, deletions and pins. */
function messageOf(seq: number, names: readonly string[]) {
  const name = (offset: number) => names[(seq + offset) % names.length] ?? '';
  const base = { id: `m${seq}`, seq, sender: name(0), createdAt: at(seq) };
  const [greeting = ''] = [scripts[seq % scripts.length]];
  if (seq % 97 === 0) return { ...base, deletedAt: at(seq + 60) };
  const text = `${greeting} ${seq} @${name(1)}`;
  return {
    ...base,
    text,
    entities: [
      { type: seq % 2 ? 'bold' : 'italic', start: 0, length: greeting.length },
      { type: 'mention', start: text.indexOf('@'), length: name(1).length + 1, user: name(1) },
    ],
    // to what is not deleted: replies to a deleted message are no different, and kept by it too
    ...(seq % 5 === 0 && { replyTo: `m${seq - 4}` }),
    ...(seq % 11 === 0 && { editedAt: at(seq + 30) }),
    ...(seq % 7 === 0 && { reactions: [{ emoji: '👍', users: [name(0), name(1)] }] }),
    ...(seq % 2_500 === 1 && { pinned: { at: at(seq + 90), by: name(1) } }),
  };
}

/** Messages with the numbers of their order in place of ids. */
function comparable(lines: readonly string[]) {
  const places = new Map<string, number>();
  return lines.flatMap((line) => {
    const { message } = JSON.parse(line) as {
      message?: Record<string, unknown> & { id: string; replyTo?: string };
    };
    if (!message) return [];
    const { id, seq: _, replyTo, ...rest } = message;
    places.set(id, places.size);
    return [{ ...rest, ...(replyTo !== undefined && { replyTo: places.get(replyTo) }) }];
  });
}

const linesIn = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n');

test('given ten thousand messages and an import and an export that are killed at any moment, both end whole', async () => {
  const dataDir = await temporaryFolder();
  const setUp = await startProcess(dataDir);
  const people = await setUp.people('ann', 'bob', 'cleo');
  await setUp.stop('SIGTERM');
  const names = people.map(({ user }) => user.username);
  const folder = await temporaryFolder();
  const messages = Array.from({ length: count }, (_, index) => ({ message: messageOf(index + 1, names) }));
  const conversation = { id: 'c', type: 'group', name: 'Old garden', createdAt: at(0) };
  const lines = [
    { chatflow: 1, conversation, exportedAt: at(count), upTo: count },
    ...names.map((username, index) => ({
      person: { username, name: username, role: index === 0 ? 'owner' : 'member' },
    })),
    ...messages,
    { end: { messages: count } },
  ].map((line) => JSON.stringify(line));
  await writeFile(join(folder, 'messages.jsonl'), `${lines.join('\n')}\n`);

  const parameters = [folder, '--same-usernames'];
  const settings = { DATA_DIR: dataDir };
  let killed = 0;
  // after some batches, and then at a moment of no one's choice
  for (const batches of [1, 4, 9, 20]) {
    const program = startProgram('local/moving/main.ts', settings, parameters);
    await program.prints(new RegExp(`: ${batches * batch + Math.floor(Math.random() * 3) * batch} of`));
    program.kill('SIGKILL');
    const { signal } = await program.ended;
    if (signal === 'SIGKILL') killed += 1;
  }
  expect(killed).toBe(4);
  const began = performance.now();
  const { code, stdout, stderr } = await runProgram('local/moving/main.ts', settings, parameters);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('goes on after message');
  expect(stdout).toContain(`${count} messages imported as cnv_`);
  expect(performance.now() - began).toBeLessThan(60_000);

  const backend = await startProcess(dataDir);
  const [ann] = people;
  const out = await temporaryFolder();
  const asked = [
    ...['--url', `http://localhost:${backend.port}`, '--as', names[0] ?? ''],
    ...['--conversation', 'Old garden', '--out', out],
  ];
  const secrets = { CHATFLOW_PASSWORD: ann?.password ?? '' };
  const written = join(out, 'messages.jsonl');
  const first = startProgram('client/terminal/export.ts', secrets, asked);
  await expect
    .poll(async () => (await linesIn(written).catch(() => [])).length, { timeout: 60_000 })
    .toBeGreaterThan(500);
  first.kill('SIGKILL');
  await first.ended;
  // what a crash of the machine may leave
  await truncate(written, (await readFile(written)).byteLength - 7);
  const exported = await runProgram('client/terminal/export.ts', secrets, asked);
  expect(exported).toMatchObject({ code: 0, stderr: expect.stringContaining('Goes on after') as string });

  const result = await linesIn(written);
  expect(JSON.parse(result.at(-1) ?? '')).toEqual({ end: { messages: count } });
  expect(comparable(result)).toEqual(comparable(lines));
  const { body } = await backend.call<{ items: { unreadCount: number }[] }>('GET', '/v1/conversations', {
    token: people[1]?.token ?? '',
  });
  expect(body.items.map(({ unreadCount }) => unreadCount)).toEqual([0]);
  await backend.stop('SIGTERM');
});
