import { noOne, runLength, withinLimits, type Formatted, type Mentionable } from './formatted.ts';
import { Inline } from './inline.ts';

const fence = /^(`{3,})([A-Za-z0-9+#._-]{0,32})$/;
const quoted = /^> ?/;

/**
 * What Markdown says: `**bold**`, `*italic*` or `_italic_`, `~~strike~~`, `||spoiler||`, code, blocks of code with a language, quotations, `[links](https://…)`,
 * addresses, and mentions of those who are `mentionable`. A backslash takes the meaning from the mark after it; what makes nothing is text. It
 * takes time in proportion to the length, and gives no more than the server takes.
 */
export function fromMarkdown(markdown: string, mentionable: Mentionable = noOne): Formatted {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const blocks: Formatted[] = [];
  const closings = closingFences(lines);
  for (let at = 0; at < lines.length;) {
    const { block, next } = codeBlock(lines, at, closings) ?? lineBlock(lines, at, mentionable, closings);
    blocks.push(block);
    at = next;
  }
  const entities: Formatted['entities'] = [];
  let start = 0;
  for (const block of blocks) {
    for (const one of block.entities) entities.push({ ...one, start: start + one.start });
    start += block.text.length + 1;
  }
  return { text: blocks.map(({ text }) => text).join('\n'), entities: withinLimits(entities) };
}

interface Block {
  block: Formatted;
  /** The first line after it. */
  next: number;
}

/** The lines that are nothing but backticks, by how many. */
function closingFences(lines: readonly string[]): Map<number, number[]> {
  const found = new Map<number, number[]>();
  // the last one first, so that those that are passed are taken from the end
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (!line.startsWith('```') || runLength(line, 0) !== line.length) continue;
    const known = found.get(line.length);
    if (known) known.push(at);
    else found.set(line.length, [at]);
  }
  return found;
}

/** The block of code that begins with a line; `undefined`: none does, as nothing is in it or it does not end. */
function codeBlock(
  lines: readonly string[],
  at: number,
  closings: ReadonlyMap<number, number[]>,
): Block | undefined {
  const [, ticks, language] = fence.exec(lines[at] ?? '') ?? [];
  if (ticks === undefined) return undefined;
  const ends = closings.get(ticks.length) ?? [];
  while ((ends.at(-1) ?? Infinity) <= at) ends.pop();
  const end = ends.at(-1);
  if (end === undefined) return undefined;
  const text = lines.slice(at + 1, end).join('\n');
  if (text === '') return undefined;
  const pre = { type: 'pre' as const, start: 0, length: text.length, ...(language && { language }) };
  return { block: { text, entities: [pre] }, next: end + 1 };
}

/** The lines from one on that are all of a quotation, or none of any, up to a block of code. */
function lineBlock(
  lines: readonly string[],
  at: number,
  mentionable: Mentionable,
  closings: ReadonlyMap<number, number[]>,
): Block {
  const isQuote = quoted.test(lines[at] ?? '');
  let next = at + 1;
  while (
    next < lines.length &&
    quoted.test(lines[next] ?? '') === isQuote &&
    (isQuote || !codeBlock(lines, next, closings))
  ) {
    next += 1;
  }
  const own = lines.slice(at, next);
  const { text, entities } = Inline.read(
    own.map((line) => (isQuote ? line.replace(quoted, '') : line)).join('\n'),
    mentionable,
  );
  const quote = isQuote && text !== '' ? [{ type: 'quote' as const, start: 0, length: text.length }] : [];
  return { block: { text, entities: [...quote, ...entities] }, next };
}
