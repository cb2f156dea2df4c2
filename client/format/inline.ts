import type { GivenEntity } from '../api/contract.ts';
import { addressOf, bareAddress } from './addresses.ts';
import {
  isPunctuation,
  isSpace,
  isWord,
  marks,
  runLength,
  type Formatted,
  type MarkedType,
  type Mentionable,
} from './formatted.ts';

type PartEntity = Omit<GivenEntity, 'start' | 'length'>;

/** What some pieces of the text are. */
interface Part {
  from: number;
  to: number;
  entity: PartEntity;
}

/** A mark that may begin something, and which piece it is. Where nothing ends it, it is text. */
interface Open {
  type: MarkedType | 'link';
  mark: string;
  piece: number;
}

/** Which types a mark makes. Both marks of italic end only what they began. */
const typeOf: Readonly<Record<string, MarkedType>> = {
  '**': 'bold',
  '*': 'italic',
  [marks.italic]: 'italic',
  [marks.strike]: 'strike',
  [marks.spoiler]: 'spoiler',
};
const markCharacters = new Set('*_~|');

/** The rest of `](address)`: brackets, white space and backslashes end it, unless a backslash stands before. */
const destination = /\(((?:[^\s()<>[\]\\]|\\[!-/:-@[-`{-~]){1,4096})\)/y;

/** What makes `@` a part of a word or an address, before it. */
const partOfWord = /(?:[\p{L}\p{N}\p{M}.@+/-]|[\p{L}\p{N}\p{M}]_+)$/u;
const mentionName = /[a-z][a-z0-9_.-]{2,31}(?![\p{L}\p{N}\p{M}_@-])/iuy;

/**
 * Reads what stands within lines: marks, code, links, mentions and backslashes. It goes through the text once, and no mark is open twice,
 * so that it takes time in proportion to the length, whatever the text.
 */
export class Inline {
  readonly #source: string;
  readonly #mentionable: Mentionable;
  readonly #ticks: Map<number, TickRuns>;
  /** The text in pieces. A mark is one, and emptied where it turns out to be no text. */
  readonly #pieces: string[] = [];
  #parts: Part[] = [];
  #open: Open[] = [];
  #at = 0;
  #lineEnd = -1;
  /** The last characters of the text, without marks that may be none. */
  #last = '';

  private constructor(source: string, mentionable: Mentionable) {
    this.#source = source;
    this.#mentionable = mentionable;
    this.#ticks = tickRuns(source);
  }

  /** What a text says. Entities ascend, the outer one first. */
  static read(source: string, mentionable: Mentionable): Formatted {
    const inline = new Inline(source, mentionable);
    while (inline.#at < source.length) inline.#step();
    return inline.#result();
  }

  #result(): Formatted {
    const starts = [0];
    for (const piece of this.#pieces) starts.push((starts.at(-1) ?? 0) + piece.length);
    const startOf = (piece: number) => starts[piece] ?? 0;
    const entities = [...this.#parts]
      .sort((a, b) => startOf(a.from) - startOf(b.from) || startOf(b.to) - startOf(a.to) || a.from - b.from)
      .map(({ from, to, entity }) => ({
        ...entity,
        start: startOf(from),
        length: startOf(to) - startOf(from),
      }));
    return { text: this.#pieces.join(''), entities };
  }

  #step(): void {
    const character = this.#source[this.#at] ?? '';
    const next = this.#source[this.#at + 1];
    if (character === '\\' && isPunctuation(next)) {
      this.#at += 1;
      this.#take(1);
    } else if (character === '`') this.#code();
    else if (markCharacters.has(character)) this.#mark(character);
    else if (character === '[') this.#beginLink();
    else if (character === ']') this.#endLink();
    else if (character === '@') this.#mention();
    else if (character === 'h' || character === 'H') this.#address();
    else this.#take(plainLength(this.#source, this.#at));
  }

  /** The next characters are text. */
  #take(count: number): void {
    this.#say(this.#source.slice(this.#at, this.#at + count));
    this.#at += count;
  }

  #say(text: string): void {
    this.#pieces.push(text);
    this.#last = (this.#last + text).slice(-4);
  }

  /** The text that is said now is one part. */
  #sayPart(text: string, entity: PartEntity): void {
    const from = this.#pieces.length;
    this.#say(text);
    this.#parts.push({ from, to: from + 1, entity });
  }

  #code(): void {
    const length = runLength(this.#source, this.#at);
    const from = this.#at + length;
    const end = this.#ticks.get(length)?.after(from);
    // code stands within a line
    if (end === undefined || end > this.#endOfLine(from)) {
      this.#take(length);
      return;
    }
    this.#sayPart(unpadded(this.#source.slice(from, end)), { type: 'code' });
    this.#at = end + length;
  }

  /** Where the line ends that a place is in. Places only grow. */
  #endOfLine(place: number): number {
    if (this.#lineEnd < place) {
      const found = this.#source.indexOf('\n', place);
      this.#lineEnd = found === -1 ? this.#source.length : found;
    }
    return this.#lineEnd;
  }

  #mark(character: string): void {
    const length = runLength(this.#source, this.#at);
    const isStar = character === '*';
    // of three, the inner mark ends first
    const endsInner =
      length === 3 && this.#open.filter(({ mark }) => mark.startsWith('*')).at(-1)?.mark === '*';
    const size = endsInner ? 1 : Math.min(length, 2);
    const mark = character.repeat(size);
    const type = typeOf[mark];
    if (type === undefined || length > (isStar ? 3 : size)) {
      this.#take(length);
      return;
    }
    const [before, after] = [this.#source[this.#at - 1], this.#source[this.#at + size]];
    const open = this.#open.find((one) => one.mark === mark);
    if (open && !isSpace(before) && (type !== 'italic' || !isWord(after))) {
      this.#end(open, { type });
      this.#at += size;
    } else if (
      !isSpace(after) &&
      (type !== 'italic' || !isWord(before)) &&
      !this.#open.some((one) => one.type === type)
    ) {
      this.#begin(type, mark);
    } else {
      this.#take(size);
    }
  }

  #begin(type: Open['type'], mark: string): void {
    this.#open.push({ type, mark, piece: this.#pieces.length });
    this.#pieces.push(mark);
    this.#at += mark.length;
  }

  /** Ends what a mark began: the mark is no text after all, and marks within that nothing ended are. */
  #end(open: Open, entity: PartEntity): void {
    this.#open = this.#open.slice(0, this.#open.indexOf(open));
    this.#pieces[open.piece] = '';
    this.#parts.push({ from: open.piece, to: this.#pieces.length, entity });
  }

  /** A link holds no bracket: the last one begins it. */
  #beginLink(): void {
    this.#open = this.#open.filter(({ type }) => type !== 'link');
    this.#begin('link', '[');
  }

  #endLink(): void {
    const open = this.#open.find(({ type }) => type === 'link');
    destination.lastIndex = this.#at + 1;
    const found = open && this.#pieces.length > open.piece + 1 ? destination.exec(this.#source) : null;
    const url = found ? addressOf((found[1] ?? '').replaceAll(/\\(.)/g, '$1')) : undefined;
    if (!open || !found || url === undefined) {
      if (open) this.#open = this.#open.filter((one) => one !== open);
      this.#take(1);
      return;
    }
    // links and mentions do not stand in a link
    let first = this.#parts.length;
    while ((this.#parts[first - 1]?.from ?? -1) > open.piece) first -= 1;
    const within = this.#parts
      .splice(first)
      .filter(({ entity }) => !['link', 'mention'].includes(entity.type));
    this.#parts = [...this.#parts, ...within];
    this.#end(open, { type: 'link', url });
    this.#at += 1 + found[0].length;
  }

  #mention(): void {
    mentionName.lastIndex = this.#at + 1;
    const name = partOfWord.test(this.#last) ? undefined : mentionName.exec(this.#source)?.[0];
    // a name may end with what ends a sentence
    const forms = name === undefined ? [] : [name, name.replace(/[._-]+$/, '')];
    for (const form of forms) {
      const whom = this.#mentionable.get(form.toLowerCase());
      if (!whom) continue;
      this.#sayPart(`@${form}`, { type: 'mention', ...whom });
      this.#at += form.length + 1;
      return;
    }
    this.#take(1);
  }

  #address(): void {
    const found = isWord(this.#last.at(-1)) ? undefined : bareAddress(this.#source, this.#at);
    if (!found) {
      this.#take(1);
      return;
    }
    this.#sayPart(found.shown, { type: 'link', url: found.url });
    this.#at += found.shown.length;
  }
}

const special = /[\\`*_~|[\]@hH]/g;
/** How many characters from here on are text for certain: the first in any case. */
function plainLength(source: string, at: number): number {
  special.lastIndex = at + 1;
  return (special.exec(source)?.index ?? source.length) - at;
}

/** Code that begins and ends with a space has them beside its marks, so that it can begin or end with one. */
const unpadded = (code: string): string =>
  code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? code.slice(1, -1) : code;

/** Where runs of as many backticks stand. */
class TickRuns {
  readonly #starts: number[] = [];
  #next = 0;

  add(start: number): void {
    this.#starts.push(start);
  }

  /** The first one from a place on. Places only grow. */
  after(place: number): number | undefined {
    while ((this.#starts[this.#next] ?? Infinity) < place) this.#next += 1;
    return this.#starts[this.#next];
  }
}

function tickRuns(source: string): Map<number, TickRuns> {
  const runs = new Map<number, TickRuns>();
  for (const { index, 0: run } of source.matchAll(/`+/g)) {
    const known = runs.get(run.length) ?? new TickRuns();
    known.add(index);
    runs.set(run.length, known);
  }
  return runs;
}
