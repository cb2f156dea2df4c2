import type { FormatEntity } from '../../../shared/app.ts';
import { slackEmoji } from './emoji.ts';

/** What a text says, and what its parts are. */
export interface Converted {
  text: string;
  entities: FormatEntity[];
}

/** How people and channels are called, by their ids at Slack. */
export interface SlackNames {
  person: (id: string) => string;
  channel: (id: string) => string | undefined;
}

const formats = { '*': 'bold', _: 'italic', '~': 'strike' } as const;
type Marker = keyof typeof formats;
const isMarker = (text: string): text is Marker => Object.hasOwn(formats, text);

/** A piece of a line: text, code, what stands in angle brackets, or a sign that may begin or end a format. */
type Token =
  | { kind: 'text'; value: string }
  | { kind: 'code'; value: string }
  | { kind: 'reference'; value: string }
  | { kind: 'marker'; marker: Marker; opens: boolean; closes: boolean };

/** A text of Slack's markup, as plain text with entities. It takes time in proportion to its length. */
export function fromMrkdwn(source: string, names: SlackNames): Converted {
  const out = new Builder(names);
  // every second part stands between fences; the last fence without another is text
  const parts = source.split('```');
  const isOpen = parts.length % 2 === 0;
  parts.forEach((part, index) => {
    const isCode = index % 2 === 1 && !(isOpen && index === parts.length - 1);
    if (isCode) out.addBlock(part);
    else out.addLines(index % 2 === 1 ? `\`\`\`${part}` : part);
  });
  return out.done();
}

/** What nothing stands within comes after what it stands in. */
const rank = ({ type }: FormatEntity) => (['mention', 'code', 'pre'].includes(type) ? 1 : 0);

class Builder {
  readonly #names: SlackNames;
  readonly #entities: FormatEntity[] = [];
  readonly #pieces: string[] = [];
  #length = 0;

  constructor(names: SlackNames) {
    this.#names = names;
  }

  done(): Converted {
    const text = this.#pieces.join('');
    const end = text.trimEnd().length;
    const entities = this.#entities
      .map((one) => ({ ...one, length: Math.min(one.length, end - one.start) }))
      .filter(({ length }) => length > 0)
      .sort((a, b) => a.start - b.start || b.length - a.length || rank(a) - rank(b));
    return { text: text.slice(0, end), entities };
  }

  addBlock(source: string): void {
    const code = plainReferences(source, this.#names).replace(/^\n|\n$/g, '');
    if (code !== '') this.#put('pre', code);
  }

  /** Lines that begin with `>` are a quotation, as long as they follow each other. */
  addLines(source: string): void {
    const lines = source.split('\n');
    let quoted: number | undefined;
    lines.forEach((line, index) => {
      const rest = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1];
      if (rest === undefined && quoted !== undefined) this.#endQuote(quoted);
      if (rest === undefined) quoted = undefined;
      else quoted ??= this.#length;
      this.#addLine(rest ?? line);
      if (index < lines.length - 1) this.#write('\n');
    });
    if (quoted !== undefined) this.#endQuote(quoted);
  }

  #endQuote(start: number): void {
    const length = this.#length - start;
    if (length > 0) this.#entities.push({ type: 'quote', start, length });
  }

  #addLine(line: string): void {
    const tokens = tokensOf(line);
    const pairs = pairsOf(tokens);
    const started = new Map<number, number>();
    tokens.forEach((token, index) => {
      if (token.kind === 'text') this.#write(withEmoji(decode(token.value)));
      else if (token.kind === 'code') this.#put('code', plainReferences(token.value, this.#names));
      else if (token.kind === 'reference') this.#addReference(token.value);
      else {
        const opener = pairs.get(index);
        if (opener === undefined) this.#write(token.marker);
        // its own index: it begins a format
        else if (opener === index) started.set(index, this.#length);
        else this.#close(formats[token.marker], started.get(opener) ?? this.#length);
      }
    });
  }

  #close(type: string, start: number): void {
    const length = this.#length - start;
    if (length > 0) this.#entities.push({ type, start, length });
  }

  #addReference(source: string): void {
    const reference = readReference(source, this.#names);
    if (reference.entity === undefined) this.#write(reference.text);
    else this.#put(reference.entity.type, reference.text, reference.entity);
  }

  #put(type: string, text: string, more: Partial<FormatEntity> = {}): void {
    if (text === '') return;
    this.#entities.push({ ...more, type, start: this.#length, length: text.length });
    this.#write(text);
  }

  #write(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
  }
}

/** Code comes first, then what stands in angle brackets, then signs. */
const tokenForm = /`([^`\n]+)`|<([^<>\n]+)>|([*_~])/g;
const isWordSide = (character: string | undefined) =>
  character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character);
const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);

function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (const match of line.matchAll(tokenForm)) {
    const [all, code, reference, marker = ''] = match;
    if (match.index > from) tokens.push({ kind: 'text', value: line.slice(from, match.index) });
    from = match.index + all.length;
    if (code !== undefined) tokens.push({ kind: 'code', value: code });
    else if (reference !== undefined) tokens.push({ kind: 'reference', value: reference });
    else if (isMarker(marker)) {
      const [before, after] = [line[match.index - 1], line[from]];
      const opens = !isSpace(after) && !isWordSide(before);
      const closes = !isSpace(before) && !isWordSide(after);
      tokens.push({ kind: 'marker', marker, opens, closes });
    }
  }
  if (from < line.length) tokens.push({ kind: 'text', value: line.slice(from) });
  return tokens;
}

/** Which signs belong together: each to the index of the one that begins their format. The others are text. */
function pairsOf(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const open: { marker: Marker; index: number }[] = [];
  const waiting: Record<Marker, number> = { '*': 0, _: 0, '~': 0 };
  tokens.forEach((token, index) => {
    if (token.kind !== 'marker') return;
    const { marker, opens, closes } = token;
    if (closes && waiting[marker] > 0) {
      for (;;) {
        const last = open.pop();
        if (!last) return;
        waiting[last.marker] -= 1;
        if (last.marker !== marker) continue;
        // nothing between them is nothing to format
        if (last.index + 1 === index) return;
        pairs.set(last.index, last.index);
        pairs.set(index, last.index);
        return;
      }
    }
    if (opens) {
      open.push({ marker, index });
      waiting[marker] += 1;
    }
  });
  return pairs;
}

interface Reference {
  text: string;
  entity?: Pick<FormatEntity, 'type' | 'user' | 'target' | 'url'>;
}

/** What stands in angle brackets: a person, a channel, all members, a date, or an address. */
function readReference(source: string, names: SlackNames): Reference {
  const bar = source.indexOf('|');
  const [id, label] =
    bar === -1 ? [source, undefined] : [source.slice(0, bar), decode(source.slice(bar + 1))];
  const rest = id.slice(1);
  if (id.startsWith('@')) {
    const user = names.person(rest);
    return { text: `@${user}`, entity: { type: 'mention', user } };
  }
  if (id.startsWith('#')) return { text: `#${label ?? names.channel(rest) ?? rest}` };
  if (id.startsWith('!')) {
    const target = { here: 'here', channel: 'all', everyone: 'all' }[rest];
    if (target !== undefined) return { text: `@${target}`, entity: { type: 'mention', target } };
    return { text: label ?? decode(rest) };
  }
  return readLink(decode(id), label);
}

function readLink(address: string, label: string | undefined): Reference {
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  const isLink = parsed !== undefined && ['http:', 'https:', 'mailto:'].includes(parsed.protocol);
  if (isLink) return { text: withEmoji(label ?? address), entity: { type: 'link', url: parsed.href } };
  return { text: label === undefined || label === address ? address : `${label} (${address})` };
}

/** In code nothing is formatted, and addresses stand as they are. */
const plainReferences = (source: string, names: SlackNames): string =>
  source
    .split(/(<[^<>\n]+>)/)
    .map((part) => (/^<[^<>\n]+>$/.test(part) ? readReference(part.slice(1, -1), names).text : decode(part)))
    .join('');

const escapes: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const decode = (text: string): string => text.replace(/&(?:amp|lt|gt);/g, (found) => escapes[found] ?? found);

const withEmoji = (text: string): string =>
  text.replace(
    /:([a-z0-9_+'-]{1,100})(?:::(skin-tone-[2-6]))?:/g,
    (found, name: string, tone: string | undefined) =>
      slackEmoji(tone === undefined ? name : `${name}::${tone}`) ?? found,
  );
