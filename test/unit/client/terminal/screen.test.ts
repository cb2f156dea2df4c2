import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Screen } from '../../../../client/terminal/screen.ts';
import { Emulator } from './emulator.ts';

function open(interactive: boolean, columns = 20) {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { columns, isTTY: interactive });
  const emulator = new Emulator(columns);
  let raw = '';
  const write = output.write.bind(output);
  // readline's output arrives here in the same order, but without waiting for the stream.
  output.write = (chunk: string) => {
    raw += chunk;
    emulator.write(chunk);
    return write(chunk);
  };
  const lines: string[] = [];
  const typed: string[] = [];
  const closed = Promise.withResolvers<undefined>();
  const screen = new Screen({
    input,
    output,
    interactive,
    prompt: 'me> ',
    onLine: (line) => lines.push(line),
    onKey: (text) => typed.push(text),
    onClose: () => closed.resolve(undefined),
  });
  onTestFinished(() => screen.close());
  const type = async (text: string) => {
    const read = once(input, 'data');
    input.write(text);
    await read;
  };
  return { screen, input, emulator, type, lines, typed, closed: closed.promise, raw: () => raw };
}

describe('on a terminal', () => {
  test('lines appear above a half-typed one', async () => {
    const { screen, emulator, type, lines } = open(true);
    await type('hel');
    screen.print('bob: one', 'bob: two');
    expect(emulator.text).toBe('bob: one\nbob: two\nme> hel');
    await type('lo');
    expect(emulator.text).toBe('bob: one\nbob: two\nme> hello');
    await type('\r');
    expect(lines).toEqual(['hello']);
    expect(emulator.text).toBe('bob: one\nbob: two\nme> hello\nme> ');
  });

  test.each(['typed', 'pasted'])(
    'also above one of several rows, %s, wherever the cursor is',
    async (how) => {
      const { screen, emulator, type, lines } = open(true);
      const long = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEF';
      for (const part of how === 'typed' ? long : [long]) await type(part);
      screen.print('one');
      await type('\u001b[D'.repeat(25));
      screen.print('two');
      await type('!');
      screen.print('three');
      const typed = `${long.slice(0, -25)}!${long.slice(-25)}`;
      const rows = `me> ${typed}`.match(/.{1,20}/g);
      expect(emulator.text).toBe(['one', 'two', 'three', ...(rows ?? [])].join('\n'));
      await type('\r');
      expect(lines).toEqual([typed]);
    },
  );

  test('a status takes the place of the last one until something comes between', async () => {
    const { screen, emulator, type } = open(true);
    screen.printStatus('sent');
    await type('x');
    screen.printStatus('delivered');
    expect(emulator.text).toBe('delivered\nme> x');
    screen.print('bob: hi');
    screen.printStatus('read');
    expect(emulator.text).toBe('delivered\nbob: hi\nread\nme> x');
    await type('\r');
    screen.printStatus('sent');
    expect(emulator.text).toBe('delivered\nbob: hi\nread\nme> x\nsent\nme> ');
  });

  test('a passing line stays right above the prompt until it goes', async () => {
    const { screen, emulator, type } = open(true);
    await type('x');
    screen.setPassing('bob types');
    expect(emulator.text).toBe('bob types\nme> x');
    screen.print('bob: hi');
    expect(emulator.text).toBe('bob: hi\nbob types\nme> x');
    screen.printStatus('sent');
    screen.printStatus('read');
    screen.setPassing('bob and al type');
    expect(emulator.text).toBe('bob: hi\nread\nbob and al type\nme> x');
    screen.setPassing(undefined);
    expect(emulator.text).toBe('bob: hi\nread\nme> x');
    screen.setPassing('longer than the screen is');
    expect(emulator.text).toBe('bob: hi\nread\nme> x');
  });

  test('each key is reported, with the text at the prompt', async () => {
    const { type, typed } = open(true);
    await type('h');
    await type('i');
    await type('\u007f');
    await type('\r');
    expect(typed).toEqual(['h', 'hi', 'h', '']);
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s closes it', async (_, key) => {
    const { screen, type, closed, emulator } = open(true);
    await type(key);
    await closed;
    screen.print('bye');
    expect(emulator.text).toBe('me> \nbye\n');
  });
});

describe('without a terminal', () => {
  test('there is neither prompt nor escape sequence, and each status has its line', async () => {
    const { screen, input, lines, closed, raw } = open(false);
    input.end('one\ntwo\n');
    await closed;
    screen.print('bob: hi');
    screen.printStatus('sent');
    screen.printStatus('read');
    screen.setPassing('bob types');
    expect(lines).toEqual(['one', 'two']);
    expect(raw()).toBe('bob: hi\nsent\nread\n');
  });
});
