import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';

export type Input = NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>;
export type Output = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

interface ScreenOptions {
  input: Input;
  output: Output;
  /** Whether input and output are a terminal that understands escape sequences. */
  interactive: boolean;
  prompt: string;
  onLine: (line: string) => void;
  /** The text at the prompt, after every key; only on a terminal. */
  onKey: (typed: string) => void;
  /** The end of the input, Ctrl-C, or `close`. */
  onClose: () => void;
}

/** Lines above, and on a terminal a prompt below them that a half-typed line survives. */
export class Screen {
  readonly #output: Output;
  readonly #interactive: boolean;
  readonly #readline: Interface;
  #closed = false;
  /** Whether the line above the prompt is a status that may be replaced. */
  #statusAbove = false;
  #passing: string | undefined;
  /** Whether the passing line is there, right above the prompt. */
  #passingAbove = false;

  constructor({ input, output, interactive, prompt, onLine, onKey, onClose }: ScreenOptions) {
    this.#output = output;
    this.#interactive = interactive;
    this.#readline = createInterface({
      input,
      output,
      terminal: interactive,
      prompt: interactive ? prompt : '',
    });
    this.#readline.on('line', (line) => {
      this.#statusAbove = false;
      this.#passingAbove = false;
      onLine(line);
      if (!this.#closed) this.#readline.prompt();
    });
    this.#readline.on('close', () => {
      this.#closed = true;
      if (interactive) output.write('\n');
      onClose();
    });
    if (interactive) input.on('keypress', () => onKey(this.#readline.line));
    this.#readline.prompt();
  }

  /** Whether the terminal shows typed lines by itself. */
  get echoes(): boolean {
    return this.#interactive;
  }

  /** Shows lines above the prompt. */
  print(...lines: string[]): void {
    this.#write(lines.join('\n'), 0);
    this.#statusAbove = false;
  }

  /** Shows a short line that takes the place of the last status, if nothing came between them. */
  printStatus(line: string): void {
    const replaces = this.#interactive && this.#statusAbove && line.length < (this.#output.columns ?? 0);
    this.#write(line, replaces ? 1 : 0);
    this.#statusAbove = true;
  }

  /** Keeps a short line right above the prompt, in place of the last one; none with `undefined`. Only on a terminal. */
  setPassing(line: string | undefined): void {
    this.#passing = line !== undefined && line.length < (this.#output.columns ?? 0) ? line : undefined;
    if (this.#interactive && !this.#closed) this.#write(undefined, 0);
  }

  /** Ends the input. What is printed afterwards simply follows. */
  close(): void {
    if (!this.#closed) this.#readline.close();
  }

  #write(text: string | undefined, replacedLines: number): void {
    if (!this.#interactive || this.#closed) {
      this.#output.write(`${text}\n`);
      return;
    }
    const lines = [text, this.#passing].filter((line) => line !== undefined);
    const { rows } = this.#readline.getCursorPos();
    moveCursor(this.#output, 0, -rows - replacedLines - (this.#passingAbove ? 1 : 0));
    this.#passingAbove = this.#passing !== undefined;
    cursorTo(this.#output, 0);
    clearScreenDown(this.#output);
    // To draw the typed line again, readline first goes up the rows that it last drew above the cursor: these are for
    // it. They may be fewer than there are, since it does not count the rows of pasted text.
    const { prevRows = rows }: Interface & { prevRows?: number } = this.#readline;
    this.#output.write(lines.map((line) => `${line}\n`).join('') + '\n'.repeat(prevRows));
    this.#readline.prompt(true);
  }
}
