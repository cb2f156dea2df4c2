import { createReadStream } from 'node:fs';
import { ImportRefused } from '../../../shared/app.ts';

/** No message of Slack comes near it. */
const mostCharacters = 16 * 1024 * 1024;

/**
 * The elements of the JSON array in a file, one after the other: of a large file no more than one is in memory. Throws
 * `ImportRefused`, which names the file and the line, where it is no such array.
 */
export async function* jsonArray(path: string, shownPath: string): AsyncGenerator {
  const splitter = new Splitter(shownPath);
  for await (const chunk of createReadStream(path, 'utf8')) yield* splitter.take(String(chunk));
  splitter.end();
}

/** Finds where elements begin and end by brackets and strings. What stands in them `JSON.parse` judges. */
class Splitter {
  readonly #path: string;
  #line = 1;
  #firstLine = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #state: 'before' | 'in' | 'after' = 'before';
  #element = '';
  #expectsMore = false;

  constructor(path: string) {
    this.#path = path;
  }

  *take(chunk: string): Generator {
    let from = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const character = chunk[index] ?? '';
      if (character === '\n') this.#line += 1;
      if (this.#inString) {
        this.#inText(character);
        continue;
      }
      if (this.#state !== 'in') {
        if (/[\s\uFEFF]/.test(character)) continue;
        if (this.#state === 'after' || character !== '[') throw this.#wrong('is no list in JSON');
        this.#state = 'in';
        this.#depth = 1;
        from = index + 1;
        this.#firstLine = this.#line;
        continue;
      }
      if (character === '"') this.#inString = true;
      else if (character === '[' || character === '{') this.#depth += 1;
      else if (character === ']' || character === '}') this.#depth -= 1;
      const ends = this.#depth === 0 || (this.#depth === 1 && character === ',');
      if (!ends) continue;
      this.#element += chunk.slice(from, index);
      from = index + 1;
      const isLast = this.#depth === 0;
      if (this.#element.trim() !== '' || this.#expectsMore || !isLast) yield this.#parsed();
      this.#element = '';
      this.#expectsMore = !isLast;
      this.#firstLine = this.#line;
      if (isLast) this.#state = 'after';
    }
    if (this.#state === 'in') this.#element += chunk.slice(from);
    if (this.#element.length > mostCharacters) throw this.#wrong('has an element that is too long');
  }

  end(): void {
    if (this.#state !== 'after') throw this.#wrong('ends before its list does');
  }

  #inText(character: string): void {
    if (this.#escaped) this.#escaped = false;
    else if (character === '\\') this.#escaped = true;
    else if (character === '"') this.#inString = false;
  }

  #parsed(): unknown {
    try {
      return JSON.parse(this.#element);
    } catch (error) {
      throw this.#wrong('is not JSON', this.#firstLine + leadingLines(this.#element), error);
    }
  }

  #wrong(what: string, line = this.#line, cause?: unknown): ImportRefused {
    return new ImportRefused(`${this.#path}:${line} ${what}.`, { cause });
  }
}

const leadingLines = (text: string) => (/^\s*/.exec(text)?.[0].split('\n').length ?? 1) - 1;
