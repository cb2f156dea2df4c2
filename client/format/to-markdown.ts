import type { Entity } from '../api/contract.ts';
import { addressOf, bareAddress } from './addresses.ts';
import {
  isPunctuation,
  isSpace,
  isWord,
  marks,
  type MarkedType,
  type Mentionable,
  type Whom,
} from './formatted.ts';
import { fromMarkdown } from './from-markdown.ts';

/** What a message says, as the server has it. */
interface Said {
  readonly text: string;
  readonly entities?: readonly Entity[] | undefined;
}

/** Whom a message mentions, by the names that stand in it: with them `fromMarkdown` finds the same mentions again. */
export function mentionableIn({ text, entities = [] }: Said): Mentionable {
  const found = new Map<string, Whom>();
  for (const { type, start, length, userId, target } of entities) {
    if (type !== 'mention') continue;
    const name = text.slice(start + 1, start + length).toLowerCase();
    if (userId !== undefined) found.set(name, { userId });
    else if (target !== undefined) found.set(name, { target: target === 'here' ? 'here' : 'all' });
  }
  return found;
}

/**
 * The Markdown of a message, to be edited: `fromMarkdown` makes the same of it, if it can say that. The text it says in any case. What another
 * client formatted in a way that Markdown does not have loses that.
 */
export function toMarkdown(said: Said, mentionable: Mentionable = mentionableIn(said)): string {
  const { text, entities = [] } = said;
  const wanted = JSON.stringify(comparable({ text, entities }));
  for (const style of styles) {
    const markdown = new Writer({ text, entities }, mentionable, style).write();
    if (JSON.stringify(comparable(fromMarkdown(markdown, mentionable))) === wanted) return markdown;
  }
  return escapedText(text);
}

/** How much is written as it reads best: where that says something else, more of it is spelled out. */
interface Style {
  /** Addresses stand as they are where they say the same. */
  bare: boolean;
  /** Of punctuation only what would mean something gets a backslash. */
  sparing: boolean;
}
const styles: readonly Style[] = [
  { bare: true, sparing: true },
  { bare: false, sparing: true },
  { bare: true, sparing: false },
  { bare: false, sparing: false },
];

/** Entities as they are compared: of one place in any order, addresses as they are written. */
const comparable = ({ text, entities }: Required<Said>) => [
  text,
  (entities ?? [])
    .map(
      ({ type, start, length, userId, target, url, language }) =>
        [
          start,
          -length,
          type,
          userId,
          target,
          url === undefined ? url : (addressOf(url) ?? url),
          language,
        ] as const,
    )
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1)),
];

/** A part, and the parts within it. */
interface Node {
  entity: Entity;
  within: Node[];
}

function treeOf(entities: readonly Entity[]): Node[] {
  const top: Node[] = [];
  const open: Node[] = [];
  for (const entity of entities) {
    while ((open.at(-1)?.entity.start ?? 0) + (open.at(-1)?.entity.length ?? Infinity) <= entity.start)
      open.pop();
    const node = { entity, within: [] };
    (open.at(-1)?.within ?? top).push(node);
    open.push(node);
  }
  return top;
}

/** Writes a message in one style. */
class Writer {
  readonly #said: Required<Said>;
  readonly #mentionable: Mentionable;
  readonly #style: Style;

  constructor(said: Required<Said>, mentionable: Mentionable, style: Style) {
    this.#said = said;
    this.#mentionable = mentionable;
    this.#style = style;
  }

  write(): string {
    return this.#range(0, this.#said.text.length, treeOf(this.#said.entities ?? []), false);
  }

  #range(from: number, to: number, nodes: readonly Node[], inLink: boolean): string {
    let [written, at] = ['', from];
    for (const node of nodes) {
      const { start, length } = node.entity;
      written += this.#plain(at, start, inLink) + this.#node(node, inLink);
      at = start + length;
    }
    return written + this.#plain(at, to, inLink);
  }

  #node({ entity, within }: Node, inLink: boolean): string {
    const { text } = this.#said;
    const { type, start, length, url = '', language = '' } = entity;
    const shown = text.slice(start, start + length);
    const inner = (insideLink = inLink) => this.#range(start, start + length, within, insideLink);
    if (isMarked(type)) return marks[type] + inner() + marks[type];
    switch (type) {
      case 'code':
        return codeOf(shown);
      case 'pre': {
        const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
        return `${ticks}${language}\n${shown}\n${ticks}`;
      }
      case 'quote':
        return inner().replaceAll(/^/gm, '> ');
      case 'mention':
        return shown;
      case 'link': {
        const bare = this.#style.bare && within.length === 0 ? bareAddress(text, start) : undefined;
        if (bare?.shown === shown && bare.url === addressOf(url)) return shown;
        return `[${inner(true)}](${url.replaceAll(/[()[\]<>\\]/g, '\\$&')})`;
      }
      default:
        return inner();
    }
  }

  /** Text between parts, with a backslash before what would mean something. */
  #plain(from: number, to: number, inLink: boolean): string {
    const { text } = this.#said;
    let written = '';
    for (let at = from; at < to; at += 1) {
      const character = text[at] ?? '';
      const isEdge = at === from || at === to - 1;
      const escapes =
        isPunctuation(character) && (!this.#style.sparing || this.#means(character, at, isEdge, inLink));
      written += escapes ? `\\${character}` : character;
    }
    return written;
  }

  /** Whether a character of the text would mean something. At an edge it may meet a mark. */
  #means(character: string, at: number, isEdge: boolean, inLink: boolean): boolean {
    const { text } = this.#said;
    const [before, after] = [text[at - 1], text[at + 1]];
    const isAlone = before !== character && after !== character;
    switch (character) {
      case '\\':
        return isEdge || isPunctuation(after);
      case '`':
        return true;
      case '*':
      case '_':
        return (
          isEdge || !isAlone || (!(isWord(before) && isWord(after)) && !(isSpace(before) && isSpace(after)))
        );
      case '~':
      case '|':
        return isEdge || !isAlone;
      case '[':
        return inLink;
      case ']':
        return inLink || after === '(';
      case '>':
        return at === 0 || before === '\n';
      case ':':
        return text.startsWith('//', at + 1) && /https?$/i.test(text.slice(Math.max(0, at - 5), at));
      case '@':
        return this.#mentionable.size > 0 && /[a-z]/i.test(after ?? '');
      default:
        return false;
    }
  }
}

const isMarked = (type: string): type is MarkedType => Object.hasOwn(marks, type);

const longestRun = (text: string): number =>
  Math.max(0, ...Array.from(text.matchAll(/`+/g), ({ 0: run }) => run.length));

/** Code within as many backticks as do not stand in it, with a space beside what they would run into. */
function codeOf(code: string): string {
  const runs = new Set(Array.from(code.matchAll(/`+/g), ({ 0: run }) => run.length));
  let count = 1;
  while (runs.has(count)) count += 1;
  const isPadded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
  const pad = code.startsWith('`') || code.endsWith('`') || isPadded ? ' ' : '';
  const ticks = '`'.repeat(count);
  return ticks + pad + code + pad + ticks;
}

/** A text that means nothing but itself. */
const escapedText = (text: string): string => text.replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
