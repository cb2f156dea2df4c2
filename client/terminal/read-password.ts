import type { ReadStream } from 'node:tty';

/** A line that is typed at a terminal and does not show. `undefined`: there is no terminal, or it was broken off. */
export async function readPassword(
  input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY' | 'setRawMode'>>,
  output: NodeJS.WritableStream,
): Promise<string | undefined> {
  if (input.isTTY !== true || !input.setRawMode) return undefined;
  output.write('Password: ');
  input.setRawMode(true);
  input.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of input) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return typed;
        // Ctrl-C and Ctrl-D
        if (character === '\u0003' || character === '\u0004') return undefined;
        typed = character === '\u007f' || character === '\b' ? typed.slice(0, -1) : typed + character;
      }
    }
    return typed;
  } finally {
    input.setRawMode(false);
    output.write('\n');
  }
}
