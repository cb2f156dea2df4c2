/** As much of a terminal as readline uses: what stands on the screen after the output so far, lines unlimited. */
export class Emulator {
  readonly columns: number;
  readonly #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  get text(): string {
    return this.#lines
      .map((line) => Array.from(line, (cell: string | undefined) => cell ?? ' ').join(''))
      .join('\n');
  }

  write(output: string): void {
    // eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
    for (const [part] of output.matchAll(/\u001b\[(\d*)([A-Z])|[\s\S]/gi)) {
      if (part.length > 1) this.#escape(part.slice(2, -1), part.slice(-1));
      else this.#character(part);
    }
  }

  #escape(count: string, command: string): void {
    const n = Number(count || '1');
    if (command === 'A') this.#row = Math.max(0, this.#row - n);
    else if (command === 'B') this.#row += n;
    else if (command === 'C') this.#column += n;
    else if (command === 'D') this.#column = Math.max(0, this.#column - n);
    else if (command === 'G') this.#column = n - 1;
    else if (command === 'J') {
      this.#lines.length = this.#row + 1;
      this.#line().length = Math.min(this.#line().length, this.#column);
    } else if (command === 'K') this.#line().length = Math.min(this.#line().length, this.#column);
    else throw new Error(`The emulator does not know ESC [ ${count} ${command}`);
  }

  #character(character: string): void {
    if (character === '\n') {
      this.#row++;
      this.#column = 0;
      this.#line();
    } else if (character === '\r') this.#column = 0;
    else {
      if (this.#column === this.columns) {
        this.#row++;
        this.#column = 0;
      }
      this.#line()[this.#column++] = character;
    }
  }

  #line(): string[] {
    while (this.#lines.length <= this.#row) this.#lines.push([]);
    return this.#lines[this.#row] ?? [];
  }
}
