import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../client/platform/clock.ts';
import { run } from '../../../../client/terminal/run.ts';
import { fakePassword } from '../../../support/client/fake/backend.ts';
import type { FakeServer } from '../../../support/client/fake/server.ts';
import { online, startServer } from '../setup.ts';
import { eventually } from '../../../support/eventually.ts';

/** Starts the program; what it prints grows in `out` and `err`. */
function start(argv: string[], isTTY = false) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  const errorOutput = new PassThrough({ encoding: 'utf8' });
  const interruption = new AbortController();
  const printed = { out: '', err: '' };
  output.on('data', (text: string) => (printed.out += text));
  errorOutput.on('data', (text: string) => (printed.err += text));
  const exitCode = run(argv, {
    input,
    output,
    errorOutput,
    environment: { CHATFLOW_PASSWORD: fakePassword, NO_COLOR: '1' },
    interrupted: interruption.signal,
    clock: systemClock,
  });
  onTestFinished(async () => {
    interruption.abort();
    await exitCode;
  });
  const until = (text: string) => eventually(() => expect(printed.out).toContain(text));
  return { input, printed, exitCode, interruption, until };
}

const chat = (server: FakeServer, ...argv: string[]) => start([...argv, '--url', server.url]);

test('given two users who talk, each sees messages, read marks and the replies to commands, and leaves with 0', async () => {
  const server = await startServer();
  const alice = chat(server, '--as', 'alice', '--with', 'bob');
  await alice.until('You are alice, talking with bob.');
  await alice.until('No messages yet.');
  alice.input.write('hi bob\n\n');
  await alice.until('alice: hi bob ✓ sent');

  const bob = chat(server, '--as', 'bob', '--with', 'alice');
  await bob.until('alice: hi bob');
  await alice.until('✓✓ read');
  bob.input.write('hello alice\n//slash\n');
  await alice.until('bob: hello alice');
  await alice.until('bob: /slash');
  await bob.until('✓✓ read');

  alice.input.write('/who\n');
  await alice.until('bob bob, online');
  alice.input.write('/history\n');
  await alice.until('No older messages.');
  alice.input.write('/help\n');
  await alice.until('/quit');
  alice.input.write('/dance\n/history 0\n');
  await alice.until('There is no command /dance.');
  await alice.until('/history takes a number');
  alice.input.write(`${'x'.repeat(8_001)}\n`);
  await alice.until('Not sent: it must be at most 8000 characters');
  alice.input.write('/quit\n');
  await expect(alice.exitCode).resolves.toBe(0);
  bob.interruption.abort();
  await expect(bob.exitCode).resolves.toBe(0);
  expect(alice.printed.out).not.toContain('\u001b');
  await eventually(() => expect(server.openSockets).toBe(0));
});

test('given a script as its input, every line is sent before it ends, and printed after earlier messages', async () => {
  const server = await startServer();
  const { client } = await online(server, 'bob');
  const { id } = await client.conversations.openDirect('alice');
  server.say(id, 'bob', 'before');
  const { input, exitCode, printed } = chat(server, '--as', 'alice', '--with', 'bob');
  input.end('one\ntwo\nthree');
  await expect(exitCode).resolves.toBe(0);
  const texts = server.messages(id).map(({ text }) => text);
  expect(texts).toEqual(['before', 'one', 'two', 'three']);
  expect(printed.out.match(/(?<=: )\w+/g)).toEqual(['before', 'one', 'two', 'three']);
  expect(printed.out).not.toContain('Connection lost');
});

test('given 25 messages, it prints the last 20, and older ones on request', async () => {
  const server = await startServer();
  const { client } = await online(server, 'bob');
  const { id } = await client.conversations.openDirect('alice');
  for (let n = 1; n <= 25; n++) server.say(id, n % 2 === 0 ? 'alice' : 'bob', `message ${n}.`);
  const alice = chat(server, '--as', 'alice', '--with', 'bob');
  await alice.until('message 25.');
  expect(alice.printed.out).toContain('message 6.');
  expect(alice.printed.out).not.toContain('message 5.');
  alice.input.write('/history 3\n');
  await alice.until('message 5.');
  expect(alice.printed.out).not.toContain('message 2.');
});

test('given more history than the window has, /history loads it, and new messages still follow', async () => {
  const server = await startServer();
  const { client } = await online(server, 'bob');
  const { id } = await client.conversations.openDirect('alice');
  for (let n = 1; n <= 130; n++) server.say(id, 'bob', `message ${n}.`);
  const alice = chat(server, '--as', 'alice', '--with', 'bob');
  await alice.until('message 130.');
  alice.input.write('/history 100\n');
  await alice.until('message 110.');
  server.say(id, 'bob', 'message 131.');
  await alice.until('message 131.');
  const numbers = [...alice.printed.out.matchAll(/message (\d+)\./g)].map(([, n]) => Number(n));
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
  expect(numbers).toEqual([...range(111, 130), ...range(11, 110), 131]);
});

test('given messages of an unknown kind, it prints no line for them, at the start and with /history', async () => {
  const server = await startServer();
  const { client } = await online(server, 'bob');
  const { id } = await client.conversations.openDirect('alice');
  for (let n = 1; n <= 25; n++) server.say(id, 'bob', `message ${n}.`);
  for (const at of [2, 3, 4, 20])
    Object.assign(server.messages(id)[at] ?? {}, { kind: 'hologram', text: '' });
  const alice = chat(server, '--as', 'alice', '--with', 'bob');
  await alice.until('message 25.');
  alice.input.write('/history 3\n');
  await alice.until('message 2.');
  alice.input.write('/history 3\n');
  await alice.until('No older messages.');
  expect(alice.printed.out).not.toMatch(/bob: *\n/);
});

test('given the name or the id of a group, it opens that group, and ends with 1 where there is none', async () => {
  const server = await startServer();
  const { client } = await online(server, 'bob');
  const { id } = await client.conversations.createGroup('Lunch', ['alice', 'carol']);
  const byName = chat(server, '--as', 'alice', '--group', 'lunch');
  await byName.until('talking in Lunch.');
  const byId = chat(server, '--as', 'carol', '--group', id);
  await byId.until('talking in Lunch.');
  const none = chat(server, '--as', 'alice', '--group', 'Dinner');
  await expect(none.exitCode).resolves.toBe(1);
  expect(none.printed.err).toBe('You are in no group called Dinner.\n');
});

test('given a lost connection, it says so; when the session ends, it ends with 1', async () => {
  const server = await startServer();
  const { exitCode, until } = chat(server, '--as', 'alice', '--with', 'bob');
  await until('No messages yet.');
  server.closeSockets();
  await until('Connection lost.');
  await until('Connected again.');
  server.push('alice', { type: 'session:ended', data: { reason: 'session_revoked' } });
  await expect(exitCode).resolves.toBe(1);
  await until('Your session was ended.');
});

test('given messages sent while the connection was lost, it prints them once it is back', async () => {
  const server = await startServer();
  const { until } = chat(server, '--as', 'alice', '--with', 'bob');
  await until('No messages yet.');
  server.pushes = false;
  server.say('cnv_1', 'bob', 'did you hear?');
  server.closeSockets();
  await until('Connection lost.');
  await until('Connected again, catching up with a conversation.');
  await until('bob: did you hear?');
  await until('Caught up.');
});

test('given a history that lacked a message, it prints that message when it arrives', async () => {
  const server = await startServer();
  const { client: bob } = await online(server, 'bob');
  const { id } = await bob.conversations.openDirect('alice');
  for (const text of ['one', 'two', 'three']) server.say(id, 'bob', text);
  const items = server.messages(id).filter(({ text }) => text !== 'two');
  server.intercept = (request) =>
    request.endsWith('/messages') ? { status: 200, body: { items, nextCursor: null } } : undefined;
  const { until, printed } = chat(server, '--as', 'alice', '--with', 'bob');
  await until('bob: three');
  server.closeSockets();
  await until('Connected again.');
  server.intercept = () => undefined;
  server.say(id, 'bob', 'four');
  await until('bob: four');
  await until('bob: two');
  expect(printed.out.match(/bob: \w+/g)?.toSorted()).toEqual(
    ['four', 'one', 'three', 'two'].map((text) => `bob: ${text}`),
  );
});

test('given a terminal, it shows who types, and reports typing at the prompt', async () => {
  const server = await startServer();
  const { client } = await online(server, 'bob');
  const alice = start(['--as', 'alice', '--with', 'bob', '--url', server.url], true);
  await alice.until('No messages yet.');
  const typing: boolean[] = [];
  client.on('typing', (event) => typing.push(event.typing));
  alice.input.write('he');
  await eventually(() => expect(typing).toEqual([true]));
  const { items } = await client.conversations.list();
  client.conversations.setTyping(items[0]?.id ?? '', true);
  await alice.until('bob is typing …');
  alice.input.write('\u007f\u007f');
  await eventually(() => expect(typing).toEqual([true, false]));
  alice.input.write('/who');
  await alice.until('/who');
  expect(typing).toEqual([true, false]);
});

describe('given a failure, it ends with a clear sentence', () => {
  test.each([
    ['no server', ['--as', 'alice', '--with', 'bob', '--url', 'http://127.0.0.1:1'], 'There is no ChatFlow'],
  ])('for %s', async (_, argv, sentence) => {
    const { exitCode, printed } = start(argv);
    await expect(exitCode).resolves.toBe(1);
    expect(printed.err).toContain(sentence);
  });

  test.each([
    ['a wrong password', ['--as', 'alice', '--with', 'bob', '--password', 'wrong'], 'The password for alice'],
    ['an unknown person', ['--as', 'alice', '--with', 'zoe'], 'There is no user called zoe.'],
  ])('for %s', async (_, argv, sentence) => {
    const server = await startServer();
    const { exitCode, printed } = chat(server, ...argv);
    await expect(exitCode).resolves.toBe(1);
    expect(printed.err).toContain(sentence);
  });

  test('for wrong arguments, with 2 and the usage; --help ends with 0', async () => {
    const wrong = start(['--as', 'alice']);
    await expect(wrong.exitCode).resolves.toBe(2);
    expect(wrong.printed.err).toMatch(/^Say whom to talk to.*\n\nUsage: npm run chat/);
    const help = start(['--help']);
    await expect(help.exitCode).resolves.toBe(0);
    expect(help.printed.out).toMatch(/^Usage/);
  });
});
